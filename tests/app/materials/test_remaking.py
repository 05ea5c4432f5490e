"""Pages that an older converter made: what is closed until they are made anew, and what making them anew changes."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select, update

from app import clock
from app.jobs.models import Job
from app.materials.intake.incoming import Incoming
from app.materials.models import Material, PageRow, Remaking, Version
from app.materials.pages import zooming
from app.materials.remaking import making
from app.materials.remaking.exchange import FORMER_STAYS, exchange
from app.ops.keys.rewrapping import rewrap_all
from app.vault.objects import outline_name, page_name, text_name
from tests.app.materials import papers
from tests.app.materials.office import NO_PROCEDURE, Office
from tests.app.materials.test_hidden_words import SECRET, blacked_out
from tests.support.shown import asking
from tests.support.slots import slot_over
from viewer import master
from viewer.converter.number import CONVERTER, WORDS_SINCE

pytestmark = [
    pytest.mark.usefixtures("sharper"),
    pytest.mark.alike("what becomes of files and what is told of it; others ask for the same on both"),
    pytest.mark.rare("pages made anew by another converter; only that act moves it"),
]

OLD_WORDS = {
    "words": [{"text": SECRET, "x0": 0.1, "y0": 0.1, "x1": 0.2, "y1": 0.2, "block": 0, "line": 0}],
    "links": [],
    "unseen": [],
    "found": [],
}
OLD_OUTLINE = {"outline": [{"title": f"On {SECRET}", "page": 1, "depth": 0}], "links": {}}


def old(office: Office, version: Version, *, page: bytes | None = None) -> Version:
    """As an older converter left it: hidden words among the words and titles; `page`: another picture of page 1."""
    vault, key = office.council.services.vault, version.sealed_key or ""
    vault.put_once(key, version.id, text_name(version.id, 1), json.dumps(OLD_WORDS).encode())
    vault.put_once(key, version.id, outline_name(version.id), json.dumps(OLD_OUTLINE).encode())
    if page is not None:
        vault.put_once(key, version.id, page_name(version.id, 1), page)
    vault.memory.forget(version.id)
    with office.council.services.database.write() as session:
        session.get_one(Version, version.id).converter = 0
        if page is not None:
            row = office.page(version.id, 1)
            row.digest = None
            session.merge(row)
    return office.version(version.id)


def made_by(office: Office, version: Version, converter: int) -> None:
    with office.council.services.database.write() as session:
        session.get_one(Version, version.id).converter = converter


def blank(office: Office, version: Version) -> bytes:
    """Page 1 without anything on it, as large as it was."""
    row = office.page(version.id, 1)
    return master.dump(master.build(np.full((row.height_px, row.width_px), 255, np.uint8)))


def remake(office: Office) -> None:
    making.want(office.council.services.database)
    office.work()


def told(office: Office, version: Version, login: str = "member1") -> tuple[Any, Any]:
    """What a reader is told: the answer for page 1's text, and the titles of the contents list."""
    browser = office.council.browser(login)
    contents = browser.fetch(f"/papers/{version.material_id}/contents").json()
    return browser.fetch(f"/papers/{version.id}/pages/1/text"), [entry["title"] for entry in contents["outline"]]


def test_words_and_titles_of_an_older_converter_are_told_to_nobody_until_made_anew(office: Office) -> None:
    version = old(office, office.ready(blacked_out(on=1), label="2"))

    answer, titles = told(office, version)
    reader = office.council.browser("member1").fetch(f"/papers/{version.material_id}").text

    assert (answer.status_code, SECRET in answer.text, titles) == (409, False, [])
    assert "作り直しています" in answer.text
    assert "open-words" not in reader
    assert office.council.browser("member1").fetch(f"/papers/{version.id}/pages/1").status_code == 200

    remake(office)

    answer, titles = told(office, version)
    assert (answer.status_code, SECRET in answer.text, titles) == (
        200,
        False,
        ["Budget", "（見えない文字を含む見出し）"],
    )
    assert "page 1 line 4" in answer.text
    assert "open-words" in office.council.browser("member1").fetch(f"/papers/{version.material_id}").text


