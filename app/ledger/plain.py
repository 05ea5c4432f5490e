"""Makes text from records safe for screens: no invisible characters, and none that change the text's direction."""

import unicodedata
from datetime import datetime

from app import clock

_LIMIT_CHARACTERS = 200


def plain(untrusted_text: object) -> str:
    """The value as one visible line. Control, format and private characters are replaced by their names."""
    text = str(untrusted_text)
    shown = text[:_LIMIT_CHARACTERS] + ("…" if len(text) > _LIMIT_CHARACTERS else "")
    return "".join(_visible(character) for character in shown)


def _visible(character: str) -> str:
    hides = unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    return f"〔U+{ord(character):04X}〕" if hides else character


def second_text(moment: datetime) -> str:
    """「10:24:07」, on the council's clock."""
    return f"{clock.jst(moment):%H:%M:%S}"


def exact_text(moment: datetime) -> str:
    """「令和8年12月8日（火）10:24:07」."""
    return f"{clock.era_year_text(moment)}{clock.day_text(moment)}{second_text(moment)}"
