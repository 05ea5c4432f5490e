"""`gijo store create`, and the examination of the store before serving."""

import argparse
import sys
import threading

from app.settings import Settings, SettingsError
from app.vault.opening import open_bucket, open_store
from storage.store import UNREACHABLE, Gravity, StoreFailure, StoreFinding

_AGAIN_SECONDS = 5.0


def create(settings: Settings, arguments: argparse.Namespace) -> int:
    """Make the bucket that settings name, with versions and object lock where the server has them; then examine it."""
    del arguments
    if settings.store.kind == "local":
        print(f"保管庫はこの計算機のフォルダー（{settings.store_folder}）です。作るものはありません。")
        return 0
    create_bucket(settings)
    findings = open_store(settings).check()
    for finding in findings:
        print(finding.sentence)
    if any(finding.gravity is Gravity.STOP for finding in findings):
        return 1
    print(f"バケット {settings.store.bucket} を使えます。")
    return 0


def create_bucket(settings: Settings) -> None:
    """Make the bucket, if the settings name one and it is missing. Raises StoreFailure, SettingsError."""
    if settings.store.kind == "s3":
        open_bucket(settings).create_bucket()


def wait_until_safe(settings: Settings, stop: threading.Event | None = None) -> bool:
    """True when papers can be served from the store. False, with the reason on standard error, when it could lose them
    or show them to others.

    Waits for a store that does not answer yet, as after a power cut.
    """
    stop = stop or threading.Event()
    is_told = False
    while not stop.is_set():
        findings = _findings(settings)
        if not any(finding.kind == UNREACHABLE for finding in findings):
            _tell(findings)
            return all(finding.gravity is not Gravity.STOP for finding in findings)
        if not is_told:
            print("保管庫の応答を待っています（つながると、自動で始まります）", file=sys.stderr, flush=True)
            is_told = True
        stop.wait(_AGAIN_SECONDS)
    return False


def _findings(settings: Settings) -> list[StoreFinding]:
    try:
        return open_store(settings).check()
    except StoreFailure as failure:
        return [StoreFinding("refused", failure.name, failure.sentence, Gravity.STOP)]
    except SettingsError as error:
        return [StoreFinding("settings", "", f"保管庫の設定を使えません: {error}", Gravity.STOP)]


def _tell(findings: list[StoreFinding]) -> None:
    for finding in findings:
        if finding.gravity is not Gravity.KNOW:
            print(f"保管庫: {finding.sentence}", file=sys.stderr, flush=True)
    if any(finding.gravity is Gravity.STOP for finding in findings):
        print(
            "資料が失われるか公開されるおそれがあるため、開きません。gijo doctor で確かめてください。", file=sys.stderr
        )
