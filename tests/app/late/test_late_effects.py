"""Between a request's coming in and its effect, what allowed it ends: then nothing takes effect."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from app.main import build
from app.routes import ROUTES
from app.web.call import Call
from app.web.rows import Body, Row, Unit
from tests.app.auth.signing import Clock
from tests.app.late.acts import ACTS, WITHOUT_EFFECT
from tests.support.council import Council

pytestmark = pytest.mark.rare("what ends between a request and its effect, fifty councils")

LONG = [row for row in ROUTES if (row.unit is Unit.OWN and not row.is_step) or row.body is Body.STREAM]
CASES = [(name, end) for name, act in ACTS.items() for end in act.ends]


@dataclass
class Interlude:
    """Something that happens once, after a row has let a request in and before its view begins."""

    happens: list[Callable[[], None]] = field(default_factory=list)

    def before(self, row: Row) -> Row:
        """The row, with the interlude in it."""

        def view(call: Call) -> Any:
            while self.happens:
                self.happens.pop()()
            return row.view(call)

        return replace(row, view=view)


@pytest.fixture
def moment() -> Clock:
    """A clock that stands still."""
    return Clock()


def interlude_in(council: Council, name: str) -> Interlude:
    made = Interlude()
    rows = tuple(made.before(row) if row.name == name else row for row in ROUTES)
    council.app = build(council.services, rows)
    return made


def test_walk_goes_to_every_row_that_takes_longer_than_a_unit() -> None:
    assert {row.name for row in LONG} == ACTS.keys() | WITHOUT_EFFECT.keys()
    assert all(row.unit in {Unit.READ, Unit.OWN} for row in ROUTES if row.is_heavy)


@pytest.mark.parametrize("name", ACTS)
def test_undisturbed_it_takes_effect(council: Council, moment: Clock, name: str) -> None:
    interlude_in(council, name)
    act = ACTS[name]
    send = act.ready(council, moment)
    before = act.effect(council)

    answer = send()

    assert answer.status_code in {200, 201, 303}, answer.text
    assert act.effect(council) != before


@pytest.mark.parametrize(("name", "end"), CASES)
def test_nothing_takes_effect_once_what_allowed_it_has_ended(
    council: Council, moment: Clock, name: str, end: str
) -> None:
    interlude = interlude_in(council, name)
    act = ACTS[name]
    send = act.ready(council, moment)
    before = act.effect(council)
    interlude.happens.append(lambda: act.ends[end](council, act.who))

    answer = send()

    assert interlude.happens == []
    assert answer.status_code != 200, answer.text
    assert act.effect(council) == before
