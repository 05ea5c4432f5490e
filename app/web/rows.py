"""Rows of the route table: each joins a path with its view, the action to be allowed, and the loader of its facts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Protocol

from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.responses import Response

from app.access.actions import PAPER_BYTES, Action
from app.access.facts import Facts
from app.web.call import Call, Candidate, Issue
from app.web.lanes.lanes import Lane
from app.web.live.topics import Topics
from app.web.navigation import Place

View = Callable[[Call], Response | Issue]
FactsLoader = Callable[[Call], Facts]

FORM_LIMIT_BYTES = 256 * 1024


class _Number(IntegerConvertor):
    """A number in a path, of at most 24 digits: for thousands of them `int` raises ValueError, an error 500."""

    regex = "[0-9]{1,24}"


register_url_convertor("int", _Number())


class Unit(StrEnum):
    """The database unit in which a view runs: one that reads, one that writes, or units that the view opens itself.

    The last is for views with slow work between (hashing, uploads), during which no unit may be open.
    """

    READ = "read"
    WRITE = "write"
    OWN = "own"


class Body(StrEnum):
    """How a view is given the request's body: not at all, as a form in memory, or as a stream."""

    NONE = "none"
    FORM = "form"
    STREAM = "stream"


@dataclass(frozen=True)
class Among:
    """The papers that a row about several may tell of: the gate decides `action` about each that `load` returns.

    The view learns only of those that are allowed (`Call.among`), in the order of `load`. That others are refused is no
    refusal of the request, and is not recorded: nobody has asked for them.
    """

    action: Action
    load: Callable[[Call], Sequence[Candidate]]


@dataclass(frozen=True)
class Row:
    """One row. Raises TypeError at import for a combination that could let a paper's bytes out unchecked.

    `is_heavy`: makes pages of papers; such requests wait in a queue of their own (`lines`), so that they do not delay
    the others. `is_patient`: nobody waits for the answer, so the request comes after the pages in that queue.

    `topics`: set for a WebSocket (its handshake is a GET, RFC 6455 §4.1): the topics that may be heard on it; the view
    answers each message.

    `is_background`: scripts send it by themselves, so that it does not count as a person's activity.

    `is_step`: a POST that prepares an act. What it writes gives no access, and it needs no ledger record: the act that
    follows has one.

    `place`: where the screen belongs in the main menu.

    `among`: for a row about several papers. Its action is decided first, about what its `facts` are of.

    `lane`: where it waits when it is not heavy. `cost`: what it counts in its caller's rate; one page is 1.
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
    lane: Lane = Lane.SCREENS
    cost: float = 1.0
    among: Among | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.action, Action):
            raise TypeError(f"{self.method} {self.path}: the action is not declared")
        if self.is_socket and self.action in PAPER_BYTES:
            raise TypeError(f"{self.path}: nothing of a paper passes through a socket")
        if self.action in PAPER_BYTES and self.facts is None:
            raise TypeError(f"{self.method} {self.path}: bytes of a paper need facts")
        if self.among is not None and self.among.action not in PAPER_BYTES:
            raise TypeError(f"{self.method} {self.path}: {self.among.action} shows nothing of a paper")

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
        return self.action in PAPER_BYTES or self.among is not None


Rows = tuple[Row, ...]
"""The rows of a domain, which its `rows.py` exports as ROWS."""


def at(place: Place, *rows: Row) -> Rows:
    """The same rows with their place in the main menu."""
    return tuple(replace(row, place=place) for row in rows)


def page(
    path: str,
    view: View,
    action: Action,
    facts: FactsLoader | None = None,
    *,
    is_background: bool = False,
    lane: Lane = Lane.SCREENS,
) -> Row:
    """A GET for a screen or JSON, in one reading unit."""
    return Row("GET", path, view, action, facts, Unit.READ, Body.NONE, 0, is_background=is_background, lane=lane)


def act(
    path: str,
    view: View,
    action: Action,
    facts: FactsLoader | None = None,
    *,
    unit: Unit = Unit.WRITE,
    is_background: bool = False,
    lane: Lane = Lane.SCREENS,
) -> Row:
    """A POST that changes something, sent by a form or a script, in one writing unit unless `unit` says otherwise."""
    row = Row("POST", path, view, action, facts, unit, Body.FORM, FORM_LIMIT_BYTES, is_background=is_background)
    return replace(row, lane=lane)


def step(
    path: str,
    view: View,
    action: Action,
    facts: FactsLoader | None = None,
    *,
    unit: Unit = Unit.WRITE,
    lane: Lane = Lane.SCREENS,
) -> Row:
    """A POST that prepares an act (`Row.is_step`): a challenge, an unconfirmed secret, a place for a file to come."""
    return replace(act(path, view, action, facts, unit=unit, lane=lane), is_step=True)


def note(path: str, view: View, action: Action, facts: FactsLoader | None = None) -> Row:
    """A POST by which a script stores something small at every page turned, such as the place of reading."""
    return Row("POST", path, view, action, facts, Unit.WRITE, Body.FORM, FORM_LIMIT_BYTES, is_patient=True)


def paper(path: str, view: View, action: Action, facts: FactsLoader, *, cost: float = 1.0) -> Row:
    """Bytes of a paper by GET; the view answers with an Issue. `cost`: how much of a page it shows."""
    return Row("GET", path, view, action, facts, Unit.READ, Body.NONE, 0, is_heavy=True, cost=cost)


def paper_question(path: str, view: View, action: Action, facts: FactsLoader) -> Row:
    """Bytes of a paper by POST, so that what is asked stands in no address; the view answers with an Issue."""
    row = Row("POST", path, view, action, facts, Unit.READ, Body.FORM, FORM_LIMIT_BYTES)
    return replace(row, is_heavy=True)


def papers_question(
    path: str, view: View, action: Action, facts: FactsLoader | None, among: Among, *, cost: float
) -> Row:
    """As `paper_question`, about several papers at once, in a lane of its own."""
    row = Row("POST", path, view, action, facts, Unit.READ, Body.FORM, FORM_LIMIT_BYTES)
    return replace(row, among=among, lane=Lane.SEARCH, cost=cost)


def paper_act(path: str, view: View, action: Action, facts: FactsLoader) -> Row:
    """A POST for bytes of a paper that were made before, as a permit's PDF; its view opens its own units."""
    return Row("POST", path, view, action, facts, Unit.OWN, Body.FORM, FORM_LIMIT_BYTES)


