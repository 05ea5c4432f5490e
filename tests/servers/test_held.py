"""What a process without open screens holds of papers goes within seconds of a decision of another process."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.audit.notes import SYSTEM
from app.auth.sessions.acts import end_session
from app.materials.acts import withdraw
from app.materials.models import Material
from app.materials.removal import shred
from app.members.models import Office
from app.reading.held import LOOK_SECONDS
from tests.app.board.halting.stopping import READING, stop_beside
from tests.app.reading.shelf import Laid, lay
from tests.servers.running import Tablet, Town, wait_until
from tests.servers.test_push import lines
from tests.support.waiting import LONG_SECONDS

pytestmark = [
    pytest.mark.server("PostgreSQL and a server process"),
    pytest.mark.own_database("PostgreSQL itself is what fails or is shared here"),
]

WITHIN_SECONDS = 4 * LOOK_SECONDS
"""Two looks on an idle machine; this one runs other tests beside."""
TELLS = """
import json, pathlib, threading, time
from app.vault import memory
memories, plain = [], memory.Memory.__init__
def init(self, cache_bytes):
    plain(self, cache_bytes)
    memories.append(self)
def tell():
    while True:
        time.sleep(0.1)
        held = memories[0].holding() if memories else ((), ())
        pathlib.Path({0!r} + ".new").write_text(json.dumps([sorted(each) for each in held]))
        pathlib.Path({0!r} + ".new").rename({0!r})
memory.Memory.__init__ = init
threading.Thread(target=tell, daemon=True).start()
"""


def test_what_a_process_holds_outlives_no_decision_of_another(town: Town) -> None:
    told = town.council.settings.home / "held.json"
    serving = town.serve(before=TELLS.format(str(told)))
    disposed, withdrawn, stays = (lay(town.council) for _ in range(3))
    stayed, leaves, ends = (town.sign_in(login) for login in ("member1", "member2", "member1"))

    def reads(tablet: Tablet, laid: Laid) -> int:
        return tablet.get(serving, laid.page()).status_code

    def holds() -> tuple[set[str], set[str]]:
        versions, sessions = json.loads(told.read_text()) if told.exists() else ((), ())
        return set(versions), set(sessions)

    def decide(change: Callable[[Session], Any]) -> None:
        with town.council.services.database.write() as unit:
            change(unit)

    wait_until(lambda: len(holds()[0]) == 1, LONG_SECONDS)
    checked = holds()[0]  # the page in which it has looked for its marks
    everything = (
        checked | {each.version for each in (disposed, withdrawn, stays)},
        {one.session_id for one in (stayed, leaves, ends)},
    )
    answers = [reads(tablet, laid) for tablet in (stayed, leaves, ends) for laid in (disposed, withdrawn, stays)]
    assert (set(answers), lines(town)) == ({200}, []), "no screen is open, so no news is heard"
    wait_until(lambda: holds() == everything, LONG_SECONDS)

    decide(lambda unit: shred(unit, SYSTEM, unit.get_one(Material, disposed.material)))
    wait_until(lambda: disposed.version not in holds()[0], WITHIN_SECONDS, serving.log)
    decide(lambda unit: withdraw(unit, SYSTEM, unit.get_one(Material, withdrawn.material), "誤り"))
    decide(lambda unit: end_session(unit, ends.session_id, "signed_out"))
    decide(lambda unit: _end_office(unit, town.council.people["member2"].id))
    wait_until(lambda: holds() == (checked | {stays.version}, {stayed.session_id}), WITHIN_SECONDS, serving.log)
    assert [reads(stayed, laid) for laid in (disposed, withdrawn, stays)] == [410, 410, 200]
    assert {reads(tablet, stays) for tablet in (leaves, ends)} <= {302, 303, 401}

    stop_beside(town.council, READING)
    wait_until(lambda: holds() == (set(), set()), WITHIN_SECONDS, serving.log)
    assert reads(stayed, stays) == 423


def _end_office(unit: Session, person_id: str) -> None:
    for office in unit.query(Office).filter_by(person_id=person_id):
        office.ends_at = clock.now()
