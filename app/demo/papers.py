"""Laying the demo pack before the demo council: meetings, agenda, papers, labels, readers, publication.

`python -m app.demo.papers` does it while `gijo demo` serves. Each step looks at what is there already, so that what was
cut off goes on where it stopped.
"""

import os
import threading
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.facts import Actor, DeviceKind
from app.access.levels import Availability, Confidentiality, Integrity, Marks, Source
from app.access.roles import Role
from app.audit.notes import By
from app.demo import pack as demo_pack
from app.demo import releasing
from app.demo.pack import DemoMeeting, DemoPaper
from app.demo.typesetting import typeset
from app.materials.intake import acts as intake
from app.materials.intake import receipt
from app.materials.models import Material, Version
from app.meetings import agenda, publication
from app.meetings.acts import MeetingPlan, create_meeting
from app.meetings.models import AgendaItem, Attachment, Meeting
from app.meetings.papers import placing
from app.members.models import Group, Person
from app.ops.children import watch_parent
from app.services import Services, open_services
from app.settings import Settings, load
from app.standards.queries import in_force

_CHUNK_BYTES = 256 * 1024
_GROUPS = {"teirei-4-1": ("members", "executives"), "soumu": ("soumu", "executives")}


def lay(settings: Settings) -> None:
    """Lay before the demo council of `settings` what is not there yet. Conversion is the worker's."""
    services = open_services(settings)
    try:
        _ensure(services)
    finally:
        services.close()


def _ensure(services: Services) -> None:
    for planned in demo_pack.meetings():
        with services.database.write() as session:
            meeting = session.scalars(select(Meeting).where(Meeting.title == planned.title)).first()
            if meeting is None:
                _lay(session, planned)
    _upload(services)
    for planned in demo_pack.meetings():
        with services.database.write() as session:
            _publish(session, planned)
    _release(services)


def _as(session: Session, login: str, *, strong_age_seconds: int | None = None) -> By:
    person = session.scalars(select(Person).where(Person.login == login)).one()
    role = Role.ADMINISTRATOR if login == "administrator" else Role.CLERK
    return By(Actor(person.id, frozenset({role}), DeviceKind.ISSUED, strong_age_seconds=strong_age_seconds))


def _lay(session: Session, planned: DemoMeeting) -> None:
    """The meeting, its agenda and its papers, which wait for their files."""
    clerk, administrator = _as(session, "clerk01"), _as(session, "administrator")
    groups = {group.key: group for group in session.scalars(select(Group))}
    people = {person.login: person for person in session.scalars(select(Person))}
    attending = [groups[key].id for key in _GROUPS[planned.key]]
    plan = MeetingPlan(planned.title, planned.starts_at, planned.place, attending)
    meeting = create_meeting(session, clerk, plan)
    items: dict[str, AgendaItem] = {}
    for item in demo_pack.agenda(planned):
        items[item.key] = agenda.add_item(
            session, meeting, number_label=item.number_label, title=item.title, parent_id=""
        )
    for paper in demo_pack.papers(planned):
        label = Confidentiality(paper.confidentiality)
        who = administrator if label is Confidentiality.C3A else clerk
        material, _ = intake.register(
            session,
            who,
            title=paper.title,
            file_name=paper.file_name,
            label=label,
            groups=[groups[key] for key in paper.audience if key in groups],
            people=[people[key] for key in paper.audience if key in people],
            marks=Marks(Source.COUNCIL, Integrity(str(paper.integrity)), Availability(str(paper.availability))),
        )
        placing.attach(session, meeting, material.id, items[paper.agenda_key].id)


def _papers_of(session: Session, planned: DemoMeeting) -> dict[str, Material]:
    query = (
        select(Material)
        .join(Attachment, Attachment.material_id == Material.id)
        .join(Meeting, Meeting.id == Attachment.meeting_id)
        .where(Meeting.title == planned.title)
    )
    return {material.title: material for material in session.scalars(query)}


def _upload(services: Services) -> None:
    """Every paper that still waits for its file gets it."""
    waiting = [
        (paper, version)
        for planned in demo_pack.meetings()
        for paper in demo_pack.papers(planned)
        if (version := _waiting_version(services, planned, paper)) is not None
    ]
    if waiting:
        print("デモの資料を並べています。そろうまでに 20 秒ほどかかります", flush=True)
    waiting.sort(key=lambda each: not each[0].released)  # converted first, since only then they can be released
    with services.database.read() as session:
        senders = {who.person_id: who for who in (_as(session, "clerk01"), _as(session, "administrator"))}
    with typeset([paper for paper, _ in waiting]) as files:
        for (paper, version), file in zip(waiting, files, strict=True):
            print(f"  {paper.title}", flush=True)
            receipt.receive(services.database, services.vault, version.id, _pieces(file), senders[version.created_by])


def _waiting_version(services: Services, planned: DemoMeeting, paper: DemoPaper) -> Version | None:
    """The version of this paper that nobody has sent a file for, or whose upload was cut off."""
    with services.database.read() as session:
        material = _papers_of(session, planned).get(paper.title)
        if material is None:
            return None
        query = select(Version).where(Version.material_id == material.id, Version.state == "receiving")
        version = session.scalars(query).first()
    if version is not None and version.sealed_key is not None:
        _forget_broken(services, version.id)
    return version


def _forget_broken(services: Services, version_id: str) -> None:
    """Delete what is left of an upload that the end of the process cut off; the version waits for its file again."""
    services.vault.delete(version_id)
    with services.database.write() as session:
        session.get_one(Version, version_id).sealed_key = None


def _pieces(file: bytes) -> Iterator[bytes]:
    for start in range(0, len(file), _CHUNK_BYTES):
        yield file[start : start + _CHUNK_BYTES]


def _publish(session: Session, planned: DemoMeeting) -> None:
    administrator = _as(session, "administrator")  # a clerk may not publish 3A papers
    meeting = session.scalars(select(Meeting).where(Meeting.title == planned.title)).one()
    if meeting.published_at is not None:
        return
    checked = publication.check(session, administrator.actor, meeting, in_force(session).handling)
    publication.publish_meeting(session, administrator, meeting, checked)


def _release(services: Services) -> None:
    """Open to residents what the pack says is public: asked for by a clerk, confirmed by the administrator."""
    with services.database.read() as session:
        public = [
            material.id
            for planned in demo_pack.meetings()
            for paper in demo_pack.papers(planned)
            if paper.released and (material := _papers_of(session, planned).get(paper.title)) is not None
        ]
        clerk, administrator = _as(session, "clerk01"), _as(session, "administrator", strong_age_seconds=0)
    releasing.release(services, public, clerk, administrator)


def _end_with_parent(parent: int) -> None:
    """End without a word once whoever serves is gone; the next start goes on from there."""
    watch_parent(parent, threading.Event())
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    lay(load())
