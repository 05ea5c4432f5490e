"""Letters and resets, for the secretariat: issuing, asking, confirming. Only translates."""

from starlette.responses import Response

from app.auth.enrolment import letters
from app.auth.enrolment import resets as recovery_resets
from app.auth.enrolment.proposals import FACTOR_RESET
from app.auth.factors import acts as factors
from app.auth.factors.errors import LetterNotDue
from app.members.models import Person
from app.members.queries import people_by_id
from app.people.forms import ResetDecisionForm, ResetForm
from app.proposals import acts as proposals
from app.proposals.kinds import Proposed
from app.proposals.queries import desk
from app.web import answers
from app.web.call import Call

_DONE = {"asked": "リセットを申し出ました。別の人の確認を待っています。", "decided": "リセットの結果を記録しました。"}


def show_person(call: Call) -> Response:
    """One person's ways of signing in, the letter that may be printed, the reset that may be asked for."""
    return _person_page(call, ResetForm())


def issue(call: Call) -> Response:
    """The letter as a PDF, this once; the code is kept nowhere."""
    from app.auth.enrolment import letter_pdf  # noqa: PLC0415 - what writes PDF takes 15 MB, for a letter now and then

    person = call.loaded(Person)
    letter = letters.issue(call.session, call.by, call.services.keyring, person.id)
    body = letter_pdf.draw(call.services.settings, letter)
    headers = {"content-disposition": answers.attachment(f"登録用紙_{person.login}.pdf")}
    return Response(body, media_type="application/pdf", headers=headers)


def ask_reset(call: Call) -> Response:
    """Somebody lost their factors: the first person asks."""
    person = call.loaded(Person)
    form = ResetForm.read(call)
    if form.errors:
        return _person_page(call, form, 422)
    recovery_resets.ask(call.session, call.by, person.id, form.reason)
    return answers.see_other(f"/admin/people/{person.id}/letters?done=asked")


def show_resets(call: Call) -> Response:
    """Resets that wait for a second person."""
    lines = desk(call.session, call.actor, call.services.handling, (FACTOR_RESET,))
    askers = people_by_id(call.session, {line.row.asked_by for line in lines})
    waiting = [
        {
            "id": line.row.id,
            "person": line.shown.about,
            "asker": askers[line.row.asked_by].display_name,
            "reason": line.row.reason,
            "at": line.row.asked_at,
            "is_mine": not line.can_decide,
        }
        for line in lines
    ]
    done = _DONE.get(call.query.one("done"), "")
    return answers.html(call, "auth/recovery_resets.html", waiting=waiting, done=done)


def decide_reset(call: Call) -> Response:
    """The second person's word."""
    is_confirmed, reset = ResetDecisionForm.demand(call).decision, call.loaded(Proposed)
    proposals.decide(call.session, call.by, call.services.handling, FACTOR_RESET, reset.id, is_confirmed=is_confirmed)
    return answers.see_other("/admin/resets?done=decided")


def _person_page(call: Call, form: ResetForm, status: int = 200) -> Response:
    person = call.loaded(Person)
    try:
        purpose, _ = letters.due(call.session, person.id)
    except LetterNotDue:
        purpose = ""
    values: dict[str, object] = {
        "person": person,
        "held": factors.of(call.session, person.id),
        "purpose": purpose,
        "letters": letters.open_letters(call.session, person.id),
        "reset": recovery_resets.under_way(call.session, person.id),
        "form": form,
        "done": _DONE.get(call.query.one("done"), ""),
    }
    return answers.html(call, "auth/recovery_person.html", status, **values)
