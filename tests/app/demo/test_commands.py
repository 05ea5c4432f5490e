"""The demo council on the command line: founding it, cut off and gone on with, and its codes."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import func, select

from app.__main__ import main
from app.audit.models import LedgerRecord
from app.db import Database
from app.demo import pack as demo_pack
from app.materials.models import Material, Version
from app.members.models import Person
from storage.keyring import Keyring
from tests.app.homes import mode, use, write
from tests.support import morning

ROOT = Path(__file__).parents[3]
PAPERS = [paper for meeting in demo_pack.meetings() for paper in demo_pack.papers(meeting)]


def _run(home: Path, url: str, *words: str) -> "subprocess.Popen[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIJO_")}
    return subprocess.Popen(
        [sys.executable, "-m", "app", *words],
        cwd=ROOT,
        env=environment | {"GIJO_HOME": str(home), "GIJO_DATABASE_URL": url, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _killed_after(home: Path, url: str, sign: str) -> None:
    """A founding that ends without a word once it has said this."""
    process = _run(home, url, "found-demo")
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(sign):
            process.send_signal(signal.SIGKILL)
            break
    process.stdout.close()
    assert process.wait(30) == -signal.SIGKILL


def _counts(url: str) -> dict[str, int]:
    database = Database(url)
    try:
        with database.read() as unit:
            waiting = unit.scalar(select(func.count()).where(Version.state == "receiving")) or 0
            tables = {"people": Person, "papers": Material, "versions": Version, "records": LedgerRecord}
            counts = {name: unit.scalar(select(func.count()).select_from(each)) or 0 for name, each in tables.items()}
            return counts | {"waiting": waiting}
    finally:
        database.close()


@pytest.mark.server("the founding of a demo")
@pytest.mark.slow("founds a demo, cut off and gone on with: twelve seconds of a processor")
def test_founding_that_was_cut_off_goes_on_and_is_done_once(
    tmp_path: Path, empty_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "gijo"
    Keyring.create(home / ".keys.begun")
    next((home / ".keys.begun").glob("master-*.key")).unlink()  # as when the end comes between two keys
    _killed_after(home, empty_url, f"  {PAPERS[1].title}")
    accounts = (home / "demo-accounts.json").read_bytes()
    cut_off = _counts(empty_url)
    assert cut_off["waiting"] > 0
    use(home, monkeypatch)
    monkeypatch.setenv("GIJO_DATABASE_URL", empty_url)

    assert main(["found-demo"]) == 0
    founded = _counts(empty_url)
    assert main(["found-demo"]) == 0

    assert _counts(empty_url) == founded
    assert (founded["papers"], founded["versions"], founded["waiting"]) == (len(PAPERS), len(PAPERS), 0)
    assert founded["people"] == cut_off["people"] == len(json.loads(accounts))
    assert (home / "demo-accounts.json").read_bytes() == accounts
    assert main(["ledger", "verify"]) == 0
    secrets = [home / "demo-accounts.json", *(home / "keys").iterdir(), *(home / "ledger-key").glob("*.key")]
    assert len(secrets) >= 4
    assert {mode(path) for path in secrets} == {0o600}
    assert {mode(folder) for folder in (home / "keys", home / "ledger-key")} == {0o700}
    assert not (home / ".keys.begun").exists()
    told = capsys.readouterr().out
    assert all(account["password"] in told for account in json.loads(accounts))


def test_demo_code_is_what_the_authenticator_shows(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home.mkdir()
    secret = pyotp.random_base32()
    (home / "demo-accounts.json").write_text(json.dumps([{"login": "member01", "totp_secret": secret}]))

    before = pyotp.TOTP(secret).at(int(morning.now()))
    code = main(["demo-code", "member01"])
    after = pyotp.TOTP(secret).at(int(morning.now()))
    told = capsys.readouterr().out
    assert code == 0
    assert told[:6] in {before, after}
    assert re.fullmatch(r"\d{6}（あと \d+ 秒）\n", told)
    assert main(["demo-code", "nobody"]) == 1
    assert "nobody というデモの利用者はいません。" in capsys.readouterr().err


def test_demo_is_never_founded_over_a_real_council(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(home, "[council]\nname = '実在町議会'\n")

    with pytest.raises(SystemExit) as ended:
        main(["found-demo"])

    assert ended.value.code == 2
    assert "実際の議会があります" in capsys.readouterr().err
    assert [path.name for path in home.iterdir()] == ["gijo.toml"]
