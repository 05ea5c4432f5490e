"""Screens of permits: asking (member), deciding (chair), one's own list, the register (secretariat)."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session
from starlette.responses import Response

from app import clock
from app.access.actions import Action
from app.access.levels import highest
from app.access.roles import SECRETARIAT
from app.access.table import describe
from app.auth.devices.models import Device
from app.errors import AppError, NotFound
from app.materials.pages.traceable import is_traced, untraceable_pages, untraceable_title
from app.materials.queries import Paper, paper_of_version
from app.materials.visible import Visibility, shown_titles, visible_to
from app.members.people import group_names_of
from app.members.queries import people_by_id
from app.permits import acts, queries
from app.permits.booklets.acts import own_leaving
from app.permits.booklets.wording import password
from app.permits.errors import AskedAlready, DecidedBefore, NothingToGrant, ShownOtherwise
from app.permits.exceptions.deciding import Matter, matter_of
from app.permits.exceptions.facts import facts_for_opening
from app.permits.exceptions.lifting import has_begun_here
from app.permits.facts import facts_about, is_own, load_asked
from app.permits.forms import (
    SAVE,
    AskForm,
    DecideForm,
    PermitDecision,
    Until,
    day_of_use,
    deadlines,
)
from app.permits.grounds import hindrance
from app.permits.kinds import PermitKind
from app.permits.models import Permit
from app.permits.queries import ListedPermit, is_running
from app.web import answers
from app.web.call import Call


def ask_form(call: Call) -> Response:
    """The page that says why a download needs the chair's permit, with the form to ask for one."""
    day = day_of_use("", queries.meeting_day(call.session, call.loaded(Paper).material_id))
    return _ask_page(call, AskForm(until=Until.THREE_DAYS) if day is None else AskForm.for_use_on(day))


def ask(call: Call) -> Response:
    """Send the request; a form that cannot be used comes back with everything that was typed."""
    form, paper = AskForm.read(call), call.loaded(Paper)
    form.check_shown(paper.version_id)
    form.check_use(queries.meeting_day(call.session, paper.material_id))
    if form.errors:
        return _ask_page(call, form, status=422)
    try:
        acts.ask(call.session, call.by, paper, purpose=SAVE, reason=form.reason, until=form.deadline)
    except AskedAlready as error:
        form.blame("form", error.sentence)
        return _ask_page(call, form, status=error.status)
    return answers.see_other("/permits?asked=1")


def _ask_page(call: Call, form: AskForm, status: int = 200) -> Response:
    paper = call.loaded(Paper)
    viewer = call.viewer
    version_id = paper.version_id or ""
    row = call.handling.row(paper.level)
    return answers.html(
        call,
        "permits/ask.html",
        status,
        paper=paper,
        form=form,
        made_from=AskForm.mark_of(paper.version_id),
        until_options=[*((each.until, each.label) for each in deadlines()), (Until.THAT_DAY, "ほかの日をえらぶ")],
        decides=call.may(Action.PERMIT_DESK),
        is_encrypted=row.permit_is_encrypted,
        open_permit=queries.open_permit(call.session, viewer.person_id, version_id),
        is_waiting=queries.asked_already(call.session, viewer.person_id, version_id),
    )


def mine(call: Call) -> Response:
    """The person's own requests; for the secretariat the register of all."""
    is_register = call.actor.holds(*SECRETARIAT)
    found = queries.everything(call.session) if is_register else queries.of_person(call.session, call.viewer.person_id)
    titles = shown_titles(call.session, call.actor, [listed.material for listed in found])
    values: dict[str, object] = {
        "titles": titles,
        "permits": [_shown(call, listed, is_own=not is_register) for listed in found],
        "is_register": is_register,
        "was_asked": call.query.one("asked") == "1",
        "was_withdrawn": call.query.one("withdrawn") == "1",
        "was_ended": call.query.one("ended") == "1",
        "was_begun": call.query.one("begun") == "1",
        "may_apply": call.may(Action.PERMIT_APPLY),
        "decides": call.may(Action.PERMIT_DESK),
        "may_export": call.may(Action.PERMIT_EXPORT),
    }
    return answers.html(call, "permits/list.html", 200, **values)


def _shown(call: Call, listed: ListedPermit, *, is_own: bool) -> dict[str, object]:
    permit = listed.permit
    if permit.kind.is_of_reading or permit.kind is PermitKind.RESERVE:
        return _shown_exception(call, listed, is_own=is_own)
    encrypted = call.handling.row(listed.level).permit_is_encrypted
    may_go_on = is_own and is_running(permit) and own_leaving(call.session, permit.id, call.viewer.session_id)
    may_use = is_own and (listed.is_usable or may_go_on is not None) and _may_use(call, permit)
    return {
        "listed": listed,
        "permit": permit,
        "is_waiting": is_own and permit.is_intact and permit.state == "asked",
        "can_end": False,
        "uses_left": max(0, permit.max_uses - permit.uses),
        "can_download": may_use and listed.is_usable,
        "can_go_on": may_use and bool(may_go_on),
        "withheld_because": _withheld(call, listed) if is_own and not may_use else "",
        "password": password(call.services.permit_key, permit)
        if is_own and encrypted and (listed.is_usable or permit.uses)
        else None,
    }


