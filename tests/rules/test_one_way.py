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
