"""Acts that meet on PostgreSQL, where writers do not queue: held at one locked row, then let go together."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from app import clock
from app.access.facts import DeviceKind
from app.audit.notes import SYSTEM
from app.auth.attempts import limits as attempts
from app.auth.attempts.limits import ATTEMPTS_KEY, Attempt
from app.auth.attempts.models import AttemptCounter
from app.db import Base
from app.jobs.models import Job
from app.materials.errors import UploadBroken
from app.materials.intake import receipt
from app.materials.intake.files import ACCEPTED
from app.materials.models import Material, ReadingPosition, Version
from app.materials.pages import zooming
from app.numbers import RunningNumber
from app.permits.models import Permit
from app.proposals.models import Proposal
from tests.app.permits.desk import shown_of
from tests.app.permits.excepting import Excepting
from tests.servers.running import Town, wait_until
from tests.support.council import council_in
from tests.support.kinds import POSTGRESQL
from tests.support.shown import asking, second_word

pytestmark = [
    pytest.mark.server("PostgreSQL"),
    pytest.mark.own_database("PostgreSQL itself is what fails or is shared here"),
]

ASKED = {"reason": "予算の質疑の準備に使います", "until": "three"}


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with council_in(tmp_path / "home", backend=POSTGRESQL) as council:
        made = Town(council)
        made.put_paper()
        yield made


@contextmanager
def held(town: Town, table: type[Base], *where: Any) -> Iterator[None]:
    """A row that somebody else has locked until the block ends."""
    with town.council.services.database.write() as unit:
        unit.scalars(select(table).where(*where).with_for_update()).one()
        yield


def waiting(town: Town) -> int:
    """How many statements wait for a lock."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    with town.council.services.database.read() as unit:
        return int(unit.scalar(text(query)) or 0)


def at_once(town: Town, table: type[Base], where: Any, *acts: Callable[[], Any]) -> list[Any]:
    """Let the acts run into a locked row, then go on together; what each returned, or its error."""
    with ThreadPoolExecutor(len(acts)) as threads:
        with held(town, table, where):
            under_way: list[Future[Any]] = [threads.submit(act) for act in acts]
            wait_until(lambda: waiting(town) == len(acts), 10)
        return [each.exception() or each.result() for each in under_way]


def test_two_decisions_on_one_label_change_leave_one(town: Town) -> None:
    council = town.council
    clerk, admin, other = (council.browser(login) for login in ("clerk1", "admin", "clerk2"))
    assert clerk.post(f"/prepare/materials/{town.paper}/label", {"label": "3B"}).status_code in {200, 303}
    assert clerk.post(f"/prepare/materials/{town.paper}/label", {"label": "2", "reason": "公開"}).status_code in {
        200,
        303,
    }
    with council.services.database.read() as unit:
        change = unit.scalars(select(Proposal)).one().id
    path = f"/prepare/label-changes/{change}/decide"

    at_once(
        town,
        Material,
        Material.id == town.paper,
        lambda: admin.post(path, second_word(council, path)),
        lambda: other.post(path, {"decision": "refuse", "reason": "まだ早い"}),
    )

    assert len(council.ledger("material.label_change_decided")) == 1


def test_request_sent_twice_at_once_is_one_request(town: Town) -> None:
    one, two = town.council.browser("member1"), town.council.browser("member1")
    with town.council.services.database.write() as unit:
        unit.add(RunningNumber(series=f"permit:{clock.jst(clock.now()).year}", last=0))
    path = f"/papers/{town.paper}/permit"
    form = asking(town.council, path) | ASKED

    answers = at_once(
        town, RunningNumber, RunningNumber.last == 0, lambda: one.post(path, form), lambda: two.post(path, form)
    )

    assert sorted(answer.status_code for answer in answers) == [303, 409]
    with town.council.services.database.read() as unit:
        assert unit.scalar(select(func.count()).select_from(Permit)) == 1


def test_first_two_requests_of_a_year_get_two_numbers(town: Town) -> None:
    member = town.council.browser("member1")
    path, year = f"/papers/{town.paper}/permit", clock.jst(clock.now()).year
    form = asking(town.council, path) | ASKED

    with ThreadPoolExecutor(1) as threads:
        with town.council.services.database.write() as unit:
            unit.add(RunningNumber(series=f"permit:{year}", last=1))
            unit.flush()
            sent = threads.submit(member.post, path, form)
            wait_until(lambda: waiting(town) == 1, 10)
        answer = sent.result()

    assert answer.status_code == 303
    with town.council.services.database.read() as unit:
        assert unit.scalars(select(Permit.number)).one().endswith("第2号")


def test_chair_and_deputy_who_decide_at_once_leave_one_decision(town: Town) -> None:
    council = town.council
    path = f"/papers/{town.paper}/permit"
    council.browser("member1").post(path, asking(council, path) | ASKED)
    with council.services.database.read() as unit:
        permit = unit.scalars(select(Permit)).one().id
    chair, deputy = council.browser("chair"), council.browser("deputy")
    path = f"/permits/{permit}/decide"
    grant = {"decision": "grant", "until": "wanted", "uses": "1", "shown": shown_of(council, permit)}

    answers = at_once(
        town,
        Permit,
        Permit.id == permit,
        lambda: chair.post(path, grant),
        lambda: deputy.post(path, {"decision": "refuse", "reason": "必要がないため"}),
    )

    assert sum(answer.status_code == 303 for answer in answers) == 1
    assert len(council.ledger("permit.decided")) == 1


