"""Stopping the council at once, and lifting a stop by two persons: acts, proposals, the screen and its topic."""
