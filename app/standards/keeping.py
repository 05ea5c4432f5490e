"""How long papers are kept, as a kind of value: so many years, or for ever. Pure."""

import re
import unicodedata
from dataclasses import dataclass

from app.standards.values import UnfitValue

FOR_EVER = "for_ever"
MOST_YEARS = 99
_YEARS = re.compile(r"(\d{1,2})年?")


@dataclass(frozen=True)
class KeepingTime:
    """Values such as "5", or "for_ever". The longer one is stricter: less is destroyed by it."""

    def read(self, untrusted: str) -> str:
        words = re.sub(r"\s", "", unicodedata.normalize("NFKC", untrusted[:40]))
        if words in {"永年", "永久", FOR_EVER}:
            return FOR_EVER
        found = _YEARS.fullmatch(words)
        if found is None or not 1 <= int(found[1]) <= MOST_YEARS:
            raise UnfitValue(f"「永年」か、「10 年」のように、1 年から {MOST_YEARS} 年までで書いてください。")
        return str(int(found[1]))

    def is_one(self, text: str) -> bool:
        return text == FOR_EVER or (text.isascii() and text.isdecimal() and 1 <= int(text) <= MOST_YEARS)

    def words(self, value: str) -> str:
        return "永年" if value == FOR_EVER else f"{value} 年"

    def is_weaker(self, value: str, than: str) -> bool:
        return _years(value) < _years(than)

    def stricter(self, one: str, other: str) -> str:
        return max(one, other, key=_years)


def _years(value: str) -> int:
    return MOST_YEARS + 1 if value == FOR_EVER else int(value)
