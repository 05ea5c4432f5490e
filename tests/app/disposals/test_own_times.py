"""A paper, or a meeting's papers, kept longer or shorter than is usual; and several that end by one word of two."""

from typing import Any

import pytest
from sqlalchemy import select

from app.disposals.acts import due_papers
from app.disposals.keeping import keeping_of
from app.materials.models import Material
from app.proposals.models import Proposal
from tests.app.board.setting import changing
from tests.app.conftest import SetClock
from tests.app.disposals.ending import ask
from tests.app.disposals.test_disposal import before_a_meeting, hold
from tests.app.materials.office import Office
from tests.app.test_seals import sql
from tests.support.shown import mark_on

pytestmark = pytest.mark.rare("papers at the end of their lives; only their own desk moves it")


def put(office: Office, about: str, length: str, login: str = "clerk1", reason: str = "訴訟の記録のため") -> Any:
    """The answer to the form, as the screen shows it now."""
    browser, path = office.council.browser(login), f"/prepare/{about}/keeping"
    made_from = browser.get(path).text.partition('name="made_from" value="')[2].partition('"')[0]
    return browser.post(path, {"length": length, "reason": reason, "made_from": made_from})


def kept(office: Office, material_id: str) -> str:
    with office.council.services.database.read() as unit:
        return keeping_of(unit, unit.get_one(Material, material_id)).words


def due(office: Office) -> set[str]:
    with office.council.services.database.read() as unit:
        return {material.id for material in due_papers(unit)}


@pytest.mark.clause("I 2章2(2)④-2")
def test_longer_time_of_a_paper_counts_at_once_goes_before_its_meetings_and_back(office: Office, at: SetClock) -> None:
    at("2026-12-01 10:00:00")
    council, first, second = office.council, office.ready(label="2").material_id, office.ready(label="1")
    meeting = before_a_meeting(office, second, 9)
    changing.changed(council, "keeping_years", written="5 年")
    assert kept(office, second.material_id) == "5 年（2032年3月31日まで）"

    of_meeting = put(office, f"meetings/{meeting}", "10 年", reason="争いのある会議のため")
    assert (of_meeting.status_code, kept(office, second.material_id)) == (303, "10 年（2037年3月31日まで）")
    assert put(office, f"materials/{second.material_id}", "永年").status_code == 303
    assert put(office, f"materials/{second.material_id}", "永年").status_code == 409
    assert put(office, f"materials/{first}", "百年").status_code == 422
    assert put(office, f"materials/{first}", "6 年", reason="").status_code == 422
    assert council.browser("member1").post(f"/prepare/materials/{first}/keeping", {"length": "9 年"}).status_code == 403

    at("2037-04-01 09:00:00")
    assert (kept(office, second.material_id), due(office)) == ("永年", {first})
    screen = council.browser("clerk1").get(f"/prepare/materials/{second.material_id}/disposal").text
    assert "この資料に決めた期間　理由：訴訟の記録のため" in screen
    told = [one["detail"] for one in council.ledger("keeping.set")]
    assert [(one["from"], one["to"]) for one in told] == [
        ("標準のとおり（5 年）", "10 年"),
        ("標準のとおり（10 年）", "永年"),
    ]
    stale = council.browser("clerk1").post(
        f"/prepare/materials/{second.material_id}/keeping", {"length": "", "reason": "戻す", "made_from": "x"}
    )
    assert stale.status_code == 409
    assert due(office) == {first}


