"""`gijo ledger verify | issue | export`: the ledger from the command line, without the service running."""

import argparse
import itertools
import sys
from contextlib import closing
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app import clock
from app.audit import checkpoints, search
from app.audit import export as ledger_export
from app.audit.wholeness import judge
from app.db import Database
from app.materials.models import Material, Version
from app.members.models import Person
from app.settings import Settings
from app.vault.opening import open_store
from storage.ledger import Signer, is_extract, verify_extract
from storage.ledger import verify as verify_lines
from storage.store import StoreFailure


def verify(settings: Settings, arguments: argparse.Namespace) -> int:
    """Check an export or a database; 0 when whole, 1 when something is wrong, 2 when it could not be checked."""
    target: str = arguments.target
    try:
        if target and "://" not in target:
            return _verify_file(settings, Path(target), arguments.key)
        return _verify_database(settings, target or settings.database_url)
    except (OSError, SQLAlchemyError, StoreFailure) as error:
        print(f"確かめられませんでした: {error}", file=sys.stderr)
        return 2


def _verify_file(settings: Settings, file: Path, key_file: str) -> int:
    public = Path(key_file) if key_file else settings.ledger_key_folder / "ledger-public.pem"
    kept = list(checkpoints.retained(open_store(settings))) if settings.ledger_key_folder.exists() else []
    with file.open(encoding="utf-8", errors="surrogateescape") as lines:
        first = next(lines, "")
        whole, keys = itertools.chain([first], lines), [public.read_text("ascii")]
        verdict = verify_extract(whole, keys) if is_extract(first) else verify_lines(whole, keys, kept)
    print(verdict.sentence)
    if verdict.ok:
        print(f"記録 {verdict.records:,} 件、署名された確認点 {verdict.checkpoints:,} 件")
    return 0 if verdict.ok else 1


def _verify_database(settings: Settings, url: str) -> int:
    signer = Signer.load(settings.ledger_key_folder)
    kept = list(checkpoints.retained(open_store(settings)))
    with closing(Database(url)) as database, database.read() as session:
        verdict, fault = judge(session, signer, kept)
    print(fault or verdict.sentence)
    if fault:
        return 1
    print(f"記録 {verdict.records:,} 件、署名された確認点 {verdict.checkpoints:,} 件")
    return 0


def issue(settings: Settings, arguments: argparse.Namespace) -> int:
    """Say whose screen a code was issued to; 1 when the code is unknown."""
    with closing(Database(settings.database_url)) as database, database.read() as session:
        found = search.by_code(session, arguments.code)
        if found is None:
            print(f"{search.normal_code(arguments.code)} という発行コードの記録はありません。", file=sys.stderr)
            return 1
        for label, words in _told(session, found):
            print(f"{label}\t{words}")
        issues = search.issues_of(session, found)
        for again in issues[1:]:
            moment = f"{clock.jst(again.at):%Y-%m-%d %H:%M:%S}"
            print(f"同じコードで送った記録\t{again.seq:,}　{moment}　{again.kind.words}")
        if len(issues) == search.MOST_ISSUES:
            print(f"はじめの {search.MOST_ISSUES} 件です。続きは、画面の「作業の記録」で確かめてください。")
    return 0


def _told(session: Session, found: search.Found) -> list[tuple[str, str]]:
    person = session.get(Person, found.actor_id) if found.actor_id else None
    material = session.get(Material, found.material_id) if found.material_id else None
    version = session.get(Version, found.version_id) if found.version_id else None
    paper = f"{material.title}（第{version.number}版）" if material and version else "-"
    seat = f"（第{person.seat_number}番、ID {person.login}）" if person and person.seat_number else ""
    return [
        ("発行コード", found.code or "-"),
        ("だれの画面に", f"{person.display_name}{seat or f'（ID {person.login}）'}" if person else "-"),
        ("いつ", f"{clock.jst(found.at):%Y-%m-%d %H:%M:%S}"),
        ("何を", f"{paper}　{found.kind.words}"),
        ("どのページ", str(found.page) if found.page else "全ページ"),
        ("アドレス", found.address or "-"),
        ("接続", found.session_id or "-"),
        ("記録の番号", f"{found.seq:,}"),
    ]


def export(settings: Settings, arguments: argparse.Namespace) -> int:
    """Write the whole ledger as NDJSON."""
    signer = Signer.load(settings.ledger_key_folder)
    try:
        with closing(Database(settings.database_url)) as database:
            lines = ledger_export.lines(database.read, signer, settings.council.name)
            if arguments.file == "-":
                sys.stdout.writelines(lines)
            else:
                with Path(arguments.file).open("x", encoding="utf-8") as file:
                    file.writelines(lines)
    except FileExistsError:
        print(f"{arguments.file} はすでにあります。別の名前を指定してください。", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{arguments.file} に書けませんでした（{error.strerror}）。", file=sys.stderr)
        return 2
    return 0
