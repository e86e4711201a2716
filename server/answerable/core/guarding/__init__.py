"""What an agent is about to do, and whether somebody should look first: a seat belt, not a sandbox."""