@pytest.mark.clause("I 2章2(2)④-2", "I 6-1(2)②")
def test_shorter_time_takes_two_and_whoever_asked_takes_it_back(office: Office, at: SetClock) -> None:
    at("2026-12-01 10:00:00")
    council, version = office.council, office.ready(label="2")
    meeting = before_a_meeting(office, version, 9)
    chair = council.browser("chair", strong_with="passkey")
    here = f"meetings/{meeting}"

    def waits() -> str:
        screen: str = chair.get("/disposals").text
        return screen.partition("/disposals/keeping/")[2].partition("/")[0]

    assert put(office, here, "3 年", "admin").status_code == 303  # from for ever
    assert (kept(office, version.material_id), "確認を待っています" in chair.get("/disposals").text) == ("永年", False)
    assert "もう 1&nbsp;人の確認を待っています" in council.browser("clerk1").get(f"/prepare/{here}/keeping").text
    first = f"/disposals/keeping/{waits()}"
    own = council.browser("admin", strong_with="passkey").post(f"{first}/decide", {"decision": "confirm", "shown": "x"})
    assert (own.status_code, put(office, here, "2 年").status_code) == (403, 409)
    assert council.browser("clerk1").post(f"{first}/withdraw").status_code == 404
    assert council.browser("admin").post(f"{first}/withdraw").status_code == 303
    assert kept(office, version.material_id) == "永年"

    put(office, here, "3 年", "admin")
    path = f"/disposals/keeping/{waits()}/decide"
    shown = mark_on(chair.get("/disposals").text, path)
    assert chair.post(path, {"decision": "confirm", "shown": "of another screen"}).status_code == 409
    assert chair.post(path, {"decision": "confirm", "shown": shown}).status_code == 303
    assert kept(office, version.material_id) == "3 年（2030年3月31日まで）"
    assert [one["detail"]["asked_by"] for one in council.ledger("keeping.set")] == [council.people["admin"].id]
    assert len([one for one in council.ledger("auth.alarm") if "保存期間の短縮" in str(one["detail"])]) >= 2

    at("2030-04-01 09:00:00")
    assert due(office) == {version.material_id}
    hold(office, version)
    assert "保全" in council.browser("clerk1").get("/disposals").text
    assert ask(office, version.material_id).status_code == 409
    sql(council, "UPDATE own_keeping SET value = '1'")
    assert (kept(office, version.material_id), due(office)) == ("永年", set())


def decided_last(office: Office) -> str:
    """The paper of which the disposal is decided after the others."""
    with office.council.services.database.read() as unit:
        query = select(Proposal.subject).where(Proposal.kind == "disposal").order_by(Proposal.id.desc())
        return str(unit.scalars(query).first())


@pytest.mark.clause("I 2章2(1) 取扱制限5", "I 2章2(2)⑧")
def test_second_person_confirms_several_at_once_each_with_its_own_certificate(office: Office) -> None:
    council = office.council
    versions = [office.ready(label=label) for label in ("2", "1", "3C")]
    for version in versions:
        assert ask(office, version.material_id).status_code == 303
    chair = council.browser("chair", strong_with="passkey")
    assert "/disposals/several" in chair.get("/disposals").text

    def ticks() -> list[str]:
        screen = chair.get("/disposals/several").text
        return [part.partition('"')[0] for part in screen.split('name="chosen" value="')[1:]]

    chosen = ticks()
    assert len(chosen) == 3
    word = {"decision": "confirm", "reason": "確かめた"}
    assert chair.post("/disposals/several", word).status_code == 422
    assert council.browser("clerk2").post("/disposals/several", word | {"chosen": chosen}).status_code == 403
    admin = council.browser("admin", strong_with="passkey").post("/disposals/several", word | {"chosen": chosen})
    assert admin.status_code == 403  # one of them is of class 3
    last = decided_last(office)
    path, title = f"/prepare/materials/{last}/title", {"title": "議案第99号"}
    assert council.browser("clerk1").post(path, title).status_code == 303
    assert chair.post("/disposals/several", word | {"chosen": chosen}).status_code == 409
    assert council.ledger("material.disposed") == council.ledger("material.disposal_decided") == []

    anew = ticks()
    assert chair.post("/disposals/several", word | {"chosen": anew[:2]}).status_code == 303
    assert len(council.ledger("material.disposed")) == len(council.ledger("material.disposal_decided")) == 2
    assert len({one["detail"]["entry"] for one in council.ledger("material.disposed")}) == 2
    refused = chair.post("/disposals/several", {"decision": "refuse", "chosen": anew[2:]})
    assert (refused.status_code, ticks(), len(council.ledger("material.disposed"))) == (303, [], 2)
