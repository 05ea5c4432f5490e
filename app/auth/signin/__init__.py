"""Signing in by password and code or by passkey, and proving again who one is while signed in."""
