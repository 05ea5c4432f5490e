"""委任 (1(1)④): the chair lets a deputy or the administrator carry duties for a time, and takes it back."""

from starlette.responses import Response

from app import clock, days
from app.access.actions import Action
from app.access.duties import DELEGATES, ChairDuty, read_duties
from app.audit.notes import Detail, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.telling import tell
from app.errors import NotFound
from app.halts.queries import must_not_be_frozen
from app.members import delegation, queries
from app.members.errors import NotInForce
from app.members.models import Delegation, Person
from app.members.people import offices_now
from app.members.subjects import about_person
from app.people.forms import DelegationForm
from app.web import answers
from app.web.call import Call


def index(call: Call) -> Response:
    """All delegations, present and past, and the form."""
    return _page(call)


def create(call: Call) -> Response:
    """Delegate from one day to another. A form with errors is shown again."""
    form = DelegationForm.read(call)
    person = call.session.get(Person, form.person) if form.has("person") else None
    if person is None or not _may_carry(call, person):
        form.blame("person", "委任する相手を選んでください。")
    if form.errors or person is None:
        return _page(call, 422, form=form)
    term = {"starts_at": form.starts_at, "ends_at": form.ends_at}
    if delegation.given_already(call.session, to_person=person.id, duties=form.duty, **term):
        form.blame("person", "この人には、その期間の同じ職務を、もう委任しています。下の一覧を確かめてください。")
        return _page(call, 422, form=form)
    must_not_be_frozen(call.session, call.by)
    row = delegation.delegate(
        call.session,
        from_person=call.viewer.person_id,
        to_person=person.id,
        duties=form.duty,
        reason=form.reason,
        **term,
    )
    detail: Detail = {"delegation": row.id, "duties": row.duties, "first_day": days.begin_text(row.starts_at)}
    detail |= {"last_day": days.end_text(row.ends_at), "reason": form.reason}
    tell(call.session, call.by, Action.DELEGATE, "議長の職務の委任", about=person.id)
    note(call.session, call.by, EventKind.DELEGATED, about_person(person.id), **detail)
    return answers.see_other("/admin/delegations?done=given")


def revoke(call: Call) -> Response:
    """Take a delegation back, with effect from the delegate's next request."""
    row = call.session.get(Delegation, call.path("delegation"))
    if row is None:
        raise NotFound(cause="no such delegation")
    if not delegation.revoke(call.session, row.id, by=call.viewer.person_id):
        raise NotInForce
    tell(call.session, call.by, Action.DELEGATE, "議長の職務の委任の終了", about=row.to_person)
    note(call.session, call.by, EventKind.DELEGATION_ENDED, about_person(row.to_person), delegation=row.id)
    goes_on = delegation.still_carries(call.session, row.to_person)
    return answers.see_other(f"/admin/delegations?done={'one_revoked' if goes_on else 'revoked'}")


def _may_carry(call: Call, person: Person) -> bool:
    return person.state == "active" and not offices_now(call.session, person.id).isdisjoint(DELEGATES)


def _page(call: Call, status: int = 200, *, form: DelegationForm | None = None) -> Response:
    rows = delegation.all_delegations(call.session)
    concerned = {person for row in rows for person in (row.from_person, row.to_person, row.revoked_by) if person}
    people = queries.people_by_id(call.session, concerned)
    carriers = [one.person for one in queries.everybody(call.session) if _may_carry(call, one.person)]
    done = {"given": "委任しました。", "revoked": "委任を終わらせました。"}
    done |= {
        "one_revoked": "委任を終わらせました。この人への別の委任は、まだ続いています。下の一覧を確かめてください。"
    }
    return answers.html(
        call,
        "admin/people_delegations.html",
        status,
        rows=[_row(call, row, people) for row in rows],
        carriers=[("", "選んでください"), *((one.id, one.display_name) for one in carriers)],
        duties=[(duty.value, duty.words) for duty in ChairDuty],
        form=form or DelegationForm(),
        done=done.get(call.query.one("done"), ""),
    )


def _row(call: Call, row: Delegation, people: dict[str, Person]) -> dict[str, object]:
    moment = clock.now()
    first, last = days.begin_words(row.starts_at), days.end_words(row.ends_at)
    if row.doubt:
        state = ("stop", row.doubt)
    elif row.revoked_at is not None:
        state = ("warn", "取り消し")
    elif row.ends_at <= moment:
        state = ("warn", "期間が終わりました")
    elif not delegation.has_its_offices(call.session, row):
        state = ("warn", "まかせた人か、まかされた人の任期とともに終わりました")
    elif row.starts_at > moment:
        state = ("run", "これから")
    else:
        state = ("ok", "委任中")
    return {
        "id": row.id,
        "to": people[row.to_person].display_name,
        "by": people[row.from_person].display_name,
        "duties": "、".join(duty.words for duty in sorted(read_duties(row.duties))),
        "first": first,
        "last": last,
        "reason": row.reason,
        "state": state,
        "revoked_at": row.revoked_at if row.is_intact else None,
        "revoked_by": people[row.revoked_by].display_name if row.revoked_by else "",
        "can_revoke": row.is_intact and row.revoked_at is None and row.ends_at > moment,
    }
