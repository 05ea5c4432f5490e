"""What somebody does to the ledger with SQL, or to an export with an editor, is named by `gijo ledger verify`."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main
from app.audit import checkpoints
from app.audit.vocabulary import Event, EventKind
from storage.ledger import hash_record
from tests.support.council import Council, council_in

pytestmark = pytest.mark.own_database("whoever tampers here has SQLite's file in their hands")

Sql = sqlite3.Connection


@pytest.fixture
def council(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Council]:
    """Twelve records, a checkpoint after the eighth."""
    with council_in(tmp_path / "home", backend="sqlite", ledger_wait_ms=0) as founded:
        services = founded.services
        for number in range(1, 13):
            services.ledger.commit_now(
                Event(EventKind.PAGE_ISSUED, actor_id=f"p{number}", issue_code=f"C{number}", page=number)
            )
            if number == 8:
                checkpoints.sign(services.database, services.signer, services.store)
        monkeypatch.setenv("GIJO_HOME", str(founded.settings.home))
        monkeypatch.delenv("GIJO_DATABASE_URL", raising=False)
        yield founded


def sql(council: Council) -> Sql:
    return sqlite3.connect(council.settings.home / "gijo.sqlite3")


def verdict(capsys: pytest.CaptureFixture[str], *target: str) -> tuple[int, str]:
    code = main(["ledger", "verify", *target])
    return code, capsys.readouterr().out


def test_ledger_that_nobody_touched_is_whole(council: Council, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = verdict(capsys)

    assert code == 0
    assert "記録 12 件" in told


def _rechain(db: Sql, first: int) -> None:
    """Hashes and head made to fit again, as somebody would who knows the form."""
    before = db.execute("SELECT hash FROM ledger_record WHERE seq = ?", (first - 1,)).fetchone()
    former = before[0] if before else "0" * 64
    for seq, body in db.execute("SELECT seq, body FROM ledger_record WHERE seq >= ? ORDER BY seq", (first,)).fetchall():
        found = hash_record(former, seq, body.encode())
        db.execute("UPDATE ledger_record SET prev_hash = ?, hash = ? WHERE seq = ?", (former, found, seq))
        former = found
    db.execute("UPDATE ledger_head SET hash = ?, seq = (SELECT max(seq) FROM ledger_record)", (former,))


def change_a_body(db: Sql) -> None:
    db.execute("UPDATE ledger_record SET body = replace(body, 'p5', 'p6') WHERE seq = 5")


def change_a_body_to_nonsense(db: Sql) -> None:
    db.execute("UPDATE ledger_record SET body = 'nonsense' WHERE seq = 5")


def change_and_rechain(db: Sql) -> None:
    change_a_body(db)
    _rechain(db, 5)


def change_after_the_checkpoint_in_a_column(db: Sql) -> None:
    db.execute("UPDATE ledger_record SET actor_id = 'p1' WHERE seq = 11")


def drop_one(db: Sql) -> None:
    db.execute("DELETE FROM ledger_record WHERE seq = 6")


def drop_and_renumber(db: Sql) -> None:
    drop_one(db)
    db.execute("UPDATE ledger_record SET seq = -seq WHERE seq > 6")
    db.execute("UPDATE ledger_record SET seq = -seq - 1 WHERE seq < 0")
    _rechain(db, 6)


def insert_one(db: Sql) -> None:
    db.execute("UPDATE ledger_record SET seq = -seq WHERE seq > 6")
    db.execute("UPDATE ledger_record SET seq = -seq + 1 WHERE seq < 0")
    body = json.dumps({"at": 1, "kind": "page.issued"}, separators=(",", ":"))
    former = db.execute("SELECT hash FROM ledger_record WHERE seq = 6").fetchone()[0]
    db.execute(
        "INSERT INTO ledger_record (seq, at, kind, body, prev_hash, hash) VALUES (7, 1, 'page.issued', ?, ?, ?)",
        (body, former, hash_record(former, 7, body.encode())),
    )


def insert_and_rechain(db: Sql) -> None:
    insert_one(db)
    _rechain(db, 7)


def reorder(db: Sql) -> None:
    db.execute("UPDATE ledger_record SET seq = 99 WHERE seq = 4")
    db.execute("UPDATE ledger_record SET seq = 4 WHERE seq = 5")
    db.execute("UPDATE ledger_record SET seq = 5 WHERE seq = 99")


def truncate(db: Sql) -> None:
    db.execute("DELETE FROM ledger_record WHERE seq > 10")


def truncate_with_head_and_checkpoints(db: Sql) -> None:
    db.execute("DELETE FROM ledger_record WHERE seq > 5")
    db.execute("DELETE FROM ledger_checkpoint")
    _rechain(db, 1)


def empty_the_whole_ledger(db: Sql) -> None:
    db.execute("DELETE FROM ledger_record")
    db.execute("DELETE FROM ledger_checkpoint")
    db.execute("UPDATE ledger_head SET seq = 0, hash = ?", ("0" * 64,))


def forge_a_checkpoint(db: Sql) -> None:
    db.execute(
        "UPDATE ledger_checkpoint SET note = replace(note, char(10) || '8' || char(10), char(10) || '7' || char(10))"
    )


def lose_the_head(db: Sql) -> None:
    db.execute("DELETE FROM ledger_head")


MUTATIONS: list[tuple[Callable[[Sql], None], str]] = [
    (change_a_body, "5 番の記録が書き換えられています"),
    (change_a_body_to_nonsense, "5 番"),
    (change_and_rechain, "1 番から 8 番までの記録が作り直されています"),
    (change_after_the_checkpoint_in_a_column, "11 番の記録の見出しが、記録の中身と違います"),
    (drop_one, "6 番の記録が抜き取られています"),
    (drop_and_renumber, "1 番から 8 番までの記録が作り直されています"),
    (insert_one, "8 番の記録が書き換えられています"),
    (insert_and_rechain, "1 番から 8 番までの記録が作り直されています"),
    (reorder, "4 番"),
    (truncate, "切り取られて"),
    (truncate_with_head_and_checkpoints, "6 番から後の記録が切り取られています"),
    (empty_the_whole_ledger, "1 番から後の記録が切り取られています"),
    (forge_a_checkpoint, "検証点"),
    (lose_the_head, "末尾の控えが書き換えられています"),
]


@pytest.mark.parametrize(("mutate", "sentence"), MUTATIONS, ids=[act.__name__ for act, _ in MUTATIONS])
def test_what_was_done_in_the_database_is_named(
    council: Council, capsys: pytest.CaptureFixture[str], mutate: Callable[[Sql], None], sentence: str
) -> None:
    db = sql(council)
    with db:
        mutate(db)
    db.close()

    code, told = verdict(capsys)

    assert code == 1
    assert sentence in told


@pytest.fixture
def exported(council: Council, tmp_path: Path) -> Path:
    file = tmp_path / "ledger.ndjson"
    assert main(["ledger", "export", str(file)]) == 0
    return file


def test_export_that_nobody_touched_is_whole(exported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verdict(capsys, str(exported))[0] == 0


Lines = list[str]
EDITS: dict[str, tuple[Callable[[Lines], Any], str]] = {
    "a record changed": (lambda lines: lines.__setitem__(5, lines[5].replace("p5", "p6")), "5 番"),
    "a record dropped": (lambda lines: lines.pop(6), "6 番の記録が抜き取られています"),
    "a record repeated": (lambda lines: lines.insert(7, lines[6]), "6 番の記録が二重に入っています"),
    "two records exchanged": (lambda lines: lines.__setitem__(slice(4, 6), [lines[5], lines[4]]), "4 番"),
    "the end cut off": (lambda lines: lines.__delitem__(slice(11, None)), "切り取られ"),
    "a line of rubbish": (lambda lines: lines.insert(3, "rubbish\n"), "番"),
    "nothing left": (lambda lines: lines.clear(), ""),
    "the header changed": (lambda lines: lines.__setitem__(0, lines[0].replace("みなと町", "となり町")), ""),
}


@pytest.mark.parametrize("what", EDITS)
def test_what_was_done_to_an_export_is_named(exported: Path, capsys: pytest.CaptureFixture[str], what: str) -> None:
    edit, sentence = EDITS[what]
    lines = exported.read_text("utf-8").splitlines(keepends=True)
    edit(lines)
    exported.write_text("".join(lines), "utf-8")

    code, told = verdict(capsys, str(exported))

    assert code == 1
    assert sentence in told
    assert "議会事務局長に報告してください" in told


def test_export_is_verified_with_the_public_key_alone(
    exported: Path,
    council: Council,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    public = tmp_path / "public.pem"
    public.write_bytes((council.settings.ledger_key_folder / "ledger-public.pem").read_bytes())
    monkeypatch.setenv("GIJO_HOME", str(tmp_path / "elsewhere"))

    assert verdict(capsys, str(exported), "--key", str(public))[0] == 0


def test_what_cannot_be_checked_is_not_called_whole(council: Council, tmp_path: Path) -> None:
    assert main(["ledger", "verify", str(tmp_path / "nowhere.ndjson")]) == 2
    assert main(["ledger", "verify", f"sqlite:///{tmp_path}/nowhere.sqlite3"]) == 2
