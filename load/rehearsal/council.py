"""Founding the rehearsal's council: the demo pack before as many members as there are tablets, on a fresh home."""

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.roles import Role
from app.auth.factors import hashing
from app.auth.factors import provision as enrol
from app.demo import pack as demo_pack
from app.demo.founding import ACCOUNTS_FILE
from app.jobs.models import Job
from app.materials.models import Material, Reader, Version
from app.materials.readers import DEFAULT_GROUP_KEY
from app.meetings.models import Meeting
from app.members.models import Group, Person
from app.members.people import add_person
from app.services import Services, open_services
from app.settings import load
from load.rehearsal.hostility import HOSTILE
from load.rehearsal.plan import Account

_HASHES_AT_ONCE = 2
_LONG_PAGES = 30


class FoundingFailed(Exception):
    """The rehearsal's council could not be founded; the message says what stopped it."""


@dataclass(frozen=True)
class Council:
    """Who takes part, and what they read: the longest level-2 paper, and a short one for the permit.

    `hostile`: a clerk, who may read and upload, for the rehearsal with a hostile session.
    """

    members: tuple[Account, ...]
    chair: Account
    clerk: Account
    meeting_id: str
    material_id: str
    pages: int
    permit_material_id: str
    hostile: Account


@contextmanager
def opened(environment: Mapping[str, str]) -> Iterator[Services]:
    """The service's parts over the rehearsal's home, in this process."""
    services = open_services(load(environment))
    try:
        yield services
    finally:
        services.close()


def found(environment: Mapping[str, str], members: int, log: Path) -> None:
    """The demo council as `gijo found-demo` founds it. Raises FoundingFailed."""
    with log.open("ab") as out:
        done = subprocess.run(
            [sys.executable, "-m", "app", "found-demo"],
            env=os.environ | environment,
            stdout=out,
            stderr=out,
            check=False,
        )
    if done.returncode:
        raise FoundingFailed(log.read_text("utf-8", "replace")[-2000:])
    with opened(environment) as services:
        _add_members(services, members)


def _file(services: Services) -> Path:
    return services.settings.home / "rehearsal-accounts.json"


def _add_members(services: Services, wanted: int) -> None:
    """As many members as tablets; the passwords of those who come are hashed at the cost that signing in checks."""
    accounts = json.loads((services.settings.home / ACCOUNTS_FILE).read_text("utf-8"))
    known = [account for account in accounts if account["role"] == "member"]
    new = [(f"member{number:03}", secrets.token_urlsafe(15)) for number in range(len(known), wanted)]
    pepper = services.keyring.derive(enrol.PEPPER)
    with ThreadPoolExecutor(_HASHES_AT_ONCE) as pool:
        hashes = list(pool.map(lambda each: hashing.hash_password(pepper, each[1]), new))
    with services.database.write() as session:
        for number, ((login, password), argon2) in enumerate(zip(new, hashes, strict=True), 101):
            person = add_person(
                session,
                login=login,
                name=f"予行 {number} 番",
                title="議員",
                roles=(Role.MEMBER,),
                seat_number=number,
            )
            enrol.store_hash(session, person.id, argon2)
            secret = enrol.add_totp(session, services, person.id)
            accounts.append({"login": login, "password": password, "totp_secret": secret, "role": "member"})
    _file(services).write_text(json.dumps(accounts), "utf-8")


def wait_until_converted(environment: Mapping[str, str], limit_seconds: float, *, everything: bool) -> float:
    """Seconds until there is a long paper to follow; with `everything`, until the worker has nothing left to do.

    Raises FoundingFailed.
    """
    began = time.monotonic()
    with opened(environment) as services:
        while time.monotonic() - began < limit_seconds:
            with services.database.read() as session:
                waiting = _waiting(session, everything=everything)
            if not waiting:
                return time.monotonic() - began
            time.sleep(0.5)
    raise FoundingFailed(f"{waiting} papers were not converted within {limit_seconds:.0f} s")


def _waiting(session: Session, *, everything: bool) -> int:
    failed = session.scalar(select(func.count()).select_from(Version).where(Version.state == "failed"))
    if failed:
        raise FoundingFailed(f"{failed} papers of the demo pack could not be converted")
    if everything:
        return session.scalar(select(func.count()).select_from(Job).where(Job.state.in_(("queued", "leased")))) or 0
    readable = _readable(session)
    return int(len(readable) < 2 or (readable[-1].pages or 0) < _LONG_PAGES)


def _readable(session: Session) -> list[Any]:
    """Level-2 papers that every member can read now, the shortest first: rows of id and pages."""
    query = (
        select(Material.id, Version.pages)
        .join(Version, Version.id == Material.current_version_id)
        .join(Reader, Reader.material_id == Material.id)
        .join(Group, Group.id == Reader.group_id)
        .where(Group.key == DEFAULT_GROUP_KEY)  # a committee's paper is for few of them
        .where(Material.confidentiality == "2", Material.published_at.is_not(None), Version.state == "ready")
        .order_by(Version.pages)
    )
    return list(session.execute(query).all())


def convene(environment: Mapping[str, str], members: int) -> Council:
    """Choose who and what takes part, once the papers are converted."""
    with opened(environment) as services, services.database.read() as session:
        accounts = {one["login"]: one for one in json.loads(_file(services).read_text("utf-8"))}
        present = [login for login, one in accounts.items() if one["role"] == "member"][:members]
        readable = _readable(session)
        meeting = session.scalars(select(Meeting).where(Meeting.title == demo_pack.MEETING.title)).one()
        return Council(
            members=tuple(_account(accounts[login], number) for number, login in enumerate(present, 2)),
            chair=_account(accounts["chair"], 0),
            clerk=_account(accounts["clerk01"], 1),
            meeting_id=meeting.id,
            material_id=readable[-1].id,
            pages=readable[-1].pages or 0,
            permit_material_id=readable[0].id,
            hostile=_account(accounts[HOSTILE], members + 2),
        )


def _account(raw: Mapping[str, Any], number: int) -> Account:
    address = f"127.0.{1 + number // 200}.{1 + number % 200}"
    return Account(raw["login"], raw["password"], raw["totp_secret"], address)


def write_files(folder: Path) -> tuple[Path, Path]:
    """Two papers of the pack as files: the one that the clerk uploads, and the one that replaces it."""
    chosen = sorted((paper for paper in demo_pack.papers() if paper.confidentiality == "2"), key=lambda one: one.key)
    files = (folder / "first.pdf", folder / "second.pdf")
    for paper, file in zip(chosen, files, strict=False):
        with file.open("wb") as out:
            paper.write(out)
    return files


def people_of(session: Session) -> dict[str, str]:
    """Person ids by login."""
    return {login: person_id for login, person_id in session.execute(select(Person.login, Person.id))}  # noqa: C416 - a Row is no pair to dict()
