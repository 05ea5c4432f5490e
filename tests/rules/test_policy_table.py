"""The table action → rule: one rule for each action, from every noun's file, or the service does not start."""

import importlib
import pkgutil
from types import ModuleType
from typing import cast

import pytest

from app.access import rules
from app.access.actions import Action
from app.access.policy import RULES, assemble
from app.access.rules import board, ledger, rule
from app.access.rules.rule import Rule


def nouns() -> list[ModuleType]:
    below = pkgutil.walk_packages(rules.__path__, "app.access.rules.")
    found = [importlib.import_module(one.name) for one in below if not one.ispkg]
    return [module for module in found if module is not rule]


def everything_but(*actions: Action) -> dict[Action, Rule]:
    return {action: one for action, one in RULES.items() if action not in actions}


def test_every_action_is_decided_by_the_rule_of_one_noun() -> None:
    declared = {action: one for noun in nouns() for action, one in noun.RULES.items()}

    assert declared == dict(RULES)
    assert sum(len(noun.RULES) for noun in nouns()) == len(Action)


def test_action_that_no_rule_decides_does_not_start() -> None:
    with pytest.raises(TypeError, match=r"no rule for .*ledger\.read"):
        assemble([everything_but(Action.LEDGER_READ)])


def test_action_that_two_nouns_decide_does_not_start() -> None:
    with pytest.raises(TypeError, match=r"two rules for .*LEDGER_READ"):
        assemble([everything_but(), {Action.LEDGER_READ: ledger.RULES[Action.LEDGER_READ]}])


def test_rule_for_what_is_no_action_does_not_start() -> None:
    stray = cast("Action", "ledger.burn")

    with pytest.raises(TypeError, match=r"ledger\.burn"):
        assemble([everything_but(), {stray: board.RULES[Action.CONNECTIONS_END]}])


def test_table_cannot_be_changed_once_it_is_made() -> None:
    with pytest.raises(TypeError):
        RULES[Action.LEDGER_READ] = RULES[Action.PUBLIC]  # type: ignore[index]  # that is what it refuses
