"""What nobody confirmed for two weeks is over; a proposed 3A holds until somebody decides."""

from datetime import timedelta

import pytest

from app import clock
from tests.app.materials.office import Office
from tests.app.materials.test_labels import decide as decide_label
from tests.app.materials.test_labels import label, level_now
from tests.app.materials.test_releases import ask, decide

pytestmark = pytest.mark.alike("what becomes of files and what is told of it; others ask for the same on both")


def ahead(days: int) -> None:
    later = (clock.now() + timedelta(days=days)).timestamp()
    clock.use(lambda: later)


@pytest.mark.rare("waits two weeks for a second person, twice")
@pytest.mark.parametrize(("days", "status"), [(13, 200), (15, 409)])
def test_release_and_lowering_wait_two_weeks(office: Office, days: int, status: int) -> None:
    released, lowered = office.ready(label="1"), office.ready(label="3C")
    release = ask(office, released.material_id)
    change = label(office, lowered.material_id, "2").json()["label_change"]

    ahead(days)

    assert decide(office, release, "admin").status_code == status
    assert decide_label(office, change, "confirm", "admin").status_code == status
    assert level_now(office, lowered.material_id) == ("2" if status == 200 else "3C")


def test_proposed_3a_holds_however_long_it_waits(office: Office) -> None:
    version = office.ready(label="2")
    change = label(office, version.material_id, "3A").json()["label_change"]

    ahead(400)

    assert level_now(office, version.material_id) == "3A"
    assert decide_label(office, change, "confirm", "admin").status_code == 200
