"""Letters and resets over HTTP, for the secretariat: issuing, asking, confirming."""

from starlette.responses import Response

from app.access.actions import Action
from app.access.reasons import Reason
from app.auth.enrolment import letters
from app.auth.enrolment import resets as recovery_resets
from app.auth.enrolment.facts import facts_about, facts_of_person
from app.auth.enrolment.proposals import FACTOR_RESET, has_retired, losing_words
from app.auth.factors import acts as factors
from app.auth.factors.errors import LetterNotDue, LetterOut, LetterOver
from app.errors import AppError
from app.members.models import Person
from app.members.waiting import waiting_lines
from app.people.forms import CancelledForm, ReplacedForm, ResetForm
from app.proposals import screens as proposals
from app.proposals.kinds import Proposed
from app.proposals.queries import open_row, row_of
from app.proposals.screens import DecisionForm
from app.web import answers
from app.web.call import Call

_DONE = {
    "asked": "リセットを申し出ました。別の人の確認を待っています。",
    "decided": "リセットの結果を記録しました。",
    "withdrawn": "リセットの申し出を取り下げました。いまの方法は、そのまま使えます。",
    "cancelled": "登録用紙を無効にしました。",
}


def show_person(call: Call) -> Response:
    """One person's ways of signing in, the letter that may be printed, the reset that may be asked for."""
    return _person_page(call, ResetForm())


def issue(call: Call) -> Response:
    """Issue a letter as a PDF. Its code is not stored, so it cannot be printed again. A second press issues none."""
    from app.auth.enrolment import letter_pdf  # noqa: PLC0415 - what writes PDF takes 15 MB, for a letter now and then

    person = call.loaded(Person)
    replaces = ReplacedForm.demand(call).replaces
    try:
        letter = letters.issue(call.session, call.by, call.services.keyring, person.id, replaces=replaces)
    except LetterOut as error:
        return _person_page(call, ResetForm(), error.status, fault=error.sentence)
    body = letter_pdf.draw(call.services.settings, letter)
    headers = {"content-disposition": answers.attachment(f"登録用紙_{person.login}.pdf")}
    return Response(body, media_type="application/pdf", headers=headers)


def cancel(call: Call) -> Response:
    """Cancel a letter. The screen then says that it is void, or that it was used or replaced before."""
    person = call.loaded(Person)
    try:
        letters.cancel(call.session, call.by, person.id, CancelledForm.demand(call).letter)
    except LetterOver as error:
        return _person_page(call, ResetForm(), error.status, fault=error.sentence)
    return answers.see_other(f"/admin/people/{person.id}/letters?done=cancelled")


def ask_reset(call: Call) -> Response:
    """Ask a second person to reset the factors of a person who lost them."""
    person = call.loaded(Person)
    form = ResetForm.read(call)
    if form.errors:
        return _person_page(call, form, 422)
    recovery_resets.ask(call.session, call.by, person.id, form.reason)
    return answers.see_other(f"/admin/people/{person.id}/letters?done=asked")


def show_resets(call: Call) -> Response:
    """Resets that wait for a second person."""
    return _resets_page(call)


def _resets_page(call: Call, stopped: AppError | None = None) -> Response:
    waiting = [line | {"losing": _losing(call, str(line["id"]))} for line in waiting_lines(call, FACTOR_RESET)]
    done = _DONE.get(call.query.one("done"), "")
    status = 200 if stopped is None else stopped.status
    return answers.html(call, "auth/recovery_resets.html", status, waiting=waiting, done=done, stopped=stopped)


def _losing(call: Call, reset_id: str) -> str:
    return losing_words(call.session, row_of(call.session, FACTOR_RESET, reset_id).subject)


def decide_reset(call: Call) -> Response:
    """The second person confirms or refuses."""
    form, reset = DecisionForm.demand(call), call.loaded(Proposed)
    if stopped := proposals.decide(call, FACTOR_RESET, reset.id, form):
        return _resets_page(call, stopped)
    if form.decision and call.may(Action.LETTER_DESK, facts_about(call, reset.subject)):
        return answers.see_other(f"/admin/people/{reset.subject}/letters?done=decided")
    return answers.see_other("/admin/resets?done=decided")


def withdraw_reset(call: Call) -> Response:
    """The asker takes the request back, as long as nobody has confirmed it."""
    proposals.withdraw(call, FACTOR_RESET, call.path("reset"))
    return answers.see_other("/admin/resets?done=withdrawn")


def _person_page(call: Call, form: ResetForm, status: int = 200, *, fault: str = "") -> Response:
    person = call.loaded(Person)
    facts = facts_of_person(call)
    decision = call.judge(Action.LETTER_ISSUE, facts)
    try:
        purpose, _ = letters.due(call.session, person.id)
    except LetterNotDue:
        purpose = ""
    if not decision.can_be_allowed:
        purpose = ""
    waiting = open_row(call.session, FACTOR_RESET, person.id)
    values: dict[str, object] = {
        "person": person,
        "held": factors.of(call.session, person.id),
        "purpose": purpose,
        "letters": letters.open_letters(call.session, person.id),
        "reset": recovery_resets.under_way(call.session, person.id),
        "last": letters.last_letter(call.session, person.id),
        "may_cancel": call.may(Action.LETTER_CANCEL, facts),
        "is_waiting": waiting is not None,
        "may_withdraw": waiting is not None and waiting.asked_by == call.viewer.person_id,
        "is_by_two": decision.reason in {Reason.LETTER_OF_POWER, Reason.SAME_PERSON},
        "may_ask": call.may(Action.FACTOR_RESET, facts),
        "is_retired": has_retired(call.session, person.id),
        "form": form,
        "fault": fault,
        "done": _DONE.get(call.query.one("done"), ""),
    }
    return answers.html(call, "auth/recovery_person.html", status, **values)