def test_pages_made_anew_are_read_everywhere_and_the_former_go_when_nobody_reads_them(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = old(office, office.ready(papers.pdf(2), label="2"))
    monkeypatch.setattr("app.materials.remaking.making.exchange", under_another_key(office))

    remake(office)

    kept, browser = office.version(version.id), office.council.browser("member1")
    assert (kept.converter, kept.making, kept.state, kept.is_intact) == (CONVERTER, 1, "ready", True)
    assert kept.zoom_pages_done == 2
    for address in ("pages/2", "thumbs/2", "pages/2/text", "pages/2/zoom/2/1/1"):
        assert browser.fetch(f"/papers/{version.id}/{address}").status_code == 200
    assert {"p/1/m", "outline", "m1/p/1/m", "m1/outline", "m1/p/2/z2/0-0"} <= set(office.objects(version.id))
    with office.council.services.database.write() as session:
        session.execute(update(Job).where(Job.kind == "clear_making").values(run_after=clock.now()))
    office.work()
    left = office.objects(version.id)
    assert {name.split("/")[0] for name in left} == {"original", "m1"}
    assert browser.fetch(f"/papers/{version.id}/pages/1").status_code == 200
    record = next(one for one in reversed(office.council.ledger()) if one["kind"] == "material.changed")
    assert record["detail"]["what"] == "remade"
    assert record["detail"]["changed"] == 0


def test_former_pages_stay_as_long_as_somebody_may_be_sent_one(office: Office) -> None:
    old(office, office.ready(papers.pdf(1)))
    before = clock.now()

    remake(office)

    with office.council.services.database.read() as session:
        clearing = session.scalars(select(Job).where(Job.kind == "clear_making")).one()
    assert clearing.state == "queued"
    assert clearing.run_after >= before + FORMER_STAYS


def under_another_key(office: Office) -> Callable[[Incoming], None]:
    """The exchange of pages, behind an exchange of the master key: it is no reason to make them once more."""

    def exchanged(incoming: Incoming) -> None:
        ring = office.council.services.keyring
        ring.use(ring.add())
        assert [moved.rows for moved in rewrap_all(office.council.services.database, ring)] != []
        exchange(incoming)

    return exchanged


def withdrawn(office: Office, version: Version, _newer: Version) -> None:
    with office.council.services.database.write() as session:
        session.get_one(Material, version.material_id).withdrawn_at = clock.now()


def hidden(office: Office, version: Version, _newer: Version) -> None:
    with office.council.services.database.write() as session:
        session.get_one(Material, version.material_id).published_at = None


def replaced(office: Office, _version: Version, newer: Version) -> None:
    assert office.replacement(newer, "replacement/send").status_code == 200


@pytest.mark.parametrize("meanwhile", [withdrawn, hidden, replaced])
def test_nothing_is_revived_and_nobody_gets_more_by_new_pages(
    office: Office, meanwhile: Callable[[Office, Version, Version], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    version = office.ready(papers.pdf(2), label="2")
    newer = office.prepared(version)
    old(office, version)
    kept: list[Material] = []

    def late(incoming: Incoming) -> None:
        meanwhile(office, version, newer)
        kept.append(office.material(version.material_id))
        exchange(incoming)

    monkeypatch.setattr("app.materials.remaking.making.exchange", late)
    remake(office)

    before, after = kept[0], office.material(version.material_id)
    columns = Material.__table__.columns.keys()
    assert {name: getattr(after, name) for name in columns} == {name: getattr(before, name) for name in columns}
    assert office.version(version.id).making == 1
    assert office.council.browser("member1").fetch(f"/papers/{version.id}/pages/1").status_code in {403, 404, 410}


@pytest.mark.both("what happens at once or in between")
def test_version_that_is_thrown_away_meanwhile_leaves_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    former = office.ready(papers.pdf(2), label="2")
    version = old(office, office.prepared(former))
    making.want(office.council.services.database)

    def thrown_away(incoming: Incoming) -> None:
        assert office.replacement(version, "replacement/discard").status_code == 200
        exchange(incoming)

    monkeypatch.setattr("app.materials.remaking.making.exchange", thrown_away)
    office.work()

    assert (office.version(version.id).state, office.objects(version.id)) == ("discarded", [])


def test_page_that_would_look_different_under_a_release_stays_until_the_release_ends(office: Office) -> None:
    version = office.ready(papers.pdf(2), label="1")
    assert office.release(version.material_id).status_code == 200
    version = old(office, version, page=blank(office, version))

    remake(office)

    assert office.version(version.id).making == 0
    assert not [name for name in office.objects(version.id) if name.startswith("m1/")]
    with office.council.services.database.read() as session:
        held = session.get_one(Remaking, version.id)
    assert held.is_held
    assert "住民への公開をやめると作り直します" in held.sentence
    making.want(office.council.services.database)
    assert not office.worker.run_one(), "it is not tried again while the release stands"

    headers = {"accept": "application/json"}
    office.council.browser("clerk1").post(f"/prepare/materials/{version.material_id}/release/end", {}, headers=headers)
    remake(office)

    assert office.version(version.id).making == 1
    assert not office.material(version.material_id).is_released


def test_pages_that_look_the_same_are_exchanged_under_a_release(office: Office) -> None:
    version = office.ready(papers.pdf(2), label="1")
    office.release(version.material_id)
    old(office, version)

    remake(office)

    assert office.version(version.id).making == 1
    assert office.material(version.material_id).is_released


@pytest.mark.both("asks for rows as no other test does")
def test_release_that_is_being_decided_holds_the_pages_too(office: Office) -> None:
    version = office.ready(papers.pdf(2), label="1")
    headers = {"accept": "application/json"}
    address = f"/prepare/materials/{version.material_id}/release"
    office.council.browser("clerk1").post(address, asking(office.council, address) | NO_PROCEDURE, headers=headers)
    office.work()
    old(office, version, page=blank(office, version))

    remake(office)

    assert office.version(version.id).making == 0


@pytest.mark.both("asks for rows as no other test does")
def test_original_that_is_lost_is_written_down_and_not_tried_again_by_itself(office: Office) -> None:
    version = old(office, office.ready(papers.pdf(1), label="2"))
    services = office.council.services
    services.store.delete(f"v/{version.id}/original")

    remake(office)

    with services.database.read() as session:
        kept = session.get_one(Remaking, version.id)
    assert (kept.is_held, kept.converter) == (False, CONVERTER)
    assert office.version(version.id).making == 0
    assert making.want(services.database) == 0
    assert making.try_again(services.database) == 1
    assert told(office, version)[0].status_code == 409


def test_work_that_is_broken_off_goes_on_with_the_next_page(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    version = old(office, office.ready(papers.pdf(3), label="2"))
    making.want(office.council.services.database)
    drawn: list[int] = []
    begin = making._begin

    def once(*arguments: Any) -> Any:
        incoming: Any = begin(*arguments)
        drawn.append(incoming.pages_done)
        if len(drawn) == 1:
            monkeypatch.setattr(incoming.run, "make_way", stop_at(2, office))
        return incoming

    monkeypatch.setattr(making, "_begin", once)
    office.worker.run_one()
    office.shift.stop.clear()
    assert office.version(version.id).making == 0
    slot_over(office.shop, "another", office.shift).run_one()

    assert drawn == [0, 2]
    assert office.version(version.id).making == 1


def stop_at(page: int, office: Office) -> Callable[[], None]:
    """The worker is told to stop once so many pages are kept."""
    calls: list[int] = []

    def make_way() -> None:
        calls.append(1)
        if len(calls) == page:
            office.shift.stop.set()

    return make_way


def test_sharper_page_of_the_former_making_is_no_sharper_page_of_the_new_one(office: Office) -> None:
    version = old(office, office.ready(papers.pdf(1), label="2"))
    with office.council.services.database.write() as session:
        zooming.ask(session, version.id, 1, 4, asker="reader")
    office.work()

    remake(office)

    assert office.page(version.id, 1).zoom == 2
    with office.council.services.database.write() as session:
        assert zooming.ask(session, version.id, 1, 4, asker="reader") is zooming.Sharpness.COMING
    office.work()
    assert office.page(version.id, 1).zoom == 4
    assert office.council.browser("member1").fetch(f"/papers/{version.id}/pages/1/zoom/4/3/3").status_code == 200


@pytest.mark.parametrize("column", ["converter", "making"])
def test_sql_that_says_another_converter_made_the_pages_opens_no_words(office: Office, column: str) -> None:
    version = old(office, office.ready(papers.pdf(1), label="2"))
    with office.council.services.database.engine.begin() as connection:
        row = Version.__table__.c
        connection.execute(update(Version).where(row.id == version.id).values({column: 1}))

    refused = office.council.browser("member1").fetch(f"/papers/{version.id}/pages/1/text")

    assert (refused.status_code >= 400, SECRET in refused.text) == (True, False)
    remake(office)
    assert office.version(version.id).making == (1 if column == "making" else 0)
    assert not [name for name in office.objects(version.id) if name.startswith("m")]


def test_half_a_conversion_by_an_older_converter_is_begun_anew(office: Office) -> None:
    version = office.register()
    office.put(version.id, papers.pdf(2))
    with office.council.services.database.write() as session:
        kept = session.get_one(Version, version.id)
        kept.converter, kept.state = 0, "converting"
        size = {"width_px": 9, "height_px": 9, "width_points": 9.0, "height_points": 9.0}
        session.add(PageRow(version_id=version.id, number=1, kind="gray", **size))

    office.work()

    assert office.version(version.id).converter == CONVERTER
    assert office.page(version.id, 1).height_px > 9


def test_office_reads_how_many_are_left_and_which_cannot_be_made_and_why(office: Office) -> None:
    waiting = old(office, office.ready(papers.pdf(1), label="2"))
    lost = old(office, office.ready(papers.pdf(1), label="3A", is_published=False))
    browser = office.council.browser("clerk1")

    page = browser.fetch("/prepare/materials").text
    assert "順に作り直しています（あと 2&nbsp;件）" in page
    assert "その資料の文字の検索と読み上げは止まります" in page
    assert "順に作り直しています。" in browser.fetch(f"/prepare/materials/{waiting.material_id}").text

    made_by(office, waiting, WORDS_SINCE)
    assert "そのうち 1&nbsp;件の文字の検索と読み上げは止まります" in browser.fetch("/prepare/materials").text
    made_by(office, lost, WORDS_SINCE)
    assert "そのあいだも、ふだんどおり使えます" in browser.fetch("/prepare/materials").text
    made_by(office, waiting, 0)
    made_by(office, lost, 0)

    office.council.services.store.delete(f"v/{lost.id}/original")
    remake(office)

    page = browser.fetch("/prepare/materials").text
    assert "作り直せないため、前のページのままの版が 1&nbsp;件あります" in page
    assert "順に作り直しています" not in page
    assert f'href="/prepare/materials/{lost.material_id}"' not in page, "a clerk does not see a 3A paper"
    of_admin = office.council.browser("admin")
    assert f'href="/prepare/materials/{lost.material_id}"' in of_admin.fetch("/prepare/materials").text
    assert "止めています" in of_admin.fetch(f"/prepare/materials/{lost.material_id}").text
    assert "止めています" not in browser.fetch(f"/prepare/materials/{waiting.material_id}").text


@pytest.mark.both("asks for rows as no other test does")
def test_look_at_a_replacement_says_that_pages_of_two_converters_cannot_be_compared(office: Office) -> None:
    version = office.ready(papers.pdf(2), label="2")
    office.prepared(version)
    with office.council.services.database.write() as session:
        session.get_one(Version, version.id).converter = 0
        session.execute(update(PageRow).where(PageRow.version_id == version.id).values(digest="f" * 64))

    page = office.council.browser("clerk1").fetch(f"/prepare/materials/{version.material_id}/replacement").text

    assert "ページごとには、まだ比べられません" in page
