"""What waits for a decision is counted on open screens at once, and no longer once somebody else has decided it."""

from functools import partial

from tests.app.auth.alarms.guarded_acts import disposes, post, reset, waiting
from tests.support.shown import second_word
from tests.support.sockets import Line, Served


def count_of(name: str, line: Line) -> int:
    """What the next message says of this desk."""
    told = line.hear()["desks"]
    return int(next(desk["count"] for desk in told if desk["name"] == name))


resets = partial(count_of, "resets")


def test_counts_rise_when_something_is_asked_for_and_fall_when_somebody_else_decides(hall: Served) -> None:
    council = hall.council
    with (
        hall.line(council.browser("clerk1"), path="/live?ask=desks") as clerk,
        hall.line(council.browser("deputy"), path="/live?ask=desks") as deputy,
    ):
        assert (resets(clerk), resets(deputy)) == (0, 0)

        reset("member1")(council)()
        assert (resets(clerk), resets(deputy)) == (1, 1)

        here = f"/admin/resets/{waiting(council)}/decide"
        post(council, "clerk2", here, **second_word(council, here))
        assert (resets(clerk), resets(deputy)) == (0, 0)


def test_member_is_told_of_no_desk_but_the_rules_to_acknowledge(hall: Served) -> None:
    council = hall.council
    own = [{"name": "rules", "place": "home", "count": 0}]
    with hall.line(council.browser("member1"), path="/live?ask=desks") as member:
        assert member.hear()["desks"] == own

        reset("member2")(council)()

        assert member.hear()["desks"] == own


def test_count_falls_when_who_asked_loses_the_right_and_comes_back_with_it(hall: Served) -> None:
    council = hall.council
    asker = f"/admin/people/{council.people['clerk1'].id}"
    with hall.line(council.browser("admin"), path="/live?ask=desks") as admin:
        assert count_of("disposals", admin) == 0

        assert disposes(council)().status_code == 303
        assert count_of("disposals", admin) == 1

        assert post(council, "chair", f"{asker}/suspend", reason="調査のため").status_code == 303
        assert count_of("disposals", admin) == 0

        assert post(council, "chair", f"{asker}/lift", reason="調査の終わり").status_code == 303
        assert count_of("disposals", admin) == 1
