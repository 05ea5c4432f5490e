"""Ports for servers that tests start: each test process has its own, so that none meets another's server."""

import os
import socket


def free_ports(among: range, count: int = 1) -> list[int]:
    """Ports nobody listens on, of this test process's share; RuntimeError when there are too few."""
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    own = among[process % processes :: processes]
    begin = os.getpid() % len(own)  # two runs on one machine do not both look at the first one first
    found = [port for port in (*own[begin:], *own[:begin]) if _is_free(port)][:count]
    if len(found) < count:
        raise RuntimeError(f"no {count} free ports among {own}")
    return found


def free_port(among: range) -> int:
    """One of them."""
    return free_ports(among)[0]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
