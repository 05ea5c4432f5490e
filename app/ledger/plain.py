"""Text from records as it may stand on a screen: no character that hides, or turns the words around it."""

import unicodedata
from datetime import datetime

from app import clock

_LIMIT_CHARACTERS = 200


def plain(untrusted_text: object) -> str:
    """The value as one visible line: control, format and private characters are named instead of obeyed."""
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
