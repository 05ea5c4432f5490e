"""Builds the service from its settings: the one place where parts meet. No request is handled here."""

import contextlib
from collections.abc import AsyncIterator

import anyio
from starlette.routing import Mount, Router

from app.access.decisions import Decision
from app.audit.vocabulary import Event, EventKind
from app.auth.alarms.queries import for_frame as alarms_for_frame
from app.auth.devices.suspicion import act_on_suspicion
from app.auth.presence.identity import Identification
from app.auth.presence.sweep import SessionWatch
from app.auth.signin.views_stepup import confirm_instead
from app.meetings import sittings
from app.meetings.home import queries as home
from app.permits.news import news as permit_news
from app.routes import ROUTES
from app.services import STATIC_ROOTS, Services
from app.web.addresses import Addresses
from app.web.answers import ErrorAnswers, frame_sources
from app.web.boundary import Asgi, Boundary
from app.web.call import Call
from app.web.gate import Gate
from app.web.lines import Lines
from app.web.live import Live
from app.web.rows import Row
from app.web.statics import Statics


def denial_event(call: Call, row: Row, decision: Decision) -> Event:
    """The ledger's record of a refusal."""
    viewer = call.identity.viewer
    return Event(
        EventKind.REFUSED,
        actor_id=viewer.person_id if viewer else None,
        session_id=call.identity.session_id or None,
        address=call.address,
        material_id=call.extra.get("material_id"),
        detail={"action": row.action.value, "reason": decision.reason.value, "clause": decision.clause},
    )


def _pages_first(rows: list[Row]) -> list[Row]:
    """The router tries one row after the other: pages, which come by the thousand, should not pass all screens."""
    return sorted(rows, key=lambda row: not row.is_heavy)


def build(services: Services) -> Asgi:
    """The ASGI application over opened services; closing them is the caller's, at the end of the lifespan."""
    settings = services.settings
    home.news_sources[:] = [permit_news]
    frame_sources["alarms"] = alarms_for_frame
    gate = Gate(
        services=services,
        identify=Identification(sittings.is_on_for),
        denial_event=denial_event,
        address_of=Addresses(settings.trusted_proxies),
        csrf_key=services.csrf_key,
        lines=Lines(settings.page_threads),
        light_limit=anyio.CapacityLimiter(24),
        on_suspicion=act_on_suspicion,
        instead_of_refusal=confirm_instead,
    )
    live = Live(gate, SessionWatch(settings, services.database, services.session_key))
    rows = [live.route(row) if row.is_socket else gate.route(row) for row in _pages_first(ROUTES)]
    mounts = [Mount(f"/{name}", Statics(folder)) for name, folder in STATIC_ROOTS.items()]
    answers = ErrorAnswers(services.templates, {"council": settings.council, "is_demo": settings.is_demo})

    @contextlib.asynccontextmanager
    async def lifespan(_app: object) -> AsyncIterator[None]:
        yield
        services.close()

    # A bare Router: Starlette's own application would answer errors itself before the boundary sees them.
    inner = Router(routes=[*rows, *mounts], lifespan=lifespan, redirect_slashes=False)
    return Boundary(
        inner,
        allowed_hosts=settings.allowed_hosts,
        origins=settings.origins,
        is_https=settings.is_https,
        translate=answers,
    )
