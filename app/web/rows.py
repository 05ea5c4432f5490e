"""Rows of the route table: where a URL meets a view, the action it needs and the loader of its facts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Protocol

from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.responses import Response

from app.access.actions import PAPER_BYTES, Action
from app.access.facts import Facts
from app.web.call import Call, Issue
from app.web.live.topics import Topics
from app.web.navigation import Place

View = Callable[[Call], Response | Issue]
FactsLoader = Callable[[Call], Facts]

FORM_LIMIT_BYTES = 256 * 1024


class _Number(IntegerConvertor):
    """A number in a path. Python refuses to read one of thousands of digits, which would be an error of ours."""

    regex = "[0-9]{1,24}"


register_url_convertor("int", _Number())


class Unit(StrEnum):
    """How a view meets the database: one reading unit, one writing unit, or units of its own (slow work between)."""

    READ = "read"
    WRITE = "write"
    OWN = "own"


class Body(StrEnum):
    """What a view is given of the request's body."""

    NONE = "none"
    FORM = "form"
    STREAM = "stream"


@dataclass(frozen=True)
class Row:
    """One row. `is_heavy` says where it waits: pages are heavy and many, and wait in a line of their own.

    `is_patient`: nobody waits for the answer, so it waits in that line behind the pages.

    `topics`: a WebSocket (its handshake is a GET, RFC 6455 §4.1), and what may be heard on it; the view answers each
    of its messages.

    `is_background`: scripts ask for it by themselves, which is no sign that a person is there: idleness goes on.

    `is_step`: a POST that prepares an act. What it writes opens nothing; the act that follows leaves the record.

    `place`: where the screen belongs in the main menu.
    """

    method: str
    path: str
    view: View
    action: Action
    facts: FactsLoader | None
    unit: Unit
    body: Body
    body_limit_bytes: int
    is_heavy: bool = False
    is_patient: bool = False
    topics: Topics | None = None
    is_step: bool = False
    is_background: bool = False
    place: Place | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.action, Action):
            raise TypeError(f"{self.method} {self.path}: the action is not declared")
        if self.is_socket and self.action in PAPER_BYTES:
            raise TypeError(f"{self.path}: nothing of a paper passes through a socket")
        if self.action in PAPER_BYTES and self.facts is None:
            raise TypeError(f"{self.method} {self.path}: bytes of a paper need facts")

    @property
    def is_socket(self) -> bool:
        return self.topics is not None

    @property
    def name(self) -> str:
        """「GET /papers/{material}」."""
        return f"{self.method} {self.path}"

    @property
    def issues_paper(self) -> bool:
        """True when the view must answer with an Issue."""
        return self.action in PAPER_BYTES


Rows = tuple[Row, ...]
"""What a domain's `rows.py` exports as ROWS."""


def at(place: Place, *rows: Row) -> Rows:
    """Rows that belong to one place of the main menu."""
    return tuple(replace(row, place=place) for row in rows)


def page(
    path: str, view: View, action: Action, facts: FactsLoader | None = None, *, is_background: bool = False
) -> Row:
    """A screen or JSON that only reads."""
    return Row("GET", path, view, action, facts, Unit.READ, Body.NONE, 0, is_background=is_background)


def act(
    path: str,
    view: View,
    action: Action,
    facts: FactsLoader | None = None,
    *,
    unit: Unit = Unit.WRITE,
    is_background: bool = False,
) -> Row:
    """A change, sent by a form or by fetch, in one writing unit of work."""
    return Row("POST", path, view, action, facts, unit, Body.FORM, FORM_LIMIT_BYTES, is_background=is_background)


def step(path: str, view: View, action: Action, facts: FactsLoader | None = None, *, unit: Unit = Unit.WRITE) -> Row:
    """What comes before an act: a challenge, a secret that is not confirmed, a place for a file that follows."""
    return replace(act(path, view, action, facts, unit=unit), is_step=True)


def note(path: str, view: View, action: Action, facts: FactsLoader | None = None) -> Row:
    """Something small that a script wants kept with every page turned, while a whole council turns."""
    return Row("POST", path, view, action, facts, Unit.WRITE, Body.FORM, FORM_LIMIT_BYTES, is_patient=True)


def paper(path: str, view: View, action: Action, facts: FactsLoader) -> Row:
    """Bytes of a paper by GET; the view answers with an Issue."""
    return Row("GET", path, view, action, facts, Unit.READ, Body.NONE, 0, is_heavy=True)


def paper_act(path: str, view: View, action: Action, facts: FactsLoader) -> Row:
    """Bytes of a paper that a POST uses up (a permit); the view opens its own units."""
    return Row("POST", path, view, action, facts, Unit.OWN, Body.FORM, FORM_LIMIT_BYTES, is_heavy=True)


def upload(path: str, view: View, action: Action, facts: FactsLoader | None, limit_bytes: int) -> Row:
    """A raw body of any length up to the limit, streamed to the view."""
    return Row("PUT", path, view, action, facts, Unit.OWN, Body.STREAM, limit_bytes)


class SocketView(Protocol):
    """The view of a socket, which is given its topics."""

    def __call__(self, call: Call, *, topics: Topics) -> Response: ...


def socket(path: str, view: SocketView, topics: Topics, action: Action) -> Row:
    """A WebSocket on which these topics are heard."""
    answer = partial(view, topics=topics)
    return Row("GET", path, answer, action, None, Unit.READ, Body.NONE, 0, topics=topics, is_background=True)


_Segment = tuple[int, str]
_LITERAL, _TYPED, _ANYTHING = range(3)


def assemble(domains: Iterable[Rows]) -> Rows:
    """The rows of all domains in the order in which they are tried, whatever order they came in.

    Pages of papers come first, because they come by the thousand, then the more literal path. Raises TypeError for two
    rows of one method and shape, and for a row that an earlier one would answer instead.
    """
    rows = [(_segments(row.path), row) for each in domains for row in each]
    table = sorted(rows, key=lambda one: (not one[1].is_heavy, one[0], one[1].name))
    for place, (segments, row) in enumerate(table):
        for others, earlier in table[:place]:
            if earlier.method == row.method and _hide(others, segments):
                raise TypeError(f"{earlier.name} would answer what is meant for {row.name}")
    return tuple(row for _, row in table)


def _segments(path: str) -> list[_Segment]:
    """Text as it is, `{n:int}` as its type, `{paper}` as anything."""
    return [_segment(part) for part in path.split("/")]


def _segment(part: str) -> _Segment:
    if not part.startswith("{"):
        return _LITERAL, part
    kind = part.strip("{}").partition(":")[2]
    return (_TYPED, kind) if kind else (_ANYTHING, "")


def _hide(earlier: list[_Segment], later: list[_Segment]) -> bool:
    """True when every address of the later row fits the earlier one too."""
    return len(earlier) == len(later) and all(
        former in {(_ANYTHING, ""), segment} for former, segment in zip(earlier, later, strict=True)
    )
