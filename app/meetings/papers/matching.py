"""Which agenda item a file belongs to, by the number that both name: 「議案第16号」, 「日程第5」, 「請願第2号」."""

import re
import unicodedata
from collections.abc import Sequence

from app.meetings.models import AgendaItem

_KINDS = [
    "議員提出議案",
    "委員会提出議案",
    "議案",
    "発議",
    "認定",
    "承認",
    "同意",
    "諮問",
    "報告",
    "請願",
    "陳情",
    "意見書案",
    "決議案",
    "日程",
]
_NAMED = re.compile(rf"({'|'.join(_KINDS)})第?(\d+)号?")


def numbers_in(words: str) -> frozenset[tuple[str, int]]:
    """The numbers that a text names, with what they count: {("議案", 16)}; in whatever width the digits are."""
    plain = re.sub(r"[\s_\-]", "", unicodedata.normalize("NFKC", words))
    return frozenset((kind, int(number)) for kind, number in _NAMED.findall(plain) if len(number) < 6)


def item_for(items: Sequence[AgendaItem], chosen: str, words: str) -> AgendaItem | None:
    """The item that was chosen, else the only one that names a number of these words; None without, or with several."""
    if chosen:
        return next((item for item in items if item.id == chosen), None)
    wanted = numbers_in(words)
    found = [item for item in items if wanted & numbers_in(f"{item.number_label} {item.title}")]
    return found[0] if len(found) == 1 else None
