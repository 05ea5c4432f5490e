"""The screen that names the explainers of one item of the agenda."""

from starlette.responses import Response

from app.errors import BadInput
from app.meetings.explaining import acts, queries
from app.meetings.explaining.forms import ExplainersForm
from app.meetings.facts import OnAgenda
from app.meetings.papers.queries import papers_of
from app.web import answers
from app.web.call import Call


def show(call: Call) -> Response:
    """Who is named, whom the executive has, which papers follow, and who was named before."""
    return _page(call, None)


def change(call: Call) -> Response:
    """Name others. A form with errors is shown again."""
    form, on = ExplainersForm.read(call), call.loaded(OnAgenda)
    try:
        form.must_hold()
        acts.set_explainers(call.session, call.by, on.meeting, on.item, form.person, form.seen)
    except BadInput as error:
        form.take(error)
        return _page(call, form, 422)
    return answers.see_other(f"/prepare/meetings/{on.meeting.id}/agenda/{on.item.id}/explainers?done=1")


def _page(call: Call, form: ExplainersForm | None, status: int = 200) -> Response:
    on = call.loaded(OnAgenda)
    named = queries.explainer_ids(call.session, on.item.id)
    papers = papers_of(call.session, call.actor, on.meeting.id)
    return answers.html(
        call,
        "prepare/explainers.html",
        status,
        meeting=on.meeting,
        item=on.item,
        form=form or ExplainersForm(person=sorted(named)),
        people=[(each.id, each.display_name) for each in queries.executives(call.session, named)],
        named=named,
        papers=[
            (paper.title, paper.audience.words, queries.follows(paper.material))
            for paper in papers
            if paper.attachment is not None and paper.attachment.agenda_item_id == on.item.id
        ],
        former=queries.explained_before(call.session, on.item.id),
        done=call.query.one("done") == "1",
    )
