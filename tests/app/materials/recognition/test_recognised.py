"""Scanned pages: their words are recognised when nothing else waits, are found and read aloud, and can be dropped."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from app.access.facts import DeviceKind
from app.jobs.acts import enqueue
from app.jobs.models import Job
from app.jobs.registry import Registry
from app.jobs.shifts import Shift
from app.jobs.slots import Slot
from app.materials.models import RecognisedPage, Version
from app.materials.pages.jobs import SHARPEN
from app.materials.recognition import recognising
from app.materials.recognition.jobs import CLEAR_RECOGNISED, KINDS, RECOGNISE
from app.materials.recognition.recognising import ReadingRoom
from app.materials.words import gathering
from app.materials.words.jobs import GATHER_WORDS, GatherWordsJob
from app.rounds.expected import objects_of
from app.vault.objects import recognised_page_name
from tests.app.materials.office import Office
from tests.app.materials.scans import scan, typeset
from tests.support.missing import missing
from viewer.failures import RecognitionUnavailable
from viewer.recognition.recogniser import RECOGNITION, Recogniser

pytestmark = [
    pytest.mark.server("Tesseract with its Japanese models"),
    pytest.mark.rare("recognition of scanned pages; only its own folder moves it"),
]

FIRST = typeset(["学校施設整備", "事業の概要", "予算の総額"], size=36)
SECOND = typeset(["防災計画の見直し", "避難所の一覧"], size=36)
WRITTEN = "A page of words that a printer has written here.\nIt needs no machine to be read by anybody at all."
BY_MACHINE = "機械で読み取った文字"


@dataclass
class Room:
    """An office beside which a worker's slot recognises words."""

    office: Office
    room: ReadingRoom
    slot: Slot

    def work(self) -> None:
        """Ask for what is lacking, and do it."""
        self.begin()
        for _ in range(20):
            if not self.slot.run_one():
                return
        raise AssertionError("it makes way without end")

    def begin(self) -> None:
        """Ask for what is lacking. Sharper pages, before which nothing is recognised, are not made in this office."""
        with self.office.council.services.database.write() as session:
            session.execute(delete(Job).where(Job.kind == SHARPEN.name))
            session.execute(update(Job).where(Job.kind == CLEAR_RECOGNISED.name).values(run_after=Job.created_at))
        recognising.want(self.room)

    def states(self, version: Version) -> dict[int, str]:
        with self.office.council.services.database.read() as session:
            rows = session.scalars(select(RecognisedPage).where(RecognisedPage.version_id == version.id))
            return {row.number: row.state for row in rows}

    def look(self, version: Version, typed: str) -> Any:
        browser = self.office.council.browser("member1", device=DeviceKind.ISSUED)
        headers = {"accept": "application/json"}
        return browser.post(f"/papers/{version.id}/search", {"q": typed}, headers=headers).json()

    def aloud(self, version: Version, page: int) -> Any:
        browser = self.office.council.browser("member1", device=DeviceKind.ISSUED)
        return browser.get(f"/papers/{version.id}/pages/{page}/text").json()

    def act(self, version: Version, name: str, login: str = "clerk1", **fields: str) -> Any:
        path = f"/prepare/materials/{version.material_id}/recognised{name}"
        browser = self.office.council.browser(login)
        return browser.post(path, {"version": version.id, **fields}) if name else browser.get(path)


@pytest.fixture(scope="module")
def recogniser() -> Iterator[Recogniser]:
    """One for all tests here."""
    if shutil.which("tesseract") is None:
        missing("Tesseract", "apt-get install tesseract-ocr tesseract-ocr-jpn tesseract-ocr-jpn-vert")
    with Recogniser() as opened:
        yield opened


@pytest.fixture
def room(office: Office, recogniser: Recogniser) -> Room:
    return opened(office, recogniser)


def opened(office: Office, recogniser: Recogniser, **settings: Any) -> Room:
    limits = replace(office.council.services.settings.recognition, **settings)
    reading = ReadingRoom(office.shop, recogniser, limits)
    handled = Registry(KINDS, recognising.handlers(reading))
    return Room(office, reading, Slot(Shift(office.shop.database, office.shift.urgent), handled, name="recognition"))


def test_words_of_a_scan_are_found_read_aloud_and_said_to_be_read_by_machine(room: Room) -> None:
    version = room.office.ready(scan(FIRST, WRITTEN, SECOND), label="2")
    before = room.look(version, "避難所")

    room.work()

    assert before["pages"] == 0
    assert room.states(version) == {1: "read", 3: "read"}
    [hit] = room.look(version, "避難所")["found"]
    assert (hit["page"], hit["recognised"]) == (3, True)
    assert "避難所" in hit["quote"]["word"]
    [[left, top, right, bottom], *_] = hit["boxes"]
    assert 0.05 < left < right < 0.8
    assert 0.1 < top < bottom < 0.35
    aloud = room.aloud(version, 3)
    assert aloud["recognised"]
    assert "防災計画" in "".join(aloud["paragraphs"])
    [written] = room.look(version, "printer")["found"]
    assert (written["page"], written["recognised"]) == (2, False)
    assert not room.aloud(version, 2)["recognised"]
    assert [record["detail"]["what"] for record in room.office.council.ledger("material.changed")] == [
        "words recognised"
    ]
    with room.office.council.services.database.read() as session:
        expected = {each.name.removeprefix(f"v/{version.id}/") for each in objects_of(session, version.id)}
    assert {"p/1/r", "p/3/r", "recognised/1"} < expected
    assert "p/2/r" not in expected
    assert expected | {"words"} == set(room.office.objects(version.id))


