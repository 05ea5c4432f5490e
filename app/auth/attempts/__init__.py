"""Limits on guessing, and why signing in did not go on."""
