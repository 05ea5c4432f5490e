"""Screens of reviews: the present snapshot with the form that keeps it, and the reviews so far."""

from collections.abc import Iterable

from sqlalchemy import select
from starlette.responses import Response

from app import clock
from app.errors import NotFound
from app.materials.models import Material
from app.materials.visible import shown_titles
from app.members.queries import people_by_id
from app.permits.errors import ShownOtherwise
from app.permits.reviews import acts
from app.permits.reviews.models import PermitReview
from app.permits.reviews.reviewers import own_words
from app.permits.reviews.snapshots import Snapshot, due_at, reviews, snapshot
from app.web import answers
from app.web.call import Call
from app.web.forms.fields import lines
from app.web.forms.merging import mark
from app.web.forms.seen import SeenProposalForm

_SHOWN_OTHERWISE = "画面をひらいたあとで、例外許可が変わりました。いまの一覧を見て、もう一度押してください。"


class ReviewForm(SeenProposalForm):
    """A review of what was shown."""

    result = lines("見直しの結果", most=2000, least=5, blank="残してよいか、取り消すもの、直すことを書いてください。")


def show(call: Call) -> Response:
    """The present snapshot, and the reviews so far."""
    return _page(call, ReviewForm(), snapshot(call.session))


def keep(call: Call) -> Response:
    """Keep a review with the snapshot that was shown, and its outcome."""
    form, now = ReviewForm.read(call), snapshot(call.session)
    if form.shown != mark(now.text):
        form.blame("form", _SHOWN_OTHERWISE)
    if said := own_words(call.session, call.viewer.person_id):
        form.blame("form", said)
    if form.errors:
        return _page(call, form, now, 422)
    acts.lock_reviews(call.session)
    if snapshot(call.session) != now:  # somebody else has just kept the same one
        raise ShownOtherwise
    review = acts.keep(call.session, call.by, now, result=form.result)
    return answers.see_other(f"/permits/reviews/{review.id}")


def kept(call: Call) -> Response:
    """One review as it was kept. Raises NotFound."""
    review = call.session.get(PermitReview, call.path("review"))
    if review is None:
        raise NotFound(cause="no such review")
    shown = Snapshot.read(review.snapshot) if review.is_intact else None
    who = people_by_id(call.session, [review.reviewed_by])[review.reviewed_by].display_name
    return answers.html(call, "permits/review.html", review=review, shown=shown, who=who, titles=_titles(call, shown))


def _page(call: Call, form: ReviewForm, now: Snapshot, status: int = 200) -> Response:
    due, made = due_at(call.session, call.services.settings.exceptions), reviews(call.session)
    values: dict[str, object] = {
        "form": form,
        "shown": now,
        "mark": mark(now.text),
        "reviews": made,
        "who": people_by_id(call.session, [review.reviewed_by for review in made]),
        "due": due,
        "own_words": own_words(call.session, call.viewer.person_id),
        "is_due": due is not None and due <= clock.now(),
    }
    return answers.html(call, "permits/reviews.html", status, titles=_titles(call, now), **values)


def _titles(call: Call, shown: Snapshot | None) -> dict[str, str]:
    wanted = {each.material_id for each in shown.open} if shown is not None else set()
    found: Iterable[Material] = call.session.scalars(select(Material).where(Material.id.in_(wanted)))
    return shown_titles(call.session, call.actor, found)
