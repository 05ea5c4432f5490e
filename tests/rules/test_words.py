"""Every name that the council's people meet has its words, and every identifier its place in the glossary."""

import importlib
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import app
import viewer.failures
from app import clock
from app.access import actions
from app.access.actions import Action
from app.access.levels import Availability, Confidentiality, Integrity
from app.access.reasons import TELLINGS, Ask, Reason
from app.access.roles import Role
from app.audit.search import Found
from app.audit.vocabulary import EventKind
from app.auth.alarms.raising import AlarmKind
from app.auth.factors import strength
from app.errors import AppError
from app.ledger import words, words_tables
from app.ledger.lookups import Names
from tests.rules.house import ROOT
from tests.rules.walk.table import WALKED
from viewer.failures import ViewerFailure


def all_errors() -> list[type[AppError]]:
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if module.name.endswith(".errors"):
            importlib.import_module(module.name)
    found: list[type[AppError]] = []
    waiting = [AppError]
    while waiting:
        error = waiting.pop()
        found.append(error)
        waiting += error.__subclasses__()
    return [error for error in found if error.__module__.startswith("app.")]


def all_failures() -> list[type[ViewerFailure]]:
    whole = [one for one in vars(viewer.failures).values() if isinstance(one, type) and issubclass(one, ViewerFailure)]
    return [one for one in whole if one is not ViewerFailure]


_OF_THE_CAUSE = {"AppError", "Refused", "UploadRefused", "SignInStopped", "PendingLapsed", "ProofIsDue", "SetUpWrong"}
"""Bases, and errors whose code is that of their cause."""


def test_every_error_has_a_code_of_its_own() -> None:
    by_code: dict[str, list[str]] = defaultdict(list)
    for error in all_errors():
        if "code" in vars(error):
            by_code[error.code].append(error.__name__)
        else:
            assert error.__name__ in _OF_THE_CAUSE, f"{error.__name__} has no code"
    told = {telling.code for reason, telling in TELLINGS.items()} - {"E404", "A401"}

    assert {code: names for code, names in by_code.items() if len(names) > 1} == {}, "take a code that nobody has"
    assert told.isdisjoint(by_code)


def test_every_error_says_a_whole_japanese_sentence() -> None:
    said = {error.__name__: error.sentence for error in all_errors()}
    said |= {failure.__name__: failure.words for failure in all_failures()}
    said |= {f"{one.__name__} on a page": one.words_on_page for one in all_failures() if one.words_on_page}
    for name, sentence in said.items():
        assert re.search(r"[ぁ-ん]", sentence), name
        assert sentence.endswith("。"), name
    for telling in TELLINGS.values():
        assert telling.sentence.endswith("。"), telling.code


_GOES_ON_BY_ITSELF = {
    "A409": "the browser binds itself again within a second",
    "zoom_not_possible": "the reader's script keeps the sharpness that it has",
}


def test_every_refusal_says_what_to_do_next_and_sends_to_somebody_known() -> None:
    said = {error.code: error.sentence for error in all_errors() if error.code not in _GOES_ON_BY_ITSELF}
    said |= {f"{failure.code} whole": failure.words for failure in all_failures()}
    said |= {f"{failure.code} page": failure.words_on_page for failure in all_failures() if failure.words_on_page}
    said |= {telling.code: telling.sentence for telling in TELLINGS.values() if telling.ask is Ask.NOTHING}

    assert [code for code, sentence in said.items() if not re.search(r"(ください|頼みます)。", sentence)] == []
    assert [code for code, sentence in said.items() if re.search("(?<!運用)管理者", sentence)] == [], "whom?"


def test_every_reason_is_told() -> None:
    assert TELLINGS.keys() == set(Reason) - {Reason.ALLOWED}
    hidden = {telling for telling in TELLINGS.values() if telling.status == 404}
    assert len(hidden) == 1, "hidden things must be told alike, or their being hidden tells"


