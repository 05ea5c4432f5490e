"""Papers laid ready to be read, without a conversion: masters, words and contents straight into the vault."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app import clock
from app.db import new_id
from app.materials.alignment.knowing import KNOWN
from app.materials.models import Material, PageRow, Reader, Version
from app.materials.pages.contents import WrittenWord
from app.materials.words.finding import page_text
from app.materials.words.folding import FOLD, fold
from app.vault.gathered import dump_pages
from app.vault.objects import cell_name, identities_name, outline_name, page_name, text_name, thumbnail_name, words_name
from tests.support.council import Council
from viewer import master
from viewer.alignment.identity import dump_identities, identity_of

WIDTH, HEIGHT = 640, 906
ISSUED = ("page.issued", "thumbnail.issued", "region.issued", "text.issued", "contents.issued", "original.issued")
OUTLINE = {
    "outline": [{"title": "第1表", "page": 2, "level": 1}],
    "links": {"1": [{"page": 2, "box": [0.1, 0.1, 0.2, 0.2]}]},
}
WORDS: list[WrittenWord] = [
    {
        "text": text,
        "x0": x0,
        "x1": x0 + 0.04,
        "y0": 0.1 + block / 10,
        "y1": 0.12 + block / 10,
        "block": block,
        "line": 0,
    }
    for text, x0, block in (("補正", 0.1, 0), ("予算", 0.14, 0), ("Gijo", 0.1, 1), ("page", 0.15, 1))
]


@dataclass(frozen=True)
class Laid:
    """One paper with one version on the shelf."""

    material: str
    version: str

    def page(self, number: int = 1) -> str:
        return f"/papers/{self.version}/pages/{number}"

    def thumbnail(self, number: int = 1) -> str:
        return f"/papers/{self.version}/thumbs/{number}"

    def text(self, number: int = 1) -> str:
        return f"/papers/{self.version}/pages/{number}/text"

    def cell(self, scale: int, column: int, row: int, number: int = 1) -> str:
        return f"/papers/{self.version}/pages/{number}/zoom/{scale}/{column}/{row}"


def lay(
    council: Council,
    *,
    level: str | None = "2",
    pages: int = 2,
    groups: Sequence[str] = ("members",),
    people: Sequence[str] = (),
    is_published: bool = True,
    is_released: bool = False,
    zoom: int = 1,
    title: str = "補正予算書",
    points: tuple[float, float] = (595.0, 842.0),
    looks: Sequence[int] = (),
) -> Laid:
    """A paper in its first version, ready and sealed."""
    clerk, moment = council.people["clerk1"].id, clock.now()
    with council.services.database.write() as unit:
        paper = Material(title=title, confidentiality=level, created_at=moment, created_by=clerk)
        paper.published_at = moment if is_published else None
        unit.add(paper)
        unit.flush()
        unit.add_all(Reader(material_id=paper.id, group_id=council.groups[key].id) for key in groups)
        unit.add_all(Reader(material_id=paper.id, person_id=council.people[login].id) for login in people)
        material_id = paper.id
    version_id = add_version(council, material_id, pages=pages, zoom=zoom, points=points, looks=looks)
    if is_released:
        with council.services.database.write() as unit:
            released = unit.get_one(Material, material_id)
            released.released_at, released.released_version_id = moment, version_id
    return Laid(material_id, version_id)


def add_version(
    council: Council,
    material_id: str,
    *,
    number: int = 1,
    pages: int = 2,
    state: str = "ready",
    zoom: int = 1,
    points: tuple[float, float] = (595.0, 842.0),
    looks: Sequence[int] = (),
) -> str:
    """One more version, by its id; a ready one is what readers get from now on. `looks`: what pages are known by."""
    version_id, moment = new_id(), clock.now()
    key = council.services.vault.new_key(version_id)
    for page in range(1, pages + 1):
        _seal(council, key, version_id, page, zoom)
    _seal_whole(council, key, version_id, pages, looks)
    with council.services.database.write() as unit:
        row = Version(
            id=version_id,
            material_id=material_id,
            number=number,
            file_name="hosei.pdf",
            state=state,
            sealed_key=key,
            pages=pages if state == "ready" else None,
            pages_done=pages,
            fold=FOLD,
            known=KNOWN if looks else 0,
            created_at=moment,
            created_by=council.people["clerk1"].id,
        )
        unit.add(row)
        unit.flush()
        unit.add_all(_row(version_id, page, zoom, points) for page in range(1, pages + 1))
        if state == "ready":
            unit.get_one(Material, material_id).current_version_id = version_id
    return version_id


def _row(version_id: str, page: int, zoom: int, points: tuple[float, float]) -> PageRow:
    row = PageRow(version_id=version_id, number=page, kind="ink", zoom=zoom, width_px=WIDTH, height_px=HEIGHT)
    row.width_points, row.height_points = points
    return row


def _seal_whole(council: Council, key: str, version_id: str, pages: int, looks: Sequence[int]) -> None:
    """The contents list, the words of all pages for searching, and what they are known by."""
    gathered = dump_pages([fold(page_text(WORDS)).text] * pages)
    vault = council.services.vault
    vault.put_once(key, version_id, outline_name(version_id), json.dumps(OUTLINE).encode())
    vault.put_once(key, version_id, words_name(version_id), gathered)
    if looks:
        known = dump_identities([identity_of([], _drawn(look)[::4, ::4], bytes([look])) for look in looks])
        vault.put_once(key, version_id, identities_name(version_id), known)


def _seal(council: Council, key: str, version_id: str, page: int, zoom: int) -> None:
    """A page: paper white, with a grey square that differs from page to page."""
    pixels = _drawn(page)
    whole = master.dump(master.build(pixels))
    small = master.dump(master.build(pixels[::4, ::4].copy()))
    words = {"words": WORDS}
    vault = council.services.vault
    vault.put_once(key, version_id, page_name(version_id, page), whole)
    vault.put_once(key, version_id, thumbnail_name(version_id, page), small)
    vault.put_once(key, version_id, text_name(version_id, page), json.dumps(words).encode())
    for scale in (scale for scale in (2, 4) if scale <= zoom):
        for row in range(scale):
            for column in range(scale):
                vault.put_once(key, version_id, cell_name(version_id, page, scale, column, row), whole)


def _drawn(page: int) -> NDArray[np.uint8]:
    pixels = np.full((HEIGHT, WIDTH), 255, np.uint8)
    pixels[100 : 100 + 20 * page, 100:200] = 60
    return pixels


def unmarked(council: Council, laid: Laid, page: int = 1) -> bytes:
    """The image of a page as residents get it, without anybody's mark."""
    from viewer.stamp import encode, plain

    with council.services.database.read() as unit:
        key = unit.get_one(Version, laid.version).sealed_key or ""
    return encode(plain(council.services.vault.master(key, laid.version, page_name(laid.version, page)))).body


def objects_of(council: Council, name: str) -> bytes:
    """The sealed bytes as they lie."""
    return council.services.store.read(name)


def replace_object(council: Council, name: str, content: bytes | None) -> None:
    """Somebody with the disk in hand: other bytes under a name, or none; nothing of it is in memory."""
    store = council.services.store
    store.delete(name)
    if content is not None:
        store.put(name, [content])


def issued(council: Council) -> list[dict[str, Any]]:
    """Records of bytes that left."""
    return [record for record in council.ledger() if record["kind"] in ISSUED]
