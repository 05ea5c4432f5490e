"""A tiny rehearsal, end to end: a council founded, served, sat through by six tablets, killed once, and compared."""

import json
from pathlib import Path

import pytest

from load.rehearsal import __main__ as conductor
from load.rehearsal.wish import LOCUST, Wish
from tests.support.missing import missing

pytestmark = [
    pytest.mark.server("the service, its worker and Locust"),
    pytest.mark.own_database("a rehearsal on servers takes minutes: `make load BACKEND=both`"),
]

MEMBERS = 6


@pytest.fixture
def locust() -> Path:
    """Locust in its own environment; `make test` installs it. In CI it must be there."""
    if not LOCUST.exists():
        missing("Locust", "make .venv-load/.installed")
    return LOCUST


def test_six_tablets_sit_through_a_killed_server_and_every_page_they_got_is_recorded(
    locust: Path, tmp_path: Path
) -> None:
    chosen = Wish(members=MEMBERS, minutes=20 / 60, is_killed=True, everything=False, locust=locust, results=tmp_path)
    values = conductor.rehearse(chosen)
    assert values["errors"] == 0, values["errors_first"]
    assert values["pages_served"] == values["pages_recorded"] > MEMBERS * 3
    assert values["thumbs_served"] == values["thumbs_recorded"] > 0
    assert values["ledger_is_whole"]
    assert values["turns"] >= 3
    assert values["turns_not_finished"] == 0
    assert values["outage_s"] > 0
    assert values["live_channels"] == MEMBERS + 2  # the chair's and the clerk's as well; opened again after the kill
    assert sorted(values["office"]) == ["a paper uploaded and replaced", "a permit granted", "a permit used"]
    assert json.loads((tmp_path / "council.json").read_text()).keys() == values.keys()
    assert "判定：" in (tmp_path / "council.html").read_text()
