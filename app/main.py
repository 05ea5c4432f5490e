"""Builds the service from its settings: the one place where parts meet. No request is handled here."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import anyio
from starlette.routing import Mount, Router

from app.access.policy import Decision
from app.access.table import HandlingTable
from app.audit.append import GroupCommitter, append_pending
from app.audit.checkpoints import Checkpointer
from app.audit.vocabulary import Event, Kind
from app.auth.identity import identify
from app.db import Database
from app.materials.opening import open_store
from app.materials.vault import Vault
from app.routes import ROUTES
from app.settings import Settings
from app.web.addresses import address_of
from app.web.answers import ErrorAnswers
from app.web.boundary import Asgi, Boundary
from app.web.call import Call
from app.web.gate import Gate
from app.web.rows import Row
from app.web.statics import Statics
from app.web.templates import Templates
from storage.keyring import Keyring
from storage.ledger import Signer
from storage.store import Store
from viewer.stamp import Stamper

APP_FOLDER = Path(str(files("app")))
CLIENT_FOLDER = Path(str(files("viewer"))) / "client"
STATIC_ROOTS = {"static": APP_FOLDER / "static", "client": CLIENT_FOLDER}


@dataclass
class Services:
    """Everything a view may reach. Keys are derived, never stored in the database."""

    settings: Settings
    database: Database
    store: Store
    keyring: Keyring
    vault: Vault
    stamper: Stamper
    ledger: GroupCommitter
    templates: Templates
    handling: HandlingTable
    session_key: bytes
    csrf_key: bytes
    permit_key: bytes
    signer: Signer
    checkpointer: Checkpointer

    def close(self) -> None:
        """Commit what waits and give everything back."""
        self.ledger.close()
        self.checkpointer.close()
        self.database.close()


def open_services(settings: Settings) -> Services:
    """Open database, store and keys; they must have been founded before. Raises what each of them raises."""
    database = Database(settings.database_url)
    database.before_commit.append(append_pending)
    keyring = Keyring.load(settings.keys_folder)
    signer = Signer.load(settings.ledger_key_folder)
    store = open_store(settings)
    return Services(
        settings=settings,
        database=database,
        store=store,
        keyring=keyring,
        vault=Vault(store, keyring, cache_bytes=settings.master_cache_bytes),
        stamper=Stamper(keyring.derive("page mark")),
        ledger=GroupCommitter(database, wait_ms=settings.ledger_wait_ms),
        templates=Templates(APP_FOLDER / "templates", STATIC_ROOTS),
        handling=HandlingTable(zones_are_configured=bool(settings.trusted_zones)),
        session_key=keyring.derive("session token"),
        csrf_key=keyring.derive("csrf token"),
        permit_key=keyring.derive("permit password"),
        signer=signer,
        checkpointer=Checkpointer(database, signer, store),
    )


def denial_event(call: Call, row: Row, decision: Decision) -> Event:
    """The ledger's record of a refusal."""
    viewer = call.identity.viewer
    return Event(
        Kind.REFUSED,
        actor_id=viewer.person_id if viewer else None,
        session_id=viewer.session_id if viewer else None,
        address=call.address,
        material_id=call.extra.get("material_id"),
        detail={"action": row.action.value, "reason": decision.reason.value, "clause": decision.clause},
    )


def build(services: Services) -> Asgi:
    """The ASGI application over opened services; closing them is the caller's, at the end of the lifespan."""
    settings = services.settings
    gate = Gate(
        services=services,
        identify=identify,
        denial_event=denial_event,
        address_of=address_of,
        csrf_key=services.csrf_key,
        heavy_limit=anyio.CapacityLimiter(settings.page_threads),
        light_limit=anyio.CapacityLimiter(24),
    )
    mounts = [Mount(f"/{name}", Statics(folder)) for name, folder in STATIC_ROOTS.items()]
    answers = ErrorAnswers(services.templates, {"council": settings.council, "is_demo": settings.is_demo})

    @contextlib.asynccontextmanager
    async def lifespan(_app: object) -> AsyncIterator[None]:
        yield
        services.close()

    # A bare Router: Starlette's own application would answer errors itself before the boundary sees them.
    inner = Router(routes=[*mounts, *(gate.route(row) for row in ROUTES)], lifespan=lifespan, redirect_slashes=False)
    return Boundary(inner, allowed_hosts=settings.allowed_hosts, is_https=settings.is_https, translate=answers)
