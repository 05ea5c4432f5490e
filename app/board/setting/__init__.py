"""Changing, by two persons, the policy's values that the council decides: acts, proposals, the screen."""
