"""Councils for whole days, one for every way of keeping data, each with its converting worker."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.jobs.slots import Slot
from app.materials.pages.workshop import Workshop
from app.registers.holds import holds_paper
from tests.support import stores
from tests.support.council import Council, council_in
from tests.support.slots import slot_over
from viewer.render import Renderer

KEPT_IN: dict[str, Callable[[Path], dict[str, Any]]] = {
    "a folder": lambda _home: {},
    "s3": lambda _home: {"store": stores.bucket()},
}
"""A name, and what it changes in the settings of a council founded under a home; `--backend` says the database."""
SERVERS = {"s3": pytest.mark.server("an S3 server")}


@dataclass
class House:
    """A council with its worker. `convert` works off what waits."""

    council: Council
    worker: Slot

    def convert(self) -> None:
        """Until no job is due."""
        while self.worker.run_one():
            pass


@pytest.fixture(params=[pytest.param(name, marks=SERVERS.get(name, ())) for name in KEPT_IN])
def house(request: pytest.FixtureRequest, each_database: str, tmp_path: Path) -> Iterator[House]:
    """A founded council."""
    home = tmp_path / "home"
    with council_in(home, **KEPT_IN[request.param](home)) as council:
        services = council.services
        with ThreadPoolExecutor(2) as threads, Renderer() as renderer:
            shop = Workshop(services.database, services.vault, renderer, threads, holds_paper)
            yield House(council, slot_over(shop, "day"))
