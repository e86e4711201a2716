"""Use cases over the ports of the core."""
