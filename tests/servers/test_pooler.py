"""A real PgBouncer between the service and its database: one that does not keep a connection whole is refused."""

import os
import pwd
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from app.db import POSTGRESQL_LIMITS
from app.setup.database import fault_of
from app.setup.faults import SetupFault
from tests.support import postgres
from tests.support.council import Council, council_in
from tests.support.kinds import POSTGRESQL
from tests.support.missing import missing
from tests.support.ports import free_port
from tests.support.tied import tied

pytestmark = [
    pytest.mark.server("PostgreSQL, PgBouncer before it, and the service"),
    pytest.mark.own_database("what stands before PostgreSQL is what fails here"),
]

_CONFIGURED = """
[databases]
* = host={host} port={port} user=gijo
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own_port}
auth_type = any
pool_mode = {mode}
server_round_robin = {in_turn}
ignore_startup_parameters = extra_float_digits{ignored}
"""
_OPTIONS = ",options"


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    with council_in(tmp_path / "home", backend=POSTGRESQL) as found:
        yield found


@contextmanager
def pooled(council: Council, mode: str, *, ignored: str = _OPTIONS, in_turn: int = 0) -> Iterator[str]:
    """Within: the URL of the council's database through a pooler in this mode."""
    program = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin") or missing(
        "PgBouncer", "apt-get install -y pgbouncer"
    )
    place = conninfo_to_dict(council.settings.database_url.replace("+psycopg", ""))
    own_port = free_port()
    told = {"host": place["host"], "port": place["port"], "mode": mode, "ignored": ignored, "in_turn": in_turn}
    configured = postgres.shared().folder / f"pooler-{secrets.token_hex(4)}.ini"
    configured.write_text(_CONFIGURED.format(own_port=own_port, **told))
    owner = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    with configured.with_suffix(".log").open("wb") as log:
        command = tied(
            [program, str(configured)],
            user=owner.pw_uid if owner else None,
            group=owner.pw_gid if owner else None,
        )
        process = subprocess.Popen(command, stdout=log, stderr=log)
    url = f"postgresql+psycopg://gijo@127.0.0.1:{own_port}/{place['dbname']}"
    try:
        _wait(url.replace("+psycopg", ""), configured.with_suffix(".log"))
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _wait(url: str, log: Path) -> None:
    """Until it answers."""
    deadline = time.monotonic() + 20
    while True:
        try:
            with psycopg.connect(url, autocommit=True) as one, psycopg.connect(url, autocommit=True) as other:
                one.execute("SELECT 1")
                other.execute("SELECT 1")
                return
        except psycopg.OperationalError:
            assert time.monotonic() < deadline, log.read_text("utf-8", "replace")[-2000:]
            time.sleep(0.05)


@pytest.mark.parametrize("mode", ["transaction", "statement"])
@pytest.mark.parametrize("in_turn", [0, 1])
def test_pooler_that_gives_each_transaction_another_connection_is_found(
    council: Council, mode: str, in_turn: int
) -> None:
    with pooled(council, mode, in_turn=in_turn) as url:
        assert fault_of(url) is SetupFault.POOLED


def test_pooler_that_refuses_what_rides_on_a_connection_is_found(council: Council) -> None:
    with pooled(council, "session", ignored="") as url:
        assert fault_of(url) is SetupFault.LIMITS_LOST


def test_pooler_that_drops_what_rides_on_a_connection_is_found(council: Council) -> None:
    with pooled(council, "session") as url:
        assert fault_of(url) is SetupFault.LIMITS_LOST


def test_pooler_that_keeps_connections_whole_is_taken_once_the_user_has_the_limits(council: Council) -> None:
    with psycopg.connect(council.settings.database_url.replace("+psycopg", ""), autocommit=True) as connection:
        for name, value in POSTGRESQL_LIMITS.items():
            database = conninfo_to_dict(council.settings.database_url.replace("+psycopg", ""))["dbname"]
            connection.execute(f"ALTER ROLE gijo IN DATABASE {database} SET {name} = '{value}'")
    with pooled(council, "session") as url:
        assert fault_of(url) is None


def test_database_without_a_pooler_is_fit(council: Council) -> None:
    assert fault_of(council.settings.database_url) is None


@pytest.mark.parametrize("command", [["serve", "--no-worker"], ["worker"], ["doctor"]])
def test_service_does_not_begin_behind_such_a_pooler_and_says_why(council: Council, command: list[str]) -> None:
    with pooled(council, "transaction") as url:
        environment = os.environ | {"GIJO_HOME": str(council.settings.home), "GIJO_DATABASE_URL": url}
        done = subprocess.run(
            [sys.executable, "-m", "app", *command],
            env=environment,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )

    assert done.returncode == (1 if command == ["doctor"] else 2)
    told = done.stdout + done.stderr
    assert "C210　データベースとの間の PgBouncer などが" in told
    assert "pool_mode = session" in told
    assert "Traceback" not in told
