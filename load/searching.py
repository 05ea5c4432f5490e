"""A search through many papers: until its last answer is there, through the whole application, every record durable."""

import json
import random
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from starlette.testclient import TestClient

from app import clock
from app.auth.sessions.models import SessionRow
from app.db import new_id
from app.main import build
from app.materials.models import Material, Reader, Version
from app.materials.pages.contents import WrittenWord
from app.materials.words.finding import page_text
from app.materials.words.folding import FOLD, fold
from app.members.models import Group, Person
from app.services import Services, open_services
from app.vault.gathered import dump_pages
from app.vault.objects import text_name, words_name
from app.web import csrf
from load import council

PAGES_EACH = 40
"""Pages of one paper: of a budget and its explanations some hundred, of most other papers a few."""
LETTERS_A_PAGE = 800
_LETTERS = (
    "予算議会条例令和七年度一般会計補正審査歳入歳出款項目繰越費地方債事業町長説明水道国民健康保険特別、。はのをにがで"
)
_RARE, _COMMON = "浄化槽設置", "合計"
_RUNS = 5


@dataclass(frozen=True)
class _Asking:
    """A signed-in member, as a client that sends what the screen's script sends."""

    client: TestClient
    headers: dict[str, str]

    def search(self, typed: str) -> tuple[float, int]:
        """Seconds until all pieces of the answer are there, and how many they were."""
        began, after, pieces = time.perf_counter(), "", 0
        while True:
            answer = self.client.post("/search/hits", data={"q": typed, "after": after}, headers=self.headers)
            answer.raise_for_status()
            pieces += 1
            if not (after := answer.json()["next"]):
                return time.perf_counter() - began, pieces


def measure(home: Path, pages: int) -> dict[str, float | int]:
    """Seconds of a search through so many pages: the first one, and the median of those after it.

    For a word that stands in one paper of fifty. `processor`: of those after the first, client and server together.
    `first_answer`: until ten papers are told of a word that stands in all.
    """
    bench = council.found(home, [], members=1)
    services = open_services(bench.settings)
    try:
        for _ in range(pages // PAGES_EACH):
            _lay(services)
        asking = _signed_in(services, bench)
        cold, pieces = asking.search(_RARE)
        used = time.process_time()
        warm = [asking.search(_RARE)[0] for _ in range(_RUNS)]
        used = (time.process_time() - used) / _RUNS
        began = time.perf_counter()
        asking.client.post("/search/hits", data={"q": _COMMON}, headers=asking.headers).raise_for_status()
        first = time.perf_counter() - began
    finally:
        services.close()
    return {
        "pages": pages,
        "cold_seconds": round(cold, 3),
        "warm_seconds": round(statistics.median(warm), 3),
        "processor_seconds": round(used, 3),
        "pieces": pieces,
        "first_answer_seconds": round(first, 3),
    }


def _signed_in(services: Services, bench: council.Bench) -> _Asking:
    with services.database.read() as unit:
        session_id = unit.scalars(select(SessionRow.id)).one()
    headers = {
        "cookie": bench.cookies[0],
        "user-agent": "bench",
        "origin": "http://127.0.0.1",
        "sec-fetch-site": "same-origin",
        "x-csrf-token": csrf.token(services.csrf_key, session_id),
        "accept": "application/json",
    }
    return _Asking(TestClient(build(services), base_url="http://127.0.0.1", client=("127.0.0.1", 1)), headers)


def _lay(services: Services) -> None:
    """A paper of level 2 for the members, whose words are gathered; the first pages can be quoted."""
    version_id, moment = new_id(), clock.now()
    key = services.vault.new_key(version_id)
    is_rare = int.from_bytes(version_id.encode()[-2:]) % 50 == 0
    texts = ["".join(random.choices(_LETTERS, k=LETTERS_A_PAGE)) + _COMMON for _ in range(PAGES_EACH)]  # noqa: S311 - no secret
    texts[0] += _RARE if is_rare else ""
    words = [_words(text) for text in texts]
    for number, page in enumerate(words[:2], 1):
        sealed = json.dumps({"words": page}).encode()
        services.vault.put_once(key, version_id, text_name(version_id, number), sealed)
    gathered = dump_pages([fold(page_text(page)).text for page in words])
    services.vault.put_once(key, version_id, words_name(version_id), gathered)
    with services.database.write() as unit:
        person, group = unit.scalars(select(Person)).one(), unit.scalars(select(Group)).one()
        paper = Material(title="計測資料", confidentiality="2", created_at=moment, created_by=person.id)
        paper.published_at = moment
        unit.add(paper)
        unit.flush()
        unit.add(Reader(material_id=paper.id, group_id=group.id))
        version = Version(id=version_id, material_id=paper.id, number=1, file_name="計測.pdf", state="ready")
        version.sealed_key, version.fold, version.pages, version.pages_done = key, FOLD, PAGES_EACH, PAGES_EACH
        version.created_at, version.created_by, version.ready_at = moment, person.id, moment
        unit.add(version)
        unit.flush()
        paper.current_version_id = version_id


def _words(text: str) -> list[WrittenWord]:
    """A page's words, a line of forty letters each."""
    return [
        {"text": text[start : start + 40], "x0": 0.1, "x1": 0.9, "y0": 0.1, "y1": 0.12, "block": 0, "line": start // 40}
        for start in range(0, len(text), 40)
    ]