def test_permit_revoked_while_it_is_used_is_used_or_revoked_in_order(town: Town) -> None:
    from app.permits.booklets import acts

    council = town.council
    path = f"/papers/{town.paper}/permit"
    council.browser("member1").post(path, asking(council, path) | ASKED)
    with council.services.database.read() as unit:
        permit = unit.scalars(select(Permit)).one().id
    grant = {"decision": "grant", "until": "wanted", "uses": "1", "shown": shown_of(council, permit)}
    assert council.browser("chair").post(f"/permits/{permit}/decide", grant).status_code == 303

    def burn() -> None:
        with council.services.database.write() as unit:
            acts.burn(unit, permit)

    ends = at_once(town, Permit, Permit.id == permit, burn, burn, burn)

    assert sum(end is None for end in ends) == 1
    with council.services.database.read() as unit:
        assert unit.get_one(Permit, permit).uses == 1


def test_two_words_about_an_emergency_at_once_leave_one(town: Town) -> None:
    scene = Excepting(town.council)
    permit = scene.begun()
    chair, deputy = town.council.browser("chair"), town.council.browser("deputy")
    path = f"/permits/{permit}/decide"
    seen = shown_of(town.council, permit)

    answers = at_once(
        town,
        Permit,
        Permit.id == permit,
        lambda: chair.post(path, {"decision": "grant", "shown": seen}),
        lambda: deputy.post(path, {"decision": "refuse", "reason": "待てたはずのため"}),
    )

    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert len(town.council.ledger("permit.decided")) == 1


def test_last_use_of_an_exception_goes_to_one_of_two_sessions(town: Town) -> None:
    scene = Excepting(town.council)
    permit = scene.granted()
    with town.council.services.database.write() as unit:
        unit.get_one(Permit, permit).device_id = None
    first, second = scene.phone, town.council.browser("member1", device=DeviceKind.PERSONAL)

    answers = at_once(
        town,
        Permit,
        Permit.id == permit,
        lambda: scene.use(permit, first),
        lambda: scene.use(permit, second),
    )

    assert sorted(answer.status_code for answer in answers) == [303, 403]
    assert scene.state(permit).uses == 1


def test_page_that_many_look_at_closely_is_sharpened_by_one_job(town: Town) -> None:
    def ask() -> None:
        with town.council.services.database.write() as unit:
            zooming.ask(unit, town.version, 1, 4, asker="reader")

    at_once(town, Version, Version.id == town.version, ask, ask, ask)

    with town.council.services.database.read() as unit:
        assert unit.scalar(select(func.count()).select_from(Job)) == 1


def test_upload_that_is_given_up_as_its_last_byte_comes_is_queued_or_failed_never_both(town: Town) -> None:
    services = town.council.services
    with services.database.write() as unit:
        version = unit.get_one(Version, town.version)
        version.state = "receiving"
    meter = receipt._Meter([b"%PDF-1.7"], 100, ACCEPTED)
    assert list(meter)

    ends = at_once(
        town,
        Version,
        Version.id == town.version,
        lambda: receipt._fail(services.database, services.vault, town.version, SYSTEM, UploadBroken()),
        lambda: receipt._queue(services.database, services.vault, town.version, meter, lambda _: SYSTEM),
    )

    with services.database.read() as unit:
        state = unit.get_one(Version, town.version).state
        jobs = unit.scalar(select(func.count()).select_from(Job))
    kinds = [record["kind"] for record in town.council.ledger() if record["kind"].startswith("material.")]
    if state == "queued":
        assert (jobs, kinds) == (1, ["material.uploaded"])
    else:
        assert (state, jobs, kinds) == ("failed", 0, ["material.failed"])
        assert any(isinstance(end, UploadBroken) for end in ends)


def test_known_and_unknown_browser_that_are_right_at_once_wait_for_nobody_in_a_circle(town: Town) -> None:
    database, key = town.council.services.database, town.council.services.keyring.derive(ATTEMPTS_KEY)
    person_id = town.council.people["member1"].id
    stranger = Attempt("password", "member1", person_id, "203.0.113.7")
    known = Attempt("password", "member1", person_id, "10.1.2.3", "a-known-browser")
    for attempt in (stranger, known):
        with database.write() as unit:
            attempts.charge(unit, key, attempt)

    def succeed(attempt: Attempt) -> None:
        with database.write() as unit:
            attempts.succeed(unit, key, attempt)

    with ThreadPoolExecutor(2) as threads:
        with held(town, AttemptCounter, AttemptCounter.person_id.is_(None)):  # the stranger's address
            first = threads.submit(succeed, stranger)
            wait_until(lambda: waiting(town) == 1, 10)
            second = threads.submit(succeed, known)
            wait_until(lambda: waiting(town) == 2 or second.done(), 10)

        assert [first.exception(), second.exception()] == [None, None]


def test_first_page_read_in_two_tabs_at_once_is_kept_by_both(town: Town) -> None:
    member = town.council.browser("member1")
    with town.council.services.database.read() as unit:
        version = unit.get_one(Material, town.paper).current_version_id
    moment = clock.now()
    other = ReadingPosition(
        person_id=town.council.people["member1"].id,
        version_id=version,
        material_id=town.paper,
        page=1,
        opened_at=moment,
        updated_at=moment,
    )

    with ThreadPoolExecutor(1) as threads:
        with town.council.services.database.write() as unit:
            unit.add(other)
            unit.flush()
            headers = {"content-type": "application/json", "accept": "application/json"}
            sent = threads.submit(member.post, f"/papers/{version}/position", headers=headers, content=b'{"page": 2}')
            wait_until(lambda: waiting(town) == 1, 10)
        answer = sent.result()

    assert answer.status_code == 200
    with town.council.services.database.read() as unit:
        kept = unit.scalars(select(ReadingPosition)).one()
        assert (kept.opened_at, kept.page) == (moment, answer.json()["page"])
