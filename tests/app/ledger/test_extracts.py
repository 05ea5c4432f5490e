"""The extract of the ledger for somebody who looks into people and a time: signed, bounded, told to the chair."""

import json
from argparse import Namespace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app import clock
from app.access.remits.remit import Remit
from app.members.models import Office
from app.ops import ledger_commands
from storage.ledger import FaultKind, Signer, Verdict, verify_extract
from tests.app.ledger.conftest import NewPaper, Shown
from tests.support.council import Council


def narrowed(council: Council, *targets: str) -> None:
    """The investigator looks into these people and the last hour only."""
    people = frozenset(council.people[login].id for login in targets)
    remit = Remit(people, clock.now() - timedelta(hours=1), clock.now() + timedelta(days=1))
    with council.services.database.write() as unit:
        held = select(Office).where(Office.person_id == council.people["investigator"].id)
        unit.scalars(held).one().remit = remit.text()


def extract(council: Council) -> list[str]:
    answer = council.browser("investigator").post("/ledger/extract")
    assert answer.status_code == 200, answer.text
    return list(answer.text.splitlines(keepends=True))


def public(council: Council) -> str:
    return (council.settings.ledger_key_folder / "ledger-public.pem").read_text("ascii")


def checked(council: Council, lines: list[str]) -> Verdict:
    return verify_extract(lines, [public(council)])


@pytest.fixture
def lines(council: Council, paper: NewPaper, shown: Shown) -> list[str]:
    """An extract about one member, with three pages of theirs, and one of another's that is not in it."""
    version = paper()
    for page, code in ((1, "AAAA-AAAA"), (2, "CCCC-CCCC"), (3, "DDDD-DDDD")):
        shown(version, "member1", page, code)
    shown(version, "member2", 9, "EEEE-EEEE")
    narrowed(council, "member1")
    return extract(council)


@pytest.mark.clause("I 7-2(2)")
def test_extract_holds_what_lies_within_and_verifies_with_the_public_key_alone(
    council: Council, lines: list[str]
) -> None:
    verdict = checked(council, lines)

    assert verdict.ok, verdict.sentence
    records = [json.loads(line)["record"] for line in lines[1:-1]]
    assert {record["actor"] for record in records} == {council.people["member1"].id}
    assert [record["code"] for record in records if "code" in record] == ["AAAA-AAAA", "CCCC-CCCC", "DDDD-DDDD"]
    assert verdict.records == len(records)


@pytest.mark.clause("I 7-2(2)")
def test_extract_is_recorded_and_told_to_the_chair(council: Council, lines: list[str]) -> None:
    assert lines

    taken = council.ledger("ledger.exported")[-1]
    assert (taken["actor"], taken["detail"]) == (council.people["investigator"].id, {"extract": True})
    board = council.browser("chair").get("/admin/connections").text
    assert "範囲を決めた記録の書き出し（渡邉 薫" in board


def test_paper_that_is_not_for_the_one_who_looks_stands_there_by_its_number_alone(
    council: Council, paper: NewPaper, shown: Shown
) -> None:
    shown(paper("秘密の議案", "3A"), "member1", 1, "AAAA-AAAA", level="3A")
    narrowed(council, "member1")

    taken = extract(council)

    assert checked(council, taken).ok
    assert "AAAA-AAAA" not in "".join(taken)
    assert sum('"withheld":true' in line for line in taken) == 1


@pytest.mark.parametrize("login", ["member1", "clerk1", "admin", "chair"])
def test_only_an_office_for_a_matter_takes_an_extract(council: Council, login: str) -> None:
    assert council.browser(login).post("/ledger/extract").status_code == 403


def test_line_that_was_changed_taken_out_added_or_moved_is_found(council: Council, lines: list[str]) -> None:
    first, *records, last = lines
    found = {
        "changed": [line.replace('"page":2', '"page":7') for line in lines],
        "taken out": [first, *records[:-1], last],
        "moved": [first, records[1], records[0], *records[2:], last],
        "bounds": [first.replace(council.people["member1"].id, council.people["member2"].id), *records, last],
        "unsigned": lines[:-1],
        "no extract": records,
        "empty": [],
    }

    verdicts = {name: checked(council, each) for name, each in found.items()}

    assert not any(verdict.ok for verdict in verdicts.values())
    assert verdicts["changed"].kind is FaultKind.CHANGED
    assert verdicts["moved"].kind is FaultKind.REORDERED
    assert verdicts["bounds"].kind is FaultKind.INSERTED


def test_extract_of_another_key_is_no_extract_of_this_ledger(
    council: Council, lines: list[str], tmp_path: Path
) -> None:
    other = Signer.create(tmp_path / "other")

    assert verify_extract(lines, [other.public_pem()]).kind is FaultKind.CHECKPOINT


def test_command_tells_an_extract_from_an_export(
    council: Council, lines: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "extract.ndjson"
    file.write_text("".join(lines), encoding="utf-8")

    assert ledger_commands.verify(council.settings, Namespace(target=str(file), key="")) == 0
    assert "抜き出し" in capsys.readouterr().out
