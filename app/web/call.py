"""One request on its way through the gate, and what a view may answer with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from app.access.decisions import Decision
from app.access.facts import ANONYMOUS, Actor, Facts
from app.audit.notes import By
from app.audit.vocabulary import Event
from app.errors import NotFound
from app.services import Services
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
    """The signed-in person as screens show them."""

    person_id: str
    session_id: str
    login: str
    name: str
    title: str
    seat_number: int | None
    role_label: str
    last_signin: str = ""

    @property
    def display_name(self) -> str:
        """「佐藤 花子 議員」."""
        return f"{self.name} {self.title}".strip()


@dataclass(frozen=True)
class Renewal:
    """When and over what the browser's device has to prove itself next."""

    nonce: str
    due_in_seconds: int


@dataclass(frozen=True)
class Identity:
    """What a session cookie stands for. `session_id` is known, and opens nothing, while the device's proof is due.

    `suspicion`: a code for what looks like a copied cookie, "" when nothing does.
    """

    actor: Actor = ANONYMOUS
    viewer: Viewer | None = None
    session_id: str = ""
    renewal: Renewal | None = None
    suspicion: str = ""


FrameSource = Callable[["Call"], object]


@dataclass(frozen=True)
class Screens:
    """What every screen is made with: the templates, and what domains put on each (`sources`, by its name there)."""

    templates: Templates
    sources: Mapping[str, FrameSource]


@dataclass
class Call:
    """A request with everything that was found out about it.

    `subject` is what the facts loader loaded, for the view to ask for by its type (`loaded`); `material_id` the paper
    that the row is about, for the record of a refusal and the way on from it; `asked` the topics that an open tab wants
    to hear of, for the view of a socket; `sent` what the body brought, None for rows without one: views read it as a
    `Form`; `place` where the row belongs in the menu.
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

    @property
    def actor(self) -> Actor:
        return self.identity.actor

    @property
    def by(self) -> By:
        """Who sends this request, for the records of what it does; by a delegation, also in whose place."""
        is_delegated = self.decision is not None and self.decision.is_delegated
        chair_id = self.actor.acting_for if is_delegated else None
        return By(self.actor, self.identity.session_id or None, self.address, chair_id)

    @property
    def viewer(self) -> Viewer:
        """The signed-in person; only for rows that need one."""
        if self.identity.viewer is None:
            raise RuntimeError("a view for signed-in people met an anonymous visitor")
        return self.identity.viewer

    def loaded(self, kind: type[Subject]) -> Subject:
        """What the facts loader loaded. Raises TypeError when the row has a loader of something else, or none."""
        if not isinstance(self.subject, kind):
            raise TypeError(f"a view for {kind.__name__} met {type(self.subject).__name__}")
        return self.subject

    @property
    def csrf_token(self) -> str:
        """What forms of this session carry; most calls have none, so it is made when it is asked for."""
        return csrf.token(self.services.csrf_key, self.identity.session_id)

    def path(self, name: str) -> str:
        """A path parameter as text. Raises NotFound for what stands in no address of ours."""
        value = str(self.request.path_params[name])
        if not is_clean(value):
            raise NotFound(cause=f"text of {name}")
        return value

    def number(self, name: str) -> int:
        """A path parameter as a number (the route's converter has checked it)."""
        return int(self.request.path_params[name])

    @cached_property
    def query(self) -> Sent:
        """What stands behind the ? of the address."""
        return from_query(self.request.scope.get("query_string", b""))


@dataclass(frozen=True)
class Issue:
    """Bytes of a paper on their way out. The gate sends `response` only after `event` is durable in the ledger."""

    response: Response
    event: Event
    is_recorded: bool = False
    """True when the view's own unit has made the record durable together with what it used up (a permit)."""
