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
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql

from app.audit import found
from app.db import Database
from app.ops import migrate

OLDEST_MAJOR = 15
_TEMPLATE = "gijo_template"
_SOCKET_NUMBER = 18700  # names the socket's file; no port is opened


class NoServer(Exception):
    """PostgreSQL is not installed here."""


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
    """A server of its own. `is_durable`: waits for the disk at each commit, as a real one does (for measuring)."""

    def __init__(self, *, is_durable: bool = False) -> None:
        folder = binaries()
        if folder is None:
            raise NoServer("PostgreSQL 15 or newer is not here: apt-get install -y postgresql")
        self._bin = folder
        self._owner = _unprivileged()
        self.folder = Path(tempfile.mkdtemp(prefix="gijo-pg-"))
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
        }
        if not is_durable:
            settings |= {"fsync": "off", "full_page_writes": "off", "autovacuum": "off"}
        with (self._data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in settings.items())
        self.start()

    def start(self) -> None:
        """Start, and return when it answers."""
        self._run("pg_ctl", "start", "-w", "-t", "60", "-D", self._data, "-l", self.folder / "server.log")

    def stop(self, *, mode: str = "fast") -> None:
        """Stop: `fast` ends the sessions, `immediate` is a crash that the next start recovers from."""
        self._run("pg_ctl", "stop", "-w", "-t", "60", "-m", mode, "-D", self._data)

    def remove(self) -> None:
        """Stop and leave nothing behind."""
        self.thaw()
        with contextlib.suppress(subprocess.CalledProcessError):
            self.stop(mode="immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def kill(self) -> None:
        """End the server like a power cut of its machine: no process of it says goodbye."""
        os.kill(int((self._data / "postmaster.pid").read_text().split("\n", 1)[0]), signal.SIGQUIT)

    def freeze(self) -> None:
        """The server stops in mid-breath: the kernel goes on taking connections and bytes, and nothing is answered."""
        postmaster = int((self._data / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(postmaster, signal.SIGSTOP)
        self._frozen = [postmaster, *children_of(postmaster)]
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
        name = sql.Identifier(f"gijo_{secrets.token_hex(6)}")
        self._say(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, sql.Identifier(template)))
        try:
            yield self.url(name.as_string().strip('"'))
        finally:
            self._say(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))

    def migrated_template(self) -> str:
        """A database that every revision has been run on, to be copied: its name."""
        self._say(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(_TEMPLATE)))
        database = Database(self.url(_TEMPLATE))
        try:
            migrate.upgrade(database.engine)
            with database.write() as session:
                found.found(session)
        finally:
            database.close()
        return _TEMPLATE

    def _say(self, statement: sql.Composed) -> None:
        with psycopg.connect(
            host=str(self.folder), port=_SOCKET_NUMBER, user="gijo", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement)

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


@cache
def _shared_template() -> str:
    return shared().migrated_template()


@contextlib.contextmanager
def migrated_database() -> Iterator[str]:
    """A fresh database at the present revision, with the ledger's head: its URL. Raises NoServer."""
    template = _shared_template()
    with shared().database(template=template) as url:
        yield url
