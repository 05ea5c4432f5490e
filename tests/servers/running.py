"""A council on PostgreSQL and a real `gijo serve` over it: started, asked over HTTP, killed. Linux: reads /proc."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import numpy as np
from sqlalchemy import select

from app import clock
from app.audit import export
from app.db import new_id
from app.marks.models import MarkCheck
from app.materials.models import Material, PageRow, Reader, Version
from app.vault.objects import outline_name, page_name
from app.web import csrf
from storage.ledger import Verdict
from storage.ledger import verify as verify_lines
from tests.support.council import BROWSER_WORDS, Council
from tests.support.ports import free_port
from tests.support.tied import tied
from tests.support.waiting import LONG_SECONDS
from viewer import master

PAGES = 3
_START_SECONDS = 90.0


@dataclass
class Serving:
    """One running `gijo serve` and what it printed."""

    process: "subprocess.Popen[bytes]"
    port: int
    log: Path

    def address(self, path: str) -> str:
        return f"http://localhost:{self.port}{path}"

    def children(self) -> list[int]:
        """The server processes."""
        return [pid for pid in children_of(self.process.pid) if "server-process" in command_of(pid)]

    def wait(self) -> None:
        """Until it answers."""
        wait_until(self._answers, _START_SECONDS, self.log)

    def stop(self) -> int:
        """End it in order; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.log.read_text("utf-8", "replace")[-3000:]
        try:  # plain HTTP: to load certificates takes 28 ms of a processor at each look
            return httpx2.get(self.address("/healthz"), timeout=5, verify=False).status_code == 200
        except httpx2.HTTPError:
            return False


@dataclass
class Town:
    """The council, a paper of three pages, and everything that was started for it."""

    council: Council
    paper: str = ""
    version: str = field(default_factory=new_id)
    started: list[Serving] = field(default_factory=list)

    def serve(
        self, *, workers: int = 1, port: int | None = None, must_answer: bool = True, before: str = ""
    ) -> Serving:
        """Start `gijo serve`, and return when it answers. `before`: Python that its one process runs first."""
        known = self.checks() if must_answer else set()
        home = self.council.settings.home
        (home / "gijo.toml").write_text("[demo]\nenabled = true\n")
        chosen = port or free_port()
        environment = os.environ | {
            "GIJO_HOME": str(home),
            "GIJO_DATABASE_URL": self.council.settings.database_url,
            "PORT": str(chosen),
            "HOST": "127.0.0.1",
        }
        log = home / f"serve-{len(self.started)}.log"
        run = ["-c", f"{before}\nfrom app.__main__ import main\nraise SystemExit(main())"] if before else ["-m", "app"]
        command = tied([sys.executable, *run, "serve", "--no-worker", "--workers", str(workers)], signal="TERM")
        with log.open("wb") as out:
            process = subprocess.Popen(command, env=environment, stdout=out, stderr=out, start_new_session=True)
        serving = Serving(process, chosen, log)
        self.started.append(serving)
        if must_answer:
            serving.wait()  # for one process; each shows pages once it has found its marks
            wait_until(lambda: len(self.checks() - known) == workers, LONG_SECONDS)
        return serving

    def checks(self) -> set[str]:
        """The ids of the processes' looks for their marks."""
        with self.council.services.database.read() as unit:
            return set(unit.scalars(select(MarkCheck.id)))

    def end(self) -> None:
        """Stop what still runs."""
        for serving in self.started:
            if serving.process.poll() is None:
                serving.stop()

    def sign_in(self, login: str) -> "Tablet":
        """A session of this person on an approved tablet, as the sign-in screens would have opened it."""
        browser = self.council.browser(login)
        token = browser.client.cookies[self.council.settings.cookie_name]
        return Tablet(self, token, browser.session_id)

    def put_paper(self, pages: int = PAGES) -> None:
        """A level-2 paper for the members, ready to be read."""
        services, moment = self.council.services, clock.now()
        clerk = self.council.people["clerk1"].id
        key = services.vault.new_key(self.version)
        for number in range(1, pages + 1):
            pixels = np.full((906, 640), 255 - number, np.uint8)
            body = master.dump(master.build(pixels))
            services.vault.put_once(key, self.version, page_name(self.version, number), body)
        services.vault.put_once(key, self.version, outline_name(self.version), b'{"outline": [], "links": {}}')
        with services.database.write() as unit:
            paper = Material(
                title="予算書", confidentiality="2", created_at=moment, created_by=clerk, published_at=moment
            )
            paper.current_version_id = self.version
            unit.add(paper)
            unit.flush()
            unit.add(Reader(material_id=paper.id, group_id=self.council.groups["members"].id))
            told = {"state": "ready", "sealed_key": key, "pages": pages, "pages_done": pages, "ready_at": moment}
            made = {"created_at": moment, "created_by": clerk, "number": 1, "file_name": "yosan.pdf"}
            unit.add(Version(id=self.version, material_id=paper.id, **told, **made))
            unit.flush()
            size = {"width_px": 640, "height_px": 906, "width_points": 595.0, "height_points": 842.0, "kind": "gray"}
            unit.add_all(PageRow(version_id=self.version, number=number + 1, **size) for number in range(pages))
        self.paper = paper.id

    def verdict(self) -> Verdict:
        """What the verifier says of the whole ledger as it stands in the database."""
        services = self.council.services
        with services.database.read() as session:
            assert not export.head_mismatch(session)
            assert export.column_mismatch(session) is None
            lines = export.lines(lambda: nullcontext(session), services.signer, "test")
            return verify_lines(lines, [services.signer.public_pem()])


