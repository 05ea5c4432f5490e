"""One declaration makes a register: who may reads it and writes it, each step is recorded, nothing is written over."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from app.access.roles import Role
from app.main import build
from app.registers.declaration import EntryState, Register, Registers
from app.registers.models import RegisterChange, RegisterEntry
from app.routes import routes
from app.web.forms import fields
from app.web.forms.form import Form
from tests.app.conftest import SetClock
from tests.app.registers.trial import LENDING, Thing
from tests.support.council import Browser, Council

pytestmark = pytest.mark.alike("what a form of a register takes and shows; others ask for the same on both")

TABLET: Mapping[str, str] = {"thing": "tablet", "borrower": "佐藤 花子", "until": "2026-12-10", "remark": "予備の 3 番"}


class RenamedForm(Form):
    """A lending as a later declaration asks for it."""

    thing = fields.choice("貸し出すもの", Thing)
    lent_to = fields.text("借りる人", most=60)
    until = fields.day("返す日")
    remark = fields.lines("備考", most=400, required=False)


def enter(clerk: Browser, **changes: str) -> Any:
    return clerk.post("/registers/lending/new", {**TABLET, **changes})


def test_entry_stands_in_the_list_and_in_the_ledger(council: Council) -> None:
    clerk = council.browser("clerk1")

    entered = enter(clerk)
    page = clerk.get("/registers/lending").text

    assert (entered.status_code, entered.headers["location"]) == (303, "/registers/lending/1")
    assert all(words in page for words in ("予備の端末", "佐藤 花子", "2026年12月10日", "貸出中"))
    detail = council.ledger("register.entered")[-1]["detail"]
    assert (detail["register"], detail["entry"]) == ("貸出簿", 1)


def test_what_is_wrong_is_said_field_by_field_and_nothing_typed_is_lost(council: Council) -> None:
    answer = enter(council.browser("clerk1"), until="いつか", borrower="", remark="急ぎ")

    assert answer.status_code == 422
    assert "借りる人を入力してください。" in answer.text
    assert "急ぎ" in answer.text
    assert council.ledger("register.entered") == []


@pytest.mark.parametrize(
    ("login", "reads", "writes"), [("clerk1", 200, 303), ("chair", 200, 403), ("member1", 403, 403)]
)
def test_offices_do_what_the_declaration_gives_them(council: Council, login: str, reads: int, writes: int) -> None:
    somebody = council.browser(login)

    assert somebody.get("/registers/lending").status_code == reads
    assert somebody.get("/registers/lending/export.csv").status_code == reads
    assert enter(somebody).status_code == writes


def test_stranger_learns_nothing_of_entries(council: Council) -> None:
    enter(council.browser("clerk1"))
    member = council.browser("member1")

    answers = [member.get(f"/registers/lending/{number}") for number in (1, 2)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert council.browser("clerk1").get("/registers/lending/2").status_code == 404
    assert council.browser("clerk1").get(f"/registers/lending/{10**20}").status_code == 404
    # A register that is not there is answered like one that this person may not read.
    assert council.browser("clerk1").get("/registers/nothing").status_code == 403


def seen_of(page: Any) -> str:
    found = re.search(r'name="seen" value="(\d+)"', page.text)
    assert found
    return found[1]


def test_of_two_who_correct_one_entry_the_later_is_told_and_loses_nothing(council: Council) -> None:
    clerk, other = council.browser("clerk1"), council.browser("clerk2")
    enter(clerk)
    path = "/registers/lending/1/edit"
    seen = seen_of(clerk.get(path))

    first = clerk.post(path, {**TABLET, "borrower": "高橋 一郎", "seen": seen})
    second = other.post(path, {**TABLET, "borrower": "鈴木 次郎", "seen": seen})
    third = other.post(path, {**TABLET, "borrower": "鈴木 次郎", "seen": seen_of(second)})

    assert [answer.status_code for answer in (first, second, third)] == [303, 409, 303]
    assert "ほかの人が変更しました" in second.text
    assert "鈴木 次郎" in second.text
    assert "高橋 一郎" in second.text[second.text.index("いまの内容") :]
    assert [record["detail"]["fields"] for record in council.ledger("register.corrected")] == ["borrower", "borrower"]


def test_every_step_stands_in_the_history_with_what_it_changed(council: Council) -> None:
    clerk = council.browser("clerk1")
    enter(clerk)
    clerk.post("/registers/lending/1/edit", {**TABLET, "borrower": "高橋 一郎", "seen": "0"})

    moved = clerk.post("/registers/lending/1/next", {"to": "back", "seen": "1"})
    page = clerk.get("/registers/lending/1").text

    assert moved.status_code == 303
    history = page[page.index("これまでの記録") :]
    assert history.index("返却済み") < history.index("高橋 一郎") < history.index("佐藤 花子")
    assert council.ledger("register.moved")[-1]["detail"]["now"] == "返却済み"


def test_state_that_does_not_follow_is_refused_and_says_so(council: Council) -> None:
    clerk = council.browser("clerk1")
    enter(clerk)
    clerk.post("/registers/lending/1/next", {"to": "back", "seen": "0"})

    answers = [clerk.post("/registers/lending/1/next", {"to": to, "seen": "1"}) for to in ("lost", "burnt")]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert "いまの状態からその状態にはできません" in answers[0].text
    assert len(council.ledger("register.moved")) == 1


def test_what_is_past_its_day_stands_first_until_it_is_closed(council: Council, at: SetClock) -> None:
    at("2026-12-01 09:00:00")
    clerk = council.browser("clerk1")
    enter(clerk, borrower="期限の人")
    enter(clerk, borrower="あとの人", until="2026-12-31")
    at("2026-12-11 00:00:01")
    late = council.browser("clerk1")

    before = late.get("/registers/lending").text
    index = late.get("/registers").text
    late.post("/registers/lending/1/next", {"to": "back", "seen": "0"})
    after = late.get("/registers/lending").text

    assert before.index("期限の人") < before.index("あとの人")
    assert "期限を過ぎたもの 1 件" in index
    assert after.index("あとの人") < after.index("期限の人")
    assert "期限を過ぎています" not in after


def test_export_holds_every_entry_and_computes_nothing(council: Council) -> None:
    clerk = council.browser("clerk1")
    enter(clerk, borrower="=1+1")

    answer = clerk.get("/registers/lending/export.csv")

    assert '"1","貸出中","予備の端末","\'=1+1"' in answer.content.decode("utf-8-sig")
    assert council.ledger("register.exported")[-1]["detail"]["entries"] == 1


def test_entry_is_corrected_after_a_field_of_its_register_was_renamed(council: Council) -> None:
    enter(council.browser("clerk1"))
    renamed = replace(LENDING, form=RenamedForm, columns=("thing", "lent_to", "until"), wall=None)
    council.app = build(council.services, routes([renamed]))
    clerk = council.browser("clerk1")

    page = clerk.get("/registers/lending/1/edit")

    assert page.status_code == 200
    assert "予備の 3 番" in page.text
    assert "佐藤 花子" not in page.text


def test_numbers_run_within_a_register(council: Council) -> None:
    clerk = council.browser("clerk1")

    places = [enter(clerk).headers["location"] for _ in range(3)]

    assert places == [f"/registers/lending/{number}" for number in (1, 2, 3)]


def test_correction_that_changes_nothing_leaves_no_trace(council: Council) -> None:
    clerk = council.browser("clerk1")
    enter(clerk)

    answer = clerk.post("/registers/lending/1/edit", {**TABLET, "seen": "0"})

    assert answer.status_code == 303
    assert council.ledger("register.corrected") == []
    assert seen_of(clerk.get("/registers/lending/1/edit")) == "0"


@pytest.mark.both("asks for rows as no other test does")
def test_state_that_a_register_no_longer_has_is_shown_by_its_name(council: Council) -> None:
    clerk = council.browser("clerk1")
    enter(clerk)
    with council.services.database.write() as unit:
        for row in (*unit.scalars(select(RegisterEntry)), *unit.scalars(select(RegisterChange))):
            row.state = "burnt"

    pages = [clerk.get(f"/registers/lending{path}") for path in ("", "/1", "/export.csv")]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert all("burnt" in page.text for page in pages)


class SecretForm(Form):
    """A form that no register can keep."""

    password = fields.secret("パスワード")


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "Lending 1"},
        {"states": ()},
        {"states": (EntryState("lent", "貸出中", leads_to=("gone",)),)},
        {"states": (EntryState("lent", "貸出中", leads_to=("back",)), EntryState("back", "返却済み"))},
        {"states": (EntryState("lent", "貸出中", by_another=True),)},
        {"states": (*LENDING.states[:2], replace(LENDING.states[2], by_another=True))},
        {"columns": ("nothing",)},
        {"due": "nothing"},
        {"writers": frozenset({Role.MEMBER})},
        {"form": SecretForm, "columns": (), "due": ""},
    ],
)
def test_register_that_contradicts_itself_is_not_declared(changes: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="needs"):
        replace(LENDING, **changes)


def test_two_registers_cannot_have_one_key() -> None:
    other: Register = replace(LENDING, title="もう一つ")

    with pytest.raises(TypeError, match="one key"):
        Registers([LENDING, other])
