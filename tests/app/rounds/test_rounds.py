"""The worker goes round everything that is stored, and what is missing or altered is recorded and told."""

import argparse
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from app.auth.alarms.models import Alarm, AlarmWatch
from app.errors import PaperDamaged
from app.jobs.errors import Interrupted
from app.jobs.models import Job
from app.jobs.registry import Registry
from app.jobs.shifts import Shift
from app.jobs.slots import Slot
from app.limits.of_worker import Rounds
from app.materials.models import Material, Version
from app.rounds import going
from app.rounds.commands import command, last_marked_round, last_round
from app.rounds.going import Patrol
from app.rounds.jobs import KINDS
from app.rounds.models import ObjectRound
from app.vault.objects import original_name, page_name
from app.vault.opening import open_vault
from storage.store import Store
from tests.app.auth.signing import Clock
from tests.app.reading.shelf import Laid, lay
from tests.support.council import Council

pytestmark = pytest.mark.rare("rounds over the whole store; only rounds move it")

OBJECTS_OF_TWO_PAGES = 7  # contents, and of each page the image, the small image and the words
AT_ONCE = Rounds(megabytes_a_minute=100_000)


@pytest.fixture
def papers(council: Council) -> list[Laid]:
    return [lay(council, title=f"資料 {number}") for number in range(3)]


@pytest.fixture
def patrol(council: Council) -> Patrol:
    services = council.services
    return Patrol(
        services.database,
        open_vault(council.settings),
        AT_ONCE,
        lambda name: services.findings.note("object", name),
    )


def slot(patrol: Patrol) -> Slot:
    handled = Registry(KINDS, going.handlers(patrol))
    return Slot(Shift(patrol.database, handled.urgent), handled, name="rounds")


def go_round(patrol: Patrol) -> None:
    going.want(patrol)
    while slot(patrol).run_one():
        pass


def rounds(council: Council) -> list[ObjectRound]:
    with council.services.database.read() as session:
        return list(session.scalars(select(ObjectRound).order_by(ObjectRound.started_at)))


def told(council: Council) -> list[str]:
    """The objects that were recorded as altered, each of which is an alarm for the same two offices."""
    council.services.findings.close()
    names = [entry["detail"]["name"] for entry in council.ledger("evidence.altered")]
    with council.services.database.read() as session:
        watched = session.execute(
            select(Alarm.detail, AlarmWatch.role).join(AlarmWatch, AlarmWatch.alarm_id == Alarm.id)
        ).all()
    for name in names:
        assert {role for detail, role in watched if name in detail} == {"administrator", "chair"}
    return names


def test_round_over_what_is_as_it_should_be_finds_nothing(council: Council, papers: list[Laid], patrol: Patrol) -> None:
    go_round(patrol)

    (made,) = rounds(council)
    assert made.finished_at is not None
    assert (made.looked, made.found) == (len(papers) * OBJECTS_OF_TWO_PAGES, 0)
    assert made.looked_bytes > 0
    assert told(council) == []


def flip(store: Store, name: str) -> None:
    """One bit of it, as a disk or a stranger might."""
    raw = bytearray(store.read(name))
    raw[-1] ^= 1
    store.delete(name)
    store.put(name, [bytes(raw)])


def remove(store: Store, name: str) -> None:
    store.delete(name)


@pytest.mark.clause("I 6-5(1)②")
@pytest.mark.parametrize("harm", [flip, remove])
def test_object_that_nobody_reads_is_found_recorded_and_told(
    council: Council, papers: list[Laid], patrol: Patrol, harm: Callable[[Store, str], None]
) -> None:
    name = page_name(papers[1].version, 2)
    harm(council.services.store, name)

    go_round(patrol)

    assert told(council) == [name]
    assert [made.found for made in rounds(council)] == [1]
    reader = council.browser("member1")
    assert reader.fetch(papers[1].page(2)).status_code >= 500
    assert reader.fetch(papers[1].page(1)).status_code == 200


def keep_original(council: Council, laid: Laid, content: bytes) -> None:
    name = original_name(laid.version)
    with council.services.database.write() as session:
        version = session.get_one(Version, laid.version)
        council.services.vault.put_once(version.sealed_key or "", laid.version, name, content)
        version.sha256, version.size_bytes = hashlib.sha256(content).hexdigest(), len(content)


def test_file_of_which_the_database_says_something_else_is_found(
    council: Council, papers: list[Laid], patrol: Patrol
) -> None:
    for laid in papers:
        keep_original(council, laid, b"%PDF-1.7 as it was brought")
    with council.services.database.write() as session:
        other = hashlib.sha256(b"another").hexdigest()
        session.execute(update(Version).where(Version.id == papers[2].version).values(sha256=other))

    go_round(patrol)

    assert told(council) == [original_name(papers[2].version)]


def test_round_goes_on_where_it_was_after_a_restart(council: Council, papers: list[Laid], patrol: Patrol) -> None:
    del papers
    seen: list[str] = []

    class Watched:
        def stream(self, sealed_key: str, owner_id: str, name: str) -> Iterator[bytes]:
            if len(seen) == 10:
                seen.append("-")
                raise Interrupted
            seen.append(name)
            return patrol.vault.stream(sealed_key, owner_id, name)

    watched = replace(patrol, vault=Watched())  # type: ignore[arg-type]  # reads, and is interrupted once

    going.want(watched)
    slot(watched).run_one()
    (broken_off,) = rounds(council)
    assert (broken_off.finished_at, broken_off.looked) == (None, 10)
    slot(watched).run_one()

    (made,) = rounds(council)
    assert made.finished_at is not None
    assert made.looked == 3 * OBJECTS_OF_TWO_PAGES
    names = [name for name in seen if name != "-"]
    assert len(names) == len(set(names)) == made.looked


