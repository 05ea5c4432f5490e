"""The screens of the values that the council decides: those in force with their origin, and changing one."""

from collections.abc import Mapping
from itertools import groupby

from starlette.responses import Response

from app import days
from app.access.actions import Action
from app.access.roles import Role
from app.audit.vocabulary import EventKind
from app.board.setting.change import StandardChange
from app.board.setting.concerned import concerned
from app.board.setting.errors import ValuesAltered
from app.board.setting.forms import ChangeForm, filled, help_of, look_of, options_of
from app.board.setting.proposals import STANDARD_CHANGE
from app.errors import AppError
from app.halts.queries import is_chair
from app.members.queries import people_by_id
from app.members.waiting import waiting_lines
from app.proposals import screens as proposals
from app.proposals.queries import row_of
from app.proposals.screens import DecisionForm
from app.standards.catalogue import STANDARDS, Standard
from app.standards.queries import decisions
from app.web import answers
from app.web.call import Call
from app.web.forms.merging import mark
from app.web.navigation import Place

_SCREEN = "/standards"
_DONE = {
    "asked": "変更を申し出ました。もう 1 人が確認すると、すぐに効きます。",
    "decided": "申し出の結果を記録しました。",
    "withdrawn": "申し出を取り下げました。",
}
_MOST_SHOWN = 30


def show(call: Call) -> Response:
    """Every value in force with its origin, the changes that wait for a second person, and the decisions so far."""
    return _page(call)


def _page(call: Call, tried: Mapping[str, DecisionForm] | None = None, stopped: AppError | None = None) -> Response:
    return answers.html(
        call,
        "admin/standards.html",
        200 if stopped is None else stopped.status,
        stopped=stopped,
        tried=tried or {},
        done=_DONE.get(call.query.one("done"), ""),
        is_altered=call.standards.is_altered,
        parts=[
            (part, [_line(call, one) for one in of]) for part, of in groupby(STANDARDS.values(), lambda one: one.part)
        ],
        may_ask=call.may(Action.STANDARD_ASK),
        waiting=[_waiting(call, line) for line in waiting_lines(call, STANDARD_CHANGE)],
        deciding=DecisionForm(),
        decided=_decided(call),
    )


def _line(call: Call, standard: Standard) -> dict[str, object]:
    found = call.standards.values[standard.key]
    return {
        "key": standard.key,
        "label": standard.label,
        "words": standard.kind.words(found.value),
        "clause": standard.clause,
        "demand": standard.kind.words(standard.demand) if standard.demand is not None else "",
        "origin": found.origin.value,
        "setting": standard.setting,
        "until": days.written_words(found.until),
        "is_weak": standard.is_weak(found.value),
    }


def _waiting(call: Call, line: dict[str, object]) -> dict[str, object]:
    change = STANDARD_CHANGE.read(row_of(call.session, STANDARD_CHANGE, str(line["id"])))
    standing = call.standards.values[change.payload.key]
    return line | {
        "meanings": [*change.payload.meanings(standing), *concerned(call.session, change.payload)],
        "for_chair": change.payload.is_for_chair(standing) and not is_chair(call.session, change.asked_by),
    }


def _standing(call: Call, key: str) -> str:
    found = call.standards.values[key]
    return f"{found.value}|{found.origin.value}|{found.until}|{found.after}"


def _decided(call: Call) -> list[dict[str, object]]:
    rows = [row for row in decisions(call.session)[:_MOST_SHOWN] if row.key in STANDARDS]
    people = people_by_id(call.session, {person for row in rows for person in (row.asked_by, row.decided_by)})
    return [
        {
            "at": row.decided_at,
            "subject": f"{STANDARDS[row.key].part}：{STANDARDS[row.key].label}",
            "change": StandardChange(row.key, row.former, row.value, row.clause, row.until).words,
            "grounds": row.grounds,
            "asker": people[row.asked_by].display_name,
            "decider": people[row.decided_by].display_name,
            "is_intact": row.is_intact,
        }
        for row in rows
    ]


def show_one(call: Call) -> Response:
    """The form of one value, filled with the value in force."""
    standard = call.loaded(Standard)
    return _one(call, standard, filled(standard, call.standards.values[standard.key].value))


def _one(
    call: Call, standard: Standard, form: ChangeForm, status: int = 200, *, change: StandardChange | None = None
) -> Response:
    standing = call.standards.values[standard.key]
    asks_as_chair = call.actor.holds(Role.CHAIR) or call.actor.acts_because is not None
    return answers.html(
        call,
        "admin/standard.html",
        status,
        standard=_line(call, standard),
        part=standard.part,
        form=form,
        look=look_of(standard),
        help=help_of(standard),
        options=options_of(standard),
        change=change and change.words,
        meanings=[] if change is None else [*change.meanings(standing), *concerned(call.session, change)],
        for_chair=change is not None and change.is_for_chair(standing) and not asks_as_chair,
        shown="" if change is None else _difference(call, change, form.reason),
    )


def _difference(call: Call, change: StandardChange, reason: str) -> str:
    return mark(STANDARD_CHANGE.write(change), reason, _standing(call, change.key))


def ask(call: Call) -> Response:
    """The first press shows the difference; the second press asks the second person for exactly what was shown."""
    standard, form = call.loaded(Standard), ChangeForm.read(call)
    standing = call.standards
    if standing.is_altered:
        raise ValuesAltered(cause="altered")
    value = form.value_for(standard)
    if form.errors:
        return _one(call, standard, form, 422)
    clause = standard.clause if standard.is_weak(value) else ""
    former = standing.values[standard.key].value
    change = StandardChange(standard.key, former, value, clause, form.last_day)
    if fault := change.fault(days.today()):
        form.blame("until" if clause or form.last_day else _field_of(standard), fault)
        return _one(call, standard, form, 422)
    if form.shown != _difference(call, change, form.reason):
        return _one(call, standard, form, change=change)
    proposals.ask(call, STANDARD_CHANGE, standard.key, change, reason=form.reason)
    return answers.see_other(f"{_SCREEN}?done=asked")


def _field_of(standard: Standard) -> str:
    return "chosen" if look_of(standard) in {"radio", "checkboxes"} else "written"


def decide(call: Call) -> Response:
    """The second person confirms or refuses the change that was on the screen."""
    form, change_id = DecisionForm.demand(call), call.path("wanted")
    if stopped := proposals.decide(call, STANDARD_CHANGE, change_id, form):
        return _page(call, {change_id: form}, stopped)
    return answers.see_other(f"{_SCREEN}?done=decided")


def withdraw(call: Call) -> Response:
    """The asker takes the proposal back."""
    proposals.withdraw(call, STANDARD_CHANGE, call.path("wanted"))
    return answers.see_other(f"{_SCREEN}?done=withdrawn")


CHANGES = proposals.desk_of(
    (STANDARD_CHANGE,),
    "standards",
    "規程の値の変更の確認",
    _SCREEN,
    (Place.RULES,),
    Action.STANDARD_READ,
    frozenset({EventKind.STANDARD_ASKED, EventKind.STANDARD_DECIDED}),
)