def papers_act(path: str, view: View, action: Action, among: Among) -> Row:
    """As `paper_act`, of several papers in one: the view decides again about each (`Call.decide_again`)."""
    row = Row("POST", path, view, action, None, Unit.OWN, Body.FORM, FORM_LIMIT_BYTES)
    return replace(row, among=among)


def upload(path: str, view: View, action: Action, facts: FactsLoader | None, limit_bytes: int) -> Row:
    """A PUT whose raw body, of at most `limit_bytes`, is streamed to the view."""
    return Row("PUT", path, view, action, facts, Unit.OWN, Body.STREAM, limit_bytes, lane=Lane.STREAMS)


class SocketView(Protocol):
    """The view of a socket: it is called with the row's topics besides the call."""

    def __call__(self, call: Call, *, topics: Topics) -> Response: ...


def socket(path: str, view: SocketView, topics: Topics, action: Action) -> Row:
    """A WebSocket on which these topics are heard."""
    answer = partial(view, topics=topics)
    row = Row("GET", path, answer, action, None, Unit.READ, Body.NONE, 0, topics=topics, is_background=True)
    return replace(row, lane=Lane.SOCKETS)


_Segment = tuple[int, str]
_LITERAL, _TYPED, _ANYTHING = range(3)


def assemble(domains: Iterable[Rows]) -> Rows:
    """The rows of all domains in the order in which the router tries them, which does not depend on the order given.

    Pages of papers come first, because most requests are for them; then paths with more literal text before parameters.
    Raises TypeError when two rows of one method have the same shape, or an earlier row would match every address of a
    later one.
    """
    rows = [(_segments(row.path), row) for each in domains for row in each]
    table = sorted(rows, key=lambda one: (not one[1].is_heavy, one[0], one[1].name))
    for place, (segments, row) in enumerate(table):
        for others, earlier in table[:place]:
            if earlier.method == row.method and _hide(others, segments):
                raise TypeError(f"{earlier.name} would answer what is meant for {row.name}")
    return tuple(row for _, row in table)


def _segments(path: str) -> list[_Segment]:
    """A path's parts: literal text, typed parameters (`{n:int}`) and parameters of any text (`{paper}`)."""
    return [_segment(part) for part in path.split("/")]


def _segment(part: str) -> _Segment:
    if not part.startswith("{"):
        return _LITERAL, part
    kind = part.strip("{}").partition(":")[2]
    return (_TYPED, kind) if kind else (_ANYTHING, "")


def _hide(earlier: list[_Segment], later: list[_Segment]) -> bool:
    """True when every address that matches the later path matches the earlier one, too."""
    return len(earlier) == len(later) and all(
        former in {(_ANYTHING, ""), segment} for former, segment in zip(earlier, later, strict=True)
    )
