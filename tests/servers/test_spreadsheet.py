"""What registers export, opened by the spreadsheet program of an office: every field comes out as it was typed."""

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import clock
from app.db import new_id
from app.registers.declaration import Register
from app.registers.kept import REGISTERS
from app.registers.models import RegisterChange, RegisterEntry
from tests.support.council import Council, council_in
from tests.support.missing import missing

pytestmark = [
    pytest.mark.server("LibreOffice Calc"),
    pytest.mark.alike("what another program makes of an export; the exports are asked for on both"),
]

HOSTILE = (
    '=HYPERLINK("http://192.0.2.1/";"押す")',
    "+1+1",
    "-1+1",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r\n=1+1",
    "\u200b=1+1",
    "＝1+1",
    'ab"c","d""e',
    "一行目\n二行目; 三,四",
    "\u202e=1+1\u202c ש=א",
    "'=1+1",
    '=DDE("soffice";"x";"y")',
    "長" * 20_000,
)
"""What somebody might type into a field: the beginnings of formulas, what divides cells and lines, what turns text."""

_SECONDS = 120


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    """A council that keeps all registers."""
    with council_in(tmp_path / "home") as founded:
        yield founded


def keep_hostile(council: Council, register: Register) -> None:
    """An entry for each hostile text, with it in every field."""
    author, moment = council.people["admin"].id, clock.now()
    with council.services.database.write() as unit:
        for number, text in enumerate(HOSTILE, start=1):
            typed = json.dumps({name: [text] for name in register.form.fields}, ensure_ascii=False)
            state = register.first_state.value
            entry = RegisterEntry(id=new_id(), register=register.key, number=number, state=state, typed=typed)
            entry.created_at, entry.created_by = moment, author
            unit.add(entry)
            unit.flush()
            unit.add(RegisterChange(entry_id=entry.id, number=0, state=state, typed=typed, at=moment, by=author))


def opened(files: list[Path], folder: Path) -> None:
    """Each file as the program reads it, computed, and written again as CSV into the folder."""
    office = shutil.which("soffice")
    if office is None:
        missing("LibreOffice Calc", "python -m tests.support.install")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    # 44 a comma, 34 quotes, 76 UTF-8; the fields as shown, every text quoted: what was a formula would be its result.
    form = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false"
    read = "Text - txt - csv (StarCalc):44,34,76,1"
    command = [office, profile, "--headless", f"--infilter={read}", "--convert-to", form, "--outdir", str(folder)]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=_SECONDS)


def cells(content: bytes) -> list[list[str]]:
    text = content.decode("utf-8-sig").replace("\r\n", "\n")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_every_register_with_hostile_text_in_every_field_opens_as_it_was_typed(
    council: Council, tmp_path: Path
) -> None:
    office = {login: council.browser(login) for login in ("admin", "chair")}
    sent, came = tmp_path / "sent", tmp_path / "came"
    sent.mkdir()
    came.mkdir()
    for register in REGISTERS:
        keep_hostile(council, register)
        answers = [office[login].get(f"/registers/{register.key}/export.csv") for login in office]
        exported = next(answer.content for answer in answers if answer.status_code == 200)
        (sent / f"{register.key}.csv").write_bytes(exported)

    opened(sorted(sent.iterdir()), came)

    for register in REGISTERS:
        before, after = ((folder / f"{register.key}.csv").read_bytes() for folder in (sent, came))
        rows = cells(after)
        assert len(rows) == len(HOSTILE) + 1, register.key
        assert {len(row) for row in rows} == {len(register.form.fields) + 3}, register.key
        # The last column is the moment of the entry, which the program shows in its own way.
        assert [row[:-1] for row in rows] == [row[:-1] for row in cells(before)], register.key
