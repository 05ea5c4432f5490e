"""Changing what the council decides of the policy's values, by two persons: acts, proposals, the screen."""
