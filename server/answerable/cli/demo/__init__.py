"""The demonstration: a throw-away repository, the real server and the real hooks, and one whole story."""
