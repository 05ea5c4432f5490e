"""What waits for a decision is counted on open screens at once, and no longer once somebody else has decided it."""

from tests.app.auth.alarms.guarded_acts import post, reset, waiting
from tests.support.shown import second_word
from tests.support.sockets import Line, Served


def resets(line: Line) -> int:
    """What the next message says of the desk of resets."""
    told = line.hear()["desks"]
    return int(next(desk["count"] for desk in told if desk["name"] == "resets"))


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
