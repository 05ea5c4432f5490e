"""Ports for servers that tests start: each test process has its own, so that none meets another's server."""

import os
import socket
import sys

_TESTS = range(18_100, 22_700)
"""One range for all tests: of two that overlap, two processes would reckon their own shares, and meet."""
_DEMO = range(22_700, 22_800)
"""For `make run STORE=s3`, which may run beside the tests, or in one of them."""

_handed = 0


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on, of this test process's share; RuntimeError when there are too few.

    Who takes a port may bind it minutes later, so each process goes through its share before one comes again.
    """
    global _handed  # noqa: PLW0603 - how far this process has come in its share
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    own = (_TESTS if "pytest" in sys.modules else _DEMO)[process % processes :: processes]
    begin = os.getpid() * 16  # two runs on one machine do not both look at the first one first
    found: list[int] = []
    for _ in own:
        port = own[(begin + _handed) % len(own)]
        _handed += 1
        if _is_free(port):
            found.append(port)
        if len(found) == count:
            return found
    raise RuntimeError(f"no {count} free ports among {own}")


def free_port() -> int:
    """One of them."""
    return free_ports(1)[0]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
