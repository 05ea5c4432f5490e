"""What an act owes the ledger: a change without a record is not kept, and a permit leaves only with its use counted."""

import pytest
from sqlalchemy import select, update
from starlette.responses import PlainTextResponse, Response

from app.access.actions import Action
from app.access.facts import PaperFacts
from app.access.levels import Confidentiality
from app.audit.vocabulary import Event, EventKind
from app.main import build
from app.members.models import Group
from app.routes import ROUTES
from app.web.call import Call, Issue
from app.web.rows import Rows, Unit, act, assemble, paper_act, step
from tests.support.council import Council

SECRET = "予算書のなかみ"


def add_group_silently(call: Call) -> Response:
    """A change that nobody will ever be able to look up."""
    call.session.add(Group(key="kaiha", name="会派", position=9))
    return PlainTextResponse("kept")


def add_group_silently_in_a_unit_of_its_own(call: Call) -> Response:
    with call.services.database.write() as unit:
        unit.add(Group(key="kaiha", name="会派", position=9))
    return PlainTextResponse("kept")


def change_nobody(call: Call) -> Response:
    """A statement that meets no row: pressed twice, or a moment too late."""
    call.session.execute(update(Group).where(Group.key == "nobody").values(name="だれも"))
    return PlainTextResponse("nothing to do")


def record_in_a_unit_of_its_own(call: Call) -> Response:
    """A change whose record was made durable before it."""
    call.services.ledger.commit_now(Event(EventKind.GROUP_CHANGED, detail={"group": "kaiha"}))
    return add_group_silently_in_a_unit_of_its_own(call)


def permitted_paper(call: Call) -> PaperFacts:
    """A level-2 paper, with a permit of which a use is left."""
    call.subject = None
    return PaperFacts(
        Confidentiality.C2, is_published=True, in_audience=True, has_download_permit=True, is_own_permit=True
    )


def issue(_call: Call) -> Issue:
    return Issue(PlainTextResponse(SECRET), (Event(EventKind.PAGE_ISSUED, page=1),))


ROWS: Rows = (
    paper_act("/t/permit", issue, Action.PERMIT_DOWNLOAD, permitted_paper),
    act("/t/act/silent", add_group_silently, Action.SIGN_OUT),
    act("/t/act/silent/own", add_group_silently_in_a_unit_of_its_own, Action.SIGN_OUT, unit=Unit.OWN),
    act("/t/act/recorded/own", record_in_a_unit_of_its_own, Action.SIGN_OUT, unit=Unit.OWN),
    act("/t/act/nothing", change_nobody, Action.SIGN_OUT),
    step("/t/act/step", add_group_silently, Action.SIGN_OUT),
)


@pytest.fixture
def gated(council: Council) -> Council:
    """The council with the rows above served beside its own."""
    council.app = build(council.services, assemble([ROUTES, ROWS]))
    return council


def groups(council: Council) -> set[str]:
    with council.services.database.read() as unit:
        return set(unit.scalars(select(Group.key)))


def test_change_without_a_record_is_not_kept(gated: Council, caplog: pytest.LogCaptureFixture) -> None:
    before = groups(gated)

    refused = gated.browser("member1").post("/t/act/silent")

    assert (refused.status_code, "処理できませんでした。議会事務局に" in refused.text) == (500, True)
    assert groups(gated) == before
    assert "POST /t/act/silent changed something without a record" in caplog.text


def test_view_with_units_of_its_own_answers_with_an_error_when_it_recorded_nothing(gated: Council) -> None:
    member = gated.browser("member1")

    assert member.post("/t/act/silent/own").status_code == 500


def test_view_with_units_of_its_own_may_record_in_one_of_them(gated: Council) -> None:
    assert gated.browser("member1").post("/t/act/recorded/own").text == "kept"


def test_act_that_met_nothing_to_change_needs_no_record(gated: Council) -> None:
    assert gated.browser("member1").post("/t/act/nothing").text == "nothing to do"


def test_step_before_an_act_needs_no_record(gated: Council) -> None:
    assert gated.browser("member1").post("/t/act/step").text == "kept"
    assert "kaiha" in groups(gated)


def test_permit_whose_use_was_not_counted_sends_nothing(gated: Council) -> None:
    answer = gated.browser("member1").post("/t/permit")

    assert answer.status_code == 500
    assert SECRET not in answer.text
    assert gated.ledger("page.issued") == []