def test_office_sees_the_pages_drops_words_of_some_and_has_them_read_again(room: Room) -> None:
    version = room.office.ready(scan(FIRST, SECOND), label="2")
    room.work()
    screen = room.act(version, "").text
    assert re.search(r"<dt>読み取った</dt><dd>1〜2\u00a0ページ</dd>", screen)

    backwards = [room.act(version, "/drop", pages=typed).status_code for typed in ("2-1", "、", "2," * 100 + "1")]
    assert (backwards, room.states(version)) == ([422, 422, 422], {1: "read", 2: "read"})
    wrong = room.act(version, "/drop", pages="二ページ目")
    dropped = room.act(version, "/drop", pages="2")

    assert wrong.status_code == 422
    assert "ページは「3, 8-10」のように入力してください。" in wrong.text
    assert dropped.status_code == 303
    assert room.look(version, "避難所")["pages"] == room.look(version, "学校施設")["pages"] == 0  # until gathered anew
    assert not room.aloud(version, 2)["recognised"]
    room.work()
    assert room.states(version) == {1: "read", 2: "dropped"}
    assert room.look(version, "学校施設")["pages"] == 1
    assert room.look(version, "避難所")["pages"] == 0
    assert room.act(version, "/drop", pages="2").status_code == 409
    left = room.office.objects(version.id)
    assert [name for name in left if name.endswith("/r") or name.startswith("recognised")] == ["p/1/r", "recognised/2"]

    assert room.act(version, "/again").status_code == 303
    room.work()

    assert room.states(version) == {1: "read", 2: "read"}
    assert room.look(version, "避難所")["pages"] == 1
    told = [record["detail"] for record in room.office.council.ledger("material.changed")]
    assert [(each["what"], str(each["pages"])) for each in told] == [
        ("words recognised", "2"),
        ("words dropped", "2"),
        ("words recognised", "1"),
        ("words asked again", "2"),
        ("words recognised", "2"),
    ]
    assert room.act(version, "/drop", login="member1").status_code == 403
    assert room.act(version, "/again", login="member1").status_code == 403


