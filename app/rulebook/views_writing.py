"""The screens on which rules, further versions and notices are written, and ended."""

from starlette.responses import Response

from app import clock, days
from app.errors import AppError
from app.rulebook import acts, counting, queries
from app.rulebook.errors import CorrectsAnother, NumberTaken
from app.rulebook.forms import (
    AskedKindForm,
    AskedVersionForm,
    EndForm,
    FurtherForm,
    NoticeForm,
    RuleForm,
    VersionNumberForm,
)
from app.rulebook.models import WrittenRule
from app.rulebook.words import ATTESTED_TEXT, ATTESTED_TITLE, FIRST_TEXT, FIRST_TITLE, Concerned, RuleKind, parts_of
from app.web import answers
from app.web.call import Call
from app.web.forms.form import Form

_BEGUN_WITH = {
    RuleKind.READING: (FIRST_TITLE, FIRST_TEXT),
    RuleKind.ATTESTATION: (ATTESTED_TITLE, ATTESTED_TEXT),
}
"""Title and text with which a new rule of a kind begins, to be changed by who writes it."""


def show_new(call: Call) -> Response:
    """The empty form for a new rule of the kind that the address names; without a kind, the choice of one."""
    asked = AskedKindForm.asked(call)
    if not asked.has("kind") or asked.kind.is_notice:
        kinds = [kind for kind in RuleKind if not kind.is_notice]
        return answers.html(call, "rulebook/kinds.html", kinds=kinds)
    kind, today = asked.kind, days.today().isoformat()
    concerned = Concerned.PERSONAL if kind is RuleKind.PERSONAL else Concerned.EVERYBODY
    if kind is RuleKind.PROCEDURE:
        concerned = Concerned.SECRETARIAT
    title, text = _BEGUN_WITH.get(kind, ("", ""))
    form = RuleForm(kind=kind.value, concerned=concerned.value, in_force_on=today, is_asked="1", title=title, text=text)
    return _form_page(call, form, kind)


def write(call: Call) -> Response:
    """Write a new rule. A form with errors is shown again."""
    form = RuleForm.read(call)
    if form.errors:
        kind = form.kind if form.has("kind") else RuleKind.OTHER
        return _form_page(call, form, kind, status=422)
    rule = acts.write(call.session, call.by, form.kind, form.concerned, form.title, form.wording(form.kind))
    return answers.see_other(f"/rules/{rule.id}")


def show_further(call: Call) -> Response:
    """The form for a further version, filled with the text of the version asked for, else of the one that counts."""
    rule, asked = call.loaded(WrittenRule), AskedVersionForm.asked(call)
    versions = queries.whole_versions(call.session, rule.id)
    base = counting.counted(versions, clock.now()) or versions[0]
    if asked.has("version") and asked.version:
        base = next((each for each in versions if each.number == asked.version), base)
    kept = acts.parts_in(base)
    form = FurtherForm(
        seen=str(versions[0].number),
        base=str(base.number),
        decided_by="",
        in_force_on=max(days.today().isoformat(), base.in_force_on),
        is_asked="1",
        **{name: kept.get(name, "") for name in parts_of(rule.sort)},
    )
    return _further_page(call, form, rule, base.number)


def write_further(call: Call) -> Response:
    """Write a further version. A form with errors, or sent after another person's version, is shown again."""
    rule, form = call.loaded(WrittenRule), FurtherForm.read(call)
    form.blame_blank(rule.sort)
    base = form.base if form.has("base") else 0
    if form.errors:
        return _further_page(call, form, rule, base, status=422)
    try:
        wording = form.wording(rule.sort)
        acts.write_further(call.session, call.by, rule, wording, seen=form.seen, base=form.base)
    except (NumberTaken, CorrectsAnother) as stopped:
        return _further_page(call, form, rule, base, status=stopped.status, stopped=stopped)
    return answers.see_other(f"/rules/{rule.id}")


def withdraw_version(call: Call) -> Response:
    """Take back a version that has not begun."""
    rule, form = call.loaded(WrittenRule), VersionNumberForm.demand(call)
    acts.withdraw_version(call.session, call.by, rule, form.number)
    return answers.see_other(f"/rules/{rule.id}")


def show_new_notice(call: Call) -> Response:
    """The empty form for a notice."""
    return _notice_page(call, NoticeForm(concerned=Concerned.EVERYBODY.value))


def write_notice(call: Call) -> Response:
    """Write a new notice. A form with errors is shown again."""
    form = NoticeForm.read(call)
    if form.errors:
        return _notice_page(call, form, status=422)
    wording = form.wording(call.viewer.display_name)
    rule = acts.write(call.session, call.by, RuleKind.NOTICE, form.concerned, form.title, wording)
    return answers.see_other(f"/rules/{rule.id}")


def end(call: Call) -> Response:
    """Abolish a rule, or withdraw a notice."""
    rule = call.loaded(WrittenRule)
    acts.end(call.session, call.by, rule, EndForm.demand(call).reason)
    return answers.see_other("/rules")


def _form_page(call: Call, form: Form, kind: RuleKind, *, status: int = 200) -> Response:
    values = {"form": form, "kind": kind, "rule": None, "parts": parts_of(kind), "stopped": None}
    return answers.html(call, "rulebook/form.html", status, **values)


def _further_page(
    call: Call, form: Form, rule: WrittenRule, base: int, *, status: int = 200, stopped: AppError | None = None
) -> Response:
    versions, moment = queries.whole_versions(call.session, rule.id), clock.now()
    coming = [each for each in versions if each.in_force_at > moment and each.withdrawn_at is None]
    values = {"kind": rule.sort, "rule": rule, "parts": parts_of(rule.sort), "newest": versions[0].number}
    return answers.html(
        call, "rulebook/form.html", status, form=form, base=base, coming=coming, stopped=stopped, **values
    )


def _notice_page(call: Call, form: NoticeForm, *, status: int = 200) -> Response:
    return answers.html(call, "rulebook/notice.html", status, form=form)
