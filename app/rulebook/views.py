"""The screens on which rules and notices are read and acknowledged."""

from urllib.parse import quote

from starlette.responses import Response

from app import clock, days
from app.access.actions import Action
from app.access.facts import DeviceKind
from app.errors import AppError, NotFound
from app.rulebook import acts, counting, queries
from app.rulebook.errors import NewerVersion
from app.rulebook.forms import AskedVersionForm, EndForm, NextForm, ShownForm
from app.rulebook.models import RuleVersion, WrittenRule
from app.rulebook.words import PARTS
from app.web import answers
from app.web.call import Call

_NOTICES_SHOWN = 30
LATE_DAYS = 14
"""Days after which a person who has not acknowledged a version is marked as late."""


def show_index(call: Call) -> Response:
    """The rules and the newest notices that concern the person; all of them for people who may write them."""
    sees_all = call.may(Action.RULE_WRITE)
    return answers.html(
        call,
        "rulebook/index.html",
        rules=queries.listed(call.session, call.actor, sees_all=sees_all),
        notices=queries.notices(call.session, call.actor, sees_all=sees_all, most=_NOTICES_SHOWN),
        owed=queries.count_owed(call.session, call.actor),
        may_write=sees_all,
        may_read_values=call.may(Action.STANDARD_READ),
    )


def show_owed(call: Call) -> Response:
    """What the person has to acknowledge, one after the other; a redirect onwards when nothing is left."""
    form = NextForm.asked(call)
    return _owed_page(call, form.next if form.has("next") else "/")


def acknowledge(call: Call) -> Response:
    """Acknowledge the version that was shown. If another began meanwhile, that one is shown instead."""
    form = ShownForm.demand(call)
    try:
        acts.acknowledge(call.session, call.by, call.loaded(WrittenRule), seen=form.seen)
    except NewerVersion as stopped:
        return _owed_page(call, form.next, stopped)
    is_new_device = call.actor.device is DeviceKind.UNKNOWN  # which has to be approved before it shows the others
    if not is_new_device and queries.count_owed(call.session, call.actor):
        return answers.see_other(f"/rules/owed?next={quote(form.next, safe='')}")
    return answers.see_other(form.next)


def _owed_page(call: Call, next_path: str, stopped: AppError | None = None) -> Response:
    owed = queries.owed(call.session, call.actor)
    first = owed.rules[0] if owed.rules else None
    return answers.html(
        call,
        "rulebook/owed.html",
        stopped.status if stopped else 200,
        first=first,
        parts=_said(first.version) if first and first.version else [],
        others=len(owed.rules) - 1,
        altered=owed.altered,
        must_first=call.actor.owes_rules,
        next_path=next_path,
        stopped=stopped,
        may_stop=call.may(Action.PEOPLE_READ),
    )


def show_rule(holders_of_personal: queries.HoldersOfPersonal, call: Call) -> Response:
    """A rule or notice with one of its versions. Its writers also see who has acknowledged it and who has not."""
    rule, form, moment = call.loaded(WrittenRule), AskedVersionForm.asked(call), clock.now()
    versions = queries.whole_versions(call.session, rule.id)
    counted = counting.counted(versions, moment)
    wanted = form.version if form.has("version") and form.version else (counted or versions[0]).number
    shown = next((each for each in versions if each.number == wanted), None)
    if shown is None:
        raise NotFound(cause=f"no version {wanted}")
    asked = counting.asked_now(versions, moment)
    may_write = call.may(Action.RULE_WRITE)
    given = queries.given_by(call.session, rule.id, call.viewer.person_id, versions)
    is_owed = rule.ended_at is None and asked is not None and not (given and given.is_done)
    people = None
    if may_write and asked is not None:
        people = queries.acknowledgements(call.session, rule, versions, holders_of_personal(call.session))
    return answers.html(
        call,
        "rulebook/rule.html",
        rule=rule,
        versions=versions,
        shown=shown,
        counted=counted,
        parts=_said(shown),
        given=given,
        is_due=is_owed and shown is counted and queries.may_know(call.actor, rule),
        may_write=may_write and rule.ended_at is None,
        may_end=rule.ended_at is None and call.may(Action.RULE_END, call.facts),
        end_form=EndForm(),
        people=people,
        is_late=asked is not None and (days.today() - days.first_day(asked.in_force_at)).days > LATE_DAYS,
        is_on_new_device=call.actor.device is DeviceKind.UNKNOWN,
        is_coming=shown.in_force_at > moment and shown.withdrawn_at is None,
    )


def _said(version: RuleVersion) -> list[tuple[str, str]]:
    """The parts of a version that is whole, as pairs of heading and text."""
    parts = acts.parts_in(version)
    return [(heading, parts[name]) for name, heading in PARTS.items() if name in parts]
