"""A term that begins or ends by itself is told to the open screens of whoever it is about, in that second."""

from datetime import timedelta

import pytest

from app import clock
from app.members.membership import put_in
from tests.app.live.hearing import SOME_SWEEPS_SECONDS, settled
from tests.app.reading.shelf import lay
from tests.support.sockets import Served


@pytest.mark.clause("I 6-2(2)")
def test_open_reader_asks_again_when_its_persons_membership_is_over(hall: Served) -> None:
    council = hall.council
    group, laid = council.gather("soumu"), lay(council, groups=("soumu",))
    ends_at = clock.now() + timedelta(minutes=2)
    with council.services.database.write() as unit:
        put_in(unit, group.id, [council.people["member1"].id], ends_at=ends_at)
        put_in(unit, group.id, [council.people["member2"].id])
    tablet, other = council.browser("member1"), council.browser("member2")
    assert tablet.fetch(laid.page()).status_code == 200
    with hall.line(tablet) as own, hall.line(other) as colleague:
        settled(own, "paper")
        settled(colleague, "paper")

        hall.time.put_to(ends_at.timestamp())

        assert own.hear()["paper"] is True
        assert colleague.is_silent(SOME_SWEEPS_SECONDS)
    assert tablet.fetch(laid.page()).status_code == 404
