"""Folds the ledger's lists: all that one tablet was sent of one paper in one go is one line, with its records below.

Turning a page sends the page, its neighbours ahead of time, and thumbnails. Listed one by one, they would hide what a
person did on purpose.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.audit.search import Found
from app.audit.vocabulary import EventKind
from app.materials.alignment.comparing import stretch_words

_PAUSE = timedelta(minutes=10)
"""The longest pause within a run. A page after a longer one begins another run."""

_GIVEN = {
    EventKind.PAGE_ISSUED: "",  # shown by their numbers
    EventKind.THUMBNAIL_ISSUED: "縮小画像 {} 枚",
    EventKind.REGION_ISSUED: "拡大 {} か所",
    EventKind.TEXT_ISSUED: "本文 {} ページ",
    EventKind.PLACES_ISSUED: "検索 {} 回",
    EventKind.NOTES_ISSUED: "自分のメモ {} 回",
    EventKind.NOTES_SHOWN: "共有されたメモ {} 回",
    EventKind.CONTENTS_ISSUED: "",  # sent with every opening, so it says no more than the pages do
}
"""The kinds of records in a run → the words for their number."""


@dataclass(frozen=True)
class Run:
    """The records of one line, the newest first: a single one of any kind, or several about one paper."""

    records: tuple[Found, ...]

    @property
    def newest(self) -> Found:
        """The newest record, by which the line is placed in the list."""
        return self.records[0]

    @property
    def is_folded(self) -> bool:
        """True when the line stands for more than one record."""
        return len(self.records) > 1

    def words(self) -> str:
        """「1〜3、7 ページを表示（先読み 4〜6 ページ、縮小画像 12 枚）」, without the paper's name."""
        looked_at, ahead = self._pages(is_ahead=False), self._pages(is_ahead=True)
        rest = [f"先読み {stretch_words(sorted(ahead - looked_at))}\u00a0ページ"] if ahead - looked_at else []
        kinds = Counter(record.known_kind for record in self.records)
        rest += [words.format(kinds[kind]) for kind, words in _GIVEN.items() if words and kinds[kind]]
        if not looked_at:
            return "、".join(rest) or EventKind.CONTENTS_ISSUED.words
        told = f"{stretch_words(sorted(looked_at))}\u00a0ページを表示"
        return f"{told}（{'、'.join(rest)}）" if rest else told

    def _pages(self, *, is_ahead: bool) -> set[int]:
        """The numbers of the pages that were sent ahead of time, or of those that the person asked for."""
        given = [record for record in self.records if record.known_kind is EventKind.PAGE_ISSUED]
        return {each.page for each in given if each.page is not None and bool(each.detail.get("ahead")) is is_ahead}


def folded(records: Sequence[Found], *, most: int) -> list[Run]:
    """The runs of records, which are in order, the newest first; at most `most` runs.

    Records of other people in between form runs of their own and do not end a run, since thirty members read at once.
    """
    runs: list[list[Found]] = []
    open_runs: dict[tuple[str | None, ...], list[Found]] = {}
    for record in records:
        # Residents have no session, so those behind one address form one line.
        address = record.address if record.session_id is None else None
        key = (record.actor_id, record.session_id, address, record.material_id, record.version_id)
        run = open_runs.get(key) if record.known_kind in _GIVEN else None
        if run is not None and run[-1].at - record.at <= _PAUSE:
            run.append(record)
            continue
        if len(runs) == most:
            break
        runs.append([record])
        if record.known_kind in _GIVEN:
            open_runs[key] = runs[-1]
    return [Run(tuple(run)) for run in runs]
