"""Stopping the council at once, and lifting that by two persons: acts, proposals, the screen and its news."""
