"""What a session asks for again: the same bytes, kept for a while, and each time the gate and a record of its own."""

import time
from typing import Never

import pytest

from app import clock
from app.audit.notes import SYSTEM
from app.auth.sessions.acts import end_session
from app.errors import DatabaseUnavailable
from app.materials.models import Material
from app.materials.removal import shred
from app.reading import held
from app.reading.held import HeldWatch
from app.vault.objects import page_name, thumbnail_name
from tests.app.reading.shelf import issued, lay
from tests.support.council import Council
from tests.support.waiting import eventually

pytestmark = pytest.mark.alike("what a reader is handed and told; others ask for the same on both")


def test_page_asked_for_again_needs_no_master_and_is_recorded_each_time(council: Council) -> None:
    laid = lay(council)
    member, other = council.browser("member1"), council.browser("member2")
    paths = (laid.page(), laid.thumbnail())
    first = [member.fetch(path).content for path in paths]
    vault = council.services.vault
    for name in (page_name(laid.version, 1), thumbnail_name(laid.version, 1)):
        council.services.store.delete(name)
        vault.memory.masters.forget(lambda held: held[0] == name)  # noqa: B023 - called at once

    again = [member.fetch(path) for path in paths]

    assert [answer.content for answer in again] == first
    assert len(issued(council)) == 4
    assert other.fetch(laid.page()).status_code >= 500, "each reader has an image of their own, and each session"


def test_page_that_is_kept_leaves_no_more_once_its_paper_is_withdrawn(council: Council) -> None:
    laid = lay(council)
    member = council.browser("member1")
    assert member.fetch(laid.page()).status_code == 200
    with council.services.database.write() as unit:
        unit.get_one(Material, laid.material).withdrawn_at = clock.now()

    refused = member.fetch(laid.page())

    assert refused.status_code == 410
    assert len(issued(council)) == 1


def test_page_that_is_kept_shows_the_level_of_now(council: Council) -> None:
    laid = lay(council)
    member = council.browser("member1")
    former = member.fetch(laid.page()).content
    with council.services.database.write() as unit:
        unit.get_one(Material, laid.material).confidentiality = "3C"

    now = member.fetch(laid.page())

    assert (now.status_code, now.content == former) == (200, False)


@pytest.mark.both("looks at versions and sessions in one query each")
def test_what_a_request_puts_back_after_its_paper_or_its_session_ended_is_dropped_by_the_next_look(
    council: Council,
) -> None:
    gone, stays = lay(council), lay(council)
    member, ends = council.browser("member1"), council.browser("member2")
    paths = [
        path for laid in (gone, stays) for path in (laid.page(), laid.thumbnail(), f"/papers/{laid.material}/contents")
    ]
    assert {browser.fetch(path).status_code for browser in (member, ends) for path in paths} == {200}
    memory, watch = council.services.vault.memory, HeldWatch(council.services.database, [council.services.vault.memory])
    watch.look()
    assert tuple(map(set, memory.holding())) == ({gone.version, stays.version}, {member.session_id, ends.session_id})
    late = {name: memory.issued.get(name) for name in memory.issued.names()}
    with council.services.database.write() as unit:
        shred(unit, SYSTEM, unit.get_one(Material, gone.material))
        end_session(unit, ends.session_id, "signed_out")
    watch.look()
    assert tuple(map(set, memory.holding())) == ({stays.version}, {member.session_id})

    for name, image in late.items():  # by requests that were decided before, and were still encoding
        assert image is not None
        memory.issued.put(name, image)
    assert tuple(map(set, memory.holding())) == ({gone.version, stays.version}, {member.session_id, ends.session_id})
    watch.look()

    assert tuple(map(set, memory.holding())) == ({stays.version}, {member.session_id})
    assert member.fetch(gone.page()).status_code == 410


def test_nothing_is_held_while_nobody_can_tell_what_has_ended_and_nothing_for_longer_than_its_time(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid, member = lay(council), council.browser("member1")
    services, memory = council.services, council.services.vault.memory
    assert member.fetch(laid.page()).status_code == 200
    later = time.monotonic() + 601
    with monkeypatch.context() as changed:
        changed.setattr(time, "monotonic", lambda: later)
        assert tuple(map(set, memory.holding())) == ({laid.version}, set())

    def away() -> Never:
        raise DatabaseUnavailable

    monkeypatch.setattr(held, "LOOK_SECONDS", 0.001)
    monkeypatch.setattr(services.database, "glance", away)
    watch = HeldWatch(services.database, [memory])
    watch.start()
    assert eventually(lambda: not memory.holding().versions)
    watch.close()
