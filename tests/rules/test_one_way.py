"""What is done in one way is done in no second one."""

import ast
from collections.abc import Iterator

from tests.rules import house

COUNTS_ROWS = "app/db.py"


def reads_of(name: str, attribute: str) -> Iterator[int]:
    """The lines of a file that read an attribute of this name."""
    for node in ast.walk(house.tree(name)):
        if isinstance(node, ast.Attribute) and node.attr == attribute:
            yield node.lineno


def test_rows_that_a_statement_met_are_counted_by_one_function() -> None:
    found = [f"{name}:{line}" for name in house.python("app") for line in reads_of(name, "rowcount")]

    assert [place for place in found if not place.startswith(f"{COUNTS_ROWS}:")] == []
    assert len(found) == 1


MAKES_RECORDS = "app/audit/"
MAKES_RECORDS_ELSEWHERE: dict[str, str] = {
    "app/reading/issue.py": "bytes of a page on their way out are no act; they leave by the hundred a second, and the "
    "record is put together once, from what the gate has found",
}


def makes_of(name: str, class_name: str) -> Iterator[int]:
    """The lines of a file that call a class by this name, or by the one under which the file imports it."""
    called = {class_name}
    for node in ast.walk(house.tree(name)):
        if isinstance(node, ast.ImportFrom):
            called |= {one.asname for one in node.names if one.name == class_name and one.asname}
    for node in ast.walk(house.tree(name)):
        if isinstance(node, ast.Call):
            function = node.func
            made = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
            if made in called:
                yield node.lineno


def imports_event(name: str) -> bool:
    """True when a file knows the ledger's Event: `threading.Event` and others are none of its."""
    return any(
        isinstance(node, ast.ImportFrom) and node.module == "app.audit.vocabulary" and "Event" in names_in(node)
        for node in ast.walk(house.tree(name))
    )


def names_in(node: ast.ImportFrom) -> set[str]:
    return {one.name for one in node.names}


def test_records_are_put_together_by_audit_alone() -> None:
    found = {name for name in house.python("app") if imports_event(name) and [*makes_of(name, "Event")]}

    assert {name for name in found if not name.startswith(MAKES_RECORDS)} == set(MAKES_RECORDS_ELSEWHERE)


WHO_ACTS = {"person_id", "session_id", "address"}
TAKES_IT_APART: dict[str, str] = {
    "app/auth/alarms/raising.py::raise_alarm": "whom an alarm is about, who may have done nothing at all",
}


def test_who_acts_is_handed_on_whole() -> None:
    found = {
        f"{name}::{node.name}"
        for name in house.python("app")
        if not name.startswith(MAKES_RECORDS)
        for node in ast.walk(house.tree(name))
        if isinstance(node, ast.FunctionDef) and {one.arg for one in node.args.args + node.args.kwonlyargs} >= WHO_ACTS
    }

    assert found == set(TAKES_IT_APART)
