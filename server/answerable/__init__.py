"""Answerable: which code a machine wrote, what it could break, and which human answers for it."""
