"""Nothing is confirmed that no screen has shown: every kind of proposal says what a word is bound to."""

import re
from dataclasses import MISSING, fields

from app.kinds.proposals import PROPOSALS
from app.proposals.kinds import ProposalKind
from app.routes import ROUTES
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
