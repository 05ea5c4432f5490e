"""The command line as whoever runs the service meets it: what it says, what it leaves, and its exit codes."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from app.__main__ import main
from app.audit.models import LedgerRecord
from app.db import Database
from app.ops import migrate
from app.settings import load
from tests.app.homes import use, write
from tests.app.reading.shelf import lay
from tests.support.council import Council

pytestmark = pytest.mark.rare("commands of the operator; only they move it")

ROOT = Path(__file__).parents[3]


# Settings


@pytest.mark.parametrize(
    ("toml", "named"),
    [
        ("[server]\nport = 0\n", "PORT"),
        ("[server]\nprot = 8000\n", "'prot'"),
        ("[sever]\nport = 8000\n", "'sever'"),
        ("[network]\ntrusted_zones = ['10.0.0.1/8']\n", "[network] trusted_zones"),
        ("[network]\ntrusted_proxies = ['0.0.0.0/0']\n", "[network] trusted_proxies"),
        ("[store]\nkind = 'ftp'\n", "[store] kind"),
        ("[store]\nkind = 's3'\nendpoint = 'https://s3.example'\n", "[store] bucket"),
        ("[sessions]\nidle_seconds = 7200\n", "idle_seconds"),
        ("[limits]\npage_threads = 1\n", "[limits] page_threads"),
        ("[demo]\nenrol_browsers = true\n", "[demo] enrol_browsers"),
        ("[auth]\npasskey_required_levels = ['4']\n", "[auth] passkey_required_levels"),
        ("[server\nport = 8000\n", "gijo.toml"),
    ],
)
def test_setting_that_cannot_be_used_ends_with_2_and_is_named(
    home: Path, capsys: pytest.CaptureFixture[str], toml: str, named: str
) -> None:
    write(home, toml)

    code = main(["doctor"])

    told = capsys.readouterr()
    assert (code, told.out) == (2, "")
    assert "設定を使えません" in told.err
    assert named in told.err


def test_command_that_is_not_there_ends_with_2(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in ([], ["fond-demo"], ["ledger"], ["demo-code"]):
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 2
    assert "usage: gijo" in capsys.readouterr().err
    assert not home.exists()


# migrate and doctor


def test_migrate_makes_an_empty_database_ready_and_may_be_repeated(
    home: Path, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.mkdir()
    monkeypatch.setenv("GIJO_DATABASE_URL", empty_url)

    codes = [main(["migrate"]), main(["migrate"])]
    assert codes == [0, 0]
    database = Database(load().database_url)
    assert migrate.current(database.engine) == migrate.head()
    database.close()


def test_migrate_without_a_database_ends_with_2_and_points_to_the_doctor(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(home, "[database]\nurl = 'sqlite:////nowhere/at/all.sqlite3'\n")

    assert main(["migrate"]) == 2
    assert "gijo doctor" in capsys.readouterr().err


def test_doctor_finds_nothing_wrong_with_a_whole_council(
    council: Council, empty_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _migrated(council, empty_url, monkeypatch)

    code = main(["doctor"])

    told = capsys.readouterr().out
    assert code == 0, told
    assert "要対応" not in told
    assert all(words in told for words in ("鍵があります", "データベースは最新の版です", "保管庫は読み書きできます"))
    assert "隔離されたプロセスで行われます" in told
    assert "注意   HTTPS ではありません" in told


def _migrated(council: Council, url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The council's home with a database of its own that knows its revision."""
    folder = council.settings.home
    use(folder, monkeypatch)
    write(folder, f"[database]\nurl = '{url}'\n[demo]\nenabled = true\n")
    assert main(["migrate"]) == 0
    return folder


@pytest.mark.sampled("founds a council for each fault, for five seconds of a processor")
@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        ("no keys", "鍵がありません"),
        ("no ledger key", "鍵がありません"),
        ("half a key ring", "暗号鍵が見つかりません"),
        ("keys for all to read", "ほかの利用者が読める状態です"),
        ("no signing key", "台帳の署名鍵を読めません"),
        ("old revision", "gijo migrate を行ってください"),
        ("no database", "データベースにつながりません"),
    ],
)
def test_doctor_says_what_is_wrong_and_ends_with_1(
    council: Council,
    empty_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    broken: str,
    sentence: str,
) -> None:
    folder = _migrated(council, empty_url, monkeypatch)
    keys, ledger_key = folder / "keys", folder / "ledger-key"
    match broken:
        case "no keys":
            keys.rename(folder / "elsewhere")
        case "no ledger key":
            ledger_key.rename(folder / "elsewhere")
        case "half a key ring":
            next(keys.glob("master-*.key")).unlink()
        case "keys for all to read":
            next(keys.glob("master-*.key")).chmod(0o644)
        case "no signing key":
            next(path for path in ledger_key.iterdir() if path.name != "ledger-public.pem").unlink()
        case "old revision":
            database = Database(load().database_url)
            migrate.downgrade(database.engine, "-1")
            database.close()
        case "no database":
            write(folder, "[database]\nurl = 'sqlite:////nowhere/at/all.sqlite3'\n")

    code = main(["doctor"])

    [line] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("要対応")]
    assert sentence in line
    assert code == 1


