"""The oldest versions of browsers that a council lets in, as a kind of value: one a family, each from a day. Pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app import days
from app.standards.values import UnfitValue

FAMILIES: Mapping[str, str] = {"safari": "Safari", "chrome": "Chrome", "edge": "Edge", "firefox": "Firefox"}
"""The families by the key that a value names them with, and as they call themselves."""

_LINE = re.compile(r"([A-Za-z]+)\s+(\d{1,3})\s+(\d{4}-\d{2}-\d{2})")
_EXAMPLE = "「Safari 17 2027-04-01」のように、名前（Safari、Chrome、Edge、Firefox）、版の数字、使えなくする日"


@dataclass(frozen=True)
class BrowserMinimum:
    """The oldest version of a family that is let in. Before the day `since` an older one is told about, and let in."""

    family: str
    version: int
    since: date

    @property
    def words(self) -> str:
        """「Safari 17（2027年4月1日から）」."""
        return f"{FAMILIES[self.family]} {self.version}（{days.written_words(self.since.isoformat())}から）"


def minimums_of(value: str) -> tuple[BrowserMinimum, ...]:
    """What a value says. Raises ValueError or KeyError for a text that is none."""
    parts = [part.split(":") for part in value.split()]
    return tuple(BrowserMinimum(family, int(version), date.fromisoformat(day)) for family, version, day in parts)


@dataclass(frozen=True)
class OldestBrowsers:
    """Values such as "safari:17:2027-04-01 chrome:120:2027-04-01"; "" for none. A newer version is stricter, and so is
    an earlier day.
    """

    def read(self, untrusted: str) -> str:
        found: dict[str, str] = {}
        for line in unicodedata.normalize("NFKC", untrusted).splitlines():
            if not line.strip():
                continue
            said = _LINE.fullmatch(line.strip())
            if said is None or (family := said[1].lower()) not in FAMILIES or not _is_day(said[3]):
                raise UnfitValue(f"{_EXAMPLE}を、1 行に一つ書いてください。")
            if family in found:
                raise UnfitValue(f"{FAMILIES[family]} が二つあります。一つのブラウザーは 1 行にしてください。")
            found[family] = f"{family}:{int(said[2])}:{said[3]}"
        return " ".join(found[family] for family in FAMILIES if family in found)

    def is_one(self, text: str) -> bool:
        try:
            return text == self.read("\n".join(self.lines(text)))
        except (UnfitValue, ValueError, KeyError):
            return False

    def lines(self, value: str) -> Sequence[str]:
        """The value as it is typed, a line each."""
        return [f"{FAMILIES[each.family]} {each.version} {each.since.isoformat()}" for each in minimums_of(value)]

    def words(self, value: str) -> str:
        return "、".join(each.words for each in minimums_of(value)) or "定めない"

    def is_weaker(self, value: str, than: str) -> bool:
        mine = {each.family: each for each in minimums_of(value)}
        return any(
            asked.family not in mine
            or mine[asked.family].version < asked.version
            or mine[asked.family].since > asked.since
            for asked in minimums_of(than)
        )

    def stricter(self, one: str, other: str) -> str:
        found: dict[str, BrowserMinimum] = {}
        for each in (*minimums_of(one), *minimums_of(other)):
            former = found.get(each.family, each)
            version, since = max(former.version, each.version), min(former.since, each.since)
            found[each.family] = BrowserMinimum(each.family, version, since)
        kept = [found[family] for family in FAMILIES if family in found]
        return " ".join(f"{each.family}:{each.version}:{each.since.isoformat()}" for each in kept)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