def _shown_exception(call: Call, listed: ListedPermit, *, is_own: bool) -> dict[str, object]:
    permit, session_id = listed.permit, call.viewer.session_id
    is_open_here = is_own and is_running(permit) and has_begun_here(call.session, permit, session_id)
    return {
        "listed": listed,
        "permit": permit,
        "is_waiting": permit.state == "asked" and permit.asker_id == call.viewer.person_id,
        "needs_notice": is_own and listed.is_usable and permit.kind is PermitKind.ZONE and not call.actor.has_notice,
        "can_end": queries.can_be_ended(permit) and permit.asker_id == call.viewer.person_id,
        "uses_left": max(0, permit.max_uses - permit.uses),
        "is_open_here": is_open_here,
        "can_open": is_own and not is_open_here and listed.is_usable and _may_open(call, permit),
        "can_go_on": False,
        "can_download": False,
        "withheld_because": "",
        "password": None,
    }


def _may_open(call: Call, permit: Permit) -> bool:
    try:
        paper = paper_of_version(call.session, call.actor, permit.version_id)
    except NotFound:
        return False
    return call.may(Action.PERMIT_OPEN, facts_for_opening(call, permit, paper))


def _withheld(call: Call, listed: ListedPermit) -> str:
    if not (listed.is_usable or listed.state_words == queries.READ_NO_MORE):
        return ""
    found = hindrance(call.session, listed.permit)
    return (found.for_holder if found else "") or ("支給された端末が必要です。" if listed.is_usable else "")


def _may_use(call: Call, permit: Permit) -> bool:
    """Whether the PDF can be asked for now, on this device: its paper may have been withdrawn, or its level raised."""
    try:
        paper = paper_of_version(call.session, call.actor, permit.version_id)
    except NotFound:
        return False
    return call.may(Action.PERMIT_PREPARE, facts_about(call, permit, paper))


def withdraw(call: Call) -> Response:
    """The asker takes a waiting request back, or ends an emergency. Raises NotFound for another person's."""
    permit = load_asked(call)
    acts.withdraw(call.session, call.by, permit)
    return answers.see_other(f"/permits?{'withdrawn' if permit.state == 'withdrawn' else 'ended'}=1")


def to_decide(call: Call, *, status: int = 200, unrevoked: str = "") -> Response:
    """The chair's desk: one waiting request in full (the oldest, or `?permit=`), the number waiting, what can end.

    `unrevoked`: why a permit below was not revoked.
    """
    form = DecideForm(until=Until.AS_WANTED, uses="1")
    return _decide_page(call, form, call.query.one("permit"), status, unrevoked=unrevoked)


def decide(call: Call) -> Response:
    """Grant, refuse or revoke."""
    permit = call.loaded(Permit)
    form = DecideForm.read(call)
    revokes = form.is_decided(PermitDecision.REVOKE)
    matter = matter_of(call.session, call.actor, permit, locked=True)
    if (permit.state == "granted") is not revokes:
        raise DecidedBefore(cause=f"{form['decision'].value[:10]} of a permit that is {permit.state}")
    is_emergency = permit.state == "emergency"
    grants = form.is_decided(PermitDecision.GRANT)
    if grants and is_emergency:
        form.errors.pop("until", None)
    until = form.deadline(permit.wanted_until) if grants and not is_emergency else None
    if revokes and form.errors:
        return to_decide(call, status=422, unrevoked=" ".join(form.errors.values()))
    if form.errors:
        return _decide_page(call, form, permit.id, status=422)
    try:
        _carry_out(call, matter, form, until)
    except (NothingToGrant, ShownOtherwise) as stopped:
        return _decide_page(call, form, permit.id, stopped.status, stopped)
    return answers.see_other(f"/permits/decide?done={permit.state}&of={permit.id}")


def _carry_out(call: Call, matter: Matter, form: DecideForm, until: datetime | None) -> None:
    """`until`: of what is granted; None for what was begun in an emergency, which keeps its own."""
    session, by = call.session, call.by
    if form.is_decided(PermitDecision.REVOKE):
        matter.revoke(session, by, reason=form.reason)
    elif form.shown != matter.mark and (matter.has_begun or not form.is_decided(PermitDecision.REFUSE)):
        raise ShownOtherwise  # also for a no to an emergency, which ends what somebody is using
    elif form.is_decided(PermitDecision.REFUSE):
        matter.refuse(session, by, reason=form.reason)
    elif until is None:
        matter.confirm(session, by, reason=form.reason)
    else:
        matter.grant(session, by, until=until, max_uses=form.uses or 1, reason=form.reason)


