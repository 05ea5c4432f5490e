"""What somebody asked for who may ask no more is decided by nobody; the retired are given nothing."""

import pytest
from sqlalchemy import select

from app.auth.enrolment.proposals import FACTOR_RESET
from app.auth.factors.models import EnrolmentLetter
from app.kinds.proposals import PROPOSALS
from app.materials.labels.proposals import LABEL_CHANGE
from app.materials.models import Material
from app.proposals.models import Proposal
from tests.app.auth.enrolment.test_letters import issue
from tests.app.late.ends import ENDS, retire
from tests.app.reading.shelf import lay
from tests.support.council import Council
from tests.support.shown import second_word


def waiting(council: Council, kind: str) -> str:
    with council.services.database.read() as unit:
        return unit.scalars(select(Proposal.id).where(Proposal.kind == kind)).one()


def close(council: Council) -> list[str]:
    """The worker's tidying; the states of all proposals after it."""
    PROPOSALS.close_what_is_over(council.services.database)
    with council.services.database.read() as unit:
        return list(unit.scalars(select(Proposal.state)))


def test_every_kind_asks_once_more_whether_its_asker_may() -> None:
    assert [kind.name for kind in PROPOSALS.kinds if getattr(kind, "asker_may_still", None) is None] == []


@pytest.mark.parametrize("end", ENDS)
def test_lower_label_asked_for_by_somebody_who_has_gone_is_not_confirmed(council: Council, end: str) -> None:
    laid = lay(council, level="3B")
    asked = council.browser("clerk1").post(
        f"/prepare/materials/{laid.material}/label", {"label": "2", "reason": "公表"}
    )
    assert asked.status_code == 303, asked.text
    change = waiting(council, LABEL_CHANGE.name)
    ENDS[end](council, "clerk1")

    here = f"/prepare/label-changes/{change}/decide"
    answer = council.browser("clerk2").post(here, second_word(council, here))

    assert (answer.status_code, "担当を外れました" in answer.text) == (409, True)
    with council.services.database.read() as unit:
        assert unit.get_one(Material, laid.material).confidentiality == "3B"
    assert close(council) == ["stale"]


@pytest.mark.parametrize("end", ENDS)
def test_reset_asked_for_by_somebody_who_has_gone_is_not_confirmed(council: Council, end: str) -> None:
    person = council.people["member1"].id
    asked = council.browser("admin").post(f"/admin/people/{person}/reset", {"reason": "端末をなくした"})
    assert asked.status_code == 303, asked.text
    reset = waiting(council, FACTOR_RESET.name)
    ENDS[end](council, "admin")

    desk = council.browser("clerk1").get("/admin/resets").text
    here = f"/admin/resets/{reset}/decide"
    answer = council.browser("clerk1").post(here, second_word(council, here))

    assert f"/admin/resets/{reset}/decide" not in desk
    assert (answer.status_code, "担当を外れたか" in answer.text) == (422, True)
    assert close(council) == ["stale"]


def test_somebody_who_has_retired_is_given_neither_letter_nor_reset(council: Council) -> None:
    person = council.people["member1"].id
    retire(council, "member1")
    admin = council.browser("admin")

    letter = admin.post(f"/admin/people/{person}/letters")
    reset = admin.post(f"/admin/people/{person}/reset", {"reason": "端末をなくした"})
    screen = admin.get(f"/admin/people/{person}/letters").text

    assert [(one.status_code, "退任の手続きが済んでいる" in one.text) for one in (letter, reset)] == [(422, True)] * 2
    assert f'action="/admin/people/{person}/' not in screen
    with council.services.database.read() as unit:
        assert unit.query(EnrolmentLetter).count() == 0
        assert unit.query(Proposal).count() == 0


def test_letter_of_somebody_who_then_retired_opens_nothing(council: Council) -> None:
    code = issue(council)
    retire(council, "member1")

    answer = council.browser().post("/enrol", {"code": code})

    assert answer.status_code >= 400
