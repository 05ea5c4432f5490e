"""A private PostgreSQL cluster in a temporary folder: started when first asked for, gone with the test run.

It listens on a socket in a folder that only its owner may enter, so it meets no other server and needs no password.
"""

import atexit
import contextlib
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from app.audit.models import lay_head
from app.db import Database
from app.ops import migrate
from tests.support.tied import tied

OLDEST_MAJOR = 15
_TEMPLATE = "gijo_template"
_START_SECONDS = 60.0
_PREFIX = "gijo-pg-"
_SOCKET_NUMBER = 18700  # names the socket's file; no port is opened


class NoServer(Exception):
    """PostgreSQL is not installed here."""


@cache
def binaries() -> Path | None:
    """The folder with the newest server's programs, None when there is none that is new enough."""
    folders = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if (folder / "initdb").exists()]
    folders += [Path(program).parent for program in filter(None, [shutil.which("initdb")])]
    usable = {_major(folder): folder for folder in folders}
    newest = max(usable, default=0)
    return usable[newest] if newest >= OLDEST_MAJOR else None


def _major(folder: Path) -> int:
    told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return int(told.split("(PostgreSQL)")[1].split(".")[0])


class Cluster:
    """A server of its own. `is_durable`: waits for the disk at each commit, as a real one does (for measuring).

    It ends with the process that started it, however that ends; the folder such a run leaves, the next start removes.
    """

    def __init__(self, *, is_durable: bool = False) -> None:
        folder = binaries()
        if folder is None:
            raise NoServer("PostgreSQL 15 or newer is not here: apt-get install -y postgresql")
        self._bin = folder
        self._owner = _unprivileged()
        _remove_leftovers()
        self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        (self.folder / "tests.pid").write_text(str(os.getpid()))
        self._frozen: list[int] = []
        self._data = self.folder / "data"
        if self._owner is not None:
            os.chown(self.folder, self._owner.pw_uid, self._owner.pw_gid)
        self._run("initdb", "-D", self._data, "-U", "gijo", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        settings = {
            "listen_addresses": "''",
            "unix_socket_directories": f"'{self.folder}'",
            "port": str(_SOCKET_NUMBER),
            "max_connections": "200",
            "shared_buffers": "64MB",
            "logging_collector": "off",
            "jit": "off",  # compiling a question costs more than asking it of a few rows: a tenth of a test
        }
        if not is_durable:
            settings |= {"fsync": "off", "full_page_writes": "off", "autovacuum": "off"}
        with (self._data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in settings.items())
        self.start()

    def start(self) -> None:
        """Start, and return when it answers."""
        owner = self._owner
        command = tied(
            [str(self._bin / "postgres"), "-D", str(self._data)],
            signal="QUIT",
            user=owner.pw_uid if owner else None,
            group=owner.pw_gid if owner else None,
        )
        with (self.folder / "server.log").open("ab") as log:
            self._server = subprocess.Popen(command, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        until = time.monotonic() + _START_SECONDS
        while not self._answers():
            if self._server.poll() is not None or time.monotonic() > until:
                raise RuntimeError((self.folder / "server.log").read_text("utf-8", "replace")[-2000:])
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            self._say(sql.SQL("SELECT 1").format())
        except psycopg.OperationalError:
            return False
        return True

    def stop(self, *, mode: str = "fast") -> None:
        """Stop: `fast` ends the sessions, `immediate` is a crash that the next start recovers from."""
        self._server.send_signal({"fast": signal.SIGINT, "immediate": signal.SIGQUIT}[mode])
        self._server.wait(_START_SECONDS)

    def remove(self) -> None:
        """Stop and leave nothing behind."""
        self.thaw()
        self.stop(mode="immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def freeze(self) -> None:
        """The server stops in mid-breath: the kernel goes on taking connections and bytes, and nothing is answered."""
        self._server.send_signal(signal.SIGSTOP)
        self._frozen = [self._server.pid, *children_of(self._server.pid)]
        self._signal_frozen(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on."""
        self._signal_frozen(signal.SIGCONT)
        self._frozen = []

    def _signal_frozen(self, number: int) -> None:
        for pid in self._frozen:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def url(self, name: str) -> str:
        """The address of a database."""
        return f"postgresql+psycopg://gijo@/{name}?host={self.folder}&port={_SOCKET_NUMBER}"

    @contextlib.contextmanager
    def database(self, *, template: str = "template0") -> Iterator[str]:
        """A fresh database for one test; its URL. What still holds it open at the end is cut off."""
        name = self.create(template)
        try:
            yield self.url(name)
        finally:
            self.drop(name)

    def create(self, template: str) -> str:
        """A copy of the template: its name."""
        name = f"gijo_{secrets.token_hex(6)}"
        self._say(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop(self, name: str) -> None:
        """Throw it away, whoever holds it open."""
        self._say(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def migrated_template(self) -> str:
        """A database that every revision has been run on, to be copied: its name."""
        self._say(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(_TEMPLATE)))
        database = Database(self.url(_TEMPLATE))
        try:
            migrate.upgrade(database.engine)
            with database.write() as session:
                lay_head(session)
        finally:
            database.close()
        return _TEMPLATE

    def _say(self, statement: sql.Composed) -> None:
        with self.connect("postgres") as connection:
            connection.execute(statement)

    def connect(self, name: str) -> "psycopg.Connection[Any]":
        """A connection to a database, each statement of which is a transaction."""
        where: dict[str, Any] = {"host": str(self.folder), "port": _SOCKET_NUMBER, "user": "gijo", "dbname": name}
        return psycopg.connect(**where, autocommit=True, connect_timeout=5)

    def _run(self, program: str, *arguments: str | Path) -> None:
        command: list[str | Path] = [self._bin / program, *arguments]
        if self._owner is not None:
            groups = f"--regid={self._owner.pw_gid}"
            command = ["setpriv", f"--reuid={self._owner.pw_uid}", groups, "--clear-groups", *command]
        with (self.folder / "commands.log").open("ab") as log:
            subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=True)


def children_of(pid: int) -> list[int]:
    """The processes it started."""
    return [
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]


def _unprivileged() -> pwd.struct_passwd | None:
    """Whom the server runs as: it refuses to be root. None: as we are."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


@cache
def shared() -> Cluster:
    """The one cluster of this test run. Raises NoServer."""
    cluster = Cluster()
    atexit.register(cluster.remove)
    return cluster


def _remove_leftovers() -> None:
    """Folders of runs that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(_PREFIX + "*"):
        pid = folder / "tests.pid"
        if pid.exists() and not Path(f"/proc/{pid.read_text()}").exists():
            shutil.rmtree(folder, ignore_errors=True)
