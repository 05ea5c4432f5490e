"""Codes that are printed on paper and typed by hand: letters' codes and recovery codes. Knows no person or table."""

import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from hashlib import sha256

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 signs, five bits each, none that looks like another (no 0, 1, I, O)."""

_MAX_TYPED = 100


@dataclass(frozen=True)
class CodeShape:
    """How many signs a code has, and in groups of how many it is printed."""

    characters: int
    group: int

    def new(self) -> str:
        """A fresh code without its hyphens."""
        return "".join(secrets.choice(ALPHABET) for _ in range(self.characters))

    def new_ones(self, count: int) -> list[str]:
        """So many fresh codes, each with another first sign than the others, in the order of these signs."""
        firsts = sorted(secrets.SystemRandom().sample(ALPHABET, count))
        return [f"{first}{self.new()[1:]}" for first in firsts]

    def grouped(self, code: str) -> str:
        """「K7QM-3FRW-…」, as it is printed."""
        return "-".join(code[place : place + self.group] for place in range(0, len(code), self.group))

    def typed(self, untrusted_text: str) -> str | None:
        """The code in what was typed, None when it holds none of this length.

        Small and full-width letters are read as capitals; spaces, hyphens and other signs are left out.
        """
        if len(untrusted_text) > _MAX_TYPED:
            return None
        kept = "".join(c for c in unicodedata.normalize("NFKC", untrusted_text).upper() if c.isalnum())
        return kept if len(kept) == self.characters and set(kept) <= set(ALPHABET) else None


LETTER = CodeShape(characters=20, group=4)
"""100 bits; the QR code beside it carries it, so that hardly anybody types it."""
RECOVERY = CodeShape(characters=10, group=5)
"""50 bits, short enough to be typed from paper. What it lacks, a slow hash, a limit on tries and the password give."""
LONG_RECOVERY = CodeShape(characters=28, group=4)
"""140 bits, as lists were made before."""


def hash_of(key: bytes, code: str) -> str:
    """HMAC-SHA-256 in hex, which the database keeps in place of the code.

    Only for codes of 100 random bits or more, too many to try; a slow hash as for passwords would protect nothing more.
    """
    return hmac.new(key, code.encode(), sha256).hexdigest()
