"""Real documents through the whole way in. They are not part of the project: without them nothing is tested here."""

import resource
from pathlib import Path

import pytest

from app.materials.intake.jobs import CONVERT
from tests.app.materials.office import Office
from tests.support.corpus import corpus

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.slow("converts every paper of the corpus"),
    pytest.mark.own_database("tries the sandbox; what a conversion writes is tried on each database elsewhere"),
]


def documents(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (corpus() / folder).glob("*.pdf"))


def ingest(office: Office, path: Path) -> tuple[str, str, int]:
    """State, failure sentence and number of pages; sharpening is left out."""
    version = office.register()
    answer = office.put(version.id, path.read_bytes())
    if answer.status_code == 201:
        office.worker.run_one()
    kept = office.version(version.id)
    return kept.state, kept.failure_sentence or "", kept.pages or 0


def resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


@pytest.fixture
def converting(office: Office) -> Office:
    """A slot that only converts."""
    office.worker._kinds = (CONVERT,)
    return office


def test_every_honest_document_becomes_ready_and_memory_comes_back(converting: Office) -> None:
    before, bad, pages = 0.0, [], 0

    for path in documents("japanese", "general"):
        state, sentence, count = ingest(converting, path)
        pages += count
        before = before or resident_mib()
        if state != "ready":
            bad.append((path.name, sentence))

    assert bad == []
    assert pages > 400
    assert resident_mib() - before < 250


def test_every_hostile_document_ends_ready_or_failed_with_a_sentence(converting: Office) -> None:
    before, bad = resident_mib(), []

    for path in documents("hostile"):
        state, sentence, _ = ingest(converting, path)
        if state not in {"ready", "failed"} or (state == "failed" and not sentence.endswith("ください。")):
            bad.append((path.name, state, sentence))

    assert bad == []
    assert resident_mib() - before < 250
