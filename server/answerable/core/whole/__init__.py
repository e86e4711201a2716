"""Rules about a change as a whole: those that look at several files of it, or at files that it does not touch."""
