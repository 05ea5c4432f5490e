"""The ways in which a sign-in is strong, as sessions and the ledger name them. Words and sets only."""

PASSWORD_TOTP = "password+totp"  # noqa: S105 - a name, not a secret
PASSWORD_KEY = "password+key"  # noqa: S105 - a name, not a secret
PASSKEY = "passkey"
ENROLMENT = "enrolment"
"""The first sign-in, at the end of an enrolment by letter or recovery code, with an authenticator app."""
ENROLMENT_KEY = "enrolment+key"

PHISHING_RESISTANT = frozenset({PASSWORD_KEY, PASSKEY, ENROLMENT_KEY})
"""Another site cannot pass these on (NIST SP 800-63B-4 §3.2.5): the key answers to this site alone."""
