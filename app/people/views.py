"""People over HTTP: one person's screen, registering and correcting."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import days
from app.access.actions import Action
from app.access.facts import OfficeFacts
from app.access.remits.remit import Remit
from app.access.roles import BY_TWO, POWERS, Role
from app.audit.notes import Detail, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.telling import tell
from app.auth.devices import queries as devices_queries
from app.auth.devices import words as devices_words
from app.auth.devices.models import Device
from app.auth.enrolment import facts as letters_facts
from app.auth.factors import acts as factors
from app.auth.factors.models import Password, SecurityKey, TotpKey
from app.auth.sessions import acts as sessions
from app.auth.sessions.words import browser_words
from app.errors import BadInput
from app.halts.queries import must_not_be_frozen
from app.members import offices, queries
from app.members.checks import drawable_with
from app.members.errors import OwnOffice
from app.members.identity import FORMER
from app.members.models import Office, Person, Retirement
from app.members.people import add_person
from app.members.subjects import about_person
from app.people import acts as people_acts
from app.people import facts as people_facts
from app.people.forms import (
    PLAIN_ROLES,
    POWERS_TO_ASK,
    OfficeEndForm,
    PersonForm,
    PowerEndForm,
    PowerForm,
    PowerRetirementForm,
    ReasonForm,
    RegistrationForm,
    RetirementForm,
    TermForm,
)
from app.people.proposals import OFFICE_CHANGE
from app.people.remits.words import remit_words
from app.proposals.queries import open_about
from app.seals import ALTERED
from app.web import answers
from app.web.call import Call

STATES = {
    "active": ("ok", "サインインできます"),
    "suspended": ("stop", "停止中"),
    "retired": ("warn", "退任"),
    "over": ("warn", "いまの役職がありません"),
    "coming": ("run", "任期の前"),
    "altered": ("stop", ALTERED),
}
UNENROLLED = ("warn", "登録がまだです")
"""The tone and words for a person in office without any factor."""
DONE = {
    "added": "登録しました。本人に渡す登録用紙を発行してください。",
    "changed": "登録を直しました。",
    "office": "役職と任期を直しました。",
    "asked": "役職の申し出をしました。確認されるまでは、何も変わりません。",
    "suspended": "利用を停止しました。この人の接続はすべて終了しました。",
    "lifted": "停止を解除しました。本人はサインインし直すと使えます。",
    "retiring": "退任の手続きを始めました。返却と守秘の確認を記録してください。",
    "returned": "端末の返却を記録しました。",
    "secrecy": "守秘の確認を記録しました。",
    "closed": "退任の手続きを閉じました。この ID は、だれにも二度と使えません。",
    "sessions": "この人の接続をすべて終了しました。",
}


def new_form(call: Call) -> Response:
    """An empty registration."""
    return _new_page(call, RegistrationForm())


def create(call: Call) -> Response:
    """Register a person with their first office. A form with errors is shown again."""
    form, settings = RegistrationForm.read(call), call.services.settings
    form.check_login(is_demo=settings.is_demo)
    form.check_drawable(drawable_with(call.services.stamper))
    if not form.errors and _is_taken(call, form.login):
        form.blame("login", "この ID は使われているか、退任した人のものです。別の ID にしてください。")
    if form.errors:
        return _new_page(call, form, status=422)
    try:
        with call.session.begin_nested():
            person = add_person(
                call.session,
                login=form.login,
                name=form.name,
                kana=form.kana,
                title=form.title,
                roles=(),
                seat_number=form.seat,
            )
    except IntegrityError:
        form.blame("login", "この ID は、いま別の人に使われました。別の ID にしてください。")
        return _new_page(call, form, status=422)
    detail = {"login": form.login, "role": None, "last_day": None}
    if form.role is not None and form.first_day is not None:
        must_not_be_frozen(call.session, call.by)
        ends_at = days.ends(form.last_day) if form.last_day else None
        administrators = call.standards.administrators_at_most
        begins = days.begins(form.first_day)
        offices.give(call.session, person.id, form.role, begins, ends_at, administrators=administrators)
        detail |= {"role": form.role.value, "last_day": str(form.last_day) if form.last_day else None}
    note(call.session, call.by, EventKind.PERSON_ADDED, about_person(person.id), **detail)
    return answers.see_other(f"/admin/people/{person.id}?done=added")


def _is_taken(call: Call, login: str) -> bool:
    return call.session.scalar(select(Person.id).where(func.lower(Person.login) == login)) is not None


def _new_page(call: Call, form: RegistrationForm, status: int = 200) -> Response:
    return answers.html(
        call, "admin/people_new.html", status, form=form, roles=role_options(blank="あとで申し出る（役割なし）")
    )


def role_options(roles: Iterable[Role] = PLAIN_ROLES, blank: str = "選んでください") -> list[tuple[str, str]]:
    """The options of a field for a role, as pairs of value and words."""
    return [("", blank), *((role.value, role.words) for role in roles)]


def show(call: Call) -> Response:
    """One person: offices, groups, devices, factors, sessions, and what can be done."""
    return person_page(call)


def person_page(call: Call, status: int = 200, **values: object) -> Response:
    """One person's screen. `values`: a form with errors, to be shown instead of an empty one."""
    people_facts.of_person(call)
    person = call.loaded(Person)
    forms: dict[str, object] = {
        "form": PersonForm.of(person),
        "term": TermForm(),
        "why": ReasonForm(),
        "retiring": RetirementForm(),
    }
    forms |= {"power": PowerForm(), "power_retiring": PowerRetirementForm(), "power_end": PowerEndForm()}
    whole = (
        _person_values(call, person) | _open_values(call, person) | forms | {"office_fault": "", "stale": ""} | values
    )
    return answers.html(call, "admin/people_person.html", status, **whole)


