"""The ways in: password, code, passkey, and proving oneself in place."""
