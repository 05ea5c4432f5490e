"""Row by row of the guarded acts: whom the row names hears of the act at once, and nobody else does."""

from typing import Any

import pytest

from app.access.actions import Action
from app.access.commands import Command
from app.access.guard import Party, When
from app.access.guards import GUARDS
from app.members.models import Person
from tests.app.auth.alarms.guarded_acts import ADMINISTRATOR, CHAIR
from tests.app.auth.alarms.guarded_cases import CASES, Case
from tests.support.council import PEOPLE, Council

pytestmark = pytest.mark.alike("what is told and to whom; others ask for the same on both")

_PARTIES = {CHAIR: Party.CHAIR, ADMINISTRATOR: Party.ADMINISTRATORS}


_END_USE = {Action.PERSON_SUSPEND, Action.PERSON_LIFT, Command.LIFT, Action.RETIREMENT_CLOSE, Command.ACCEPT_RESTORE}
"""Acts before which nobody looks at the bars: looking would let the person in, or give them a device."""


def heard(council: Council) -> dict[str, Any]:
    """What each person's bar shows, in a session opened just now: their own alarms, and the count of their offices."""
    with council.services.database.write() as unit:
        for person in unit.query(Person).filter_by(state="suspended"):
            person.state = "active"  # so that they can look at all
    found: dict[str, Any] = {}
    for login, *_ in PEOPLE:
        answer = council.browser(login).fetch("/alarms.json")
        if answer.status_code == 200:  # who has left the council is told nothing
            found[login] = {name: answer.json()[name] for name in ("own", "more", "office")}
    return found


def test_every_row_is_done_here() -> None:
    assert {case.act for case in CASES} == set(GUARDS)


@pytest.mark.sampled("founds a council for each row, for thirteen seconds of a processor")
@pytest.mark.both("asks for rows as no other test does")
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.act.value} {case.what}")
def test_whom_the_row_names_is_told_and_nobody_else(council: Council, case: Case) -> None:
    send = case.ready(council)
    before = {} if case.act in _END_USE else heard(council)

    answer = send()

    assert getattr(answer, "status_code", answer) in {200, 303, 0}, getattr(answer, "text", "").partition("<main")[2]
    after = heard(council)
    nothing = {"own": [], "more": 0, "office": 0}
    assert {login for login in after if after[login] != before.get(login, nothing)} == case.told


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.act.value} {case.what}")
def test_a_case_is_what_its_row_says(case: Case) -> None:
    parties = {_PARTIES.get(login, Party.SUBJECT) for login in case.told}
    possible = [
        frozenset().union(*(one.to for one in GUARDS[case.act].told if one.when in holds))
        for holds in ({When.ALWAYS}, {When.ALWAYS, When.BY_TWO}, set(When))
    ]

    assert parties in possible
