"""Each table has a line that says what it decides, and by what an edit, an insertion and a deletion by SQL is found."""

import re
from pathlib import Path

from app import tables
from app.ops.keys.wrapped import WRAPPED
from app.ops.seal_commands import SEALED
from tests.rules import house

DOCUMENT = Path(__file__).parents[2] / "docs" / "decisions" / "0031-evidence.md"


def lines() -> dict[str, list[str]]:
    """By table: what it decides, how an edit or insertion is found, and how a deletion."""
    rows = re.findall(r"^\| `(\w+)` \|(.+)\|$", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    assert len(rows) == len({table for table, _ in rows})
    return {table: [cell.strip() for cell in cells.split("|")] for table, cells in rows}


def test_each_table_has_a_line_and_each_line_a_table() -> None:
    assert set(lines()) == set(tables.metadata.tables), f"each table has one line at the end of {DOCUMENT.name}"
    assert all(len(cells) == 3 and all(cells) for cells in lines().values())


def test_sealed_are_the_tables_whose_line_says_so() -> None:
    said = {table for table, (_, edited, _) in lines().items() if edited.startswith("seal")}

    assert said == {model.__tablename__ for model in SEALED}, "SEALED is in app/ops/seal_commands.py"


def test_table_without_a_seal_decides_nothing_or_its_line_says_what_finds_an_edit() -> None:
    for table, (decides, edited, _) in lines().items():
        assert edited.startswith("seal") or decides.startswith("nothing") or edited != "nothing", table


def test_what_a_master_key_seals_is_moved_to_the_next_one() -> None:
    columns = (column for table in tables.metadata.tables.values() for column in table.c)
    sealed = {str(column) for column in columns if column.name.startswith("sealed_")}

    assert sealed == {f"{each.model.__tablename__}.{each.column.key}" for each in WRAPPED}, (
        "WRAPPED is in app/ops/keys/wrapped.py"
    )


BY_THEIR_ACTS = {"alarm", "alarm_watch", "device", "halt"}
"""Named in the details of the records of their own acts."""


def test_rows_that_are_missed_when_they_are_gone_are_those_whose_line_says_so() -> None:
    said = {table for table, (_, _, deleted) in lines().items() if "the ledger's record" in deleted}

    assert said == {model.__tablename__ for model in SEALED if model.is_missed} | BY_THEIR_ACTS


def test_no_row_that_is_missed_is_deleted_by_a_condition_which_names_none() -> None:
    missed = {model.__name__ for model in SEALED if model.is_missed}
    found = [
        f"{name}: {deleted}"
        for name in house.tracked(".py")
        if name.startswith("app/")
        for deleted in re.findall(r"\bdelete\((\w+)\)", house.text(name))
        if deleted in missed
    ]

    assert found == []
