"""Compares pictures with the copies of a paper, and says whose they are, or that it cannot be told."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from app.errors import PaperDamaged
from app.traces.queries import IssuedCode, TracedPage
from app.vault.objects import Vault, page_name
from viewer.converter.likeness import pixels_of
from viewer.hidden.tinting import TINTS
from viewer.master import Master, MasterKind
from viewer.stamp import Stamper
from viewer.tracing.lens import Floats
from viewer.tracing.reading import CarrierOdds, read
from viewer.tracing.registering import LEAST_ALIKE, Gray, Picture, Sighting
from viewer.tracing.tints import read_tints
from viewer.tracing.verdict import Copies, Reading, Suspect, weigh

MOST_LIKELY = 6
"""Pages that are looked at closely, of those that a glance finds alike."""
_AS_LIKELY = 0.4
"""A page that so large a share of features agrees on, of those of the best, may be the one that is shown, too: that of
another version, in which little or nothing of it was changed.
"""


@dataclass(frozen=True)
class SeenPage:
    """A page that a picture may show, and what can be read of its hidden mark; `evidence`: None for nothing."""

    page: TracedPage
    carriers: int
    evidence: CarrierOdds | None


@dataclass(frozen=True)
class Seen:
    """What a picture shows: the most likely page, and others that it may be as well."""

    pages: tuple[SeenPage, ...]

    @property
    def best(self) -> SeenPage:
        """The page that most of the picture agrees with."""
        return self.pages[0]


@dataclass(frozen=True)
class Tracer:
    """What a trace works with: where masters are, and by which key copies were marked. `damaged`: pages that could not
    be opened.
    """

    vault: Vault
    stamper: Stamper
    damaged: set[TracedPage] = field(default_factory=set)

    def look(
        self, pixels: NDArray[np.uint8], pages: Sequence[TracedPage], told: Callable[[int, int], None]
    ) -> Seen | None:
        """The pages that the picture may show, None for none. `told`: how many pages were compared, of how many."""
        picture = Picture(pixels)
        likely = self._likely(picture, pages, told)
        found = self._found(picture, likely) or self._found(picture, [page for page in pages if page not in likely])
        if not found:
            return None
        best = found[0][1].alike
        as_likely = [each for each in found if each[1].alike >= _AS_LIKELY * best]
        return Seen(tuple(self._read(picture, page, sighting) for page, sighting in as_likely[:MOST_LIKELY]))

    def suspects(self, seen: Iterable[Seen], codes: Sequence[IssuedCode]) -> list[Suspect]:
        """The people whose copies were compared, who fits best first.

        Pictures of one page are one observation of its bits: a second one of the same copy makes nothing less likely.
        """
        observations: list[dict[TracedPage, Floats]] = []
        for picture in seen:
            mine = {one.page: one.evidence.odds for one in picture.pages if one.evidence is not None}
            same = [other for other in observations if mine.keys() & other.keys()]
            observations = [other for other in observations if not mine.keys() & other.keys()]
            for other in same:
                mine = {page: _sum(each[page] for each in (mine, other) if page in each) for page in [*other, *mine]}
            observations += [mine] if mine else []
        return weigh([[self._reading(page, odds, codes) for page, odds in each.items()] for each in observations])

    def _likely(
        self, picture: Picture, pages: Sequence[TracedPage], told: Callable[[int, int], None]
    ) -> list[TracedPage]:
        if len(pages) <= MOST_LIKELY:
            return list(pages)
        alike: list[tuple[int, int]] = []
        for place, page in enumerate(pages):
            told(place, len(pages))
            master = self._master(page)
            alike.append((picture.glance(_gray(master)) if master is not None else 0, -place))
        best = sorted(alike, reverse=True)[:MOST_LIKELY]
        return [pages[-place] for count, place in best if count >= max(LEAST_ALIKE, best[0][0] / 4)]

    def _found(self, picture: Picture, pages: Sequence[TracedPage]) -> list[tuple[TracedPage, Sighting]]:
        """Those of the pages that the picture may show, the most alike first; of equals the newest version's."""
        found = []
        for page in pages:
            master = self._master(page)
            sighting = picture.find(_gray(master)) if master is not None else None
            found += [(page, sighting)] if sighting is not None else []
        return sorted(found, key=lambda each: -each[1].alike)

    def _read(self, picture: Picture, page: TracedPage, found: Sighting) -> SeenPage:
        master = self._master(page)
        if master is None:
            return SeenPage(page, 0, None)
        if master.kind is MasterKind.PHOTO:
            return SeenPage(page, TINTS, read_tints(picture, found, _gray(master)))
        return SeenPage(page, len(master.carriers), read(picture, found, _gray(master), master.carriers))

    def _reading(self, page: TracedPage, odds: Floats, codes: Sequence[IssuedCode]) -> Reading:
        own = [code for code in codes if code.is_of(page)]
        carriers = len(odds)
        bits = [self.stamper.hidden_bits(code.code, page.copy_of(code.person_id), carriers) for code in own]
        holders = [code.person_id for code in own]
        return odds, Copies(holders, [code.code for code in own], np.array(bits, np.float64).reshape(-1, carriers))

    def _master(self, page: TracedPage) -> Master | None:
        """None for a page that is damaged: the others are compared all the same."""
        name = page_name(page.version_id, page.number, page.making)
        try:
            return self.vault.master(page.sealed_key, page.version_id, name)
        except PaperDamaged:
            self.damaged.add(page)
            return None


def _sum(odds: Iterable[Floats]) -> Floats:
    return np.asarray(sum(odds), np.float64)


def _gray(master: Master) -> Gray:
    return np.asarray(cv2.cvtColor(pixels_of(master), cv2.COLOR_RGB2GRAY), np.uint8)
