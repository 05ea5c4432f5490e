"""Letters and resets, for the secretariat: issuing, asking, confirming. Only translates."""

from typing import Any

from sqlalchemy import select
from starlette.responses import Response

from app.auth.enrolment import letters
from app.auth.enrolment import resets as recovery_resets
from app.auth.factors import acts as factors
from app.auth.factors.errors import LetterNotDue
from app.auth.factors.models import FactorReset
from app.members.models import Person
from app.people.forms import ResetDecisionForm, ResetForm
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
    rows = recovery_resets.waiting(call.session)
    ids = {row.person_id for row in rows} | {row.asked_by for row in rows}
    people = {person.id: person for person in call.session.scalars(select(Person).where(Person.id.in_(ids)))}
    waiting = [
        {
            "id": row.id,
            "person": people[row.person_id].display_name,
            "asker": people[row.asked_by].display_name,
            "reason": row.reason,
            "at": row.asked_at,
            "is_mine": call.viewer.person_id in {row.asked_by, row.person_id},
        }
        for row in rows
    ]
    done = _DONE.get(call.query.one("done"), "")
    return answers.html(call, "auth/recovery_resets.html", waiting=waiting, done=done)


def decide_reset(call: Call) -> Response:
    """The second person's word."""
    decision = ResetDecisionForm.demand(call).decision
    recovery_resets.decide(call.session, call.by, call.loaded(FactorReset).id, confirms=decision)
    return answers.see_other("/admin/resets?done=decided")


def _person_page(call: Call, form: ResetForm, status: int = 200) -> Response:
    person = call.loaded(Person)
    try:
        purpose, _ = letters.due(call.session, person.id)
    except LetterNotDue:
        purpose = ""
    values: dict[str, Any] = {
        "person": person,
        "held": factors.of(call.session, person.id),
        "purpose": purpose,
        "letters": letters.open_letters(call.session, person.id),
        "reset": recovery_resets.of_person(call.session, person.id),
        "form": form,
        "done": _DONE.get(call.query.one("done"), ""),
    }
    return answers.html(call, "auth/recovery_person.html", status, **values)
