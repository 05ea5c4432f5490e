"""The table of clauses: whole, in print as it is, each claim with a screen and with a test that names the clause."""

import ast
import re
from collections import Counter

import pytest

from app.clauses.chapters import CHAPTERS
from app.clauses.clause import Clause, State
from app.clauses.in_print import in_print
from app.clauses.screens import NAMES, ScreensOfClauses
from app.routes import EVIDENCE, ROUTES
from tests.rules.house import ROOT, functions_of, python
from tests.support.corpus import corpus
from tests.support.marks import CLAUSE
from tests.support.missing import missing

PAGE = ROOT / "docs" / "ja" / "clauses.md"
CLAUSES = tuple(clause for chapter in CHAPTERS for clause in chapter)

_DEMANDED = re.compile(r"\| \**((?:I|N|〃) [^|]+?)\**\s*\|")


def test_page_is_printed_from_the_table() -> None:
    assert PAGE.read_text("utf-8").splitlines() == list(in_print()), "run: gijo clauses > docs/ja/clauses.md"


def test_every_clause_has_one_row() -> None:
    assert [number for number, times in Counter(clause.number for clause in CLAUSES).items() if times > 1] == []
    assert len(CLAUSES) >= 195


def demanded() -> list[tuple[str, str]]:
    """The clauses of the list of demands that lies beside some checkouts, each with and without its heading."""
    listed = corpus().parent / "REQUIREMENTS.md"
    if not listed.is_file():
        missing("the list of demands", "put it at ../shared/REQUIREMENTS.md")
    lines = map(_DEMANDED.match, listed.read_text("utf-8").splitlines())
    return [_spelled(match[1]) for match in lines if match]


def _spelled(clause: str) -> tuple[str, str]:
    plain = clause.replace("*", "").replace(", ", "・").replace("-(", "–(").replace("〃", "I 2章2(1)")
    whole = re.sub(r"^(I 2章2\(1\)) ([123][ABC]?)$", r"\1 機密性\2", plain)
    return whole, " ".join(whole.split(" ")[:2])


@pytest.mark.corpus
def test_every_clause_that_is_demanded_has_a_row() -> None:
    numbers = {clause.number for clause in CLAUSES}
    asked = demanded()

    assert len(asked) >= 195
    assert [names for names in asked if numbers.isdisjoint(names)] == []


def marked() -> dict[str, set[str]]:
    """Every test that is marked with clauses, and with which."""
    found: dict[str, set[str]] = {}
    for file in python("tests"):
        for node in functions_of(file):
            if numbers := _numbers(node):
                found[f"{file}::{node.name}"] = numbers
    return found


def _numbers(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    calls = [each for each in function.decorator_list if isinstance(each, ast.Call)]
    return {
        str(ast.literal_eval(number))
        for call in calls
        if ast.unparse(call.func) == f"pytest.mark.{CLAUSE}"
        for number in call.args
    }


@pytest.mark.clause("I 6-3(2)②")
def test_the_tests_of_a_clause_name_it_and_no_others_do() -> None:
    claimed: dict[str, set[str]] = {}
    for clause in CLAUSES:
        for test in clause.tests:
            claimed.setdefault(test, set()).add(clause.number)

    assert marked() == claimed


@pytest.mark.parametrize(
    "row",
    [
        {"state": State.DONE, "does": "x", "screens": ("/ledger",)},
        {"state": State.DONE, "does": "x", "tests": ("tests/x.py::test_x",)},
        {"state": State.PARTLY, "does": "x"},
        {"state": State.NOT_YET, "tests": ("tests/x.py::test_x",)},
    ],
    ids=["no test", "no screen", "nothing left", "proven and not there"],
)
def test_row_that_claims_more_than_it_names_does_not_start(row: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        Clause("I 0", "x", **row)  # type: ignore[arg-type]  # the row's parts are of many types


def test_every_screen_of_a_clause_has_a_name_and_is_answered() -> None:
    named = {to for clause in CLAUSES for to in clause.screens}

    assert named == set(NAMES)
    assert {screen.address for screen in ScreensOfClauses(ROUTES)._screens} == named


def test_every_evidence_is_offered_once_and_named_by_a_clause() -> None:
    offered = Counter(each.name for each in EVIDENCE)

    assert set(offered.values()) == {1}
    assert {name for clause in CLAUSES for name in clause.evidence} == set(offered)
