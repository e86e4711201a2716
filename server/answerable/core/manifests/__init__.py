"""Manifests and lock files: what a project depends on, and which code runs when it is installed."""
