"""The way to a council on S3 by the command line: the bucket made, examined, and refused when it is not fit."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from app.__main__ import main
from app.audit import checkpoints
from app.settings import Settings, SettingsError, StoreSettings, load
from storage.keyring import Keyring
from tests.support import stores
from tests.support.ports import free_port

pytestmark = [
    pytest.mark.server("an S3 server, and the service on it"),
    pytest.mark.own_database(
        "the object store is what fails here; tests/flows and test_s3_papers.py meet it on both databases"
    ),
]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keys, and nothing else."""
    settings = Settings(home=tmp_path / "home")
    settings.home.mkdir()
    Keyring.create(settings.keys_folder)
    checkpoints.create_key(settings.ledger_key_folder)
    monkeypatch.setenv("GIJO_HOME", str(settings.home))
    monkeypatch.setenv("PORT", str(free_port()))
    return settings.home


def write(home: Path, store: StoreSettings) -> None:
    """The store as an administrator writes it down."""
    lines = [f"{name} = {json.dumps(value)}" for name, value in vars(store).items()]
    (home / "gijo.toml").write_text("[store]\n" + "\n".join(lines), "utf-8")


def make_public(store: StoreSettings) -> None:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": ["*"]},
        "Action": ["s3:GetObject"],
        "Resource": [f"arn:aws:s3:::{store.bucket}/*"],
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    stores.opened(store)._client.set_bucket_policy(store.bucket, policy)


def test_the_bucket_is_made_with_versions_and_locks(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = stores.bucket(is_made=False)
    write(home, store)

    assert main(["store", "create"]) == 0
    assert main(["store", "create"]) == 0, "a second time changes nothing"

    assert f"バケット {store.bucket} を使えます。" in capsys.readouterr().out
    assert stores.opened(store).check() == []


def test_a_folder_needs_no_bucket(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["store", "create"]) == 0
    assert "フォルダー" in capsys.readouterr().out


def test_without_a_bucket_nothing_is_served_and_the_way_out_is_named(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(home, stores.bucket(is_made=False))

    assert main(["serve", "--no-worker"]) == 2

    assert "gijo store create" in capsys.readouterr().err
    assert main(["doctor"]) == 1
    assert "要対応 バケットがありません。" in capsys.readouterr().out


def test_nothing_is_served_from_a_public_bucket(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = stores.bucket()
    write(home, store)
    make_public(store)

    assert main(["serve", "--no-worker"]) == 2

    assert "だれでも読めます" in capsys.readouterr().err
    assert main(["doctor"]) == 1
    assert "要対応 保管庫をだれでも読めます" in capsys.readouterr().out


def test_worker_that_is_started_by_itself_puts_nothing_into_a_public_bucket(home: Path) -> None:
    store = stores.bucket()
    write(home, store)
    make_public(store)
    assert main(["migrate"]) == 0

    ended = subprocess.run(
        [sys.executable, "-m", "app", "worker"], capture_output=True, text=True, timeout=60, check=False
    )

    assert ended.returncode == 2
    assert "だれでも読めます" in ended.stderr


def test_a_plain_bucket_is_served_from_and_the_doctor_says_what_it_lacks(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = stores.bucket(is_made=False)
    stores.opened(store)._client.make_bucket(store.bucket)
    write(home, store)
    assert main(["migrate"]) == 0

    main(["doctor"])

    told = capsys.readouterr().out
    assert "注意   保管庫に版の記録（バージョニング）がありません。" in told
    assert "注意   保管庫に変更禁止（オブジェクトロック）がありません。" in told
    assert "よい   保管庫は読み書きできます。" in told


def test_wrong_credentials_stop_the_start_and_name_the_setting(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(home, replace(stores.bucket(), secret_key="wrong"))

    assert main(["serve", "--no-worker"]) == 2

    assert "secret_key" in capsys.readouterr().err


def test_serving_waits_for_a_store_that_is_away_and_begins_by_itself(home: Path) -> None:
    write(home, stores.bucket())

    with stores.stopped():
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "serve", "--no-worker"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        assert process.stderr is not None
        assert any("保管庫の応答を待っています" in line for line in process.stderr)
        time.sleep(0.5)
        assert process.poll() is None
    try:
        assert process.stdout is not None
        assert "で開いています" in process.stdout.readline()
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def test_an_unreachable_store_is_told_by_commands_that_need_it(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(
        home, StoreSettings(kind="s3", endpoint="http://127.0.0.1:1", bucket="bucket", access_key="a", secret_key="s")
    )

    assert main(["store", "create"]) == 1

    assert "保管庫につながりません。" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"endpoint": "http://s3.example.jp"}, "https"),
        ({"endpoint": "s3.example.jp"}, "https://host"),
        ({"prefix": "tenant"}, "slash"),
        ({"bucket": "b"}, "bucket"),
        ({"ca_file": "/nowhere/ca.pem"}, "ca_file"),
        ({"read_seconds": 0}, "time-outs"),
    ],
    ids=str,
)
def test_settings_that_cannot_be_used_are_named(
    home: Path, capsys: pytest.CaptureFixture[str], change: dict[str, object], named: str
) -> None:
    values = {
        "kind": "s3",
        "endpoint": "https://s3.example.jp",
        "bucket": "bucket",
        "access_key": "a",
        "secret_key": "s",
    }
    write(home, StoreSettings(**(values | change)))  # type: ignore[arg-type]  # wrong on purpose

    assert main(["store", "create"]) == 2
    assert main(["serve", "--no-worker"]) == 2

    told = capsys.readouterr().err
    assert "設定を使えません" in told
    assert named in told


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"GIJO_STORE_KIND": "s3"}, "endpoint"),
        ({"GIJO_STORE_KIND": "s3", "GIJO_STORE_ENDPOINT": "https://s3"}, "bucket"),
        ({"GIJO_STORE_KIND": "tape"}, "kind"),
        ({"GIJO_STORE_READ_SECONDS": "soon"}, "read_seconds"),
        ({"GIJO_STORE_LOCK_DAYS": "-1"}, "lock_days"),
    ],
    ids=str,
)
def test_what_is_missing_or_no_number_is_named(tmp_path: Path, environment: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        load({"GIJO_HOME": str(tmp_path)} | environment)


def test_the_environment_wins_over_the_file(home: Path) -> None:
    write(home, StoreSettings(kind="s3", endpoint="https://a", bucket="bucket", access_key="a", secret_key="s"))

    store = load({"GIJO_HOME": str(home), "GIJO_STORE_BUCKET": "other", "GIJO_STORE_READ_SECONDS": "1.5"}).store

    assert (store.bucket, store.read_seconds, store.endpoint) == ("other", 1.5, "https://a")
