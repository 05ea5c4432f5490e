"""`gijo doctor`: says what is well, what is missing, and what to do about it."""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from app.auth.alarms.raising import setup_faults_waiting
from app.db import Database
from app.jobs.kinds import AnyJobKind
from app.marks.commands import last_check
from app.materials.remaking.commands import state_of_remaking
from app.ops import migrate, seal_commands, start_records
from app.ops.daily import program
from app.ops.doctor_people import trusts_networks, who_must_be_named, without_passkey
from app.ops.job_commands import strange_jobs
from app.ops.keys.state import findings, master_keys
from app.ops.restores import losses
from app.ops.restores.commands import found_set_back, words_of_wrong_clock_now
from app.rounds.commands import last_marked_round, last_round
from app.settings import Settings, SettingsError
from app.setup.database import clocks_apart, fault_of, is_open_to_listeners
from app.setup.faults import SetupFault, of_settings
from app.vault.opening import open_store
from storage.files import UnsafeFile
from storage.keyring import KeyFailure, Keyring
from storage.ledger import Signer, SignerFailure
from storage.store import Gravity, StoreFailure
from viewer.recognition.recogniser import Recogniser
from viewer.render import Renderer


@dataclass(frozen=True)
class Result:
    """One finding. `is_well`: None for something that is not wrong, but that the administrator should know.

    `about`: what is wrong, by names that stay while its words change, as a time or a number in them does.
    """

    is_well: bool | None
    words: str
    about: tuple[str, ...]


def command(settings: Settings, arguments: argparse.Namespace, kinds: Sequence[AnyJobKind]) -> int:
    """Print every finding. Exit code 1 when something is wrong. `kinds`: every kind of job that this version knows."""
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
        yield from (Result(None, words, ("named",)) for words in who_must_be_named(settings))
        yield from _jobs(settings, kinds)
        yield from _setup(settings)
    yield from _store(settings)
    if database.is_well:
        yield from _sealing_keys(settings)
        yield from _ledger(settings)
        yield from _seals(settings)
        yield _files(settings)
        yield from _looked_at_meanwhile(settings)
    yield _sandbox()
    yield _recognition(settings)
    if database.is_well and not trusts_networks(settings):
        yield Result(
            None,
            "信頼するネットワークがありません。機密性3A を場所で制限するには、「規程の値」で、2 人で区域を定めます。",
            ("networks",),
        )
    if settings.enrols_browsers:
        yield Result(
            None,
            "見本の議会のため、この機械のブラウザーは、はじめてのサインインで支給端末として登録されます。"
            "実際の議会では使えない設定です。",
            ("demo",),
        )
    if not settings.is_https:
        yield Result(None, "HTTPS ではありません。この端末の中でのデモだけに使ってください。", ("plain http",))


def _looked_at_meanwhile(settings: Settings) -> Iterator[Result]:
    """What workers look at by and by: all objects, the marks, the pages of an older converter."""
    went = last_round(settings)
    yield Result(went.is_well, went.words, ("round",))
    if (marked := last_marked_round(settings)) is not None:
        yield Result(marked.is_well, marked.words, ("marked round",))
    marks = last_check(settings)
    yield Result(marks.is_well, marks.words, ("marks",))
    remaking = state_of_remaking(settings)
    yield Result(remaking.is_well, remaking.words, ("remaking",))


_LOOK_AT = {
    True: "ディスクの空きと、GIJO_HOME の場所を確かめてください",
    False: "PostgreSQL が動いているかと、database.url を確かめてください",
}
_EMPTY = (
    "データベースが空です。はじめての議会なら gijo found を行ってください。議会が始まっていたなら、"
    "GIJO_HOME と database.url の場所を確かめ、失われたときは控えから戻してください。"
)


