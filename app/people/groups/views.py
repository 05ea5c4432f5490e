"""会派・委員会: the groups that meetings and papers are addressed to, and who belongs to them."""

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import clock, days
from app.access.actions import Action
from app.audit.notes import Detail, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.telling import tell
from app.db import new_id
from app.errors import NotFound
from app.halts.queries import must_not_be_frozen
from app.members import queries
from app.members.belonging import is_office, office_words, people_in
from app.members.bygone import stays
from app.members.errors import GroupStands, OwnGroup
from app.members.membership import memberships, put_in, take_out
from app.members.models import Group, GroupMember, Person
from app.members.subjects import about_person
from app.people.groups.forms import GroupForm, GroupPeopleForm, GroupTermForm, MomentForm
from app.web import answers
from app.web.call import Call
from app.web.forms.merging import mark, merged

IsSitting = Callable[[Session, str], bool]
"""A function from a group's id to whether its sitting goes on. `meetings`, a layer above, passes it in."""
_TOLD = {"added": "に入れること", "removed": "から外すこと", "dated": "にいる期間を変えること"}


def index(call: Call) -> Response:
    """All groups with their people, and the form for a new one."""
    return _list(call, GroupForm())


def create(call: Call) -> Response:
    """A new group, empty; its people are ticked on its own screen."""
    form = GroupForm.read(call)
    _check_name(call, form, "")
    if form.errors:
        return _list(call, form, status=422)
    name = form.name
    last = call.session.scalar(select(func.max(Group.position))) or 0
    group = Group(key=new_id(), name=name, position=last + 1)
    call.session.add(group)
    call.session.flush()
    note(call.session, call.by, EventKind.GROUP_CHANGED, about_person(""), group=group.id, name=name, change="created")
    return answers.see_other(f"/admin/groups/{group.id}")


def show(call: Call) -> Response:
    """One group: its name, and everybody to tick."""
    group = _group(call)
    if is_office(group):
        return _page(call, group, GroupForm(name=group.name, made_from=mark(group.name)))
    return _page(call, group, None)


def change(call: Call, *, is_sitting: IsSitting) -> Response:
    """Change a group's name and people; for a group that is an office, only the name.

    Nobody is taken out of a group whose sitting goes on. People whom another person put in or took out since the screen
    was opened stay so. If the name was changed meanwhile, that is shown first.
    """
    group = _group(call)
    form = (GroupForm if is_office(group) else GroupPeopleForm).read(call)
    _check_name(call, form, group.id)
    if form.is_stale(mark(group.name)):
        sentence = f"ほかの人が名前を「{group.name}」に変えました。確かめて、もう一度保存してください。"
        form.blame("name", sentence)
    if form.errors:
        return _page(call, group, form, status=422)
    if isinstance(form, GroupPeopleForm):
        try:
            _put(call, group, form, is_sitting)
        except GroupStands as error:
            form.take(error)
            return _page(call, group, form, status=error.status)
    _rename(call, group, form.name)
    return answers.see_other("/admin/groups?done=1")


def set_terms(call: Call, *, is_sitting: IsSitting) -> Response:
    """Set the time in which the chosen people are in the group. Entered ahead, it takes effect at its moment."""
    group = _group(call)
    if is_office(group):
        raise NotFound(cause="nobody is put into a group that is an office")
    form = GroupTermForm.read(call)
    rows = {one.person_id: one for one in memberships(call.session, group.id)}
    if form.has("person", "first_day"):
        begun = [rows[one] for one in form.person if one in rows and rows[one].runs_at(clock.now())]
        if begun and form.starts_at is not None:
            names = "、".join(one.name for one in queries.people_by_id(call.session, _ids(begun)).values())
            form.blame("first_day", f"もう入っている人の始まりは変えられません。入る日を空欄にしてください：{names}")
    if form.is_stale(_mark(rows.values())):
        form.blame("person", "ほかの人が、この集まりの人か期間を変えました。確かめて、もう一度保存してください。")
    if form.errors:
        return _page(call, group, None, terms=form, status=422)
    try:
        _set(call, group, form, rows, is_sitting)
    except GroupStands as error:
        form.take(error)
        return _page(call, group, None, terms=form, status=error.status)
    return answers.see_other(f"/admin/groups/{group.id}?done=terms")


