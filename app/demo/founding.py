"""Founding the demo council: keys, tables, people, meetings, papers. Each step is safe to repeat after a crash."""

import argparse
import io
import json
import os
import secrets
import shutil
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import segno
from sqlalchemy import func, inspect, make_url, select
from sqlalchemy.orm import Session

from app import clock
from app.access.duties import ChairDuty
from app.access.roles import Role
from app.audit import checkpoints
from app.audit.notes import SYSTEM, note
from app.audit.vocabulary import EventKind
from app.auth.factors import provision as enrol
from app.auth.factors.totp import provisioning_uri
from app.db import Database, normal_url
from app.demo import papers as demo_papers
from app.demo.people import COMMITTEES, PEOPLE
from app.members.belonging import NAMES
from app.members.models import Delegation, Person
from app.members.people import add_group, add_person
from app.ops import migrate, store_commands
from app.services import Services, open_services
from app.settings import Settings, load
from storage.files import write_secret
from storage.keyring import Keyring

ACCOUNTS_FILE = "demo-accounts.json"

_DEMO_TOML = """# みなと町議会 (demo). Every value is explained in docs/settings.md.
[council]
name = "みなと町議会"
short = "みなと町"
contact = "内線 240"

[demo]
enabled = true
enrol_browsers = true
"""


def command(settings: Settings, arguments: argparse.Namespace) -> int:
    """`gijo found-demo`."""
    del arguments
    demo_papers.lay(ensure_people(settings))
    return 0


def ensure_people(settings: Settings) -> Settings:
    """Found what is missing of the demo council but its papers; returns the settings as they are afterwards."""
    file = settings.home / "gijo.toml"
    is_new = not file.exists()
    if is_new:
        _refuse_real_council(settings)
        print("デモの議会を作っています（初回だけ）", flush=True)
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        _found_keys(settings)
        write_secret(file, _DEMO_TOML.encode(), may_replace=True)
    settings = load()
    if not settings.is_demo:
        print(f"{settings.home} には実際の議会があります。デモは別の GIJO_HOME で始めてください。", file=sys.stderr)
        raise SystemExit(2)
    store_commands.create_bucket(settings)
    migrate.migrate_all(settings)
    services = open_services(settings)
    try:
        accounts = _add_people(services)
    finally:
        services.close()
    _show(accounts, settings.home / ACCOUNTS_FILE, with_codes=is_new)
    return settings


def _refuse_real_council(settings: Settings) -> None:
    """End the program when the database holds a real council: people, without the demo's file of accounts beside it.

    A real council need not have a `gijo.toml`: it may be configured by the environment alone.
    """
    if (settings.home / ACCOUNTS_FILE).exists() or not _has_people(settings.database_url):
        return
    print(
        f"{make_url(settings.database_url).render_as_string()} には、実際の議会の利用者がいます。"
        "デモは、別の GIJO_HOME と別のデータベースで始めてください。何も変えていません。",
        file=sys.stderr,
    )
    raise SystemExit(2)


def _has_people(database_url: str) -> bool:
    """Whether the database holds people. Makes neither the file nor a table where it is missing."""
    url = make_url(normal_url(database_url))
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return False
    database = Database(database_url)
    try:
        if not inspect(database.engine).has_table(Person.__tablename__):
            return False
        with database.read() as session:
            return session.scalar(select(Person.id).limit(1)) is not None
    finally:
        database.close()


def _found_keys(settings: Settings) -> None:
    """Both folders of keys, each there whole or not at all: half of one could be neither used nor founded anew."""
    for folder, create in (
        (settings.keys_folder, Keyring.create),
        (settings.ledger_key_folder, checkpoints.create_key),
    ):
        if not folder.exists():
            begun = folder.with_name(f".{folder.name}.begun")
            shutil.rmtree(begun, ignore_errors=True)
            create(begun)
            begun.rename(folder)


