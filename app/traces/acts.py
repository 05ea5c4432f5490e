"""Compares pictures with the copies of a paper, and says whose they are, or that it cannot be told."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from app.traces.queries import IssuedCode, TracedPage
from app.vault.objects import Vault, page_name
from viewer.converter.likeness import pixels_of
from viewer.master import Master
from viewer.stamp import Stamper
from viewer.tracing.lens import Floats
from viewer.tracing.reading import CarrierOdds, read
from viewer.tracing.registering import Picture, Sighting
from viewer.tracing.verdict import Copies, Suspect, weigh

SURELY_ALIKE = 400
"""Features that agree on a page: no other page needs a look."""


@dataclass(frozen=True)
class Seen:
    """The page that a picture shows, and what can be read of its hidden mark; `evidence`: None for nothing."""

    page: TracedPage
    carriers: int
    evidence: CarrierOdds | None


@dataclass(frozen=True)
class Tracer:
    """What a trace works with: where masters are, and by which key copies were marked."""

    vault: Vault
    stamper: Stamper

    def look(
        self, pixels: NDArray[np.uint8], pages: Sequence[TracedPage], told: Callable[[int, int], None]
    ) -> Seen | None:
        """The page that the picture shows, None for none. `told`: how many pages were compared, of how many."""
        picture = Picture(pixels)
        best: tuple[TracedPage, Sighting, Master] | None = None
        for place, page in enumerate(pages):
            told(place, len(pages))
            master = self._master(page)
            found = picture.find(_gray(master))
            if found is not None and (best is None or found.alike > best[1].alike):
                best = page, found, master
            if best is not None and best[1].alike >= SURELY_ALIKE:
                break
        if best is None:
            return None
        page, found, master = best
        evidence = read(picture, found, _gray(master), master.carriers)
        return Seen(page, len(master.carriers), evidence)

    def suspects(self, seen: Iterable[Seen], codes: Sequence[IssuedCode]) -> list[Suspect]:
        """The people whose copies were compared, who fits best first.

        Pictures of one page are one observation of its bits: a second one of the same copy makes nothing less likely.
        """
        by_page: dict[TracedPage, Floats] = {}
        for each in seen:
            if each.evidence is not None:
                by_page[each.page] = by_page.get(each.page, 0.0) + each.evidence.odds
        return weigh([(odds, self._copies(page, codes, len(odds))) for page, odds in by_page.items()])

    def _copies(self, page: TracedPage, codes: Sequence[IssuedCode], carriers: int) -> Copies:
        own = [code for code in codes if code.is_of(page)]
        bits = [self.stamper.hidden_bits(code.code, page.copy_of(code.person_id), carriers) for code in own]
        holders = [code.person_id for code in own]
        return Copies(holders, [code.code for code in own], np.array(bits, np.float64).reshape(-1, carriers))

    def _master(self, page: TracedPage) -> Master:
        name = page_name(page.version_id, page.number, page.making)
        return self.vault.master(page.sealed_key, page.version_id, name)


def _gray(master: Master) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(pixels_of(master), cv2.COLOR_RGB2GRAY), np.uint8)
