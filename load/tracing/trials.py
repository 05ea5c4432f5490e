"""One trial: a copy is leaked, attacked and traced among 300 readers. Named rightly, wrongly, or not told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from load.tracing.attacks import Attack, Gray, Leak
from viewer.converter.likeness import pixels_of
from viewer.master import Master, MasterKind
from viewer.stamp import Mark, Stamper
from viewer.tracing.reading import read
from viewer.tracing.registering import Features, Picture, features_of_page
from viewer.tracing.tints import read_tints
from viewer.tracing.verdict import Copies, Reading, weigh

READERS = 300
_COLLUDERS = 5
_KEY = b"the key of the trials, 32 bytes."


class Outcome(StrEnum):
    """What a trace said of a picture whose reader is known."""

    NAMED = "named"
    UNTOLD = "cannot be told"
    WRONG = "wrong"


@dataclass(frozen=True)
class Trial:
    """Of an attack on a kind of page. `innocent`: whether it names somebody when no guilty copy is compared."""

    kind: str
    attack: str
    outcome: Outcome
    innocent: bool


class Subject:
    """A page, and the copies of it: of READERS readers, the first of whom are guilty."""

    def __init__(self, name: str, master: Master) -> None:
        self.name, self.master = name, master
        self.page = _gray(master)
        self._stamper = Stamper(_KEY)
        self._features: Features | None = None

    @property
    def has_hidden_mark(self) -> bool:
        return self.master.kind is MasterKind.PHOTO or bool(len(self.master.carriers))

    def leak(self) -> Leak:
        """What attackers have."""
        copies = [self.copy(number) for number in range(_COLLUDERS)]
        return Leak(copies, self.copy(0, session="b"), self.page)

    def copy(self, reader: int, session: str = "a") -> Gray:
        """The grey pixels of a reader's copy, with both marks."""
        mark = Mark(
            "佐藤 花子 議員", f"第{reader}番", "2026-12-08 10:24", _code(reader, session), "機密性2　複製を禁じます"
        )
        return _gray(self._stamper.press(self.master, mark, page_id=self._page_id(reader)).master)

    def reading(self, picture: Gray) -> NDArray[np.float64] | None:
        """What is read of the page's carriers in the picture; None when the page is not found, or nothing is read."""
        if not self.has_hidden_mark:
            return None
        if self._features is None:
            self._features = features_of_page(self.page)
        looked = Picture(picture)
        found = looked.find(self.page, self._features)
        if found is None:
            return None
        if self.master.kind is MasterKind.PHOTO:
            evidence = read_tints(looked, found, self.page)
        else:
            evidence = read(looked, found, self.page, self.master.carriers)
        return evidence.odds if evidence is not None else None

    def compared(self, odds: NDArray[np.float64], readers: Sequence[int]) -> Reading:
        """With the copies of these readers, two sessions each."""
        whose = [(reader, session) for reader in readers for session in "ab"]
        bits = [
            self._stamper.hidden_bits(_code(reader, session), self._page_id(reader), len(odds))
            for reader, session in whose
        ]
        return odds, Copies(
            [str(reader) for reader, _ in whose], [_code(*each) for each in whose], np.array(bits, np.float64)
        )

    def _page_id(self, reader: int) -> str:
        return f"reader{reader}/{self.name}/1"


def tried(subjects: Sequence[Subject], kind: str, attacks: Sequence[Attack]) -> Iterator[Trial]:
    """Each attack, on all these pages at once."""
    leaks = [subject.leak() for subject in subjects] if any(each.has_hidden_mark for each in subjects) else []
    for attack in attacks:
        # An attack works on the copies of as many readers as take part in it.
        pictures = [attack.make(Leak(leak.copies[: attack.readers], leak.again, leak.page)) for leak in leaks]
        yield _judged(subjects, kind, attack.name, pictures, range(attack.readers))


def traced(subjects: Sequence[Subject], kind: str, name: str, pictures: Sequence[Gray], guilty: range) -> Trial:
    """Pictures from elsewhere, whose reader is known, a page each."""
    return _judged(subjects, kind, name, pictures, guilty)


def _judged(subjects: Sequence[Subject], kind: str, name: str, pictures: Sequence[Gray], guilty: range) -> Trial:
    read_odds = [
        (subject, odds)
        for subject, picture in zip(subjects, pictures, strict=False)
        if (odds := subject.reading(picture)) is not None
    ]
    named = _named(read_odds, range(READERS))
    outcome = Outcome.UNTOLD if not named else Outcome.NAMED if named <= set(guilty) else Outcome.WRONG
    innocent = _named(read_odds, [each for each in range(READERS) if each not in guilty])
    return Trial(kind, name, outcome, bool(innocent))


def _named(read_odds: Sequence[tuple[Subject, NDArray[np.float64]]], readers: Sequence[int]) -> set[int]:
    suspects = weigh([[subject.compared(odds, readers)] for subject, odds in read_odds])
    return {int(suspect.holder) for suspect in suspects if suspect.is_named}


def _code(reader: int, session: str) -> str:
    return f"T{reader:03}-{session.upper()}RUN"


def _gray(master: Master) -> Gray:
    return np.asarray(cv2.cvtColor(pixels_of(master), cv2.COLOR_RGB2GRAY), np.uint8)