def _keys(settings: Settings) -> Result:
    if not (settings.keys_folder.exists() and settings.ledger_key_folder.exists()):
        words = f"鍵がありません（{settings.keys_folder}）。控えから戻すか、gijo found を行ってください。"
        return Result(False, losses.lost_keys(settings) or words, ("keys",))
    try:
        Keyring.load(settings.keys_folder)
        Signer.load(settings.ledger_key_folder)
    except (KeyFailure, SignerFailure, UnsafeFile) as failure:
        return Result(False, f"{failure.sentence}（{failure}）", ("keys",))
    return Result(True, f"鍵があります（{settings.keys_folder}）。控えを別の場所に保管してください。", ("keys",))


def _sealing_keys(settings: Settings) -> Iterator[Result]:
    """Findings about keys that rows need and are not there, and about former keys."""
    try:
        keyring = Keyring.load(settings.keys_folder)
    except (KeyFailure, UnsafeFile):
        return  # told of the keys
    with closing(Database(settings.database_url)) as database, database.read() as session:
        keys = master_keys(session, keyring)
    yield from (Result(is_well, words, (name,)) for is_well, words, name in findings(keys))


def _database(settings: Settings) -> Result:
    database = Database(settings.database_url)
    try:
        if (fault := fault_of(settings.database_url)) is not None:
            return Result(False, f"{fault.sentence()}。", (fault.code,))
        revision = migrate.current(database.engine)
    except SQLAlchemyError as error:
        return Result(
            False,
            f"データベースにつながりません。{_LOOK_AT[database.is_embedded]}（{type(error).__name__}）。",
            ("database",),
        )
    finally:
        database.close()
    if revision is None:
        return Result(False, _EMPTY, ("revision",))
    if revision != migrate.head():
        if migrate.is_of_later_version(revision):
            return Result(False, migrate.LaterVersion.sentence, ("revision",))
        return Result(False, "データベースの版が古いままです。gijo migrate を行ってください。", ("revision",))
    return Result(True, f"データベースは最新の版です（{revision}）。", ("revision",))


def _passkeys(settings: Settings) -> Iterator[Result]:
    found = without_passkey(settings)
    if found.locked_out:
        yield Result(
            False,
            f"パスキーが必要な役職（auth.passkey_required_roles）で、まだパスキーがない人：{'、'.join(found.locked_out)}。"
            "このままではサインインできません。リセットを二人で確かめ、登録用紙を渡してパスキーを登録してもらってください。",
            tuple(f"no passkey {name}" for name in found.locked_out),
        )
    if found.not_enrolled:
        yield Result(
            None,
            f"パスキーが必要な役職で、まだ何も登録していない人：{'、'.join(found.not_enrolled)}。"
            "登録用紙を渡し、パスキーを登録してもらってください。",
            tuple(f"not enrolled {name}" for name in found.not_enrolled),
        )


def _jobs(settings: Settings, kinds: Sequence[AnyJobKind]) -> Iterator[Result]:
    """Findings about jobs. Jobs of kinds that this version does not know wait for ever, so they are named."""
    with closing(Database(settings.database_url)) as database, database.read() as session:
        strange = strange_jobs(session, kinds)
    if strange:
        names = "、".join(sorted({job.kind for job in strange}))
        yield Result(
            None,
            f"この版では扱えない処理が {len(strange)} 件、手を付けずに残っています（{names}）。"
            "新しい版に戻すと続きます。要らないものは、gijo jobs で番号を確かめ、"
            "gijo jobs --withdraw 番号 で取りやめます。",
            ("jobs",),
        )


def _setup(settings: Settings) -> Iterator[Result]:
    """Faults of the set-up: those that settings and database show, and those that requests have shown."""
    with closing(Database(settings.database_url)) as database:
        told = {fault.code: fault.sentence() for fault in of_settings(settings)}
        if seconds := clocks_apart(database):
            told[SetupFault.CLOCKS_DIFFER.code] = SetupFault.CLOCKS_DIFFER.sentence(f"{seconds:+.0f} 秒")
        if is_open_to_listeners(database):
            told[SetupFault.DATABASE_OPEN.code] = SetupFault.DATABASE_OPEN.sentence()
        with database.read() as session:
            told |= {sentence.partition("　")[0]: sentence for sentence in setup_faults_waiting(session)}
    yield from (Result(False, f"{told[code]}。", (code,)) for code in sorted(told))


