"""会派・委員会: the groups that meetings and papers are addressed to, and who belongs to them."""

from collections.abc import Callable

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.access.actions import Action
from app.audit.notes import note
from app.audit.vocabulary import EventKind
from app.auth.alarms.telling import tell
from app.db import new_id
from app.errors import NotFound
from app.halts.queries import must_not_be_frozen
from app.members import queries
from app.members.belonging import belongs, is_office, office_words
from app.members.errors import GroupStands, OwnGroup
from app.members.models import Group, GroupMember, Person
from app.members.subjects import about_person
from app.people.forms import GroupForm, GroupPeopleForm
from app.web import answers
from app.web.call import Call
from app.web.forms.merging import mark, merged

IsSitting = Callable[[Session, str], bool]
"""Whether a group, by its id, attends a sitting that goes on; `meetings` is above this folder and hands it over."""
_TOLD = {"added": "に入れること", "removed": "から外すこと"}


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
    members = _members(call, group)
    form = GroupPeopleForm(name=group.name, person=members, seen=members, made_from=mark(group.name))
    return _page(call, group, form)


def change(call: Call, *, is_sitting: IsSitting) -> Response:
    """Another name, and the people that are ticked; of a group that is an office the name alone.

    Nobody is taken out of a group whose sitting goes on. Whom somebody else put in or took out since the screen was
    opened stays so; another name meanwhile is shown first.
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


def _rename(call: Call, group: Group, name: str) -> None:
    former, group.name = group.name, name
    call.session.flush()
    if name != former:
        detail = {"group": group.id, "name": name, "former": former, "change": "renamed"}
        note(call.session, call.by, EventKind.GROUP_CHANGED, about_person(""), **detail)
        what = f"会派・委員会「{former[:30]}」の名前を「{name[:30]}」にすること"
        inside = (
            select(Person.id).join(Group, belongs(Group.id, Person.id)).where(Group.id == group.id).order_by(Person.id)
        )
        for person_id in call.session.scalars(inside).all():
            tell(call.session, call.by, Action.GROUP_CHANGE, what, about=person_id)


def _put(call: Call, group: Group, form: GroupPeopleForm, is_sitting: IsSitting) -> None:
    """The people that are ticked, as `merged` has it. Raises OwnGroup, GroupStands."""
    name, before = form.name, set(_members(call, group))
    wanted = set(call.session.scalars(select(Person.id).where(Person.id.in_(merged(before, form.seen, form.person)))))
    if call.viewer.person_id in wanted - before:
        raise OwnGroup
    if before - wanted and is_sitting(call.session, group.id):
        raise GroupStands
    if wanted - before:
        must_not_be_frozen(call.session, call.by)
    call.session.execute(
        delete(GroupMember).where(GroupMember.group_id == group.id, GroupMember.person_id.in_(before - wanted))
    )
    call.session.add_all(GroupMember(group_id=group.id, person_id=one) for one in wanted - before)
    call.session.flush()
    for change_words, people in (("added", wanted - before), ("removed", before - wanted)):
        for person_id in sorted(people):
            about = about_person(person_id)
            note(call.session, call.by, EventKind.GROUP_CHANGED, about, group=group.id, name=name, change=change_words)
            what = f"会派・委員会「{name[:30]}」{_TOLD[change_words]}"
            tell(call.session, call.by, Action.GROUP_CHANGE, what, about=person_id)


def _members(call: Call, group: Group) -> list[str]:
    query = select(GroupMember.person_id).where(GroupMember.group_id == group.id)
    return list(call.session.scalars(query.order_by(GroupMember.person_id)))


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


def _page(call: Call, group: Group, form: GroupForm, *, status: int = 200) -> Response:
    people = [one for one in queries.everybody(call.session) if one.person.state != "retired"]
    options = [(one.person.id, one.person.display_name, "・".join(one.roles or one.coming)) for one in people]
    inside = [one.person.display_name for one in people if group.name in one.groups]
    office = office_words(group.key)
    whole = {"group": group, "people": options, "form": form, "office": office, "inside": inside}
    return answers.html(call, "admin/people_group.html", status, **whole)