def _decide_page(
    call: Call,
    form: DecideForm,
    permit_id: str,
    status: int = 200,
    stopped: AppError | None = None,
    unrevoked: str = "",
) -> Response:
    waiting = _waiting(call, permit_id)
    place = next((n for n, listed in enumerate(waiting) if listed.permit.id == permit_id), 0)
    current = waiting[place] if waiting else None
    living = queries.living(call.session)
    granted = queries.first_of_each(living)
    before = queries.decided(call.session, person_id=current.asker.id) if current is not None else []
    before = queries.first_of_each(before)[:5]
    values: dict[str, object] = {
        "titles": shown_titles(call.session, call.actor, [listed.material for listed in (*granted, *before)]),
        "before": before,
        "waiting": waiting,
        "place": place,
        "current": current,
        "form": form,
        "done": call.query.one("done"),
        "done_of": _just_decided(call),
        "unrevoked": unrevoked,
        "granted": granted,
        "together": Counter(listed.matter for listed in living),
    }
    if current is not None:
        values |= _request_page(call, current) | {"stopped": stopped if current.permit.id == permit_id else None}
    values |= {"acts_because": call.actor.acts_because, "may_review": call.may(Action.PERMIT_REVIEW)}
    return answers.html(call, "permits/decide.html", status, **values)


def _just_decided(call: Call) -> str:
    """Whose request was decided about just now, in words: another one that waits stands on the same screen."""
    permit = call.session.get(Permit, call.query.one("of"))
    if permit is None or not permit.is_intact or permit.decided_by != call.actor.person_id:
        return ""
    person = people_by_id(call.session, [permit.person_id])[permit.person_id]
    return f"{permit.number}（{person.display_name}、{permit.kind.words}）です。"


def _waiting(call: Call, permit_id: str) -> list[ListedPermit]:
    """One request of each matter that waits: the one asked about, else one that is not the actor's own."""
    waiting = queries.waiting(call.session)
    order = list(dict.fromkeys(listed.matter for listed in waiting))
    ranked = sorted(waiting, key=lambda one: (one.permit.id != permit_id, is_own(one.permit, call.actor)))
    chosen: dict[str, ListedPermit] = {}
    for listed in ranked:
        chosen.setdefault(listed.matter, listed)
    return [chosen[matter] for matter in order]


def _untraceable(session: Session, papers: Sequence[ListedPermit]) -> dict[str, str]:
    """By the id of each paper of these that should be traceable, which of its pages are not, in words."""
    of_version = {listed.version.id: listed.material.id for listed in papers if is_traced(listed.level)}
    found = untraceable_pages(session, of_version)
    return {of_version[version_id]: untraceable_title(pages) for version_id, pages in found.items()}


def _request_page(call: Call, current: ListedPermit) -> dict[str, object]:
    """What the desk shows of the request that is decided about."""
    groups = "、".join(group_names_of(call.session, current.asker.id))
    table, matter = call.handling, matter_of(call.session, call.actor, current.permit)
    level = highest(listed.level for listed in matter.papers)
    permit, readable = current.permit, _readable(call, matter)
    return {
        "groups": groups,
        "untraceable": _untraceable(call.session, matter.papers),
        "level": level,
        "lines": describe(level, is_released=False, readers=groups or "指名された人", table=table),
        "until_options": _until_options(current.permit.wanted_until),
        "is_own": is_own(permit, call.actor),
        "hindrance": matter.hindrance,
        "is_ended": permit.state == "emergency" and not is_running(permit),
        "mark": matter.mark,
        "matter": matter,
        "applied": people_by_id(call.session, [one for one in (permit.applied_by, permit.word_of) if one]),
        "device": call.session.get(Device, permit.device_id) if permit.device_id else None,
        "is_readable": current.material.id in readable,
        "readable": readable,
        "used_on": _used_after_deadline(call, current),
    }


def _until_options(wanted: datetime) -> list[tuple[Until, str]]:
    """The deadlines as the desk offers them: the one that was asked for first, and none twice."""
    offered = deadlines()
    same = next((each for each in offered if each.moment == wanted), None)
    words = same.label if same else f"{clock.meeting_text(wanted)}まで"
    others = [(each.until, each.label) for each in offered if each is not same]
    return [(Until.AS_WANTED, f"{words}（申請のとおり）"), *others]


def _readable(call: Call, matter: Matter) -> frozenset[str]:
    """The papers that can be opened from here by whoever decides, who need not be one of their readers."""
    found = visible_to(call.session, call.actor, [listed.material.id for listed in matter.papers])
    return frozenset(material_id for material_id, seen in found.items() if seen is Visibility.OPEN)


def _used_after_deadline(call: Call, listed: ListedPermit) -> date | None:
    """The day on which the paper is to be used, where the permit that is asked for ends before it."""
    used = day_of_use(listed.permit.reason, queries.meeting_day(call.session, listed.material.id))
    return used if used is not None and clock.jst(listed.permit.wanted_until).date() < used else None