def test_recognition_makes_way_for_other_work_and_goes_on_where_it_stopped(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = room.office.ready(scan(FIRST, SECOND), label="2")
    services = room.office.council.services
    recognised = room.room.recogniser.recognise
    read: list[int] = []

    def interrupted(*given: Any) -> Any:
        found = recognised(*given)
        if not read:  # during the first page a file of somebody else has become ready
            with services.database.write() as session:
                enqueue(session, GATHER_WORDS, GatherWordsJob(version.id))
        read.append(len(read) + 1)
        return found

    monkeypatch.setattr(room.room.recogniser, "recognise", interrupted)
    room.begin()
    room.slot.run_one()
    assert room.states(version) == {1: "read"}
    with services.database.read() as session:
        assert session.scalar(select(Job.state).where(Job.kind == RECOGNISE.name)) == "queued"

    room.office.work()
    room.work()

    assert room.states(version) == {1: "read", 2: "read"}
    assert read == [1, 2]
    assert gathering.want(services.database) == 0


@pytest.mark.parametrize("what", ["withdrawn", "replaced", "taken out"])
def test_what_happens_to_the_paper_meanwhile_is_decided_again_before_words_are_kept(
    room: Room, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    version = room.office.ready(scan(FIRST), label="2", is_published=what == "replaced")
    paper = f"/prepare/materials/{version.material_id}"
    recognised = room.room.recogniser.recognise

    def meanwhile(*given: Any) -> Any:
        found = recognised(*given)
        clerk = room.office.council.browser("clerk1")
        if what == "withdrawn":
            assert clerk.post(f"{paper}/withdraw", {"reason": "誤り"}).status_code == 303
        elif what == "taken out":
            assert clerk.post(f"{paper}/take-out", {}).status_code == 303
            room.office.work()  # in another slot all its objects are deleted, before the words of this page are kept
        else:
            room.office.replaced(version, scan(WRITTEN))
        return found

    monkeypatch.setattr(room.room.recogniser, "recognise", meanwhile)
    room.begin()
    room.slot.run_one()

    assert room.states(version) == {}
    with room.office.council.services.database.read() as session:
        kept = session.scalar(select(func.count()).where(Version.recognised > 0))
    assert kept == 0
    if what == "taken out":
        assert room.office.objects(version.id) == []


def test_page_that_fails_says_so_and_holds_up_no_other_and_pages_over_the_limit_wait(
    office: Office, recogniser: Recogniser
) -> None:
    with Recogniser(replace(RECOGNITION, page_seconds=0.001)) as hasty:
        room = opened(office, hasty, pages_a_paper=1)
        version = office.ready(scan(FIRST, SECOND), label="2")
        room.work()
        assert room.states(version) == {1: "failed", 2: "over"}
    screen = room.act(version, "").text
    assert "読み取れなかった" in screen
    assert "1 資料のページ数の上限を超えたので、読み取っていない" in screen

    patient = opened(office, recogniser)
    assert patient.act(version, "/again").status_code == 303
    patient.work()

    assert patient.states(version) == {1: "read", 2: "read"}


def test_server_without_the_library_or_with_recognition_turned_off_works_as_before(
    office: Office, recogniser: Recogniser
) -> None:
    version = office.ready(scan(FIRST), label="2")
    with Recogniser(_missing=frozenset({"seccomp"})) as unlocked:
        opened(office, unlocked).work()
    opened(office, recogniser, enabled=False).work()
    room = opened(office, recogniser)
    assert room.states(version) == {}
    assert room.look(version, "学校施設")["pages"] == 0
    assert "読み取りは終わっていません" in room.act(version, "").text

    room.work()
    services = office.council.services
    off = replace(services.settings, recognition=replace(services.settings.recognition, enabled=False))
    object.__setattr__(services, "settings", off)

    assert room.look(version, "学校施設")["pages"] == 0
    assert not room.aloud(version, 1)["recognised"]
    assert "文字を読み取らない設定です" in room.act(version, "").text


def test_number_like_a_personal_number_on_a_scan_is_told_to_the_office(room: Room) -> None:
    version = room.office.ready(scan(typeset(["個人番号", "123456789018"], size=40)), label="2")

    room.work()

    assert (
        "個人番号とみられる数字があります（1\u00a0ページ）"
        in room.office.council.browser("clerk1").get(f"/prepare/materials/{version.material_id}").text
    )
    assert recognised_page_name(version.id, 1).endswith("/r")


def test_paper_that_was_given_up_is_taken_up_again_by_the_office(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    version = room.office.ready(scan(FIRST), label="2")
    services = room.office.council.services

    def broken(*given: Any) -> Any:
        raise RecognitionUnavailable(detail="the library is being replaced")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(room.room.recogniser, "recognise", broken)
        for _ in range(10):
            room.begin()
            with services.database.write() as session:
                session.execute(update(Job).where(Job.state == "queued").values(run_after=Job.created_at))
            room.slot.run_one()
    with services.database.read() as session:
        assert session.scalar(select(Job.state).where(Job.kind == RECOGNISE.name)) == "failed"
    room.work()
    assert room.states(version) == {}
    assert "もう一度読み取る" in room.act(version, "").text

    assert room.act(version, "/again").status_code == 303
    room.work()

    assert room.states(version) == {1: "read"}


def test_words_gathered_anew_outlast_the_clearing_of_dropped_ones_beside(
    room: Room, recogniser: Recogniser, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = room.office.ready(scan(FIRST, SECOND), label="2")
    room.work()
    assert room.act(version, "/drop", pages="2").status_code == 303
    put, beside = room.office.shop.vault.put_once, opened(room.office, recogniser)

    def cleared(*given: Any) -> None:
        put(*given)  # another worker clears between this and the unit from which on it is told
        with room.office.shop.database.write() as session:
            session.execute(update(Job).where(Job.kind == CLEAR_RECOGNISED.name).values(run_after=Job.created_at))
        assert beside.slot.run_one()

    monkeypatch.setattr(room.office.shop.vault, "put_once", cleared)
    room.slot.run_one()

    assert room.look(version, "学校施設")["pages"] == 1
    left = room.office.objects(version.id)
    assert [name for name in left if name.startswith("recognised")] == ["recognised/2"]


@pytest.mark.parametrize("lost", ["recognised/1", "p/1/r"])
def test_recognised_words_that_were_lost_keep_nobody_from_the_rest_and_are_told_as_lacking(
    room: Room, lost: str
) -> None:
    version = room.office.ready(scan(FIRST, WRITTEN), label="2")
    room.work()
    services = room.office.council.services
    services.store.delete(f"v/{version.id}/{lost}")

    written, recognised = room.look(version, "printer"), room.look(version, "学校施設")
    headers = {"accept": "application/json"}
    everywhere = room.office.council.browser("member1", device=DeviceKind.ISSUED)
    across = everywhere.post("/search/hits", {"q": "学校施設"}, headers=headers).json()

    assert [hit["page"] for hit in written["found"]] == [2]
    assert written["is_partly_lost"] is (lost == "recognised/1")
    assert recognised["is_partly_lost"]
    assert recognised["pages"] == (0 if lost == "recognised/1" else 1)
    assert (across["partly_lost"], across["unready"], len(across["papers"])) == (1, 0, recognised["pages"])
    [searched] = room.office.council.ledger("papers.searched")
    assert (searched["detail"]["partly_lost"], searched["detail"]["found"]) == (1, recognised["pages"])
    services.findings.close()
    assert [record["detail"]["name"] for record in room.office.council.ledger("evidence.altered")] == [
        f"v/{version.id}/{lost}"
    ]