def _mark(rows: Collection[GroupMember]) -> str:
    return mark([f"{row.person_id} {row.starts_at} {row.ends_at}" for row in rows])


def _gains(row: GroupMember, starts_at: datetime | None, ends_at: datetime | None) -> bool:
    """True when the person would come in earlier, or stay longer."""
    is_earlier = row.starts_at is not None and (starts_at is None or starts_at < row.starts_at)
    return is_earlier or (row.ends_at is not None and (ends_at is None or ends_at > row.ends_at))


def _ids(rows: list[GroupMember]) -> list[str]:
    return [row.person_id for row in rows]


def _set(call: Call, group: Group, form: GroupTermForm, rows: dict[str, GroupMember], is_sitting: IsSitting) -> None:
    """Set the chosen people's time. Raises OwnGroup, GroupStands, and Denied while reading is frozen."""
    known = select(Person.id).where(Person.id.in_(form.person), Person.state != "retired")
    chosen = sorted(call.session.scalars(known))
    if call.viewer.person_id in chosen:
        raise OwnGroup
    _must_be_new(call, group, set(chosen), is_sitting)
    begins, ends = form.starts_at or clock.now(), days.end_text(form.ends_at) or ""
    for person_id in chosen:
        row = rows.get(person_id)
        if row is None:
            must_not_be_frozen(call.session, call.by)
            put_in(call.session, group.id, [person_id], form.starts_at, form.ends_at)
            _note(call, group, group.name, person_id, "added", starts=days.begin_text(begins), ends=ends)
            continue
        # at once is now, and not since the day on which the term to come was entered
        starts_at = row.starts_at if row.runs_at(clock.now()) else form.starts_at or clock.now()
        if (starts_at, form.ends_at) != (row.starts_at, row.ends_at):
            if _gains(row, starts_at, form.ends_at):
                must_not_be_frozen(call.session, call.by)
            row.starts_at, row.ends_at = starts_at, form.ends_at
            call.session.flush()
            starts = days.begin_text(row.since) if row.since else ""
            _note(call, group, group.name, person_id, "dated", starts=starts, ends=ends)


def _must_be_new(call: Call, group: Group, person_ids: Collection[str], is_sitting: IsSitting) -> None:
    """Raise GroupStands in a sitting for a person who is or was in the group: a new term would hide that they are."""
    kept = select(GroupMember.person_id).where(GroupMember.group_id == group.id, GroupMember.person_id.in_(person_ids))
    if call.session.scalars(kept).first() is not None and is_sitting(call.session, group.id):
        raise GroupStands


def _rename(call: Call, group: Group, name: str) -> None:
    former, group.name = group.name, name
    call.session.flush()
    if name != former:
        detail = {"group": group.id, "name": name, "former": former, "change": "renamed"}
        note(call.session, call.by, EventKind.GROUP_CHANGED, about_person(""), **detail)
        what = f"会派・委員会「{former[:30]}」の名前を「{name[:30]}」にすること"
        for person_id in sorted(people_in(call.session, [group.id])[group.id]):
            tell(call.session, call.by, Action.GROUP_CHANGE, what, about=person_id)


def _put(call: Call, group: Group, form: GroupPeopleForm, is_sitting: IsSitting) -> None:
    """Change the group's people to those ticked (`merged`). Raises OwnGroup, GroupStands."""
    name, before = form.name, set(_members(call, group))
    wanted = set(call.session.scalars(select(Person.id).where(Person.id.in_(merged(before, form.seen, form.person)))))
    if call.viewer.person_id in wanted - before:
        raise OwnGroup
    if before - wanted and is_sitting(call.session, group.id):
        raise GroupStands
    if wanted - before:
        must_not_be_frozen(call.session, call.by)
    _must_be_new(call, group, wanted - before, is_sitting)
    take_out(call.session, group.id, before - wanted)
    put_in(call.session, group.id, wanted - before)
    for person_id in sorted(wanted - before):
        _note(call, group, name, person_id, "added")
    for person_id in sorted(before - wanted):
        _note(call, group, name, person_id, "removed")