@dataclass
class Tablet:
    """A signed-in person who speaks HTTP to one running server or another."""

    town: Town
    token: str
    session_id: str

    def get(self, serving: Serving, path: str, *, accept: str = "*/*") -> httpx2.Response:
        """A fresh connection each time, so that any of the processes may take it."""
        cookies = {self.town.council.settings.cookie_name: self.token}
        with _client(cookies) as client:
            return client.get(serving.address(path), headers={"accept": accept})

    def page(self, serving: Serving, number: int) -> httpx2.Response:
        return self.get(serving, f"/papers/{self.town.version}/pages/{number}")

    def contents(self, serving: Serving) -> httpx2.Response:
        """What the reader's script asks for before the first page."""
        return self.get(serving, f"/papers/{self.town.paper}/contents")

    def post(self, serving: Serving, path: str, data: dict[str, str] | None = None) -> httpx2.Response:
        """A form sent from our own page."""
        cookies = {self.town.council.settings.cookie_name: self.token}
        headers = {
            "origin": serving.address(""),
            "sec-fetch-site": "same-origin",
            "x-csrf-token": csrf.token(self.town.council.services.csrf_key, self.session_id),
        }
        with _client(cookies) as client:
            return client.post(serving.address(path), headers=headers, data=data or {})


def _client(cookies: dict[str, str]) -> httpx2.Client:
    """For plain HTTP on this machine: loading certificates would take longer than most answers."""
    return httpx2.Client(cookies=cookies, timeout=30, verify=False, headers={"user-agent": BROWSER_WORDS})


def wait_until(condition: Callable[[], bool], seconds: float, log: Path | None = None) -> None:
    """Until it holds, or fail with the end of the log."""
    deadline = time.monotonic() + seconds
    while not condition():
        told = log.read_text("utf-8", "replace")[-3000:] if log else ""
        assert time.monotonic() < deadline, f"waited too long {told}"
        time.sleep(0.05)


def children_of(pid: int) -> list[int]:
    """The processes it started."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
            if parent == pid:
                found.append(int(folder.name))
    return found


def command_of(pid: int) -> str:
    """Its command line."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
