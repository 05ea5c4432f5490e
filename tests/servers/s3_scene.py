"""A served council whose papers lie on a real S3 server, with a proxy on the way between the two."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import Engine, text

from app.access.facts import Actor
from app.access.roles import Role
from app.audit.notes import By
from app.materials.intake import acts as intake
from app.materials.models import Version
from app.ops import migrate
from app.web import csrf
from storage.s3 import S3Store
from tests.servers.running import Serving, Tablet, Town
from tests.servers.s3_proxy import Proxy, proxied
from tests.support import stores
from tests.support.council import BROWSER_WORDS, council_in
from tests.support.ports import free_port

PAGES = 60
BOUND_SECONDS = 2 * 2.0 + 2.0
"""How long a reader's request may hang on a frozen store: twice the silence that `stores.bucket` sets, and pauses."""


@dataclass
class Scene:
    """The council, the server process, the bucket and the way to it."""

    town: Town
    serving: Serving
    proxy: Proxy
    bucket: S3Store
    last_page: int = 0

    def fresh_page(self) -> int:
        """A page that the server has not had in its hands yet."""
        self.last_page += 1
        assert self.last_page <= PAGES
        return self.last_page

    def cached_page(self, tablet: Tablet) -> int:
        """A page that it has in memory."""
        number = self.fresh_page()
        answer = tablet.page(self.serving, number)
        assert answer.status_code == 200, answer.text
        return number

    def tablet(self) -> Tablet:
        return self.town.sign_in("member1")

    def register(self) -> str:
        """A paper that waits for its file."""
        council = self.town.council
        who = By(Actor(council.people["clerk1"].id, frozenset((Role.CLERK,))))
        with council.services.database.write() as session:
            _, version = intake.register(session, who, title="決算書", file_name="kessan.pdf")
        return version.id

    def upload(self, version_id: str, content: Iterator[bytes] | bytes) -> httpx2.Response:
        """The file, over HTTP."""
        clerk, council = self.town.sign_in("clerk1"), self.town.council
        headers = {
            "origin": self.serving.address(""),
            "sec-fetch-site": "same-origin",
            "accept": "application/json",
            "content-type": "application/pdf",
            "x-csrf-token": csrf.token(council.services.csrf_key, clerk.session_id),
        }
        cookies = {council.settings.cookie_name: clerk.token}
        with httpx2.Client(cookies=cookies, timeout=120, headers={"user-agent": BROWSER_WORDS}) as client:
            address = self.serving.address(f"/prepare/versions/{version_id}/file")
            return client.put(address, content=content, headers=headers)

    def version(self, version_id: str) -> Version:
        """Its row now."""
        with self.town.council.services.database.read() as session:
            return session.get_one(Version, version_id)

    def objects_of(self, version_id: str) -> list[str]:
        return list(self.bucket.names(f"v/{version_id}/"))

    def threads(self) -> int:
        """How many threads the server process has."""
        return len(list(Path(f"/proc/{self.serving.process.pid}/task").iterdir()))


@contextmanager
def scene_in(home: Path) -> Iterator[Scene]:
    """A council with a paper of many pages, served; the server's own way to the bucket leads through the proxy."""
    store = stores.bucket()
    with (
        council_in(home, store=store) as council,
        proxied(store.endpoint) as proxy,
        pytest.MonkeyPatch.context() as env,
    ):
        for name, value in stores.environment(replace(store, endpoint=proxy.endpoint)).items():
            env.setenv(name, value)
        _say_revision(council.services.database.engine)
        town = Town(council)
        town.put_paper(PAGES)
        try:
            yield Scene(town, town.serve(port=free_port()), proxy, stores.opened(store))
        finally:
            town.end()


def _say_revision(engine: Engine) -> None:
    """Tables that were made at once are those of the newest revision; `serve` would make them anew."""
    if migrate.current(engine) is None:
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
            connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": migrate.head()})


def at_once(count: int, ask: "object") -> list[tuple[float, httpx2.Response]]:
    """`count` callers at the same time; what each got, and after how many seconds."""
    assert callable(ask)

    def timed(number: int) -> tuple[float, httpx2.Response]:
        began = time.monotonic()
        answer = ask(number)
        return time.monotonic() - began, answer

    with ThreadPoolExecutor(count) as callers:
        return list(callers.map(timed, range(count)))
