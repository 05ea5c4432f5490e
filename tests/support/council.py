"""A small council in a temporary folder: real database, store, keys, sandbox and ledger behind a test client."""

import atexit
import contextlib
import pickle
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app import clock
from app.access.duties import ChairDuty
from app.access.facts import DeviceKind
from app.access.remits.remit import Remit
from app.access.roles import Role
from app.access.table import HandlingTable
from app.audit import checkpoints
from app.auth.devices import standing as devices
from app.auth.devices.models import DeviceState
from app.auth.devices.proving.proof import DeviceKey
from app.auth.sessions import acts as sessions
from app.main import build
from app.members import delegation
from app.members.models import Group, Office, Person
from app.members.people import add_group, add_person
from app.services import Services, open_services
from app.settings import Rates, Settings
from app.standards.queries import in_force
from app.tables import metadata
from storage.keyring import Keyring
from tests.support import backends, morning, reused
from tests.support.kinds import POSTGRESQL, chosen
from tests.support.tablet import Tablet
from tests.support.whole_answers import WholeClient

ORIGIN = "http://localhost"
BROWSER_WORDS = "test"
"""The User-Agent of the sessions opened here. With another one, the device's key would count as unproven (ADR 13)."""
COOKIE_DOMAIN = "localhost.local"  # what the client's cookie jar makes of it: a cookie of ours is replaced, not doubled
_RENEWAL = re.compile(r'name="session-renewal" content="\d+ ([^ "]+)')
_TOKEN = re.compile(r'name="csrf-token" content="([0-9a-f]+)"')

PEOPLE: tuple[tuple[str, str, str, tuple[Role, ...], int | None], ...] = (
    ("chair", "山本 一郎", "議長", (Role.CHAIR, Role.MEMBER), 16),
    ("deputy", "中村 恵子", "副議長", (Role.DEPUTY, Role.MEMBER), 15),
    ("admin", "田中 誠", "事務局長", (Role.ADMINISTRATOR,), None),
    ("clerk1", "森田 由美", "書記", (Role.CLERK,), None),
    ("clerk2", "小林 健", "書記", (Role.CLERK,), None),
    ("member1", "佐藤 花子", "議員", (Role.MEMBER,), 7),
    ("member2", "𠮷田 次郎", "議員", (Role.MEMBER,), 8),
    ("executive", "髙橋 実", "総務部長", (Role.EXECUTIVE,), None),
    ("investigator", "渡邉 薫", "調査員", (Role.INVESTIGATOR,), None),
)


People = tuple[dict[str, Person], dict[str, Group]]

UNHURRIED = Rates(**dict.fromkeys(vars(Rates()), 1_000_000))
"""Tests ask much faster than people; those of the rates themselves found their councils with `Rates()`."""


@dataclass
class Council:
    """A running council. `browser(login)` is a signed-in test client; `browser()` an anonymous one."""

    settings: Settings
    services: Services
    app: Any
    people: dict[str, Person] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    portal: BlockingPortal | None = None
    """The event loop that answers all browsers; without it each request would begin one of its own."""

    @property
    def handling(self) -> HandlingTable:
        """The handling table that is in force now."""
        with self.services.database.read() as unit:
            return in_force(unit).handling

    def browser(
        self, login: str | None = None, *, device: DeviceKind = DeviceKind.ISSUED, strong_with: str = ""
    ) -> "Browser":
        """A client; with a login it holds a fresh strong session (the sign-in screens have tests of their own).

        `strong_with`: the way of signing in; PASSKEY for acts that demand one.
        """
        browser = Browser(self)
        if login is not None:
            with self.services.database.write() as unit:
                opened = sessions.open_session(
                    unit,
                    self.services.session_key,
                    person_id=self.people[login].id,
                    device=device,
                    device_id=self._approve(unit, browser.tablet, login, device),
                    address="127.0.0.1",
                    browser=BROWSER_WORDS,
                    strong_with=strong_with,
                )
            browser.client.cookies.set(self.settings.cookie_name, opened.token, domain=COOKIE_DOMAIN)
            browser.session_id = opened.row.id
            browser.nonce = opened.row.renewal_nonce
        return browser

    def _approve(self, unit: Session, tablet: Tablet, login: str, kind: DeviceKind) -> str:
        """A device of this person behind the tablet's key: approved, unless it is to be unknown."""
        key = DeviceKey.read(tablet.public_key)
        assert key is not None
        row = devices.meet(unit, key, person_id=self.people[login].id, browser=BROWSER_WORDS)
        if kind is not DeviceKind.UNKNOWN:
            row.kind, row.state, row.name = kind.value, DeviceState.APPROVED, "試験の端末"
            row.approved_at = row.starts_at = clock.now()
        return row.id

    def gather(self, key: str, *logins: str) -> Group:
        """A group that is kept by hand, as a committee is, with these people."""
        with self.services.database.write() as unit:
            people = [unit.get_one(Person, self.people[login].id) for login in logins]
            self.groups[key] = add_group(unit, key, f"委員会 {key}", people, position=9)
        return self.groups[key]

    def ledger(self, kind: str | None = None) -> list[dict[str, Any]]:
        """The records in order, as dictionaries of their columns and body."""
        import json

        from app.audit.models import LedgerRecord

        with self.services.database.read() as unit:
            rows = unit.scalars(select(LedgerRecord).order_by(LedgerRecord.seq)).all()
        bodies = [json.loads(row.body) | {"seq": row.seq} for row in rows]
        return [body for body in bodies if kind is None or body["kind"] == kind]

    def at_rest(self) -> bytes:
        """Everything that the database keeps: SQLite's files as they lie, or every row of every table."""
        if files := list(self.settings.home.glob("gijo.sqlite3*")):
            return b"".join(file.read_bytes() for file in files)
        with self.services.database.read() as unit:
            rows = [str(row) for table in metadata.sorted_tables for row in unit.execute(select(table))]
        return "\n".join(rows).encode()


