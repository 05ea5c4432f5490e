"""A contract that is corrected while one of its people cannot be given anything."""

from app.members.models import Person
from tests.app.conftest import SetClock
from tests.app.people.test_contractors import _contract, let_in, rewrite, terms
from tests.app.people.test_offices_of_power import of
from tests.app.reading.shelf import lay
from tests.support.council import Council

__all__ = ["_contract"]


def test_contract_is_narrowed_although_one_of_its_people_is_suspended(council: Council, at: SetClock) -> None:
    let_in(council)
    paper = lay(council, people=("hara",), groups=())
    at("2027-04-10 09:00:00")
    suspended = council.browser("chair").post(f"/admin/people/{of(council, 'hara')}/suspend", {"reason": "確認中"})
    assert suspended.status_code == 303

    assert rewrite(council, levels="1", ends_on="2027-05-31").status_code == 303

    with council.services.database.write() as unit:
        assert unit.get_one(Person, of(council, "hara")).state == "suspended"
    lifted = council.browser("chair").post(f"/admin/people/{of(council, 'hara')}/lift", {"reason": "確認した"})
    assert lifted.status_code == 303
    assert council.browser("hara").get(paper.page()).status_code != 200
    assert terms(council)[0][1] == "04-10 00:00"