def _person_values(call: Call, person: Person) -> dict[str, object]:
    """The values about the person, and the acts that the viewer may do."""
    session = call.session
    listed = next(one for one in queries.everybody(session) if one.person.id == person.id)
    facts, held = people_facts.of_person(call), factors.of(session, person.id)
    return {
        "person": person,
        "state": UNENROLLED if listed.state == "active" and not held.is_enrolled else STATES[listed.state],
        "may_ask_power": call.may(Action.OFFICE_ASK, OfficeFacts(is_subject=person.id == call.viewer.person_id)),
        "has_power": offices.holds_power(session, person.id),
        "waiting_change": _waiting_change(call, person),
        "powers": role_options(POWERS_TO_ASK),
        "offices": [_office(call, office) for office in offices.offices_of(session, person.id)],
        "groups": listed.groups,
        "is_nowhere": listed.is_nowhere,
        "suspension": queries.suspension_of(session, person.id),
        "may_manage": call.may(Action.PEOPLE_MANAGE),
        "may_see_letters": call.may(Action.LETTER_DESK, letters_facts.facts_of_person(call)),
        "may_suspend": call.may(Action.PERSON_SUSPEND, facts),
        "is_own": person.id == call.viewer.person_id,
        "roles": role_options(),
        "done": DONE.get(call.query.one("done"), ""),
    }


def _device(device: Device) -> dict[str, str]:
    tone, state = devices_words.state_of(device)
    return {
        "name": device.name or "名前のない端末",
        "kind": devices_words.kind_words(device),
        "tone": tone,
        "state": state,
    }


def _waiting_change(call: Call, person: Person) -> str:
    waiting = open_about(call.session, OFFICE_CHANGE, (person.id,)).get(person.id)
    return waiting.payload.words if waiting else ""


def _office(call: Call, office: Office) -> dict[str, object]:
    return {
        "id": office.id,
        "role": office.doubt or Role(office.role).words,
        "first": days.begin_words(office.starts_at),
        "last": days.end_words(office.ends_at),
        "end": OfficeEndForm.of(office),
        "scope": office.scope,
        "reach": remit_words(call.session, Remit.read(office.remit)) if office.is_intact else "",
        "is_intact": office.is_intact,
        "is_power": office.role in POWERS,
        "is_by_two": office.role in BY_TWO,
    }


def _open_values(call: Call, person: Person) -> dict[str, object]:
    """The person's devices, factors and sessions, and the devices that have still to be returned."""
    session = call.session
    retirement = session.get(Retirement, person.id)
    rows = sessions.open_sessions(session, person.id)
    return {
        "devices": [_device(device) for device in devices_queries.of_person(session, person.id)],
        "factors": _factors(call, person.id),
        "open_sessions": [
            {"browser": browser_words(row.browser), "address": row.address, "seen": row.seen_at} for row in rows
        ],
        "retirement": retirement,
        "retired_by": _retired_by(session, retirement),
        "unreturned": people_acts.unreturned(session, person.id) if retirement else [],
    }


