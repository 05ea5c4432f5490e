"""The call: one request with all that the gate found out about it; and `Issue`, an answer with a paper's bytes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from app.access.actions import Action
from app.access.decisions import Decision
from app.access.facts import ANONYMOUS, Actor, Facts
from app.access.policy import decide
from app.access.reasons import Reason
from app.access.table import HandlingTable
from app.audit.notes import By
from app.audit.vocabulary import Event
from app.errors import NotFound
from app.services import Services
from app.standards.effective import Standards
from app.standards.queries import in_force
from app.web import csrf
from app.web.bodies import StreamedBody
from app.web.forms.sent import Sent, from_query
from app.web.forms.text import is_clean
from app.web.lines import Turn
from app.web.navigation import Place
from app.web.templates import Templates

Subject = TypeVar("Subject")


@dataclass(frozen=True)
class Viewer:
    """The signed-in person as screens show them. `began_at`: when the session began."""

    person_id: str
    session_id: str
    login: str
    name: str
    title: str
    seat_number: int | None
    role_label: str
    began_at: datetime
    last_signin: str = ""

    @property
    def display_name(self) -> str:
        """「佐藤 花子 議員」."""
        return f"{self.name} {self.title}".strip()


@dataclass(frozen=True)
class Renewal:
    """The nonce that the browser's device has to sign next, in how many seconds, and how often from then on."""

    nonce: str
    due_in_seconds: int
    every_seconds: int


@dataclass(frozen=True)
class Identity:
    """Who sends a request, as its session cookie says. Without arguments: an anonymous visitor.

    While the device's proof is due, `session_id` is set and `viewer` is None. `suspicion`: why the cookie looks copied
    ("cookie_replayed", "second_browser"; "unproven_place": not yet, see `auth.sessions.places`), "" when it does not.
    """

    actor: Actor = ANONYMOUS
    viewer: Viewer | None = None
    session_id: str = ""
    renewal: Renewal | None = None
    suspicion: str = ""


FrameSource = Callable[["Call"], object]

HelpFor = Callable[[Actor, str, str], str]
Lock = Callable[[Session], None]


@dataclass(frozen=True)
class Screens:
    """What every page is rendered with: the templates, and values that domains add to each page.

    `sources`: name of a template variable → a function from the call to its value. `help_for`: a function from the
    actor, a template and an address to come back to ("" for none) to the address of the manual's section about that
    screen, "" when there is none.
    """

    templates: Templates
    sources: Mapping[str, FrameSource]
    help_for: HelpFor


@dataclass(frozen=True)
class Candidate:
    """One of the papers that a row about several may tell of: its id, what was loaded of it, and its own facts."""

    material_id: str
    subject: object
    facts: Facts


@dataclass
class Call:
    """One request, with what the gate found out about it before the view is called.

    `session`: the database unit of the row (`Row.unit`). `address`: of the peer, as `addresses` found it.
    `subject`: what the facts loader loaded; views ask for it by its type (`loaded`). `material_id`: the paper that the
    request is about, for the record of a refusal and the way on from it. `asked`: for a socket's view, the topics that
    the tab wants to hear of. `sent`: the form's body, None for rows without one; views read it as a `Form`. `body`: an
    upload's body. `turn`: the thread's turn at work that needs the interpreter (`lines.Turn`). `place`: the row's place
    in the menu. `again`: the gate's function to decide once more (`decide_again`). `among`: for a row about several
    papers (`rows.Among`), a call for each that may be told of, with that paper's facts, decision and subject;
    `left_out`: for which reasons the others may not, and how often.
    """

    request: Request
    services: Services
    screens: Screens
    session: Session
    identity: Identity
    address: str
    facts: Facts = None
    decision: Decision | None = None
    subject: object = None
    material_id: str | None = None
    asked: frozenset[str] = frozenset()
    sent: Sent | None = None
    body: StreamedBody | None = None
    turn: Turn = field(default_factory=Turn)
    place: Place | None = None
    again: Callable[["Call", Session], "Call"] | None = None
    among: tuple["Call", ...] = ()
    left_out: Mapping[Reason, int] = field(default_factory=dict)

    def decide_again(self, session: Session, lock: Lock | None = None) -> "Call":
        """A new call, with person, facts and decision of this moment, for the unit of the effect. Raises Refused.

        For rows with units of their own (`Unit.OWN`), whose first decision may be outdated by then. Person and session
        are locked until `session`'s unit ends. `lock`: locks what the facts are about, before they are loaded. After
        this the view must use nothing of the old call.
        """
        if self.again is None:
            raise RuntimeError("only a row with units of its own decides again")
        if lock is not None:
            lock(session)
        return self.again(self, session)

    def may(self, action: Action, facts: Facts = None) -> bool:
        """Whether a screen may offer this act: the policy allows it, now or after a fresh sign-in, to which it leads.

        The policy decides again when the act is sent.
        """
        return self.judge(action, facts).can_be_allowed

    def judge(self, action: Action, facts: Facts = None) -> Decision:
        """The policy's decision about this person, for screens that also say why something is not offered."""
        return decide(self.actor, action, facts, self.handling)

    @property
    def standards(self) -> Standards:
        """The policy's values that are in force in this unit of work."""
        return in_force(self.session)

    @property
    def handling(self) -> HandlingTable:
        """The handling table that is in force in this unit of work."""
        return self.standards.handling

    @property
    def actor(self) -> Actor:
        return self.identity.actor

    @property
    def by(self) -> By:
        """Who sends this request, for the ledger's records; in the chair's place also whose and why."""
        is_delegated = self.decision is not None and self.decision.is_delegated
        chair_id = self.actor.acting_for if is_delegated else None
        because = self.actor.acts_because if is_delegated else None
        return By(self.actor, self.identity.session_id or None, self.address, chair_id, because)

    @property
    def viewer(self) -> Viewer:
        """The signed-in person; only for rows that need one."""
        if self.identity.viewer is None:
            raise RuntimeError("a view for signed-in people met an anonymous visitor")
        return self.identity.viewer

    def loaded(self, kind: type[Subject]) -> Subject:
        """The subject that the row's facts loader loaded. Raises TypeError when it is of another type: our mistake."""
        if not isinstance(self.subject, kind):
            raise TypeError(f"a view for {kind.__name__} met {type(self.subject).__name__}")
        return self.subject

    @property
    def csrf_token(self) -> str:
        """The token that the forms of this session carry. Made when it is asked for: most requests show no form."""
        return csrf.token(self.services.csrf_key, self.identity.session_id)

    def path(self, name: str) -> str:
        """A path parameter as text. Raises NotFound when it holds characters that none of our addresses has."""
        value = str(self.request.path_params[name])
        if not is_clean(value):
            raise NotFound(cause=f"text of {name}")
        return value

    def number(self, name: str) -> int:
        """A path parameter as a number (the route's converter has checked it)."""
        return int(self.request.path_params[name])

    @cached_property
    def query(self) -> Sent:
        """The fields of the address's query. Untrusted."""
        return from_query(self.request.scope.get("query_string", b""))


@dataclass(frozen=True)
class Issue:
    """A view's answer that holds bytes of papers. The gate sends `response` only after all `events` are durable.

    There is one event at least, and of several papers one for each.
    """

    response: Response
    events: tuple[Event, ...]
    is_recorded: bool = False
    """True when the view's own unit has made the records durable together with what it used up (a permit)."""
