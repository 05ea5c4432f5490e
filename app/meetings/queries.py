"""Lists of meetings: all of them for the secretariat, the published ones a person attends for everybody else."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app import clock
from app.access.facts import Actor
from app.access.roles import Role
from app.meetings.models import Attachment, CalledOff, Meeting, MeetingGroup
from app.members.belonging import OFFICES_OF, keys_of
from app.members.models import Group, GroupMember
from app.seals import fits


@dataclass(frozen=True)
class ListedMeeting:
    """A meeting in the secretariat's list."""

    meeting: Meeting
    groups: str
    papers: int


@dataclass(frozen=True)
class Sections:
    """The secretariat's list in its three parts."""

    drafts: list[ListedMeeting]
    upcoming: list[ListedMeeting]
    past: list[ListedMeeting]


def today_start() -> datetime:
    """Today's midnight in Japan. Meetings from then on count as upcoming, including this morning's."""
    return clock.jst(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)


def sections(session: Session) -> Sections:
    """Every meeting: drafts and upcoming ones by time, past ones newest first."""
    counting = select(Attachment.meeting_id, func.count(Attachment.material_id)).group_by(Attachment.meeting_id)
    counts = {meeting_id: papers for meeting_id, papers in session.execute(counting)}  # noqa: C416 - a row is no pair to dict()
    groups: dict[str, list[str]] = {}
    named = select(MeetingGroup.meeting_id, Group.name).join(Group, Group.id == MeetingGroup.group_id)
    for meeting_id, name in session.execute(named.order_by(Group.position)):
        groups.setdefault(meeting_id, []).append(name)
    meetings = session.scalars(select(Meeting).order_by(Meeting.starts_at, Meeting.id)).all()
    listed = [ListedMeeting(each, "・".join(groups.get(each.id, [])), counts.get(each.id, 0)) for each in meetings]
    today = today_start()
    return Sections(
        drafts=[each for each in listed if each.meeting.published_at is None],
        upcoming=[each for each in listed if each.meeting.published_at and each.meeting.starts_at >= today],
        past=[each for each in reversed(listed) if each.meeting.published_at and each.meeting.starts_at < today],
    )


def attended_ids(
    session: Session,
    person_id: str | None,
    roles: Collection[Role],
    meeting_ids: Collection[str],
    *,
    since: datetime | None = None,
) -> set[str]:
    """Ids of those meetings that a group of the person attends, by rows that fit their seals.

    `roles`: the offices that the person holds now, by rows that fit theirs. `since`: a membership that has ended after
    this moment counts too; None for those of now alone.
    """
    moment = clock.now()
    query = (
        select(MeetingGroup.meeting_id, MeetingGroup.group_id, MeetingGroup.seal)
        .add_columns(Group.key, Group.name, Group.seal, GroupMember)
        .join(Group, Group.id == MeetingGroup.group_id)
        .outerjoin(GroupMember, and_(GroupMember.group_id == Group.id, GroupMember.person_id == (person_id or "")))
        .where(MeetingGroup.meeting_id.in_(meeting_ids))
    )
    by_office = keys_of(frozenset(roles))
    found = set()
    for meeting_id, group_id, seal, key, name, group_seal, member in session.execute(query):
        is_in = key in by_office
        if key not in OFFICES_OF:
            is_in = member is not None and member.is_intact and member.ran_after(since or moment, until=moment)
        if is_in and fits(session, MeetingGroup, (meeting_id, group_id), (), seal):
            found |= {meeting_id} if fits(session, Group, (group_id,), (key, name), group_seal) else set()
    return found


def attended(session: Session, actor: Actor) -> list[Meeting]:
    """Published meetings that one of the actor's groups attends, by time. Altered rows are ignored."""
    query = select(Meeting).where(Meeting.published_at.is_not(None)).order_by(Meeting.starts_at, Meeting.id)
    published = [meeting for meeting in session.scalars(query) if meeting.is_intact]
    mine = attended_ids(session, actor.person_id, actor.roles, [meeting.id for meeting in published])
    return [meeting for meeting in published if meeting.id in mine]


def are_others_coming(session: Session) -> bool:
    """True when there is a coming published meeting, attended by any group."""
    query = select(Meeting.id).where(
        Meeting.published_at.is_not(None),
        Meeting.called_off != CalledOff.CANCELLED.value,
        Meeting.starts_at >= today_start(),
    )
    return session.scalar(query.limit(1)) is not None
