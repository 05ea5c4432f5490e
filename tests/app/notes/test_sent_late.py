"""Notes that waited on a tablet while their paper was replaced: sent with the later version, and taken along."""

import json
from typing import Any

from app.access.facts import DeviceKind
from app.materials.models import Material, Version
from tests.app.notes.test_carrying import carry, replaced, said
from tests.app.notes.test_notes import INK, keep, notes, read, words_on, writer_of
from tests.app.reading.shelf import Laid, add_version, lay
from tests.support.council import Browser, Council

JSON = {"accept": "application/json"}


def open_at(browser: Browser, laid: Laid) -> None:
    assert browser.post(f"/papers/{laid.version}/position", {"page": 1}, headers=JSON).status_code == 200


def send(
    browser: Browser, later: Laid, former: Laid, page: int, *put: dict[str, Any], gone: tuple[str, ...] = ()
) -> Any:
    fields = {"writer": writer_of(browser), "seen": 0, "former": former.version}
    marks = {"put": [json.dumps(each) for each in put], "gone": list(gone)}
    return browser.post(notes(later, page), fields | marks, headers=JSON)


def test_what_waited_on_a_tablet_while_the_paper_was_replaced_comes_to_the_page_as_it_is_now(council: Council) -> None:
    laid, member = lay(council, level="3B", pages=2, looks=(1, 2)), council.browser("member1")
    open_at(member, laid)
    key = read(member, f"/papers/{laid.version}/notes")["key"]
    keep(member, notes(laid, 1), said("before"), INK)
    later = replaced(council, laid, (9, 1))
    assert keep(member, notes(laid, 1), said("late"), seen=1).status_code == 404
    assert read(member, f"/papers/{later.version}/notes")["waiting"] == {laid.version: key}
    carry(council.browser("member1"), later)
    keep(member, notes(later, 2), said("before") | {"words": "changed there", "since": 1}, seen=1)

    sent = [said("late"), said("before") | {"words": "changed here", "since": 1}]
    answers = [send(member, later, laid, 1, *sent, gone=(f"{INK['id']}:1",)) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert carry(member, later).json() == {"placeless": 0}
    assert sorted(words_on(member, notes(later, 2))) == ["changed here", "changed there", "late"]
    assert INK["id"] not in {mark["id"] for mark in read(member, notes(later, 2))["marks"]}
    assert send(member, later, laid, 3, said("no-such-page")).status_code == 404


def test_nothing_is_told_or_taken_of_a_version_that_somebody_did_not_have_open_or_may_not_use(council: Council) -> None:
    laid, never = lay(council, level="3B", pages=2, looks=(1, 2)), council.browser("member2")
    other, member = lay(council, level="3B"), council.browser("member1")
    open_at(member, laid)
    open_at(member, other)
    later = replaced(council, laid, (9, 1))
    prepared = Laid(laid.material, add_version(council, laid.material, number=3))
    with council.services.database.write() as unit:
        unit.get_one(Material, laid.material).current_version_id = later.version

    assert read(never, f"/papers/{later.version}/notes")["waiting"] == {}
    assert list(read(member, f"/papers/{later.version}/notes")["waiting"]) == [laid.version]
    refused = [
        send(never, later, laid, 1, INK),
        send(member, later, prepared, 1, INK),
        send(member, later, other, 1, INK),
    ]
    with council.services.database.write() as unit:
        unit.get_one(Version, laid.version).kept_level = "3B"
        unit.get_one(Material, laid.material).confidentiality = "2"
    personal = council.browser("member1", device=DeviceKind.PERSONAL)
    assert read(personal, f"/papers/{later.version}/notes")["waiting"] == {}
    refused.append(send(personal, later, laid, 1, INK))
    assert [answer.status_code for answer in refused] == [404] * 4
