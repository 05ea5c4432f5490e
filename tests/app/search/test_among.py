"""Rows about several papers, with views of their own: what the gate lets them know, and what it lets out."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from starlette.responses import PlainTextResponse

from app.access.actions import Action
from app.access.facts import PaperFacts
from app.access.levels import Confidentiality
from app.audit.vocabulary import Event, EventKind
from app.main import build
from app.routes import ROUTES
from app.web.call import Call, Candidate, Issue
from app.web.rows import Among, Rows, View, assemble, papers_question
from tests.support.council import Council

SECRET = "予算書のなかみ"


def two_papers(_call: Call) -> Sequence[Candidate]:
    """A paper that members read, and one that only others do."""
    open_paper = PaperFacts(Confidentiality.C2, is_published=True, in_audience=True)
    return [
        Candidate("mine", "first", open_paper),
        Candidate("theirs", "second", replace(open_paper, in_audience=False)),
    ]


def tell_of(*material_ids: str) -> View:
    """Tells of these papers, whatever was decided."""

    def view(call: Call) -> Issue:
        said = f"{SECRET} {[(one.material_id, one.subject) for one in call.among]} {dict(call.left_out)}"
        events = tuple(Event(EventKind.PLACES_ISSUED, material_id=each) for each in material_ids)
        return Issue(PlainTextResponse(said), events)

    return view


AMONG = Among(Action.WORDS_SEARCH, two_papers)

ROWS: Rows = (
    papers_question("/t/among", tell_of("mine"), Action.HOME_READ, None, AMONG, cost=1),
    papers_question("/t/among/beyond", tell_of("mine", "theirs"), Action.HOME_READ, None, AMONG, cost=1),
    papers_question("/t/among/nothing", tell_of(), Action.HOME_READ, None, AMONG, cost=1),
)


@pytest.fixture
def gated(council: Council) -> Council:
    """The council with the rows above served beside its own."""
    council.app = build(council.services, assemble([ROUTES, ROWS]))
    return council


def test_view_about_several_papers_learns_only_of_those_that_were_decided_for_it(gated: Council) -> None:
    answer = gated.browser("member1").post("/t/among", {})

    assert answer.status_code == 200
    assert "('mine', 'first')" in answer.text
    assert "theirs" not in answer.text
    assert "{<Reason.NOT_IN_AUDIENCE: 'not_in_audience'>: 1}" in answer.text
    assert answer.headers["cache-control"] == "private, no-store"
    records = gated.ledger()
    assert [record["material"] for record in records if record["kind"] == "places.issued"] == ["mine"]
    assert [record for record in records if record["kind"] == "access.refused"] == []


@pytest.mark.parametrize("path", ["/t/among/beyond", "/t/among/nothing"])
def test_answer_that_tells_of_what_was_not_decided_or_leaves_no_record_stays_here(gated: Council, path: str) -> None:
    answer = gated.browser("member1").post(path, {}, headers={"accept": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (500, "E000")
    assert SECRET not in answer.text
    assert gated.ledger("places.issued") == []


def test_row_about_several_papers_needs_an_action_that_shows_papers() -> None:
    with pytest.raises(TypeError, match="shows nothing of a paper"):
        papers_question("/t/wrong", tell_of(), Action.HOME_READ, None, Among(Action.MATERIAL_READ, two_papers), cost=1)
