"""A file on its way in whose sender may no longer, or whose paper was raised, ends before it takes a place."""

from collections.abc import Iterator

import pytest

from app import clock
from app.materials.models import Material, Version
from tests.app.board.halting.stopping import stop_beside
from tests.app.late.ends import End, end_of_office, raise_to_3a, suspend
from tests.app.materials import papers
from tests.app.materials.office import Office

pytestmark = [
    pytest.mark.alike("what becomes of files and what is told of it; others ask for the same on both"),
    pytest.mark.rare("senders who lose their right on the way; only the intake moves it"),
]

ENDS: dict[str, End] = {"suspended": suspend, "out of office": end_of_office, "raised to 3A": raise_to_3a}


def further(office: Office, version: Version, login: str = "clerk1") -> str:
    """A further version that waits for its file."""
    answer = office.council.browser(login).post(
        f"/prepare/materials/{version.material_id}/replace",
        {"file_name": "another.pdf"},
        headers={"accept": "application/json"},
    )
    return str(answer.json()["version"])


def convert_all(office: Office) -> None:
    while office.worker.run_one():
        pass


@pytest.mark.both("what happens at once or in between")
@pytest.mark.parametrize("what", ENDS)
def test_file_that_comes_while_its_sender_loses_the_right_is_kept_nowhere(office: Office, what: str) -> None:
    first = office.ready()
    newer, content = further(office, first), papers.pdf(3)

    def drops() -> Iterator[bytes]:
        yield content[:1000]
        ENDS[what](office.council, "clerk1")
        yield content[1000:]

    answer = office.put(newer, drops())

    assert answer.status_code in {401, 403}
    kept = office.version(newer)
    assert (kept.state, kept.failure_code, kept.sealed_key) == ("failed", "M130", None)
    assert office.objects(newer) == []
    convert_all(office)
    assert office.material(first.material_id).current_version_id == first.id
    assert office.kinds()[-1] == "material.failed"


@pytest.mark.parametrize("what", ENDS)
def test_file_that_is_converted_after_its_sender_lost_the_right_becomes_nobodys(office: Office, what: str) -> None:
    first = office.ready()
    newer = further(office, first)
    assert office.put(newer, papers.pdf(3)).status_code == 201
    ENDS[what](office.council, "clerk1")

    convert_all(office)

    kept = office.version(newer)
    assert (kept.state, kept.failure_code) == ("failed", "M130")
    assert "もう一度入れてください" in (kept.failure_sentence or "")
    assert office.material(first.material_id).current_version_id == first.id


def test_clerk_still_brings_the_first_file_of_a_3a_paper(office: Office) -> None:
    version = office.register(label="3A", people=[office.council.people["member1"]])

    assert office.put(version.id, papers.pdf(1)).status_code == 201
    convert_all(office)

    assert office.version(version.id).state == "ready"


def test_administrator_replaces_a_paper_that_was_raised(office: Office) -> None:
    first = office.ready()
    newer = further(office, first, "admin")
    raise_to_3a(office.council, "")

    assert office.put(newer, papers.pdf(1), "admin").status_code == 201
    convert_all(office)

    assert office.version(newer).state == "ready"


@pytest.mark.both("what happens at once or in between")
def test_file_that_was_on_its_way_opens_no_published_paper_while_reading_is_frozen(office: Office) -> None:
    version = office.register(label="1")
    assert office.put(version.id, papers.pdf(1)).status_code == 201
    with office.council.services.database.write() as unit:
        unit.get_one(Material, version.material_id).published_at = clock.now()
    stop_beside(office.council)

    office.work()

    with office.council.services.database.read() as unit:
        kept = unit.get_one(Version, version.id)
        assert (kept.state, kept.failure_code) == ("failed", "M158")
        assert unit.get_one(Material, version.material_id).current_version_id is None
