"""`gijo trace`: a picture of a page names the person whose copy it is, and nobody when that cannot be told."""

import sqlite3
from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app import clock
from app.auth.alarms.models import Alarm
from app.auth.alarms.raising import AlarmKind
from app.materials.models import Version
from app.ops.keys.rewrapping import rewrap_all
from app.traces import commands
from app.traces.acts import Tracer
from app.traces.queries import codes_of, pages_of
from app.vault.objects import page_name
from load.pages import gray_masters
from tests.app.conftest import SetClock
from tests.app.reading.shelf import Laid, add_version, lay, replace_object
from tests.support.council import Council
from viewer.master import Master, build, carrying, dump, values_of
from viewer.tracing import registering
from viewer.tracing.registering import LEAST_ALIKE, Features, Gray, Picture

pytestmark = [
    pytest.mark.alike("what pixels tell; the ledger's codes are asked for on both elsewhere"),
    pytest.mark.slow("looks for each picture among pages, for two to twenty seconds of a processor"),
]

MEMBERS = ("member1", "member2", "chair")


@pytest.fixture(scope="module", autouse=True)
def each_page_looked_at_once() -> Iterator[None]:
    """The same four pages lie in all these councils: what is found in one by itself is kept, a third of the time."""
    found: dict[bytes, Features] = {}
    look = registering.features_of_page

    def look_once(page: Gray) -> Features:
        if (pixels := page.tobytes()) not in found:
            found[pixels] = look(page)
        return found[pixels]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registering, "features_of_page", look_once)
        yield


def lay_printed(council: Council) -> Laid:
    """A paper whose two pages are full of print, each in the vault as it is after conversion."""
    laid = lay(council, level="3B", groups=("members",))
    print_on(council, laid.version, gray_masters(2))
    return laid


def print_on(council: Council, version: str, masters: list[Master]) -> None:
    with council.services.database.read() as unit:
        key = unit.get_one(Version, version).sealed_key or ""
    for number, master in enumerate(masters, start=1):
        name = page_name(version, number)
        council.services.store.delete(name)
        council.services.vault.put_once(key, version, name, dump(carrying(master)))


def forms() -> list[Master]:
    """Two pages of one form: alike in their upper two thirds."""
    one, other = (values_of(master) for master in gray_masters(2))
    below = 3 * len(one) // 5
    return [build(page * np.uint8(17)) for page in (one, np.concatenate([one[:below], other[below:]]))]


def trace(council: Council, laid: Laid, *files: Path, **changes: object) -> int:
    fields = {"paper": f"http://localhost:8000/papers/{laid.material}", "page": None, "since": "", "until": ""}
    asked = {**fields, "files": [str(file) for file in files], "reason": "議長の命による調査", **changes}
    return commands.command(council.settings, Namespace(**asked))


def exchange_key(council: Council) -> None:
    ring = council.services.keyring
    former = ring.current_id
    ring.use(ring.add())
    assert sum(moved.rows for moved in rewrap_all(council.services.database, ring)) > 0
    ring.remove(former)


def gray_of(body: bytes) -> NDArray[np.uint8]:
    return np.asarray(cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_GRAYSCALE), np.uint8)