def _note(call: Call, group: Group, name: str, person_id: str, change_words: str, **dates: str) -> None:
    detail: Detail = {"group": group.id, "name": name, "change": change_words, **dates}
    note(call.session, call.by, EventKind.GROUP_CHANGED, about_person(person_id), **detail)
    what = f"会派・委員会「{name[:30]}」{_TOLD[change_words]}"
    tell(call.session, call.by, Action.GROUP_CHANGE, what, about=person_id)


def _members(call: Call, group: Group) -> list[str]:
    return [member.person_id for member in memberships(call.session, group.id)]


def _group(call: Call) -> Group:
    group = call.session.get(Group, call.path("group"), with_for_update=True if call.request.method == "POST" else None)
    if group is None:
        raise NotFound(cause="no such group")
    return group


def _check_name(call: Call, form: GroupForm, own_id: str) -> None:
    if not form.has("name"):
        return
    taken = select(Group.id).where(Group.name == form.name, Group.id != own_id)
    if call.session.scalar(taken) is not None:
        form.blame("name", "同じ名前の会派・委員会があります。別の名前にしてください。")


def _list(call: Call, form: GroupForm, *, status: int = 200) -> Response:
    return answers.html(
        call,
        "admin/people_groups.html",
        status,
        groups=[(group, people, office_words(group.key)) for group, people in queries.groups_with_people(call.session)],
        form=form,
        done="会派・委員会を直しました。" if call.query.one("done") == "1" else "",
    )


def _page(
    call: Call, group: Group, form: GroupForm | None, *, terms: GroupTermForm | None = None, status: int = 200
) -> Response:
    """The screen of a group. `form`: None for the present values. `terms`: None for an empty form."""
    rows = {one.person_id: one for one in memberships(call.session, group.id)}
    if form is None:
        form = GroupPeopleForm(name=group.name, person=list(rows), seen=list(rows), made_from=mark(group.name))
    people = [one for one in queries.everybody(call.session) if one.person.state != "retired"]
    options = [(one.person.id, one.person.display_name, "・".join(one.roles or one.coming)) for one in people]
    dated = [(key, name, _term_words(rows[key]) if key in rows else roles) for key, name, roles in options]
    inside = [one.person.display_name for one in people if group.name in one.groups]
    whole = {"group": group, "people": dated, "form": form, "office": office_words(group.key), "inside": inside}
    whole |= {
        "terms": terms or GroupTermForm(),
        "terms_made_from": _mark(rows.values()),
        "done": call.query.one("done") == "terms",
    }
    return answers.html(call, "admin/people_group.html", status, **whole, **_bygone(call, group))


def _term_words(row: GroupMember) -> str:
    """「2027年5月1日から 2029年4月30日まで」; "" for one without dates; the words for an altered one."""
    if row.doubt:
        return row.doubt
    begins = f"{days.begin_words(row.starts_at)}から" if row.starts_at is not None else ""
    ends = f"{days.end_words(row.ends_at)}まで" if row.ends_at is not None else ""
    return f"{begins} {ends}".strip()


def _bygone(call: Call, group: Group) -> dict[str, object]:
    """All people's times in the group, and who was in it at the moment in the address."""
    asked = MomentForm.asked(call) if "day" in call.query.texts else MomentForm()
    is_asked = "day" in call.query.texts and not asked.errors
    found = stays(call.session, group)
    then = [one for one in found if is_asked and one.runs_at(asked.moment)]
    names = queries.people_by_id(call.session, [one.person_id for one in found])
    history = [(names[one.person_id].display_name, one.words) for one in found if one.person_id in names]
    moment = clock.stamp_text(asked.moment) if is_asked else ""
    inside = [names[one.person_id].display_name for one in then if one.person_id in names]
    return {"asked": asked, "history": history, "moment": moment, "then": inside}
