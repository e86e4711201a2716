"""Blast radius: who depends on what was changed."""