# The ledger


@pytest.fixture
def read(council: Council, monkeypatch: pytest.MonkeyPatch) -> Council:
    """A council whose member has read a page; its service has ended."""
    laid = lay(council)
    assert council.browser("member1").fetch(laid.page(2)).status_code == 200
    council.services.ledger.close()
    use(council.settings.home, monkeypatch)
    monkeypatch.setenv("GIJO_DATABASE_URL", council.settings.database_url)
    return council


def test_ledger_verifies_in_the_database_and_as_an_export(
    read: Council, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ledger.ndjson"
    public = read.settings.ledger_key_folder / "ledger-public.pem"

    assert main(["ledger", "export", str(file)]) == 0
    codes = [main(["ledger", "verify"]), main(["ledger", "verify", str(file)])]
    codes.append(main(["ledger", "verify", str(file), "--key", str(public)]))

    assert codes == [0, 0, 0]
    assert f"記録 {len(read.ledger())} 件" in capsys.readouterr().out


def test_export_that_was_changed_is_found(read: Council, tmp_path: Path) -> None:
    file = tmp_path / "ledger.ndjson"
    main(["ledger", "export", str(file)])
    whole = file.read_text("utf-8")
    changed = {
        "a page": re.sub(r'(\\?"page\\?":)2', r"\g<1>1", whole),
        "a line less": "".join(whole.splitlines(keepends=True)[:-1]),
        "nothing": "",
        "no ledger": "x\n",
    }

    for name, text in changed.items():
        assert text != whole
        file.write_text(text, "utf-8")
        assert main(["ledger", "verify", str(file)]) == 1, name


def test_database_that_was_changed_is_found(read: Council, capsys: pytest.CaptureFixture[str]) -> None:
    with read.services.database.write() as unit:
        record = unit.scalars(select(LedgerRecord).where(LedgerRecord.kind == "page.issued")).one()
        record.body = record.body.replace('"page":2', '"page":1')

    assert main(["ledger", "verify"]) == 1
    assert "番" in capsys.readouterr().out


def test_ledger_that_cannot_be_checked_ends_with_2(
    read: Council, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = str(tmp_path / "missing")

    codes = [
        main(["ledger", "verify", missing]),
        main(["ledger", "verify", f"sqlite:///{missing}/x.sqlite3"]),
        main(["ledger", "export", f"{missing}/ledger.ndjson"]),
    ]
    read.settings.ledger_key_folder.rename(tmp_path / "elsewhere")
    codes += [main(["ledger", "verify"]), main(["ledger", "export", "-"])]

    assert codes == [2] * 5
    told = capsys.readouterr()
    assert told.out == ""
    assert "Traceback" not in told.err
    assert len(told.err.splitlines()) >= 5


def test_export_never_writes_over_a_file(read: Council, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "ledger.ndjson"
    file.write_text("kept")

    assert main(["ledger", "export", str(file)]) == 2
    assert file.read_text() == "kept"
    assert "別の名前を指定してください" in capsys.readouterr().err


def test_code_from_a_photograph_names_the_person_and_the_page(
    read: Council, capsys: pytest.CaptureFixture[str]
) -> None:
    code = str(read.ledger("page.issued")[0]["code"])

    assert main(["ledger", "issue", code.lower().replace("-", "")]) == 0
    told = dict(line.split("\t") for line in capsys.readouterr().out.splitlines())
    assert told["発行コード"] == code
    assert told["だれの画面に"] == "佐藤 花子 議員（第7番、ID member1）"
    assert (told["どのページ"], told["アドレス"]) == ("2", "127.0.0.1")
    assert main(["ledger", "issue", "AAAA-AAAA"]) == 1
    assert "記録はありません" in capsys.readouterr().err


def test_serving_before_anything_is_founded_ends_with_2(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve"]) == 2
    assert "gijo found-demo" in capsys.readouterr().out
    assert not home.exists()
