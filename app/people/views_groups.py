"""会派・委員会: the groups that meetings and papers are addressed to, and who belongs to them."""

from sqlalchemy import delete, func, select
from starlette.responses import Response

from app.audit.append import record
from app.audit.vocabulary import EventKind
from app.db import new_id
from app.errors import NotFound
from app.members import checks, queries
from app.members.models import Group, GroupMember, Person
from app.people.views import doer
from app.web import answers
from app.web.call import Call

_NAME_LIMIT = 64


def index(call: Call) -> Response:
    """All groups with their people, and the form for a new one."""
    return _list(call)


def create(call: Call) -> Response:
    """A new group, empty; its people are ticked on its own screen."""
    name = checks.tidy(call.field("name"))
    if fault := _name_fault(call, name, ""):
        return _list(call, name=name, error=fault, status=422)
    last = call.session.scalar(select(func.max(Group.position))) or 0
    group = Group(key=new_id(), name=name, position=last + 1)
    call.session.add(group)
    call.session.flush()
    record(call.session, doer(call).event(EventKind.GROUP_CHANGED, "", group=group.id, name=name, change="created"))
    return answers.see_other(f"/admin/groups/{group.id}")


def show(call: Call) -> Response:
    """One group: its name, and everybody to tick."""
    return _page(call, _group(call))


def change(call: Call) -> Response:
    """Another name, and exactly the people that are ticked."""
    group = _group(call)
    name = checks.tidy(call.field("name"))
    if fault := _name_fault(call, name, group.id):
        return _page(call, group, error=fault, status=422)
    wanted = set(call.session.scalars(select(Person.id).where(Person.id.in_(call.fields("person")))))
    before = set(call.session.scalars(select(GroupMember.person_id).where(GroupMember.group_id == group.id)))
    call.session.execute(
        delete(GroupMember).where(GroupMember.group_id == group.id, GroupMember.person_id.in_(before - wanted))
    )
    call.session.add_all(GroupMember(group_id=group.id, person_id=one) for one in wanted - before)
    group.name = name
    call.session.flush()
    for change_words, people in (("added", wanted - before), ("removed", before - wanted)):
        for person_id in sorted(people):
            event = doer(call).event(EventKind.GROUP_CHANGED, person_id, group=group.id, name=name, change=change_words)
            record(call.session, event)
    return answers.see_other("/admin/groups?done=1")


def _group(call: Call) -> Group:
    group = call.session.get(Group, call.path("group"), with_for_update=True if call.request.method == "POST" else None)
    if group is None:
        raise NotFound(cause="no such group")
    return group


def _name_fault(call: Call, name: str, own_id: str) -> str:
    if fault := checks.text_fault("名前", name, limit=_NAME_LIMIT):
        return fault
    is_taken = call.session.scalar(select(Group.id).where(Group.name == name, Group.id != own_id)) is not None
    return "同じ名前の会派・委員会があります。別の名前にしてください。" if is_taken else ""


def _list(call: Call, *, name: str = "", error: str = "", status: int = 200) -> Response:
    return answers.html(
        call,
        "admin/people_groups.html",
        status,
        groups=queries.groups_with_people(call.session),
        name=name,
        error=error,
        done="会派・委員会を直しました。" if call.request.query_params.get("done") == "1" else "",
    )


def _page(call: Call, group: Group, *, error: str = "", status: int = 200) -> Response:
    people = [one for one in queries.everybody(call.session) if one.person.state != "retired"]
    if error:
        chosen = set(call.fields("person"))
    else:
        chosen = set(call.session.scalars(select(GroupMember.person_id).where(GroupMember.group_id == group.id)))
    return answers.html(
        call,
        "admin/people_group.html",
        status,
        group=group,
        name=call.field("name") if error else group.name,
        people=people,
        chosen=chosen,
        error=error,
    )
