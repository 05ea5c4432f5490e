"""A database on another machine: that nobody on the way between can listen is looked at when the service starts."""

import contextlib
import logging
import os
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from app.db import Database
from app.ops import start_records
from app.ops.doctor import examine
from app.setup.database import is_open_to_listeners
from tests.app.homes import stamp
from tests.support.council import council_in
from tests.support.kinds import POSTGRESQL
from tests.support.missing import missing
from tests.support.postgres import Cluster

pytestmark = [
    pytest.mark.server("PostgreSQL, a network before it, and the service"),
    pytest.mark.own_database("what lies before PostgreSQL is what is looked at here"),
]


def own_address() -> str:
    """An address of this machine that is not its loopback: from there the database looks like another machine's."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked, contextlib.suppress(OSError):
        asked.connect(("192.0.2.1", 9))  # sends nothing
        return str(asked.getsockname()[0])
    return missing("a network", "this machine has its loopback alone")


@contextmanager
def on_a_network(reach: Callable[[], socket.socket], address: str) -> Iterator[int]:
    """Within: the port of this address behind which the database is. `reach`: a new connection to it."""
    with socket.create_server((address, 0)) as listening:

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    near, _ = listening.accept()
                    passing = threading.Thread(target=_pass_between, args=(near, reach()), daemon=True)
                    passing.start()

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        yield listening.getsockname()[1]
        with contextlib.suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        accepting.join()


def _pass_between(near: socket.socket, far: socket.socket) -> None:
    """Until both have hung up."""
    with near, far:
        back = threading.Thread(target=_pass_on, args=(far, near), daemon=True)
        back.start()
        _pass_on(near, far)
        back.join()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


def by_file(url: str) -> Callable[[], socket.socket]:
    """By the socket in the file system that this URL names."""
    place = conninfo_to_dict(url.replace("+psycopg", ""))

    def reach() -> socket.socket:
        made = socket.socket(socket.AF_UNIX)
        made.connect(f"{place['host']}/.s.PGSQL.{place['port']}")
        return made

    return reach


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    made = Cluster()
    yield made
    made.remove()


def is_open(url: str) -> bool:
    database = Database(url)
    try:
        return is_open_to_listeners(database)
    finally:
        database.close()


@pytest.mark.clause("I 6-1(7)②")
def test_database_elsewhere_without_tls_is_told_at_the_start_and_by_doctor(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with council_in(tmp_path / "home", backend=POSTGRESQL) as council:
        url = council.settings.database_url
        name, reach, own = url.partition("@/")[2].partition("?")[0], by_file(url), own_address()
        with on_a_network(reach, "127.0.0.1") as port:
            at_home = is_open(url), is_open(f"postgresql+psycopg://gijo@127.0.0.1:{port}/{name}")
        stamp(council)
        with on_a_network(reach, own) as port, caplog.at_level(logging.WARNING, "gijo.serve"):
            elsewhere = replace(council.settings, database_url=f"postgresql+psycopg://gijo@{own}:{port}/{name}")
            start_records.tell_of_setup(elsewhere)
            told = [each.words for each in examine(elsewhere, ()) if each.words.startswith("C2")]

        assert at_home == (False, False)
        assert "C214" in caplog.text
        assert [record["detail"]["about"][:4] for record in council.ledger("auth.alarm")] == ["C214"]
        assert [words[:4] for words in told] == ["C214"]


def test_connection_under_tls_is_open_to_nobody(cluster: Cluster) -> None:
    data = cluster.folder / "data"
    key, certificate, owner = data / "server.key", data / "server.crt", data.stat()
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=db", "-days", "1"]
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    for each in (key, certificate):
        each.chmod(0o600)
        os.chown(each, owner.st_uid, owner.st_gid)
    inside = f"127.77.{os.getpid() % 250 + 1}.{os.getpid() // 250 % 250 + 1}"  # nobody else's port
    with cluster.connect("postgres") as session:
        session.execute("ALTER SYSTEM SET ssl = on")
        session.execute(sql.SQL("ALTER SYSTEM SET listen_addresses = {}").format(inside))
    cluster.stop()
    cluster.start()
    number, own = int(conninfo_to_dict(cluster.url("x").replace("+psycopg", ""))["port"] or 0), own_address()

    def reach() -> socket.socket:
        return socket.create_connection((inside, number), source_address=("127.0.0.1", 0))

    with on_a_network(reach, own) as port:
        url = f"postgresql+psycopg://gijo@{own}:{port}/postgres"
        assert is_open(f"{url}?sslmode=disable")
        assert not is_open(f"{url}?sslmode=require")
