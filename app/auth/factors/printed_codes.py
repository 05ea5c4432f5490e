"""Codes that are printed and typed: letters' codes and recovery codes. Knows letters and digits, no person."""

import hmac
import secrets
import unicodedata
from hashlib import sha256

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 signs, five bits each, none that looks like another (no 0, 1, I, O)."""

LETTER_CHARACTERS = 20
"""100 bits, in five groups of four."""
RECOVERY_CHARACTERS = 28
"""140 bits, in seven groups of four (128 were asked for)."""

_GROUP = 4
_MAX_TYPED = 100


def new_code(characters: int) -> str:
    """A fresh code without its hyphens."""
    return "".join(secrets.choice(ALPHABET) for _ in range(characters))


def grouped(code: str) -> str:
    """「K7QM-3FRW-…」, as it is printed."""
    return "-".join(code[place : place + _GROUP] for place in range(0, len(code), _GROUP))


def typed(untrusted_text: str, characters: int) -> str | None:
    """A code from what was typed; small and full-width letters, spaces and hyphens are forgiven. None: no code."""
    if len(untrusted_text) > _MAX_TYPED:
        return None
    kept = "".join(c for c in unicodedata.normalize("NFKC", untrusted_text).upper() if c.isalnum())
    return kept if len(kept) == characters and set(kept) <= set(ALPHABET) else None


def hash_of(key: bytes, code: str) -> str:
    """What the database keeps: a keyed hash, for a code with 100 random bits and more needs no slow one."""
    return hmac.new(key, code.encode(), sha256).hexdigest()
