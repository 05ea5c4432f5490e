"""Where the council decides so, administrators read of class 3 only what names them, in every way (6-2(3)②)."""

from typing import Any

import pytest

from app import clock
from app.access.roles import Role
from app.materials.models import Reader
from app.members import offices
from tests.app.board.setting.changing import ask, changed, decide, waiting
from tests.app.reading.shelf import Laid, lay
from tests.support.council import Council

pytestmark = pytest.mark.alike("what a setting changes on screens; others ask for the same on both")

KEY = "administrators_read_3"
SENTENCE = "読む人として名前で指定されたものだけ"


def by_need(council: Council) -> None:
    changed(council, KEY, chosen=["by_name"])


def name_admin(council: Council, laid: Laid) -> None:
    with council.services.database.write() as unit:
        unit.add(Reader(material_id=laid.material, person_id=council.people["admin"].id))


def ways(laid: Laid) -> dict[str, str]:
    return {
        "reader": f"/papers/{laid.version}",
        "page": laid.page(),
        "thumbnail": laid.thumbnail(),
        "cell": laid.cell(2, 0, 0),
        "text": laid.text(),
        "contents": f"/papers/{laid.version}/contents",
    }


@pytest.mark.rare("a council that has decided otherwise than most")
@pytest.mark.clause("I 6-2(3)②")
@pytest.mark.parametrize("level", ["3A", "3B", "3C", None])
def test_administrator_reads_class_3_in_no_way_without_being_named(council: Council, level: str | None) -> None:
    laid = lay(council, level=level)
    admin = council.browser("admin")
    assert admin.get(laid.page()).status_code == 200

    by_need(council)

    found = {name: council.browser("admin").fetch(path).status_code for name, path in ways(laid).items()}
    assert set(found.values()) == {403}, found
    assert SENTENCE in council.browser("admin").get(laid.page()).text
    assert council.ledger("access.refused")[-1]["detail"]["reason"] == "need_to_know"


@pytest.mark.clause("I 6-2(3)②")
def test_named_administrator_and_everybody_else_go_on_reading(council: Council) -> None:
    laid, other = lay(council, level="3B"), lay(council, level="2")
    by_need(council)
    assert council.browser("admin").get(other.page()).status_code == 200
    assert council.browser("clerk1").get(laid.page()).status_code == 200
    assert council.browser("member1").get(laid.page()).status_code == 200

    name_admin(council, laid)

    assert council.browser("admin").get(laid.page()).status_code == 200


@pytest.mark.clause("I 6-2(3)②")
def test_administrator_does_not_name_themselves(council: Council) -> None:
    laid = lay(council, level="3B")
    by_need(council)
    form: dict[str, Any] = {"people": [council.people["admin"].id], "groups": [council.groups["members"].id]}

    own = council.browser("admin").post(f"/prepare/materials/{laid.material}/readers", form)
    assert (own.status_code, "自分を読む人に加えられません" in own.text) == (422, True)
    assert council.browser("admin").get(laid.page()).status_code == 403


@pytest.mark.clause("I 6-2(3)②")
def test_ledger_neither_names_nor_gives_out_class_3_papers_to_the_administrator(council: Council) -> None:
    lay(council, level="3A", title="秘密の議案")
    by_need(council)

    assert "秘密の議案" not in council.browser("admin").get("/ledger?paper=秘密").text.replace('value="秘密"', "")
    assert council.browser("admin").get("/ledger/export").status_code == 403
    assert council.browser("chair").get("/ledger/export").status_code == 200


def test_administrator_goes_on_preparing_what_they_do_not_read(council: Council) -> None:
    laid = lay(council, level="3B")
    by_need(council)

    assert council.browser("admin").get(f"/prepare/materials/{laid.material}").status_code == 200


@pytest.mark.clause("I 6-2(3)②")
def test_chair_is_one_of_the_two_who_let_administrators_read_everything_again(council: Council) -> None:
    with council.services.database.write() as unit:
        offices.give(unit, council.people["clerk2"].id, Role.ADMINISTRATOR, clock.now(), None, administrators=3)
    laid = lay(council, level="3B")
    by_need(council)
    ask(council, "admin", KEY, chosen=["all_prepared"])

    assert decide(council, "clerk2", waiting(council)).status_code == 403
    assert council.browser("admin").get(laid.page()).status_code == 403

    assert "議会事務局長が読める機密性3 の資料" in council.browser("chair").get("/admin/connections").text
    assert decide(council, "chair", waiting(council)).status_code == 303
    assert council.browser("admin").get(laid.page()).status_code == 200
