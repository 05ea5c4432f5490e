"""Builds the service from its settings: the one place where parts meet. No request is handled here."""

import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from functools import cache, partial
from importlib.resources import files
from pathlib import Path

from anyio import to_thread
from starlette.responses import Response
from starlette.routing import Mount, Router
from starlette.types import ASGIApp

from app.about import health
from app.access.facts import ANONYMOUS
from app.auth.alarms.harvest import tell_of_harvest, tell_of_refusals
from app.auth.alarms.queries import for_frame as alarms_for_frame
from app.auth.alarms.raising import tell_set_back, tell_setup_fault, tell_wrong_clock
from app.auth.devices.proving.suspicion import act_on_suspicion
from app.auth.devices.proving.views import prove_instead
from app.auth.presence.identity import Identification
from app.auth.presence.sweep import SessionWatch
from app.auth.sessions import acts as sessions
from app.auth.signin.views_stepup import confirm_instead
from app.board.halting.views import sentence as of_halt
from app.guides.help import help_for
from app.guides.manual import PICTURES
from app.marks.watch import MarkWatch
from app.meetings import sittings
from app.reading.held import HeldWatch
from app.reading.images import PressRoom
from app.registers.notices import has_notice
from app.rounds.letting_go import tell_found
from app.routes import DESKS, ROUTES
from app.rulebook.desk import acknowledge_instead
from app.services import Services
from app.web.addresses import Addresses
from app.web.answers import ErrorAnswers
from app.web.boundary import Boundary
from app.web.call import Screens
from app.web.gate import Gate
from app.web.lanes.entrance import Entrance
from app.web.lanes.refusals import RefusalCounter
from app.web.lanes.under_way import UNDER_WAY, UnderWayLimits
from app.web.lines import Lines, Turn
from app.web.live.sockets import Live
from app.web.proxies.watch import SetupWatch
from app.web.refusal import Refused
from app.web.rows import Row
from app.web.statics import Statics
from app.web.templates import Templates

_APP_FOLDER = Path(str(files("app")))
STATIC_ROOTS = {"static": _APP_FOLDER / "static", "client": Path(str(files("viewer"))) / "client"}


@cache
def templates() -> Templates:
    """The templates, made once in a process: compiling them costs more than most pages, and no council is in them."""
    return Templates(_APP_FOLDER / "templates", STATIC_ROOTS)


def _entrance(services: Services, address_of: Addresses, limits: UnderWayLimits) -> Entrance:
    session_of = partial(sessions.made_for, services.session_key)
    return Entrance(services.settings, address_of, session_of, partial(tell_of_harvest, services), limits)


def _setup_watch(services: Services, rows: Sequence[Row]) -> SetupWatch:
    sockets = [row.path for row in rows if row.is_socket]
    monitored = [row.path for row in rows if row.view is health.show]
    tell = partial(tell_setup_fault, services.database)

    def bears_seal(cookie: str) -> bool:
        return sessions.session_of(services.session_key, cookie) is not None

    return SetupWatch(services.settings, sockets=sockets, monitored=monitored, tell=tell, bears_seal=bears_seal)


def _tell_what_is_found(services: Services, refusals: RefusalCounter) -> None:
    services.note_stranger = refusals.note
    services.findings.tell = partial(tell_found, services.database)
    services.continuity.on_wrong_clock = partial(tell_wrong_clock, services.database)
    services.continuity.on_set_back = partial(tell_set_back, services.database)


def _mounts() -> list[Mount]:
    roots = STATIC_ROOTS | {name: folder for name, folder in PICTURES.items() if folder.is_dir()}
    return [Mount(f"/{name}", Statics(folder)) for name, folder in roots.items()]


def _keep_what_was_typed(refused: Refused) -> Response | None:
    return prove_instead(refused) or confirm_instead(refused) or acknowledge_instead(refused)


def _lifespan(services: Services) -> Callable[[object], AbstractAsyncContextManager[None]]:
    @contextlib.asynccontextmanager
    async def lifespan(_app: object) -> AsyncIterator[None]:
        held = HeldWatch(services.database, [services.vault.memory])
        room = PressRoom(services.vault, services.stamper, Turn())
        marks = MarkWatch(services.database, room, every_minutes=services.settings.rounds.marks_every_minutes)
        services.endings[:0] = [held.close, marks.close]
        held.start()
        await to_thread.run_sync(marks.start)
        yield
        services.close()

    return lifespan


def build(services: Services, rows: Sequence[Row] = ROUTES, limits: UnderWayLimits = UNDER_WAY) -> ASGIApp:
    """The ASGI application over opened services, which the caller closes at the end of the lifespan."""
    settings = services.settings
    address_of = Addresses(settings.trusted_proxies)
    gate = Gate(
        services=services,
        screens=Screens(templates(), {"alarms": alarms_for_frame, "desks": DESKS.of, "halt": of_halt}, help_for),
        identify=Identification(sittings.is_on_for, has_notice),
        address_of=address_of,
        lines=Lines(settings.page_threads),
        entrance=_entrance(services, address_of, limits),
        refusals=RefusalCounter(services, partial(tell_of_refusals, services)),
        on_suspicion=act_on_suspicion,
        instead_of_refusal=_keep_what_was_typed,
    )
    _tell_what_is_found(services, gate.refusals)
    watch = _setup_watch(services, rows)
    services.endings += [gate.refusals.close, watch.close]
    live = Live(gate, SessionWatch(settings, services.session_key))
    routes = [live.route(row) if row.is_socket else gate.route(row) for row in rows]
    shown = {"council": settings.council, "is_demo": settings.is_demo}
    answers = ErrorAnswers(templates(), shown | {"help_href": help_for(ANONYMOUS, "error.html", "")})

    # A bare Router: Starlette's own application would answer errors itself before the boundary sees them.
    inner = Router(routes=[*routes, *_mounts()], lifespan=_lifespan(services), redirect_slashes=False)
    return Boundary(
        inner,
        allowed_hosts=settings.allowed_hosts,
        origins=settings.origins,
        is_https=settings.is_https,
        translate=answers,
        watch=watch,
    )
