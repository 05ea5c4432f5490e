"""会派・委員会: the groups that meetings and papers are addressed to, and who belongs to them."""

from sqlalchemy import delete, func, select
from starlette.responses import Response

from app.audit.notes import note
from app.audit.vocabulary import EventKind
from app.db import new_id
from app.errors import NotFound
from app.members import queries
from app.members.models import Group, GroupMember, Person
from app.members.subjects import about_person
from app.people.forms import GroupForm, GroupPeopleForm
from app.web import answers
from app.web.call import Call


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
    members = call.session.scalars(select(GroupMember.person_id).where(GroupMember.group_id == group.id))
    return _page(call, group, GroupPeopleForm(name=group.name, person=members))


def change(call: Call) -> Response:
    """Another name, and exactly the people that are ticked."""
    group = _group(call)
    form = GroupPeopleForm.read(call)
    _check_name(call, form, group.id)
    if form.errors:
        return _page(call, group, form, status=422)
    name = form.name
    wanted = set(call.session.scalars(select(Person.id).where(Person.id.in_(form.person))))
    before = set(call.session.scalars(select(GroupMember.person_id).where(GroupMember.group_id == group.id)))
    call.session.execute(
        delete(GroupMember).where(GroupMember.group_id == group.id, GroupMember.person_id.in_(before - wanted))
    )
    call.session.add_all(GroupMember(group_id=group.id, person_id=one) for one in wanted - before)
    former, group.name = group.name, name
    call.session.flush()
    if name != former:
        detail = {"group": group.id, "name": name, "former": former, "change": "renamed"}
        note(call.session, call.by, EventKind.GROUP_CHANGED, about_person(""), **detail)
    for change_words, people in (("added", wanted - before), ("removed", before - wanted)):
        for person_id in sorted(people):
            about = about_person(person_id)
            note(call.session, call.by, EventKind.GROUP_CHANGED, about, group=group.id, name=name, change=change_words)
    return answers.see_other("/admin/groups?done=1")


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
        groups=queries.groups_with_people(call.session),
        form=form,
        done="会派・委員会を直しました。" if call.query.one("done") == "1" else "",
    )


def _page(call: Call, group: Group, form: GroupPeopleForm, *, status: int = 200) -> Response:
    people = [one for one in queries.everybody(call.session) if one.person.state != "retired"]
    options = [(one.person.id, one.person.display_name, "・".join(one.roles or one.coming)) for one in people]
    return answers.html(call, "admin/people_group.html", status, group=group, people=options, form=form)