def _store(settings: Settings) -> Iterator[Result]:
    try:
        findings = open_store(settings).check()
    except (StoreFailure, SettingsError) as failure:
        words = failure.sentence if isinstance(failure, StoreFailure) else f"保管庫の設定: {failure}"
        yield Result(False, words, ("store",))
        return
    for each in findings:
        yield Result(None if each.gravity is Gravity.KNOW else False, each.sentence, (f"store {each.kind}",))
    if all(each.gravity is Gravity.KNOW for each in findings):
        yield Result(True, "保管庫は読み書きできます。", ("store",))


def _ledger(settings: Settings) -> Iterator[Result]:
    try:
        set_back = found_set_back(settings)
    except (StoreFailure, SettingsError, SignerFailure, UnsafeFile):
        return  # told of the store or the keys
    if wrong := words_of_wrong_clock_now(settings):
        yield Result(False, wrong, ("clock",))
    if lost := losses.lost_store(settings):
        yield Result(False, lost, ("papers",))
    if set_back is None:
        yield Result(True, "記録の台帳は、保管庫の検証点まで揃っています。", ("ledger",))
    else:
        yield Result(False, set_back.sentence, ("ledger",))


def _seals(settings: Settings) -> Iterator[Result]:
    try:
        waiting = seal_commands.waiting_tables(settings)
        found = [row for row in seal_commands.find(settings) if row.table not in waiting]
    except (KeyFailure, UnsafeFile):
        return  # told of the keys
    if waiting:
        yield Result(None, seal_commands.words_of_waiting(waiting), ("seals waiting",))
    if not found:
        if not waiting:
            yield Result(True, "決定の記録（区分、読む人、許可、役職）は、すべて封印と合っています。", ("seals",))
        return
    names = "、".join(f"{row.table}/{row.key}" for row in found[:5])
    yield Result(
        False,
        f"決定の記録 {len(found)} 件が、システムの外から書き換えられた疑いがあります（{names}）。"
        "その資料や役職は使えません。触らずに控えと比べ、議長に報告してください。"
        "確かめたものは gijo seals --accept 名前 --shown 印 --reason わけ で使えるようになります。",
        ("seals",),  # each row has an alarm of its own
    )


def _files(settings: Settings) -> Result:
    if parts := start_records.files_rewritten(settings):
        words = "と".join(program.WORDS[part] for part in parts)
        return Result(
            False,
            f"議場を始めてから、{words}のファイルが書き換えられています。新しい版に替えたときは、始め直してください。"
            "思い当たらないときは、攻撃のおそれがあります。議場を止め、配布元の同じ版から入れ直してください。",
            tuple(f"files {part}" for part in parts),
        )
    return Result(True, "議場のプログラムと画面の部品は、始めたときのままです。", ("files",))


def _sandbox() -> Result:
    renderer = Renderer()
    try:
        report = renderer.self_test()
    finally:
        renderer.close()
    if report.is_locked:
        return Result(True, "変換は隔離されたプロセスで行われます。", ("sandbox",))
    return Result(False, f"隔離ができないため、公開前の資料は変換しません（{report.reason}）。", ("sandbox",))


def _recognition(settings: Settings) -> Result:
    """Whether words of scanned pages are recognised here. Nothing is wrong where they are not."""
    if not settings.recognition.enabled:
        return Result(None, "スキャンしたページの文字は読み取らない設定です（recognition.enabled）。", ("recognition",))
    with Recogniser() as recogniser:
        report = recogniser.self_test()
    if report.is_locked:
        return Result(True, "スキャンしたページの文字を、隔離されたプロセスで読み取ります。", ("recognition",))
    return Result(
        None,
        "スキャンしたページの文字は、この機械では読み取りません。読み取るには、変換の係の動く機械に "
        f"tesseract-ocr、tesseract-ocr-jpn、tesseract-ocr-jpn-vert を入れます（{report.reason}）。",
        ("recognition",),
    )
