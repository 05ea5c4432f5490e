"""緊急停止 (6-5(2)) across processes: begun in one, in force in all within two seconds, also where NOTIFY is lost."""

import httpx2
import pytest

from app.access.stops.halting import HaltDepth
from tests.app.board.halting.stopping import ALL, READING, lifted, stop_beside
from tests.servers.running import Town, wait_until
from tests.servers.test_live import AT_ONCE_SECONDS, end_of, line
from tests.servers.test_push import NEVER_AGAIN, cut_lines, lines
from tests.support.waiting import LONG_SECONDS

pytestmark = [
    pytest.mark.server("PostgreSQL and server processes"),
    pytest.mark.own_database("PostgreSQL itself is what fails or is shared here"),
]


def test_full_stop_of_another_process_holds_without_notify_and_after_a_restart(town: Town) -> None:
    serving = town.serve(before=NEVER_AGAIN)
    member = town.sign_in("member1")
    page = f"/papers/{town.version}/pages/1"
    assert member.get(serving, page).status_code == 200
    with line(member, serving) as screen:
        wait_until(lambda: len(lines(town)) == 1, LONG_SECONDS)
        cut_lines(town)
        wait_until(lambda: lines(town) == [], LONG_SECONDS)

        stop_beside(town.council, ALL)

        assert member.get(serving, page).status_code == 423
        code, said = end_of(screen, AT_ONCE_SECONDS)
        assert (code, said["end"]["sentence"]) == (4401, HaltDepth.ALL.sentence)
    serving.stop()
    again = town.serve()
    assert member.get(again, page).status_code == 423
    assert httpx2.get(again.address("/signin"), timeout=5).status_code == 200


def test_frozen_reading_holds_in_every_process_at_once_and_so_does_its_end(town: Town) -> None:
    serving = town.serve(workers=2)
    member = town.sign_in("member1")
    page = f"/papers/{town.version}/pages/1"

    stop_beside(town.council, READING)
    frozen = {member.get(serving, page).status_code for _ in range(12)}
    lifted(town.council)

    assert frozen == {423}
    assert {member.get(serving, page).status_code for _ in range(12)} == {200}
