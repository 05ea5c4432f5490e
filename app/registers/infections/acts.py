"""Stops a device as infected, and makes the incident's entry with the known facts, in one unit of work."""

from sqlalchemy.orm import Session

from app import clock, days
from app.audit.notes import By
from app.auth.devices import acts as devices_acts
from app.auth.devices import words as devices_words
from app.auth.devices.models import Device
from app.auth.sessions.words import browser_words
from app.members.models import Person
from app.registers.acts import enter
from app.registers.concern.persons import choices, id_of
from app.registers.kept.incidents import INCIDENTS, IncidentReport, Mishap
from app.registers.models import RegisterEntry


def stop_and_report(session: Session, by: By, device: Device, *, noticed: str) -> RegisterEntry:
    """Suspend the device, end its sessions, and make an incident's entry, which raises an alarm. Raises NotWaiting.

    The entry concerns whoever holds the device, so that another person deals with it.
    """
    happened = _known(session, device, noticed)
    devices_acts.stop_as_infected(session, by, device)
    report = IncidentReport(
        mishap=Mishap.MALWARE,
        happened=happened,
        noticed_on=days.today().isoformat(),
        concerned=_holder(session, device),
    )
    return enter(session, by, INCIDENTS, report)


def _holder(session: Session, device: Device) -> list[str]:
    """The device's holder as an entry names people; nobody for a shared one, and for a holder who has retired."""
    return [named for named, _name in choices(session) if device.person_id and id_of(named) == device.person_id]


def _known(session: Session, device: Device, noticed: str) -> str:
    """The facts that the service knows about the device, one in each line."""
    holder = session.get(Person, device.person_id or "")
    used = clock.stamp_text(device.last_seen_at) if device.last_seen_at else "記録なし"
    said = (
        ("端末", device.name),
        ("管理番号", device.serial or "なし"),
        ("種類", devices_words.kind_words(device)),
        ("使う人", holder.display_name if holder else "共用"),
        ("ブラウザー", browser_words(device.browser)),
        ("端末の鍵を最後に確かめた時", used),
        ("止めた時", f"{clock.stamp_text(clock.now())}（この端末の接続は、すべて終わりました）"),
        ("気づいたこと", noticed.strip() or "書かれていません"),
    )
    return "\n".join(f"{label}：{words}" for label, words in said)