class Browser:
    """A test client that sends what a browser sends: Origin, Sec-Fetch-Site, Accept, and the CSRF token on acts.

    It holds a device key, `tablet`, and renews its session when it is asked to, as the pages' script does.
    """

    def __init__(self, council: Council) -> None:
        self.council = council
        assert council.portal is not None
        self.client: TestClient = WholeClient(council.app, council.portal, base_url=ORIGIN, client=("127.0.0.1", 50000))
        self.client.headers["user-agent"] = BROWSER_WORDS
        self.tablet = Tablet()
        self.session_id = ""
        self.nonce = ""
        self.seen_token = ""

    def get(self, path: str, **options: Any) -> Any:
        """A navigation: asks for HTML, does not follow redirects."""
        headers = {"accept": "text/html", "sec-fetch-site": "same-origin"} | options.pop("headers", {})
        return self._sent("GET", path, headers, options)

    def fetch(self, path: str, **options: Any) -> Any:
        """A script's fetch or an image: errors come as JSON."""
        headers = {"accept": "*/*", "sec-fetch-site": "same-origin", "sec-fetch-dest": "empty"}
        return self._sent("GET", path, headers | options.pop("headers", {}), options)

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> Any:
        """A form sent from our own page; `data` values may be lists."""
        headers = {
            "accept": "text/html",
            "origin": self.origin,
            "sec-fetch-site": "same-origin",
            "x-csrf-token": self.csrf_token,
        } | options.pop("headers", {})
        return self._sent("POST", path, headers, options | {"data": data or {}})

    def put(self, path: str, content: Any, **options: Any) -> Any:
        """A raw upload."""
        headers = {
            "accept": "application/json",
            "origin": self.origin,
            "sec-fetch-site": "same-origin",
            "x-csrf-token": self.csrf_token,
            "content-type": "application/pdf",
        } | options.pop("headers", {})
        return self._sent("PUT", path, headers, options | {"content": content})

    def _sent(self, method: str, path: str, headers: dict[str, str], options: dict[str, Any]) -> Any:
        """The answer; when the device has to prove itself first, that is done and the request repeated once."""
        answer = self._noted(self.client.request(method, path, headers=headers, follow_redirects=False, **options))
        is_due = answer.headers.get("location", "").startswith("/session/renew") or (
            answer.status_code == 401 and ('"A410"' in answer.text or "data-held-up" in answer.text)
        )
        if is_due and self.nonce and self.renew().status_code == 200:
            return self._noted(self.client.request(method, path, headers=headers, follow_redirects=False, **options))
        return answer

    def _noted(self, answer: Any) -> Any:
        """The answer; a screen's nonce and token are kept for the next renewal."""
        if "text/html" in answer.headers.get("content-type", ""):
            if renewal := _RENEWAL.search(answer.text):
                self.nonce = renewal[1]
            if token := _TOKEN.search(answer.text):
                self.seen_token = token[1]
        return answer

    def renew(self) -> Any:
        """The device proves its key; the client keeps the new cookie and nonce."""
        headers = {
            "origin": self.origin,
            "sec-fetch-site": "same-origin",
            "x-csrf-token": self.seen_token or self.csrf_token,
        }
        fields = self.tablet.fields_of_renewal(self.nonce)
        answer = self.client.post("/session/renew", data=fields, headers=headers, follow_redirects=False)
        if answer.status_code == 200:
            self.nonce = answer.json()["nonce"] or self.nonce
        return answer

    @property
    def origin(self) -> str:
        """The header Origin of the browser's page, with the scheme by which it was loaded."""
        return ORIGIN.replace("http", self.client.base_url.scheme, 1)

    @property
    def csrf_token(self) -> str:
        """The token the server would put into this browser's pages."""
        from app.web import csrf

        return csrf.token(self.council.services.csrf_key, self.session_id)


