"""Creating and changing a meeting: its words, its time, and which groups attend."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import clock
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.errors import BadInput
from app.meetings.models import Meeting, MeetingGroup
from app.meetings.subjects import about_meeting
from app.members.models import Group
from app.web.call import Call

TITLE_LIMIT = 200
PLACE_LIMIT = 100


@dataclass(frozen=True)
class MeetingForm:
    """What the form holds, as typed; `day` is YYYY-MM-DD and `time` HH:MM on the council's wall clock."""

    title: str = ""
    day: str = ""
    time: str = ""
    place: str = ""
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Checked:
    title: str
    starts_at: datetime
    place: str
    groups: tuple[str, ...]


def form_of(call: Call) -> MeetingForm:
    """The form as it was sent."""
    return MeetingForm(
        title=call.field("title"),
        day=call.field("day"),
        time=call.field("time"),
        place=call.field("place"),
        groups=tuple(call.fields("groups")),
    )


def form_for(meeting: Meeting, groups: Sequence[str]) -> MeetingForm:
    """The form with a meeting's present values."""
    local = clock.jst(meeting.starts_at)
    return MeetingForm(meeting.title, f"{local:%Y-%m-%d}", f"{local:%H:%M}", meeting.place, tuple(groups))


def group_ids(session: Session, meeting_id: str) -> list[str]:
    """Ids of the groups that attend."""
    return list(session.scalars(select(MeetingGroup.group_id).where(MeetingGroup.meeting_id == meeting_id)))


def create_meeting(session: Session, by: By, form: MeetingForm) -> Meeting:
    """A new draft. Raises BadInput with a sentence a field."""
    checked = _check(session, form)
    meeting = Meeting(
        title=checked.title,
        place=checked.place,
        starts_at=checked.starts_at,
        created_at=clock.now(),
        created_by=by.person_id,
    )
    session.add(meeting)
    session.flush()
    session.add_all(MeetingGroup(meeting_id=meeting.id, group_id=group) for group in checked.groups)
    note(session, by, EventKind.MEETING_CREATED, about_meeting(meeting), title=meeting.title)
    return meeting


def change_meeting(session: Session, by: By, meeting: Meeting, form: MeetingForm) -> None:
    """Change words, time, place or attendance. Raises BadInput with a sentence a field."""
    checked = _check(session, form)
    meeting.title, meeting.place, meeting.starts_at = checked.title, checked.place, checked.starts_at
    if set(group_ids(session, meeting.id)) != set(checked.groups):
        session.execute(delete(MeetingGroup).where(MeetingGroup.meeting_id == meeting.id))
        session.add_all(MeetingGroup(meeting_id=meeting.id, group_id=group) for group in checked.groups)
    note(session, by, EventKind.MEETING_CHANGED, about_meeting(meeting), change="meeting", title=meeting.title)


def _check(session: Session, form: MeetingForm) -> _Checked:
    fields: dict[str, str] = {}
    title, place = form.title.strip(), form.place.strip()
    if not title:
        fields["title"] = "会議の名前を入力してください。例：令和8年第4回定例会　第1日"
    elif len(title) > TITLE_LIMIT:
        fields["title"] = f"会議の名前は {TITLE_LIMIT} 文字までです。短くしてください。"
    if len(place) > PLACE_LIMIT:
        fields["place"] = f"場所は {PLACE_LIMIT} 文字までです。短くしてください。"
    day = _read(form.day, "%Y-%m-%d")
    if day is None or not 2000 <= day.year <= 2200:
        fields["day"] = "会議の日を選んでください。"
    time = _read(form.time, "%H:%M")
    if time is None:
        fields["time"] = "始まる時刻を入力してください。例：10:00"
    known = set(session.scalars(select(Group.id)))
    groups = tuple(dict.fromkeys(group for group in form.groups if group in known))
    if not groups:
        fields["groups"] = "出席する人を 1 つ以上選んでください。選んだ人だけが、この会議の資料を読めます。"
    if fields or day is None or time is None:
        raise BadInput(fields=fields)
    starts_at = day.replace(hour=time.hour, minute=time.minute, tzinfo=clock.JST)
    return _Checked(title, starts_at, place, groups)


def _read(text: str, pattern: str) -> datetime | None:
    try:
        return datetime.strptime(text.strip()[:10], pattern)  # noqa: DTZ007 - the council's wall clock is put on after the check
    except ValueError:
        return None
