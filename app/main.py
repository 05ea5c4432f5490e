"""Builds the service from its settings: the one place where parts meet. No request is handled here."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

import anyio
from starlette.routing import Mount, Router
from starlette.types import ASGIApp

from app.auth.alarms.queries import for_frame as alarms_for_frame
from app.auth.devices.proving.suspicion import act_on_suspicion
from app.auth.presence.identity import Identification
from app.auth.presence.sweep import SessionWatch
from app.auth.signin.views_stepup import confirm_instead
from app.meetings import sittings
from app.routes import ROUTES
from app.services import Services
from app.web.addresses import Addresses
from app.web.answers import ErrorAnswers
from app.web.boundary import Boundary
from app.web.call import Screens
from app.web.gate import Gate
from app.web.lines import Lines
from app.web.live.sockets import Live
from app.web.rows import Row
from app.web.statics import Statics
from app.web.templates import Templates

_APP_FOLDER = Path(str(files("app")))
STATIC_ROOTS = {"static": _APP_FOLDER / "static", "client": Path(str(files("viewer"))) / "client"}


@cache
def templates() -> Templates:
    """One a process: they hold nothing of a council, and compiling them costs more than most pages."""
    return Templates(_APP_FOLDER / "templates", STATIC_ROOTS)


def build(services: Services, rows: Sequence[Row] = ROUTES) -> ASGIApp:
    """The ASGI application over opened services; closing them is the caller's, at the end of the lifespan."""
    settings = services.settings
    gate = Gate(
        services=services,
        screens=Screens(templates(), {"alarms": alarms_for_frame}),
        identify=Identification(sittings.is_on_for),
        address_of=Addresses(settings.trusted_proxies),
        lines=Lines(settings.page_threads),
        light_limit=anyio.CapacityLimiter(24),
        on_suspicion=act_on_suspicion,
        instead_of_refusal=confirm_instead,
    )
    live = Live(gate, SessionWatch(settings, services.session_key))
    routes = [live.route(row) if row.is_socket else gate.route(row) for row in rows]
    mounts = [Mount(f"/{name}", Statics(folder)) for name, folder in STATIC_ROOTS.items()]
    answers = ErrorAnswers(templates(), {"council": settings.council, "is_demo": settings.is_demo})

    @contextlib.asynccontextmanager
    async def lifespan(_app: object) -> AsyncIterator[None]:
        yield
        services.close()

    # A bare Router: Starlette's own application would answer errors itself before the boundary sees them.
    inner = Router(routes=[*routes, *mounts], lifespan=lifespan, redirect_slashes=False)
    return Boundary(
        inner,
        allowed_hosts=settings.allowed_hosts,
        origins=settings.origins,
        is_https=settings.is_https,
        translate=answers,
    )