def test_round_whose_job_was_lost_is_gone_on_with(council: Council, papers: list[Laid], patrol: Patrol) -> None:
    del papers
    with council.services.database.write() as session:
        going.begin(session)

    go_round(patrol)

    assert [made.finished_at is not None for made in rounds(council)] == [True]


def test_next_round_begins_a_week_after_the_last_one(council: Council, papers: list[Laid], patrol: Patrol) -> None:
    del papers
    moment = Clock()
    go_round(patrol)
    moment.forward(7 * 24 * 3600 - 60)
    go_round(patrol)
    assert len(rounds(council)) == 1

    moment.forward(61)
    go_round(patrol)

    assert len(rounds(council)) == 2


def test_only_one_round_is_under_way(council: Council, patrol: Patrol) -> None:
    for _ in range(3):
        going.want(patrol)

    with council.services.database.read() as session:
        assert len(session.scalars(select(Job).where(Job.kind == "round")).all()) == 1


@pytest.mark.parametrize("reading", [1, 2])
def test_paper_removed_while_it_is_read_is_no_loss(
    council: Council, papers: list[Laid], patrol: Patrol, reading: int
) -> None:
    """Also when the first reading was cut off by something else, and it is removed before the second one."""
    gone, tries = min(papers, key=lambda laid: laid.version), 0

    class Removing:
        def stream(self, sealed_key: str, owner_id: str, name: str) -> Iterator[bytes]:
            nonlocal tries
            tries += owner_id == gone.version
            if owner_id == gone.version and tries < reading:
                raise PaperDamaged
            if owner_id == gone.version:
                with council.services.database.write() as session:
                    session.execute(update(Version).where(Version.id == owner_id).values(sealed_key=None))
                council.services.vault.delete(owner_id)
            return patrol.vault.stream(sealed_key, owner_id, name)

    go_round(replace(patrol, vault=Removing()))  # type: ignore[arg-type]  # reads, and somebody removes

    assert told(council) == []
    assert [made.found for made in rounds(council)] == [0]


def test_pace_is_kept_by_pauses_and_readers_go_first(council: Council, papers: list[Laid], patrol: Patrol) -> None:
    del papers
    pauses: list[float] = []
    slow = replace(patrol, pace=Rounds(megabytes_a_minute=1))
    with council.services.database.write() as session:
        round_id = going.begin(session)

    going.go_on(slow, round_id, pauses.append)

    (made,) = rounds(council)
    last = made.looked_bytes - sum(pauses) * 1_000_000 / 60
    assert len(pauses) == made.looked
    assert 0 <= last < made.looked_bytes  # what the last object costs is waited for by nobody


def test_command_reads_everything_at_once_and_doctor_tells_of_it(
    council: Council, papers: list[Laid], capsys: pytest.CaptureFixture[str]
) -> None:
    def said() -> str:
        return last_round(council.settings).words

    assert "まだ一巡していません" in said()
    assert command(council.settings, argparse.Namespace(marked=False)) == 0
    assert "すべて読めて" in said()
    name = page_name(papers[0].version, 1)
    remove(council.services.store, name)

    assert command(council.settings, argparse.Namespace(marked=False)) == 1

    assert name in capsys.readouterr().out
    assert "1 個見つかりました" in said()
    assert told(council) == [name]


def mark(council: Council, laid: Laid, **marks: str) -> None:
    with council.services.database.write() as session:
        material = session.get_one(Material, laid.material)
        for name, value in marks.items():
            setattr(material, name, value)


def test_papers_that_are_kept_with_care_have_a_round_of_their_own_which_is_due_sooner(
    council: Council, papers: list[Laid], patrol: Patrol
) -> None:
    moment = Clock()
    go_round(patrol)
    moment.forward(60)
    mark(council, papers[0], integrity="2")
    mark(council, papers[1], availability="2")

    go_round(patrol)
    moment.forward(25 * 3600)
    remove(council.services.store, page_name(papers[1].version, 2))
    remove(council.services.store, page_name(papers[2].version, 2))
    go_round(patrol)

    made = rounds(council)
    assert [each.is_marked for each in made] == [False, True, True]
    assert [each.looked for each in made[1:]] == [2 * OBJECTS_OF_TWO_PAGES] * 2
    assert [each.found for each in made[1:]] == [0, 1]


def test_restored_papers_that_are_kept_with_care_are_looked_at_at_once(
    council: Council, papers: list[Laid], capsys: pytest.CaptureFixture[str]
) -> None:
    assert last_marked_round(council.settings) is None
    mark(council, papers[0], integrity="2")
    found = last_marked_round(council.settings)
    assert found is not None
    assert found.is_well is None

    assert command(council.settings, argparse.Namespace(marked=True)) == 0

    said = capsys.readouterr().out
    assert "資料 1 件を" in said
    assert f"{OBJECTS_OF_TWO_PAGES} 個のデータは、すべて読めて" in said
    went = last_marked_round(council.settings)
    assert went is not None
    assert went.is_well is True
    assert last_round(council.settings).is_well is None
