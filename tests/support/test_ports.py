"""Ports of test processes: what one has taken, and binds later, no other takes."""

import pytest

from tests.support.ports import free_port, free_ports


def test_four_processes_that_bind_later_never_take_the_same_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER_COUNT", "4")
    taken: list[int] = []
    for process in range(4):
        monkeypatch.setenv("PYTEST_XDIST_WORKER", f"gw{process}")
        taken += [*free_ports(3), *(free_port() for _ in range(40))]

    assert len(set(taken)) == len(taken) == 4 * 43
