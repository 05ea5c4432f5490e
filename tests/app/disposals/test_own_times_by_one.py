"""What one person has set for a paper or a meeting only ever lengthens, whatever is decided about the others later."""

from typing import Any

import pytest

from app.materials.models import Material
from app.web.forms.merging import mark
from tests.app.board.setting import changing
from tests.app.conftest import SetClock
from tests.app.disposals.test_disposal import before_a_meeting
from tests.app.disposals.test_own_times import kept, put
from tests.app.materials.office import Office
from tests.app.test_seals import sql
from tests.support.shown import mark_on

pytestmark = pytest.mark.rare("papers at the end of their lives; only their own desk moves it")


@pytest.mark.parametrize("where", ["materials", "meetings"])
def test_time_that_one_person_set_is_no_shorter_than_what_two_decide_later(
    office: Office, at: SetClock, where: str
) -> None:
    at("2026-12-01 10:00:00")
    version = office.ready(label="2")
    meeting = before_a_meeting(office, version, 9)
    changing.changed(office.council, "keeping_years", written="5 年")
    here = f"{where}/{version.material_id if where == 'materials' else meeting}"
    assert put(office, here, "5 年").status_code == 303  # as long as is usual: by one

    changing.changed(office.council, "keeping_years", written="20 年")
    assert kept(office, version.material_id) == "20 年（2047年3月31日まで）"
    screen = office.council.browser("clerk1").get(f"/prepare/{here}/keeping").text
    assert "<dd>20 年" in screen
    assert put(office, here, "7 年").headers["location"].endswith("done=asked")


def test_shorter_time_of_a_meeting_is_for_the_papers_that_its_second_person_saw(office: Office, at: SetClock) -> None:
    at("2026-12-01 10:00:00")
    council, version = office.council, office.ready(label="2")
    meeting = before_a_meeting(office, version, 9)
    chair = council.browser("chair", strong_with="passkey")
    assert put(office, f"meetings/{meeting}", "3 年", "admin").status_code == 303
    screen = chair.get("/disposals").text
    path = f"/disposals/keeping/{screen.partition('/disposals/keeping/')[2].partition('/')[0]}/decide"
    assert chair.post(path, {"decision": "confirm", "shown": mark_on(screen, path)}).status_code == 303

    at("2026-12-02 10:00:00")
    later = council.browser("clerk1").post(
        f"/prepare/meetings/{meeting}/papers", {"title": "あとから出た資料"}, headers={"accept": "application/json"}
    )
    assert later.status_code in {200, 201}, later.text
    assert kept(office, version.material_id) == "3 年（2030年3月31日まで）"
    assert kept(office, later.json()["material"]) == "永年"
    sql(council, "UPDATE material SET created_at = 0 WHERE id = :id", id=later.json()["material"])
    assert kept(office, later.json()["material"]) == "永年", "it would be one that the second person saw"


@pytest.mark.both("asks for rows as no other test does")
@pytest.mark.parametrize("where", ["materials", "meetings"])
def test_clerk_shortens_nothing_of_class_3a_neither_late_nor_by_the_meeting(
    office: Office, at: SetClock, where: str
) -> None:
    at("2026-12-01 10:00:00")
    council, version = office.council, office.ready(label="2")
    meeting = before_a_meeting(office, version, 9)
    here = f"{where}/{version.material_id if where == 'materials' else meeting}"
    assert put(office, here, "3 年").status_code == 303
    screen = council.browser("chair", strong_with="passkey").get("/disposals").text
    path = f"/disposals/keeping/{screen.partition('/disposals/keeping/')[2].partition('/')[0]}/decide"

    with council.services.database.write() as unit:
        unit.get_one(Material, version.material_id).confidentiality = "3A"
    word: dict[str, Any] = {"decision": "confirm", "shown": mark_on(screen, path)}
    late = council.browser("chair", strong_with="passkey").post(path, word)
    again = council.browser("clerk1").post(
        f"/prepare/{here}/keeping", {"length": "4 年", "reason": "短く", "made_from": mark("")}
    )

    assert (late.status_code, kept(office, version.material_id)) == (409, "永年")
    assert again.status_code == (403 if where == "materials" else 409)
    assert put(office, here, "4 年", "admin").status_code == 303
