"""`gijo doctor`: says what is well, what is missing, and what to do about it."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from app.db import Database
from app.jobs.kinds import AnyJobKind
from app.ops import migrate
from app.ops.doctor_people import without_passkey
from app.ops.job_commands import strange_jobs
from app.settings import Settings, SettingsError
from app.vault.opening import open_store
from storage.files import UnsafeFile
from storage.keyring import KeyFailure, Keyring
from storage.ledger import Signer, SignerFailure
from storage.store import Gravity, StoreFailure
from viewer.render import Renderer


@dataclass(frozen=True)
class Result:
    """One finding. `is_well` None: nothing is wrong, but the administrator should know."""

    is_well: bool | None
    words: str


def command(settings: Settings, arguments: argparse.Namespace, kinds: Sequence[AnyJobKind]) -> int:
    """Print every finding; 1 when one of them is wrong. `kinds`: every kind of job that this version knows."""
    del arguments
    code = 0
    for result in examine(settings, kinds):
        print({True: "よい  ", False: "要対応", None: "注意  "}[result.is_well], result.words)
        code = 1 if result.is_well is False else code
    return code


def examine(settings: Settings, kinds: Sequence[AnyJobKind]) -> Iterator[Result]:
    """Findings about keys, database, people, jobs, store, sandbox and settings."""
    yield _keys(settings)
    database = _database(settings)
    yield database
    if database.is_well:
        yield from _passkeys(settings)
        yield from _jobs(settings, kinds)
    yield from _store(settings)
    yield _sandbox()
    if not settings.trusted_zones:
        yield Result(
            None,
            "信頼するネットワークがありません。機密性3A を場所で制限するには network.trusted_zones に書きます。",
        )
    if settings.enrols_browsers:
        yield Result(
            None,
            "見本の議会のため、この機械のブラウザーは、はじめてのサインインで支給端末として登録されます。"
            "実際の議会では使えない設定です。",
        )
    if not settings.is_https:
        yield Result(None, "HTTPS ではありません。この端末の中でのデモだけに使ってください。")


def _keys(settings: Settings) -> Result:
    if not (settings.keys_folder.exists() and settings.ledger_key_folder.exists()):
        return Result(False, f"鍵がありません（{settings.keys_folder}）。控えから戻すか、gijo found を行ってください。")
    try:
        Keyring.load(settings.keys_folder)
        Signer.load(settings.ledger_key_folder)
    except (KeyFailure, SignerFailure, UnsafeFile) as failure:
        return Result(False, f"{failure.sentence}（{failure}）")
    return Result(True, f"鍵があります（{settings.keys_folder}）。控えを別の場所に保管してください。")


def _database(settings: Settings) -> Result:
    database = Database(settings.database_url)
    try:
        revision = migrate.current(database.engine)
    except SQLAlchemyError as error:
        return Result(
            False, f"データベースにつながりません。database.url を確かめてください（{type(error).__name__}）。"
        )
    finally:
        database.close()
    if revision != migrate.head():
        return Result(False, "データベースの版が古いままです。gijo migrate を行ってください。")
    return Result(True, f"データベースは最新の版です（{revision}）。")


def _passkeys(settings: Settings) -> Iterator[Result]:
    found = without_passkey(settings)
    if found.locked_out:
        yield Result(
            False,
            f"パスキーが必要な役職（auth.passkey_required_roles）で、まだパスキーがない人：{'、'.join(found.locked_out)}。"
            "このままではサインインできません。リセットを二人で確かめ、登録用紙を渡してパスキーを登録してもらってください。",
        )
    if found.not_enrolled:
        yield Result(
            None,
            f"パスキーが必要な役職で、まだ何も登録していない人：{'、'.join(found.not_enrolled)}。"
            "登録用紙を渡し、パスキーを登録してもらってください。",
        )


def _jobs(settings: Settings, kinds: Sequence[AnyJobKind]) -> Iterator[Result]:
    """Work that this version cannot do is left alone, so somebody has to hear of it."""
    database = Database(settings.database_url)
    try:
        with database.read() as session:
            strange = strange_jobs(session, kinds)
    finally:
        database.close()
    if strange:
        names = "、".join(sorted({job.kind for job in strange}))
        yield Result(
            None,
            f"この版では扱えない処理が {len(strange)} 件、手を付けずに残っています（{names}）。"
            "新しい版に戻すと続きます。要らないものは、gijo jobs で番号を確かめ、"
            "gijo jobs --withdraw 番号 で取りやめます。",
        )


def _store(settings: Settings) -> Iterator[Result]:
    try:
        findings = open_store(settings).check()
    except (StoreFailure, SettingsError) as failure:
        yield Result(False, failure.sentence if isinstance(failure, StoreFailure) else f"保管庫の設定: {failure}")
        return
    yield from (Result(None if each.gravity is Gravity.KNOW else False, each.sentence) for each in findings)
    if all(each.gravity is Gravity.KNOW for each in findings):
        yield Result(True, "保管庫は読み書きできます。")


def _sandbox() -> Result:
    renderer = Renderer()
    try:
        report = renderer.self_test()
    finally:
        renderer.close()
    if report.is_locked:
        return Result(True, "変換は隔離されたプロセスで行われます。")
    return Result(False, f"隔離ができないため、公開前の資料は変換しません（{report.reason}）。")