def test_every_kind_of_record_has_words_of_its_own() -> None:
    told = [kind.words for kind in EventKind]

    assert all(re.search(r"[ぁ-ん一-龠ァ-ヶ]", each) for each in told)
    assert len(set(told)) == len(told)


def test_every_kind_of_record_is_told_by_the_secretariats_screen() -> None:
    """In the kind's own words, where no function makes a sentence of it; of a record that holds nothing else, too."""
    nobody = Names({}, {}, {}, {}, {}, {}, frozenset(), None, sees_removed=True, kept_entries=frozenset())
    bare = [Found(1, clock.now(), kind, None, None, None, None, None, None, None, {}, "") for kind in EventKind]
    told = {record.kind: words.sentence(record, nobody) for record in bare}

    assert all(re.search(r"[ぁ-ん一-龠ァ-ヶ]", each) for each in told.values())
    assert [kind for kind in set(EventKind) - words.TOLD.keys() if told[kind] != kind.words] == []


def test_every_word_of_a_record_is_told_in_japanese() -> None:
    ways = {getattr(strength, name) for name in vars(strength) if name.isupper() and name != "PHISHING_RESISTANT"}
    needed: list[tuple[Iterable[str], Mapping[Any, str]]] = [
        ([reason for reason in Reason if reason is not Reason.ALLOWED], words_tables.REFUSED_BECAUSE),
        (AlarmKind, words_tables.ALARMS),
        (ways, words_tables.FACTORS),
        (endings_that_are_recorded(), words_tables.ENDINGS),
    ]

    assert [set(names) - set(table) for names, table in needed] == [set()] * len(needed)
    for _, table in needed:
        assert all(re.search(r"[ぁ-ん一-龠ァ-ヶ]", each) for each in table.values())


def test_every_action_that_can_be_refused_is_named() -> None:
    open_to_all = {Action.PUBLIC, Action.SIGN_IN, Action.ENROL}

    unnamed = [one for one in set(Action) - open_to_all if not one.value.startswith(tuple(words_tables.ASKED_FOR))]
    assert unnamed == [], "say in ASKED_FOR of app/ledger/words_tables.py what is refused"


def endings_that_are_recorded() -> set[str]:
    """What modules that record the end of a session give as its reason."""
    said: set[str] = set()
    for file in (ROOT / "app").rglob("*.py"):
        text = file.read_text("utf-8")
        if "SESSION_ENDED" in text and file.name != "vocabulary.py":
            said |= set(re.findall(r"""["']because["']: ["'](\w+)["']""", text))
            said |= set(re.findall(r"""Kind\.SESSION_ENDED, [^)]*because=["'](\w+)["']""", text))
    assert "replaced" in said
    return said


def test_every_role_and_level_has_words() -> None:
    assert all(role.words for role in Role)
    assert [level.words for level in Confidentiality] == ["機密性3A", "機密性3B", "機密性3C", "機密性2", "機密性1"]


def test_every_action_is_asked_for_by_a_route() -> None:
    assert set(Action) - {row.action for row in WALKED} == set()


def test_glossary_names_every_identifier() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    named = set(re.findall(r"`([^`]+)`", glossary))
    members = [*Role, *Confidentiality, *Integrity, *Availability, *Action]
    groups = [name for name in vars(actions) if name.isupper()]

    missing = [f"{type(one).__name__}.{one.name}" for one in members if f"{type(one).__name__}.{one.name}" not in named]
    missing += [name for name in groups if name not in named]
    assert missing == [], "give each its Japanese word in a line of docs/glossary.md"


def test_glossary_names_nothing_that_is_gone() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    enums = {enum.__name__: enum for enum in (Role, Confidentiality, Integrity, Availability, Action)}
    gone = [
        whole
        for whole in re.findall(r"`(\w+\.\w+)`", glossary)
        if whole.split(".")[0] in enums and whole.split(".")[1] not in enums[whole.split(".")[0]].__members__
    ]

    assert gone == []
