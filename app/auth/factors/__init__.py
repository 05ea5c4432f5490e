"""The factors by which people sign in: passwords, authenticators, passkeys, recovery codes."""
