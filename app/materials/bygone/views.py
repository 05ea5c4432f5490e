"""The screen that says who could read a paper on a past day."""

from starlette.responses import Response

from app import clock
from app.materials.bygone.queries import paper_at
from app.materials.queries import Paper, load_material
from app.people.groups.forms import MomentForm
from app.web import answers
from app.web.call import Call


def show(call: Call) -> Response:
    """Who could read the paper at the moment in the address; without one, only the form."""
    material = load_material(call.session, call.loaded(Paper).material_id)
    form = MomentForm.asked(call) if call.query.texts else MomentForm()
    paper = paper_at(call.session, material, form.moment) if call.query.texts and not form.errors else None
    moment = clock.stamp_text(form.moment) if paper is not None else ""
    whole = {"material": material, "form": form, "paper": paper, "moment": moment}
    return answers.html(call, "prepare/bygone.html", 422 if form.errors else 200, **whole)
