"""Files of advisories that are not what they say: each gets a sentence, and none fills the register or the server."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.app.advisories.test_comparing import BY_HAND, SCREEN, advisory, entries, send
from tests.support.council import Council, council_in

pytestmark = [
    pytest.mark.alike("reads a file before any row; the desk that keeps what is hit asks for both"),
    pytest.mark.rare("hostile files of advisories; only their own folder moves it"),
]


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    """A council as it is served, with the registers that every council keeps."""
    with council_in(tmp_path / "home") as founded:
        yield founded


def of_pillow(**said: Any) -> bytes:
    return json.dumps({"id": "X-1", "affected": [{"package": {"ecosystem": "PyPI", "name": "pillow"}} | said]}).encode()


def zipped(method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("あ.json", of_pillow())
    return out.getvalue()


def test_wrong_types_and_spoiled_archives_get_a_sentence_and_long_numbers_are_unclear(council: Council) -> None:
    office, long_number = council.browser("clerk1"), "9" * 5000
    vex = {"bomFormat": "CycloneDX", "vulnerabilities": [{"id": "V-1", "analysis": {"state": {}}}]}
    sent = {
        "number": of_pillow(ranges=[{"type": "ECOSYSTEM", "events": [{"introduced": long_number}]}]),
        "versions": of_pillow(versions=[long_number]),
        "type": of_pillow(ranges=[{"type": [], "events": []}]),
        "state": json.dumps(vex).encode(),
        "name": zipped().replace("あ".encode(), b"\xff\xfe\xfd"),
        "method": zipped(zipfile.ZIP_LZMA),
    }

    answers = {name: send(office, raw=raw).status_code for name, raw in sent.items()}

    assert answers == {"number": 303, "versions": 303, "type": 303, "state": 422, "name": 422, "method": 422}
    assert [names for _, names, *_ in entries(council)] == ["X-1"]


def test_name_that_is_no_name_is_entered_once_and_letters_of_a_name_make_no_difference(council: Council) -> None:
    office = council.browser("clerk1")
    names = ("GHSA A", "Y" * 401, "\u202e", "GHSA-aaaa")
    assert office.post("/registers/weaknesses/new", BY_HAND | {"known_as": "cve-2026-7"}).status_code == 303

    told = [send(office, *(advisory(name, "pillow") for name in names)).headers["location"] for _ in range(2)]
    other = send(office, advisory("GHSA-bbbb", "pillow", aliases=["CVE-2026-7"])).headers["location"]

    assert [*told, other] == [f"{SCREEN}?entered={number}" for number in (4, 0, 0)]


def test_file_that_would_fill_the_register_or_hold_up_the_server_is_refused_whole(council: Council) -> None:
    office = council.browser("clerk1")
    many = [f"{number}.0" for number in range(16_000)]
    affected = [{"package": {"ecosystem": "PyPI", "name": "pillow"}, "versions": many}] * 20

    flood = send(office, *(advisory(f"X-{number}", "pillow") for number in range(1001)))
    slow = send(office, {"id": "X-1", "affected": affected})

    assert (flood.status_code, slow.status_code) == (422, 422)
    assert "何も記録していません" in flood.text
    assert entries(council) == []
    assert council.ledger("advisories.compared") == []


def test_file_about_other_languages_is_no_comparison_and_moves_no_day(council: Council) -> None:
    package = {"ecosystem": "npm", "name": "pillow"}

    refused = send(council.browser("clerk1"), {"id": "X-1", "affected": [{"package": package}]})

    assert (refused.status_code, "Python の部品（PyPI）の脆弱性情報がありません" in refused.text) == (422, True)
    assert council.ledger("advisories.compared") == []
