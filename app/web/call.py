"""One request on its way through the gate, and what a view may answer with."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from app.access.decisions import Decision
from app.access.facts import ANONYMOUS, Actor, Facts
from app.access.table import HandlingTable
from app.db import Database
from app.settings import Settings
from app.web import csrf
from app.web.lines import Turn


class LedgerPort(Protocol):
    """The ledger as the edge needs it. `event` is an `audit.vocabulary.Event`, opaque here."""

    async def commit(self, event: Any) -> None:
        """Return once the record is durable. Raises LedgerUnavailable."""

    def commit_now(self, event: Any) -> None:
        """The same from a thread."""

    def answer_when_durable(self, event: Any, future: Any, value: Any) -> None:
        """Give `value` to an asyncio future once the record is durable, or LedgerUnavailable."""


class TemplatesPort(Protocol):
    """HTML rendering."""

    def render(self, name: str, values: dict[str, Any]) -> str:
        """The page as text; escaping is on."""


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


class Services(Protocol):
    """What views may reach beyond their request; built once in `main`. Domains narrow it by their own protocols."""

    settings: Settings
    database: Database
    ledger: LedgerPort
    templates: TemplatesPort
    handling: HandlingTable


class BodyPort(Protocol):
    """The request's body, streamed, from a thread."""

    def chunks(self) -> Iterator[bytes]:
        """Chunks as they arrive. Raises TooLarge, or ConnectionError when the sender went away."""


@dataclass
class Call:
    """A request with everything that was found out about it. `subject` is what the facts loader loaded."""

    request: Request
    services: Any
    session: Session
    identity: Identity
    address: str
    facts: Facts = None
    decision: Decision | None = None
    subject: Any = None
    form: FormData | None = None
    body: BodyPort | None = None
    csrf_key: bytes = b""
    turn: Turn = field(default_factory=Turn)
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        return self.identity.actor

    @property
    def viewer(self) -> Viewer:
        """The signed-in person; only for rows that need one."""
        if self.identity.viewer is None:
            raise RuntimeError("a view for signed-in people met an anonymous visitor")
        return self.identity.viewer

    @property
    def csrf_token(self) -> str:
        """What forms of this session carry; most calls have none, so it is made when it is asked for."""
        return csrf.token(self.csrf_key, self.identity.session_id)

    def path(self, name: str) -> str:
        """A path parameter as text."""
        return str(self.request.path_params[name])

    def number(self, name: str) -> int:
        """A path parameter as a number (the route's converter has checked it)."""
        return int(self.request.path_params[name])

    def field(self, name: str) -> str:
        """A form field as text, "" when absent or a file."""
        value = self.form.get(name) if self.form is not None else None
        return value if isinstance(value, str) else ""

    def fields(self, name: str) -> list[str]:
        """All values of a repeated form field."""
        values = self.form.getlist(name) if self.form is not None else []
        return [value for value in values if isinstance(value, str)]


@dataclass(frozen=True)
class Issue:
    """Bytes of a paper on their way out. The gate sends `response` only after `event` is durable in the ledger."""

    response: Response
    event: Any
    is_recorded: bool = False
    """True when the view's own unit has made the record durable together with what it used up (a permit)."""
