"""One file per verb: a function that takes plain arguments and returns an exit code."""
