"""Stopping at once: whether the council is stopped, and how far. Read anew for every decision."""
