"""Nothing is confirmed that no screen has shown: every kind of proposal says what a word is bound to."""

import inspect
import re
from dataclasses import MISSING, fields
from functools import partial

from app.access.actions import Action
from app.access.guards import GUARDS
from app.kinds.proposals import PROPOSALS
from app.materials.forms import PaperForm
from app.proposals.kinds import ProposalKind
from app.routes import ROUTES
from app.web.forms.form import Form
from app.web.forms.seen import SeenThingForm, SeenWordsForm
from tests.rules import house

A_WORD = re.compile(r'<form[^>]*method="post" action="(?P<address>[^"]*)"[^>]*>(?P<rest>.*?)</form>', re.DOTALL)
TICKED_WITH_ITS_MARK = 'name="chosen" value="{{ each.id }} {{ each.mark }}"'


def test_kind_that_does_not_say_what_a_word_rests_on_cannot_be_declared() -> None:
    required = {field.name for field in fields(ProposalKind) if field.default is MISSING}

    assert {"shown", "rests_on"} <= required


def test_every_form_of_a_second_persons_word_carries_the_mark_of_its_screen() -> None:
    acts = {_shape(row.path) for row in ROUTES if row.action in {kind.confirms for kind in PROPOSALS.kinds}}
    forms = [
        (name, _shape(form["address"]), _is_bound(form["rest"]))
        for name in house.tracked(".html")
        for form in A_WORD.finditer(house.text(name))
    ]

    words = [each for each in forms if each[1] in acts]
    assert [f"{name}: {address}" for name, address, is_bound in words if not is_bound] == []
    assert len({address for _, address, _ in words}) == len(acts), "each has its form"


def _is_bound(form: str) -> bool:
    """One mark for the form, or one beside each thing that is ticked in it."""
    return "as_shown(" in form[:120] or TICKED_WITH_ITS_MARK in form


def _shape(address: str) -> str:
    """An address without its ids: /halt/lifts/*/decide."""
    return re.sub(r"\{\{?[^}]*\}?\}", "*", address)


MAY_COME_WITHOUT = {
    "app.board.views.HandlingForm": "an alarm looked after is said again by the next one",
    "app.materials.forms.LabelForm": "a script labels what it has just sent; a second word is bound to file and label",
    "app.materials.forms.TitleForm": "a title is changed again by one person",
    "app.meetings.preparation.forms.MeetingForm": "a new meeting is made from nothing",
    "app.meetings.preparation.forms.ItemForm": "a new item is made from nothing",
    "app.people.forms.OfficeEndForm": "a term is changed again, or asked of a second person who is shown it",
    "app.people.forms.PersonForm": "a new person is made from nothing",
    "app.people.forms.PowerEndForm": "the second person reads the end that stood there, and no other is changed",
    "app.people.groups.forms.GroupForm": "a new group is made from nothing",
    "app.people.groups.forms.GroupPeopleForm": "a new group is made from nothing",
    "app.people.groups.forms.GroupTermForm": "a term is changed again",
}
"""Forms that are taken without the mark of their screen, and why nothing is lost by it."""

SAY_ALL_THEMSELVES = {
    "app.people.forms.PowerForm": "which office, from when to when",
    "app.people.forms.PowerRetirementForm": "who leaves, and when",
    "app.people.forms.ResetForm": "whose factors; all of them end",
    "app.people.contractors.forms.ContractorForm": "which contract, and its days",
    "app.people.remits.forms.RemitForm": "which office, for what, and its days",
}
"""Forms that ask for a second person's word and hold all that it is about: nothing else was shown."""

ASKS = {act for act, guard in GUARDS.items() if guard.second} | {Action.PERMIT_ASK, Action.PERMIT_APPLY}
READS = re.compile(r"\b(\w+Form)\.(?:read|demand)\(")


def test_form_that_is_taken_without_the_mark_of_its_screen_says_why() -> None:
    lenient = {_name(form) for form in _all_below(SeenWordsForm) if not issubclass(form, SeenThingForm)}

    assert lenient == MAY_COME_WITHOUT.keys()


def test_every_form_that_asks_for_what_somebody_else_decides_is_bound_to_its_screen() -> None:
    read = {form for row in ROUTES if row.method == "POST" and row.action in ASKS for form in _forms_of(row.view)}
    unbound = {_name(form) for form in read if not _carries_a_mark(form)}

    assert len(read) > len(SAY_ALL_THEMSELVES)
    assert unbound - {_name(PaperForm)} == SAY_ALL_THEMSELVES.keys()


def _carries_a_mark(form: type[Form]) -> bool:
    return issubclass(form, SeenWordsForm) or "shown" in form.fields or hasattr(form, "marks")


def _forms_of(view: object) -> set[type[Form]]:
    """The forms that a view reads by itself."""
    function = inspect.unwrap(view.func if isinstance(view, partial) else view)  # type: ignore[arg-type]  # a view is one
    known = vars(inspect.getmodule(function))
    return {known[name] for name in READS.findall(inspect.getsource(function))}


def _all_below(form: type[Form]) -> set[type[Form]]:
    return {each for below in form.__subclasses__() for each in {below, *_all_below(below)}} - {SeenThingForm}


def _name(form: type[Form]) -> str:
    return f"{form.__module__}.{form.__qualname__}"