def _retired_by(session: Session, retirement: Retirement | None) -> dict[str, str]:
    """Who did each step of the leaving, by the step; none that is still to be done."""
    if retirement is None:
        return {}
    steps = {"opened": retirement.opened_by, "secrecy": retirement.secrecy_by, "closed": retirement.closed_by}
    people = queries.people_by_id(session, filter(None, steps.values()))
    return {step: people[person_id].display_name for step, person_id in steps.items() if person_id}


def _factors(call: Call, person_id: str) -> list[tuple[str, str]]:
    """The kinds of the person's factors, in words; never a secret."""
    session = call.session
    has_password = session.get(Password, person_id) is not None
    apps = session.scalar(
        select(func.count(TotpKey.id)).where(TotpKey.person_id == person_id, TotpKey.confirmed_at.is_not(None))
    )
    keys = session.scalar(
        select(func.count(SecurityKey.id)).where(
            SecurityKey.person_id == person_id,
            SecurityKey.confirmed_at.is_not(None),
            SecurityKey.disabled_at.is_(None),
        )
    )
    return [
        ("パスワード", "登録済み" if has_password else "まだありません"),
        ("認証アプリ", f"{apps} 件" if apps else "まだありません"),
        ("パスキー", f"{keys} 件" if keys else "まだありません"),
    ]


def change(call: Call) -> Response:
    """Correct a registration. The ID never changes: records name it."""
    person = call.loaded(Person)
    form = PersonForm.read(call)
    form.check_drawable(drawable_with(call.services.stamper))
    if form.is_stale(PersonForm.of(person)["made_from"].value):
        return person_page(call, 422, stale=form.typed_words)
    if form.errors:
        return person_page(call, 422, form=form)
    before = (person.name, person.kana, person.title, person.seat_number, person.has_accommodation)
    after = (form.name, form.kana, form.title, form.seat, form.has_accommodation)
    if before == after:
        return answers.see_other(f"/admin/people/{person.id}?done=changed")
    if form.has_accommodation and not person.has_accommodation:
        must_not_be_frozen(call.session, call.by)
    person.name, person.kana, person.title, person.seat_number, person.has_accommodation = after
    names = ("name", "kana", "title", "seat_number", "has_accommodation")
    detail: Detail = {}
    for name, old, new in zip(names, before, after, strict=True):
        if old != new:
            detail |= {name: new, f"{FORMER}{name}": old}
    note(call.session, call.by, EventKind.PERSON_CHANGED, about_person(person.id), **detail)
    call.session.flush()
    former = f"{before[0]} {before[2]}".strip()
    was = f"（前の名前　{former}）" if former != person.display_name else ""
    tell(call.session, call.by, Action.PERSON_CORRECT, f"登録の変更{was}", about=person.id)
    return answers.see_other(f"/admin/people/{person.id}?done=changed")


def add_office(call: Call) -> Response:
    """Give the person one more office for a term; nobody can give one to themselves."""
    people_facts.of_person(call)
    person = call.loaded(Person)
    if person.id == call.viewer.person_id:
        raise OwnOffice
    form = TermForm.read(call)
    if form.errors:
        return person_page(call, 422, term=form, office_fault="任期を確かめてください。")
    must_not_be_frozen(call.session, call.by)
    administrators = call.standards.administrators_at_most
    try:
        offices.give(call.session, person.id, form.role, form.starts_at, form.ends_at, administrators=administrators)
    except BadInput as error:
        return person_page(call, 422, term=form, office_fault=error.sentence)
    detail: Detail = {"role": form.role.value, "first_day": days.begin_text(form.starts_at)}
    detail |= {"last_day": days.end_text(form.ends_at)}
    tell(call.session, call.by, Action.OFFICE_CHANGE, f"{form.role.words}の役職を与えること", about=person.id)
    note(call.session, call.by, EventKind.OFFICE_CHANGED, about_person(person.id), **detail)
    return answers.see_other(f"/admin/people/{person.id}?done=office")
