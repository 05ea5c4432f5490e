"""Parts are wired by arguments: no module's value is changed once the module was read."""

import ast

import pytest

from tests.rules.wiring import changes, changes_in_modules

CHANGED_ON_PURPOSE: dict[str, str] = {
    "app/clock.py:35 global _source": "tests and rehearsals put another source of time in; nobody else does",
}


@pytest.mark.rare("reads every module once more; hardly a change does so")
def test_no_module_is_changed_after_it_was_read() -> None:
    assert set(changes_in_modules()) == CHANGED_ON_PURPOSE.keys()


@pytest.mark.parametrize(
    "wiring",
    [
        "from app.meetings.home import queries as home\ndef build():\n    home.news_sources[:] = []",
        "from app.materials.removal import before_removal\nbefore_removal.append(print)",
        "from app.web import answers\ndef build():\n    answers.frame_sources['alarms'] = 1",
        "from app.web import answers\nanswers.frame_sources |= {}",
        "from app.web import answers\ndef build():\n    answers.LIMIT = 1",
        "KINDS = {}\ndef register(kind):\n    KINDS[kind.name] = kind",
        "KINDS = []\nclass Kind:\n    def __init_subclass__(cls):\n        KINDS.append(cls)",
        "KINDS = []\nregister = lambda kind: KINDS.append(kind)",
        "_held = None\ndef hold(thing):\n    global _held\n    _held = thing",
    ],
)
def test_each_way_of_wiring_by_a_module_is_found(wiring: str) -> None:
    assert len(changes(ast.parse(wiring))) == 1


@pytest.mark.parametrize(
    "harmless",
    [
        "KINDS = {}\nKINDS['a'] = 1",
        "NAMES = []\ndef names():\n    NAMES = []\n    NAMES.append(1)\n    return NAMES",
        "from app.auth.factors.passkeys import keys\ndef add():\n    keys.add(1)",
        "def fill(row):\n    row.name = 'a'",
    ],
)
def test_constants_arguments_and_functions_are_no_wiring(harmless: str) -> None:
    assert changes(ast.parse(harmless)) == []
