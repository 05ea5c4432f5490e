"""Limits on guessing, and the errors with which a sign-in is refused."""
