"""A council with a converting worker that tests step by hand."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.materials.pages.workshop import Workshop
from app.registers.holds import holds_paper
from tests.app.materials.office import Office
from tests.support.council import Council, council_in
from tests.support.slots import shift_over, slot_over
from viewer.render import Renderer


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    """A fresh small council."""
    with council_in(tmp_path / "home") as founded:
        yield founded


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    """One sandbox for all."""
    with Renderer() as opened:
        yield opened


@pytest.fixture
def office(council: Council, renderer: Renderer) -> Iterator[Office]:
    """The secretariat, with a worker's slot."""
    with ThreadPoolExecutor(2) as threads:
        shop = Workshop(council.services.database, council.services.vault, renderer, threads, holds_paper)
        shift = shift_over(shop)
        yield Office(council, shop, shift, slot_over(shop, "test", shift))


@pytest.fixture
def sharper(office: Office) -> None:
    """The worker makes sharper pages, too, whenever it does everything that waits."""
    office.sharpens = True
