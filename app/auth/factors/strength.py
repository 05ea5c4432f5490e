"""Names of the ways of signing in, as sessions and the ledger keep them, and which of them resist phishing."""

PASSWORD_TOTP = "password+totp"  # noqa: S105 - a name, not a secret
PASSWORD_KEY = "password+key"  # noqa: S105 - a name, not a secret
PASSKEY = "passkey"
ENROLMENT = "enrolment"
"""The first sign-in, at the end of an enrolment by letter or recovery code, with an authenticator app."""
ENROLMENT_KEY = "enrolment+key"

PHISHING_RESISTANT = frozenset({PASSWORD_KEY, PASSKEY, ENROLMENT_KEY})
"""Ways that a false site cannot relay to this one (NIST SP 800-63B-4 §3.2.5): a key signs the name of the site that
asks for it.
"""
