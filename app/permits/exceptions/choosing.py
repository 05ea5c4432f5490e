"""The papers, people and approved personal devices that an application can name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, days
from app.access.facts import Actor
from app.access.roles import READERS
from app.auth.devices.queries import ListedDevice, personal
from app.materials.queries import Paper, papers
from app.meetings.models import Attachment, Meeting
from app.members.models import Person
from app.members.queries import everybody
from app.permits.exceptions.acts import Whom
from app.web.forms.merging import mark

_PAST = timedelta(days=90)
MOST_TOGETHER = 400
"""The most exceptions in one application: people times papers."""


@dataclass(frozen=True)
class Choosing:
    """The contents of the screen. `meeting`: the meeting whose papers are shown; None while none is chosen."""

    meetings: Sequence[Meeting]
    meeting: Meeting | None
    papers: Sequence[Paper]
    people: Sequence[Person]
    devices: Sequence[ListedDevice]

    @property
    def mark(self) -> str:
        """The mark that the form carries: papers, versions and levels as they were shown, and the day."""
        shown = (f"{each.material_id}/{each.version_id}/{each.level}" for each in self.papers)
        return mark([*shown], str(days.today()))

    def chosen(self, ids: Iterable[str]) -> list[Paper]:
        """The papers on the screen with these ids; other ids are left out."""
        wanted = set(ids)
        return [paper for paper in self.papers if paper.material_id in wanted]

    def whom(self, person_ids: Iterable[str], device_ids: Iterable[str]) -> list[Whom]:
        """The people on the screen with these ids (on any device), and the personal devices with their holders."""
        people, devices = set(person_ids), set(device_ids)
        named = [Whom(person.id) for person in self.people if person.id in people]
        held = [(each.device.person_id, each.device.id) for each in self.devices if each.device.id in devices]
        return [*named, *(Whom(person_id, device_id) for person_id, device_id in held if person_id is not None)]


def choosing(session: Session, actor: Actor, meeting_id: str) -> Choosing:
    """What can be chosen, for a meeting or for none."""
    since = clock.now() - _PAST
    query = select(Meeting).where(Meeting.state == "published", Meeting.starts_at > since)
    meetings = session.scalars(query.order_by(Meeting.starts_at, Meeting.id)).all()
    meeting = next((each for each in meetings if each.id == meeting_id), None)
    words = {role.words for role in READERS}
    readers = [each.person for each in everybody(session) if each.state == "active" and words & set(each.roles)]
    devices = [each for each in personal(session) if each.device.is_intact]
    return Choosing(meetings, meeting, _papers(session, actor, meeting), readers, devices)


def _papers(session: Session, actor: Actor, meeting: Meeting | None) -> list[Paper]:
    """The published papers, in their order."""
    if meeting is None:
        return []
    query = select(Attachment.material_id).where(Attachment.meeting_id == meeting.id).order_by(Attachment.position)
    placed = list(session.scalars(query))
    found = papers(session, actor, placed)
    return [found[each] for each in placed if each in found and _is_open(found[each])]


def _is_open(paper: Paper) -> bool:
    return paper.published_at is not None and paper.withdrawn_at is None and paper.is_current
