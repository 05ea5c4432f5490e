"""Screens of permits: asking (member), deciding (chair), one's own list, the register (secretariat)."""

from starlette.responses import Response

from app import clock
from app.access.roles import SECRETARIAT
from app.access.table import describe
from app.materials.queries import Paper
from app.members.people import group_names_of
from app.permits import acts, booklet, queries
from app.permits.errors import AskedAlready, DecidedBefore
from app.permits.forms import (
    PURPOSE_WORDS,
    AskForm,
    DecideForm,
    PermitDecision,
    Purpose,
    Until,
    deadlines,
    purpose_words,
)
from app.permits.models import Permit
from app.permits.queries import ListedPermit
from app.web import answers
from app.web.call import Call


def ask_form(call: Call) -> Response:
    """Why a download needs the chair, and the form to ask."""
    return _ask_page(call, AskForm(purpose=Purpose.SAVE, until=Until.THREE_DAYS))


def ask(call: Call) -> Response:
    """Send the request; a form that cannot be used comes back with everything that was typed."""
    form = AskForm.read(call)
    if form.errors:
        return _ask_page(call, form, status=422)
    paper = call.loaded(Paper)
    try:
        acts.ask(call.session, call.by, paper, purpose=form.purpose, reason=form.reason, until=form.deadline)
    except AskedAlready as error:
        form.blame("form", error.sentence)
        return _ask_page(call, form, status=error.status)
    return answers.see_other("/permits?asked=1")


def _ask_page(call: Call, form: AskForm, status: int = 200) -> Response:
    paper = call.loaded(Paper)
    viewer = call.viewer
    version_id = paper.version_id or ""
    row = call.services.handling.row(paper.level)
    return answers.html(
        call,
        "permits/ask.html",
        status,
        paper=paper,
        form=form,
        purposes=list(PURPOSE_WORDS.items()),
        until_options=[*((each.until, each.label) for each in deadlines()), (Until.THAT_DAY, "ほかの日をえらぶ")],
        is_encrypted=row.permit_is_encrypted,
        open_permit=queries.open_permit(call.session, viewer.person_id, version_id),
        is_waiting=queries.asked_already(call.session, viewer.person_id, version_id),
    )


def mine(call: Call) -> Response:
    """One's own requests; the secretariat sees the register of all."""
    is_register = call.actor.holds(*SECRETARIAT)
    found = queries.everything(call.session) if is_register else queries.of_person(call.session, call.viewer.person_id)
    values: dict[str, object] = {
        "permits": [_shown(call, listed, is_own=not is_register) for listed in found],
        "is_register": is_register,
        "was_asked": call.query.one("asked") == "1",
    }
    return answers.html(call, "permits/list.html", 200, **values)


def _shown(call: Call, listed: ListedPermit, *, is_own: bool) -> dict[str, object]:
    permit = listed.permit
    encrypted = call.services.handling.row(listed.material.level).permit_is_encrypted
    return {
        "listed": listed,
        "permit": permit,
        "purpose": purpose_words(permit.purpose),
        "uses_left": max(0, permit.max_uses - permit.uses),
        "can_download": is_own and listed.is_usable,
        "password": booklet.password(call.services.permit_key, permit)
        if is_own and encrypted and (listed.is_usable or permit.uses)
        else None,
    }


def to_decide(call: Call) -> Response:
    """The chair's desk: the oldest request whole, how many wait, what was decided before."""
    return _decide_page(call, DecideForm(until=Until.AS_WANTED, uses="1"), call.query.one("permit"))


def decide(call: Call) -> Response:
    """Grant, refuse or revoke."""
    permit = call.loaded(Permit)
    form = DecideForm.read(call)
    revokes = form.is_decided(PermitDecision.REVOKE)
    if (permit.state == "granted") is not revokes:
        raise DecidedBefore(cause=f"{form['decision'].value[:10]} of a permit that is {permit.state}")
    until = form.deadline(permit.wanted_until) if form.is_decided(PermitDecision.GRANT) else None
    if revokes:
        form.must_hold()
    if form.errors:
        return _decide_page(call, form, permit.id, status=422)
    if until is not None:
        acts.grant(call.session, call.by, permit, until=until, max_uses=form.uses or 1, reason=form.reason)
    elif revokes:
        acts.revoke(call.session, call.by, permit, reason=form.reason)
    else:
        acts.refuse(call.session, call.by, permit, reason=form.reason)
    return answers.see_other(f"/permits/decide?done={permit.state}")


def _decide_page(call: Call, form: DecideForm, permit_id: str, status: int = 200) -> Response:
    waiting = queries.waiting(call.session)
    place = next((n for n, listed in enumerate(waiting) if listed.permit.id == permit_id), 0)
    current = waiting[place] if waiting else None
    values: dict[str, object] = {
        "waiting": waiting,
        "place": place,
        "current": current,
        "form": form,
        "done": call.query.one("done"),
        "granted": [listed for listed in queries.decided(call.session) if listed.is_usable],
    }
    if current is not None:
        level = current.material.level
        groups = "、".join(group_names_of(call.session, current.asker.id))
        values |= {
            "purpose": purpose_words(current.permit.purpose),
            "groups": groups,
            "lines": describe(level, is_released=False, readers=groups or "指名された人", table=call.services.handling),
            "until_options": [
                (Until.AS_WANTED, f"{clock.moment_text(current.permit.wanted_until)}（申請のとおり）"),
                *((each.until, each.label) for each in deadlines()),
            ],
            "is_own": current.asker.id == call.viewer.person_id,
            "before": queries.decided(call.session, person_id=current.asker.id)[:5],
        }
    return answers.html(call, "permits/decide.html", status, **values)
