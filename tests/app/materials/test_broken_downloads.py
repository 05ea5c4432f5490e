"""A resident's line breaks while the file for the public comes: the rest comes, and the download is recorded once."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from app import clock
from app.reading.ranges import FilePart, NoSuchPart, part_of
from tests.app.materials.office import Office
from tests.app.materials.test_releases import ask, decide
from tests.support.council import ORIGIN

pytestmark = pytest.mark.alike("what becomes of files and what is told of it; others ask for the same on both")


def released(office: Office) -> str:
    version = office.ready(label="1")
    decide(office, ask(office, version.material_id), "admin")
    return f"/papers/{version.material_id}/original"


def downloads(office: Office) -> int:
    return len(office.council.ledger("original.issued"))


def test_rest_of_a_broken_download_comes_and_is_recorded_once(office: Office) -> None:
    path, resident = released(office), office.council.browser()
    whole = resident.fetch(path)
    size, tag = len(whole.content), whole.headers["etag"]

    rests = [
        resident.fetch(path, headers={"range": f"bytes={first}-", "if-range": tag}) for first in (100, 300, size - 1)
    ]

    assert (whole.headers["accept-ranges"], int(whole.headers["content-length"])) == ("bytes", size)
    for first, rest in zip((100, 300, size - 1), rests, strict=True):
        assert rest.status_code == 206
        assert rest.content == whole.content[first:]
        assert rest.headers["content-range"] == f"bytes {first}-{size - 1}/{size}"
        assert rest.headers["etag"] == tag
    assert downloads(office) == 1


def test_what_shows_no_download_begins_one(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    path, resident = released(office), office.council.browser()
    whole = resident.fetch(path)
    tag = whole.headers["etag"]

    def again(headers: dict[str, str]) -> tuple[int, int]:
        before = downloads(office)
        return resident.fetch(path, headers=headers).status_code, downloads(office) - before

    assert again({"range": "bytes=100-"}) == (206, 1)
    assert again({"range": "bytes=0-", "if-range": tag}) == (206, 1)
    assert again({"range": "bytes=100-", "if-range": tag[:-4] + 'abc"'}) == (200, 1)
    assert again({"range": "bytes=100-", "if-range": '"another"'}) == (200, 1)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now.replace(year=now.year + 1))
    assert again({"range": "bytes=100-", "if-range": tag}) == (200, 1)


def test_tag_of_a_download_is_nobody_elses_and_not_for_long(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for one byte does not get a token with which anybody takes the rest without a record."""
    path, resident = released(office), office.council.browser()
    tag = resident.fetch(path, headers={"range": "bytes=0-0"}).headers["etag"]
    rest = {"range": "bytes=1-", "if-range": tag}

    for number in range(3):
        stranger = TestClient(office.council.app, base_url=ORIGIN, client=(f"198.51.100.{number}", 50000))
        assert stranger.get(path, headers=rest).status_code == 200
        assert downloads(office) == number + 2
    assert (resident.fetch(path, headers=rest).status_code, downloads(office)) == (206, 4)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=1, minutes=1))
    assert (resident.fetch(path, headers=rest).status_code, downloads(office)) == (200, 5)


def test_part_that_is_not_there_is_refused_and_no_download(office: Office) -> None:
    path, resident = released(office), office.council.browser()
    size = len(resident.fetch(path).content)

    beyond = resident.fetch(path, headers={"range": f"bytes={size}-"})

    assert (beyond.status_code, beyond.content) == (416, b"")
    assert beyond.headers["content-range"] == f"bytes */{size}"
    assert downloads(office) == 1


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        (None, None),
        ("bytes=0-0", FilePart(0, 0)),
        ("bytes=2-", FilePart(2, 9)),
        ("bytes=2-4", FilePart(2, 4)),
        ("bytes=2-400", FilePart(2, 9)),
        ("bytes=-3", FilePart(7, 9)),
        ("bytes=-300", FilePart(0, 9)),
        ("bytes=4-2", None),
        ("bytes=-", None),
        ("bytes=0-1,4-5", None),
        ("pages=1-2", None),
        ("bytes=1" + "0" * 40 + "-", None),
    ],
)
def test_header_of_a_part_is_read_as_the_standard_says(asked: str | None, part: FilePart | None) -> None:
    assert part_of(asked, 10) == part


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=10-12", "bytes=-0"])
def test_part_after_the_end_is_none(asked: str) -> None:
    with pytest.raises(NoSuchPart):
        part_of(asked, 10)