@contextlib.contextmanager
def council_in(home: Path, *, backend: str | None = None, **changes: Any) -> Iterator[Council]:
    """Found a council under `home`, in a database of the chosen kind or of `backend`; `changes` replace settings."""
    with backends.database_for(home, backend) as url, _morning():
        settings = Settings(
            home=home,
            database_url=url,
            is_demo=True,
            enrols_browsers=True,
            allowed_hosts=("localhost",),
            rates=UNHURRIED,
        )
        settings = Settings(**{**settings.__dict__, **changes})
        if "database_url" in changes:
            _create_keys(settings)
            services = open_services(settings)
            people, groups = _found_people(services)
        else:
            people, groups = _copy_founded(home, url, backend or chosen())
            services = open_services(settings)
        try:
            with start_blocking_portal() as portal:
                yield Council(settings, services, build(services), people, groups, portal)
        finally:
            services.close()


@contextlib.contextmanager
def _morning() -> Iterator[None]:
    """The run's morning, also while the council is founded: else an office given by a clock ahead begins after it."""
    former = clock.use(morning.now)
    try:
        yield
    finally:
        clock.use(former)


def _create_keys(settings: Settings) -> None:
    settings.home.mkdir(parents=True, exist_ok=True)
    Keyring.create(settings.keys_folder)
    checkpoints.create_key(settings.ledger_key_folder)


@dataclass(frozen=True)
class _Founded:
    """A home with keys, and on SQLite with the database; people and groups, pickled; on PostgreSQL the rows."""

    folder: Path
    people: bytes
    rows: reused.Rows


def _found_here(settings: Settings) -> People:
    """Found a council by the service's own acts."""
    _create_keys(settings)
    with contextlib.closing(open_services(settings)) as services:
        return _found_people(services)


@cache
def _founded(kind: str, is_real: bool) -> _Founded:  # noqa: FBT001 - by which clock the cache keeps one
    """A council that is founded once in this process, to be copied."""
    folder = Path(tempfile.mkdtemp(prefix="gijo-council-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with backends.database_for(folder, kind) as url:
        people = pickle.dumps(_found_here(Settings(home=folder, database_url=url, is_demo=True)))
        return _Founded(folder, people, reused.rows_in(url) if kind == POSTGRESQL else {})


def _copy_founded(home: Path, url: str, kind: str) -> People:
    """Copy the founded council, since most tests want one and founding costs much more. The people are new objects."""
    founded = _founded(kind, morning.is_real())
    shutil.copytree(founded.folder, home, dirs_exist_ok=True)
    if kind == POSTGRESQL:
        reused.lay(url, founded.rows)
    people: People = pickle.loads(founded.people)  # noqa: S301 - our own, a moment ago
    return people


def everybodys_records(people: dict[str, Person]) -> Remit:
    """What the investigator looks into: everybody, and all the time that tests play in."""
    targets = frozenset(person.id for person in people.values())
    return Remit(targets, datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


def _found_people(services: Services) -> People:
    people: dict[str, Person] = {}
    groups: dict[str, Group] = {}
    with services.database.write() as unit:
        for login, name, title, roles, seat in PEOPLE:
            people[login] = add_person(unit, login=login, name=name, title=title, roles=roles, seat_number=seat)
        office = unit.scalars(select(Office).where(Office.person_id == people["investigator"].id)).one()
        office.remit = everybodys_records(people).text()
        groups["members"] = add_group(unit, "members", "議員", [], position=1)
        delegation.delegate(
            unit,
            from_person=people["chair"].id,
            to_person=people["deputy"].id,
            duties=frozenset(ChairDuty),
            starts_at=clock.now(),
            ends_at=clock.now() + timedelta(days=365),
            reason="議長が不在のとき",
        )
        groups["executives"] = add_group(unit, "executives", "執行部", [], position=2)
    return people, groups
