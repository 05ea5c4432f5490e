"""A ready council for benchmarks: people, open sessions and a published paper whose masters are in the store."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from app import clock
from app.access.facts import DeviceKind
from app.access.roles import Role
from app.audit import checkpoints
from app.auth.devices.models import Device, DeviceState
from app.auth.sessions import acts as sessions
from app.db import new_id
from app.materials.models import Material, PageRow, Reader, Version
from app.members.people import add_group, add_person
from app.ops import migrate
from app.services import open_services
from app.settings import Rates, Settings, load
from app.vault.objects import outline_name, page_name, thumbnail_name
from storage.keyring import Keyring
from viewer import master
from viewer.master import Master

_TOML = '[council]\nname = "計測町議会"\n\n[demo]\nenabled = true\nenrol_browsers = true\n'


@dataclass(frozen=True)
class Bench:
    """The input of a load generator: cookies of signed-in members, and the paths of pages."""

    settings: Settings
    material_id: str
    version_id: str
    cookies: tuple[str, ...]
    paths: tuple[str, ...]


def found(home: Path, masters: list[Master], *, members: int, small: Master | None = None) -> Bench:
    """Found a council under `home` (emptied first) with one published level-2 paper of these pages.

    `small`: the thumbnail that every page has; none has one without it.
    """
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    rates = "\n".join(["[rates]", *(f"{key} = 1000000" for key in vars(Rates())), ""])
    (home / "gijo.toml").write_text(_TOML + rates, "utf-8")  # thirty connections ask faster than thirty people read
    settings = load({"GIJO_HOME": str(home)})
    Keyring.create(settings.keys_folder)
    checkpoints.create_key(settings.ledger_key_folder)
    migrate.migrate_all(settings)
    services = open_services(settings)
    version_id = new_id()
    sealed_key = services.vault.new_key(version_id)
    for number, page in enumerate(masters, 1):
        services.vault.put_once(sealed_key, version_id, page_name(version_id, number), master.dump(page))
        if small is not None:
            services.vault.put_once(sealed_key, version_id, thumbnail_name(version_id, number), master.dump(small))
    services.vault.put_once(sealed_key, version_id, outline_name(version_id), b'{"outline": [], "links": {}}')
    tokens = []
    moment = clock.now()
    with services.database.write() as unit:
        people = [
            add_person(unit, login=f"member{n:03}", name="計測 花子", title="議員", roles=(Role.MEMBER,), seat_number=n)
            for n in range(1, members + 1)
        ]
        group = add_group(unit, "members", "議員", [])
        material = Material(
            title="計測資料",
            confidentiality="2",
            current_version_id=version_id,
            created_at=moment,
            created_by=people[0].id,
            published_at=moment,
        )
        unit.add(material)
        unit.flush()
        material_id = material.id
        unit.add(Reader(material_id=material.id, group_id=group.id))
        unit.add(
            Version(
                id=version_id,
                material_id=material.id,
                number=1,
                file_name="計測.pdf",
                state="ready",
                sealed_key=sealed_key,
                pages=len(masters),
                pages_done=len(masters),
                created_at=moment,
                created_by=people[0].id,
                ready_at=moment,
            )
        )
        unit.flush()
        unit.add_all(_page(version_id, number, page) for number, page in enumerate(masters, 1))
        for person in people:
            opened = sessions.open_session(
                unit,
                services.session_key,
                person_id=person.id,
                device=DeviceKind.ISSUED,
                device_id=_tablet(unit, person.id),
                address="127.0.0.1",
                browser="bench",
            )
            tokens.append(f"{settings.cookie_name}={opened.token}")
    services.close()
    paths = tuple(f"/papers/{version_id}/pages/{number}" for number in range(1, len(masters) + 1))
    return Bench(settings, material_id, version_id, tuple(tokens), paths)


def _tablet(unit: Session, person_id: str) -> str:
    """An issued tablet. No program has its key, so the session lasts only until the first renewal is due."""
    moment = clock.now()
    row = Device(
        person_id=person_id,
        name="計測端末",
        kind=DeviceKind.ISSUED.value,
        state=DeviceState.APPROVED,
        public_key="",
        key_hash=new_id(),
        created_at=moment,
        approved_at=moment,
        starts_at=moment,
    )
    unit.add(row)
    unit.flush()
    return row.id


def _page(version_id: str, number: int, page: Master) -> PageRow:
    return PageRow(
        version_id=version_id,
        number=number,
        width_px=page.width,
        height_px=page.height,
        width_points=595.0,
        height_points=842.0,
        kind=page.kind.value,
    )