def _add_people(services: Services) -> list[dict[str, Any]]:
    """The accounts; founded in one transaction whose secrets are written to the file before it is committed."""
    file = services.settings.home / ACCOUNTS_FILE
    with services.database.write() as session:
        if session.scalar(select(func.count()).select_from(Person)):
            return _read(file)
        accounts = [_add(session, services, person) for person in PEOPLE]
        people = {person.login: person for person in session.scalars(select(Person))}
        members = [people[demo.login] for demo in PEOPLE if demo.seat_number is not None]
        for position, (key, words) in enumerate(NAMES.items(), 1):
            add_group(session, key, words, [], position=position)
        committee = [person for person in members if COMMITTEES.get(person.seat_number or 0) == "総務常任委員会"]
        add_group(session, "soumu", "総務常任委員会", committee, position=3)
        _delegate(session, people)
        note(session, SYSTEM, EventKind.FOUNDED, council=services.settings.council.name, people=len(people))
        write_secret(file, json.dumps(accounts, ensure_ascii=False, indent=1).encode(), may_replace=True)
    return accounts


def _delegate(session: Session, people: dict[str, Person]) -> None:
    """The chair lets the vice-chair decide in their place, so that somebody can decide the chair's own requests."""
    deputy = next(people[demo.login] for demo in PEOPLE if Role.DEPUTY in demo.offices)
    moment = clock.now()
    session.add(
        Delegation(
            from_person=people["chair"].id,
            to_person=deputy.id,
            duties=",".join(duty.value for duty in ChairDuty),
            reason="議長が自分の申請を決められないため",
            created_at=moment,
            starts_at=moment,
            ends_at=moment + timedelta(days=365),
        )
    )


def _add(session: Session, services: Services, demo: Any) -> dict[str, Any]:
    services.stamper.check_drawable(f"{demo.name} {demo.title}")
    person = add_person(
        session,
        login=demo.login,
        name=demo.name,
        kana=demo.kana,
        title=demo.title,
        roles=demo.offices,
        seat_number=demo.seat_number,
    )
    password = "-".join(secrets.token_hex(3) for _ in range(3))
    enrol.set_password(session, services, person.id, password)
    secret = enrol.add_totp(session, services, person.id)
    return {
        "login": demo.login,
        "name": f"{demo.name} {demo.title}",
        "role": demo.role,
        "password": password,
        "totp_secret": secret,
    }


def _read(file: Path) -> list[dict[str, Any]]:
    accounts: list[dict[str, Any]] = json.loads(file.read_text("utf-8")) if file.exists() else []
    return accounts


def code_command(settings: Settings, arguments: argparse.Namespace) -> int:
    """`gijo demo-code LOGIN`: the code an authenticator app would show now. Demo accounts only."""
    account = next((one for one in _read(settings.home / ACCOUNTS_FILE) if one["login"] == arguments.login), None)
    if account is None:
        print(f"{arguments.login} というデモの利用者はいません。", file=sys.stderr)
        return 1
    moment = clock.now()
    print(f"{pyotp.TOTP(account['totp_secret']).at(moment)}（あと {30 - int(moment.timestamp()) % 30} 秒）")
    return 0


def _show(accounts: list[dict[str, Any]], file: Path, *, with_codes: bool) -> None:
    """The accounts as text, with QR codes on the first run; the file holds the same."""
    if not accounts:
        return
    print("デモの利用者（この一覧は", os.path.relpath(file), "にもあります）")
    for account in accounts:
        print(
            f"  {account['login']:<14} {account['password']}  TOTP {account['totp_secret']}"
            f"  {account['role']:<13} {account['name']}"
        )
    if with_codes:
        for account in accounts:
            print(f"\n{account['login']}　{account['name']}　認証アプリで読み取ってください")
            picture = io.StringIO()
            segno.make(provisioning_uri(account["totp_secret"], account["login"])).terminal(picture, compact=True)
            print(picture.getvalue())
    print(f"確認コードは認証アプリに表示されます。アプリがないときは: gijo demo-code {accounts[0]['login']}")
    sys.stdout.flush()
