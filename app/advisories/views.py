"""「部品の弱点の照合」: the form for a file of advisories, and what former comparisons have found."""

from dataclasses import replace

from starlette.responses import Response

from app.about.components import parts
from app.access.actions import Action
from app.advisories import acts, queries
from app.advisories.comparing import compare
from app.advisories.reading import FILE_LIMIT_BYTES
from app.advisories.untrusted import UnreadableAdvisories
from app.members.queries import people_by_id
from app.web import answers
from app.web.call import Call
from app.web.forms.fields import file, number
from app.web.forms.form import Form


class AdvisoriesForm(Form):
    """A file of advisories."""

    file = file("脆弱性情報のファイル", most_bytes=FILE_LIMIT_BYTES, blank="ファイルを選んでください。")


class DoneForm(Form):
    """What a screen tells after a comparison: how many entries are new."""

    entered = number("新しい記録", least=0, most=999_999)


def show(call: Call) -> Response:
    """The screen."""
    done = DoneForm.asked(call)
    return _page(call, AdvisoriesForm(), entered=done.entered if done.has("entered") else None)


def take(call: Call) -> Response:
    """Compare a file while no unit of work is open, and keep what came of it."""
    form = AdvisoriesForm.read(call)
    if form.errors:
        return _again(call, form)
    try:
        compared = compare(form.file.untrusted, parts())
    except UnreadableAdvisories as fault:
        form.blame("file", fault.sentence)
        return _again(call, form)
    with call.services.database.write() as unit:
        entered = acts.keep(unit, call.decide_again(unit).by, compared)
    return answers.see_other(f"{queries.SCREEN}?entered={entered}")


def _again(call: Call, form: AdvisoriesForm) -> Response:
    with call.services.database.read() as unit:  # the row's own reading unit is over
        return _page(replace(call, session=unit), form, status=422)


def _page(call: Call, form: AdvisoriesForm, *, entered: int | None = None, status: int = 200) -> Response:
    former = queries.former_comparisons(call.session)
    return answers.html(
        call,
        "registers/advisories.html",
        status,
        form=form,
        entered=entered,
        due=queries.next_due(call.session),
        former=former,
        who=people_by_id(call.session, {each.actor_id for each in former if each.actor_id}),
        parts=len(parts()),
        may_compare=call.may(Action.REGISTER_ENTER, call.facts),
    )
