"""A manual as a page."""

from starlette.responses import Response

from app.guides.forms import BackForm
from app.guides.help import guides_of
from app.guides.manual import TITLES, guide
from app.web import answers
from app.web.call import Call


def show(call: Call) -> Response:
    """The whole manual, with the way back and the other manuals of the person who reads. Raises NotFound."""
    shown = guide(call.path("guide"))
    others = [(key, TITLES[key]) for key in guides_of(call.actor) if key != shown.key]
    back = BackForm.asked(call).back
    return answers.html(call, "guides/guide.html", guide=shown, others=others, back=back)