def photographed(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """As a telephone sees a tablet: aslant, with its surroundings, softly, unevenly lit, packed hard."""
    height, width = image.shape
    to = np.array([[130, 90], [1390, 130], [1330, 1890], [80, 1850]], np.float32)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    view = cv2.warpPerspective(
        image, cv2.getPerspectiveTransform(corners, to), (1500, 2000), flags=cv2.INTER_AREA, borderValue=80
    )
    soft = cv2.GaussianBlur(view, (0, 0), 1.1).astype(np.float32)
    light = 0.7 + 0.3 * np.linspace(0, 1, 1500, dtype=np.float32)
    noise = np.random.default_rng(7).normal(0, 6, soft.shape)
    _, packed = cv2.imencode(
        ".jpg", np.clip(soft * light + noise, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 60]
    )
    return np.asarray(packed, np.uint8)


def test_picture_names_the_person_whose_copy_it_is_and_the_chair_is_told(
    council: Council, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    laid = lay_printed(council)
    bodies = {login: council.browser(login).fetch(laid.page(2)).content for login in MEMBERS}
    screenshot, photograph = tmp_path / "leak.png", tmp_path / "leak.jpg"
    screenshot.write_bytes(bodies["member2"])
    photograph.write_bytes(photographed(gray_of(bodies["member1"])).tobytes())
    exchange_key(council)  # a copy from before is traced as one from after

    assert trace(council, laid, screenshot) == 0
    said = capsys.readouterr().out
    assert council.people["member2"].display_name in said
    assert council.people["member1"].display_name not in said
    assert "2 ページ目" in said

    assert trace(council, laid, photograph, page=2) == 0
    said = capsys.readouterr().out
    assert council.people["member1"].display_name in said
    assert council.people["member2"].display_name not in said

    with council.services.database.read() as unit:
        alarms = list(unit.scalars(select(Alarm).where(Alarm.kind == AlarmKind.TRACE)))
    assert alarms
    states = [record["detail"]["state"] for record in council.ledger("copy.traced")]
    assert states == ["begun", "named", "begun", "named"]


def test_picture_that_is_no_copy_of_the_paper_names_nobody(
    council: Council, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    laid = lay_printed(council)
    for login in MEMBERS:
        council.browser(login).fetch(laid.page(1))
    unmarked, blank, other = (tmp_path / name for name in ("unmarked.png", "blank.png", "paper.pdf"))
    cv2.imwrite(str(unmarked), values_of(gray_masters(1)[0]) * np.uint8(17))
    cv2.imwrite(str(blank), np.full((900, 640), 255, np.uint8))
    other.write_bytes(b"%PDF-1.7")

    for file, words in ((unmarked, "見えない印"), (blank, "この資料のページは見つかりません")):
        assert trace(council, laid, file, page=1) == 0
        said = capsys.readouterr().out
        assert words in said
        assert commands.CANNOT_TELL in said
        assert not any(person.display_name in said for person in council.people.values())
    begun = len(council.ledger("copy.traced"))
    assert trace(council, laid, other, page=1) == 2
    assert "V118" in capsys.readouterr().err
    assert len(council.ledger("copy.traced")) == begun, "nothing was begun that has no end"
    assert {record["detail"]["state"] for record in council.ledger("copy.traced")} == {"begun", "untold"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": " "}, "--reason に"),
        ({"since": "8日"}, "「8日」は日時として読めません"),
        ({"paper": "/papers/nosuchpaper"}, "その資料はありません"),
        ({"page": 99}, "調べられるページがありません"),
    ],
)
def test_trace_that_cannot_be_begun_says_what_to_do(
    council: Council, capsys: pytest.CaptureFixture[str], changes: dict[str, object], words: str
) -> None:
    laid = lay(council)
    assert trace(council, laid, Path("/nowhere.png"), **changes) == 2
    assert words in capsys.readouterr().err


def test_copies_of_another_time_are_not_compared(
    council: Council, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    laid = lay_printed(council)
    leak = tmp_path / "leak.png"
    leak.write_bytes(council.browser("member1").fetch(laid.page(1)).content)
    assert trace(council, laid, leak, page=1, until="2020-01-01") == 0
    assert commands.CANNOT_TELL in capsys.readouterr().out
    assert trace(council, laid, leak, page=1, since="2020-01-01T00:00") == 0
    assert council.people["member1"].display_name in capsys.readouterr().out


@pytest.mark.both("asks for the codes of a paper by time, and for its pages, as nobody else does")
@pytest.mark.both("which copies the ledger and the permits name")
def test_copy_that_was_issued_before_and_again_in_that_time_is_compared(council: Council, at: SetClock) -> None:
    laid = lay_printed(council)
    at("2026-12-08 10:00:00")
    member = council.browser("member1")
    member.fetch(laid.page(1))
    at("2026-12-08 10:20:00")
    member.fetch(laid.page(1))

    with council.services.database.read() as unit:
        again = codes_of(unit, laid.material, datetime(2026, 12, 8, 10, 10, tzinfo=clock.JST))
        before = codes_of(unit, laid.material, until=datetime(2026, 12, 8, 9, 50, tzinfo=clock.JST))
        later = codes_of(unit, laid.material, datetime(2026, 12, 8, 10, 30, tzinfo=clock.JST))
        whole = codes_of(unit, laid.material)
        pages, second = pages_of(unit, laid.material, None), pages_of(unit, laid.material, 2)

    assert [(code.person_id, code.page) for code in again] == [(council.people["member1"].id, 1)]
    assert (before, again, later) == ([], whole, []), "each code once"
    assert [page.number for page in pages] == [1, 2]
    assert second == pages[1:]


def test_same_page_pictured_again_makes_no_name_more_certain(council: Council) -> None:
    laid = lay_printed(council)
    body = council.browser("member1").fetch(laid.page(1)).content
    tracer = Tracer(council.services.vault, council.services.stamper)
    with council.services.database.read() as unit:
        pages, codes = pages_of(unit, laid.material, 1), codes_of(unit, laid.material)

    seen = tracer.look(gray_of(body), pages, lambda _done, _of: None)

    assert seen is not None
    [once], [thrice] = tracer.suspects([seen], codes), tracer.suspects([seen] * 3, codes)
    assert once.holder == thrice.holder == council.people["member1"].id
    assert thrice.by_chance == pytest.approx(once.by_chance, rel=0.01, abs=0)


def test_page_that_the_next_version_left_as_it_was_names_who_had_it_before(
    council: Council, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    laid = lay(council, level="3B", groups=("members",))
    print_on(council, laid.version, forms())
    before, after = tmp_path / "before.png", tmp_path / "after.png"
    before.write_bytes(council.browser("member1").fetch(laid.page(2)).content)
    later = add_version(council, laid.material, number=2)
    print_on(council, later, forms())
    after.write_bytes(council.browser("member2").fetch(f"/papers/{later}/pages/2").content)

    for file, login, other in ((before, "member1", "member2"), (after, "member2", "member1")):
        assert trace(council, laid, file) == 0
        said = capsys.readouterr().out
        assert council.people[login].display_name in said
        assert council.people[other].display_name not in said
        assert "第2版の 2 ページ目" in said
        assert "第1版の 2 ページ目" in said


def test_name_leaves_only_once_it_stands_in_the_ledger(
    council: Council, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    laid = lay_printed(council)
    leak = tmp_path / "leak.png"
    leak.write_bytes(council.browser("member1").fetch(laid.page(1)).content)
    with sqlite3.connect(council.settings.database_url.removeprefix("sqlite:///")) as database:
        database.execute(
            "create trigger full before insert on ledger_record when new.body like '%\"named\"%'"
            " begin select raise(abort, 'the disk is full'); end"
        )
    database.close()
    with pytest.raises(IntegrityError):
        trace(council, laid, leak, page=1)
    assert council.people["member1"].display_name not in capsys.readouterr().out


def test_damaged_page_is_told_and_the_others_are_compared(
    council: Council, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    laid = lay_printed(council)
    leak = tmp_path / "leak.png"
    leak.write_bytes(council.browser("member1").fetch(laid.page(1)).content)
    replace_object(council, page_name(laid.version, 2), b"nothing that was sealed")

    assert trace(council, laid, leak) == 0

    said = capsys.readouterr().out
    assert council.people["member1"].display_name in said
    assert "比べられないページがあります：第1版の 2 ページ目" in said


def test_picture_of_any_size_is_looked_at() -> None:
    page = (values_of(gray_masters(1)[0]) * np.uint8(17))[::3, ::3]
    noise = np.random.default_rng(1).integers(0, 255, (200, 200)).astype(np.uint8)
    for picture in (page[:1, :], page[:, :1], page[300:320, 200:220], noise, np.full((4000, 1), 255, np.uint8)):
        assert Picture(picture).glance(page) < LEAST_ALIKE
        assert Picture(picture).find(page) is None
