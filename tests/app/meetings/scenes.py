"""Meetings and papers put straight into the database, so that a test starts where its situation starts."""

from datetime import timedelta

from app import clock
from app.access.levels import Confidentiality
from app.materials.labels.proposals import LABEL_CHANGE, LabelChange
from app.materials.models import Material, Reader, ReadingPosition, Version
from app.meetings.models import AgendaItem, Attachment, Meeting, MeetingGroup
from app.proposals.models import Proposal
from tests.support.council import Council


def put_meeting(
    council: Council,
    title: str = "令和8年第4回定例会　第1日",
    *,
    days: float = 1,
    groups: tuple[str, ...] = ("members",),
    is_published: bool = False,
) -> str:
    """A meeting `days` from now; the answer is its id."""
    with council.services.database.write() as unit:
        meeting = Meeting(
            title=title,
            place="議場",
            starts_at=clock.now() + timedelta(days=days),
            created_at=clock.now(),
            created_by=council.people["clerk1"].id,
        )
        if is_published:
            meeting.state, meeting.published_at = "published", clock.now()
        unit.add(meeting)
        unit.flush()
        unit.add_all(MeetingGroup(meeting_id=meeting.id, group_id=council.groups[key].id) for key in groups)
        return meeting.id


def put_item(
    council: Council, meeting_id: str, title: str, number: str = "", *, position: int = 1, parent: str | None = None
) -> str:
    """An agenda item; the answer is its id."""
    with council.services.database.write() as unit:
        item = AgendaItem(meeting_id=meeting_id, parent_id=parent, position=position, number_label=number, title=title)
        unit.add(item)
        unit.flush()
        return item.id


def put_paper(
    council: Council,
    meeting_id: str,
    title: str,
    level: Confidentiality | None = Confidentiality.C2,
    *,
    item: str | None = None,
    position: int = 1,
    state: str = "ready",
    is_published: bool = False,
    groups: tuple[str, ...] = ("members",),
    people: tuple[str, ...] = (),
    waits_for_3a: bool = False,
) -> str:
    """A paper with one version in the given state; the answer is the paper's id."""
    moment, clerk = clock.now(), council.people["clerk1"].id
    with council.services.database.write() as unit:
        material = Material(
            title=title,
            confidentiality=level.value if level else None,
            created_at=moment,
            created_by=clerk,
            published_at=moment if is_published else None,
        )
        unit.add(material)
        unit.flush()
        version = Version(
            material_id=material.id,
            number=1,
            file_name=f"{title}.pdf",
            state=state,
            sealed_key="sealed",
            pages=4,
            created_at=moment,
            created_by=clerk,
        )
        if state == "failed":
            version.failure_sentence = "パスワードを外して、入れ直してください。"
        unit.add(version)
        unit.flush()
        if state == "ready":
            material.current_version_id, version.ready_at = version.id, moment
        unit.add(Attachment(material_id=material.id, meeting_id=meeting_id, agenda_item_id=item, position=position))
        unit.add_all(Reader(material_id=material.id, group_id=council.groups[key].id) for key in groups)
        unit.add_all(Reader(material_id=material.id, person_id=council.people[login].id) for login in people)
        if waits_for_3a:
            unit.add(
                Proposal(
                    kind=LABEL_CHANGE.name,
                    subject=material.id,
                    payload=LABEL_CHANGE.write(LabelChange(None, "3A")),
                    asked_by=clerk,
                    asked_at=moment,
                )
            )
        return material.id


def open_paper(council: Council, login: str, material_id: str, *, page: int = 1) -> None:
    """Let a person have opened the present version of a paper."""
    with council.services.database.write() as unit:
        material = unit.get_one(Material, material_id)
        unit.add(
            ReadingPosition(
                person_id=council.people[login].id,
                version_id=material.current_version_id,
                material_id=material_id,
                page=page,
                opened_at=clock.now(),
                updated_at=clock.now(),
            )
        )


def replace_paper(council: Council, material_id: str) -> None:
    """Give a paper a second version that is ready."""
    with council.services.database.write() as unit:
        material = unit.get_one(Material, material_id)
        version = Version(
            material_id=material_id,
            number=2,
            file_name="new.pdf",
            state="ready",
            sealed_key="sealed",
            pages=5,
            created_at=clock.now(),
            created_by=material.created_by,
            ready_at=clock.now(),
        )
        unit.add(version)
        unit.flush()
        material.current_version_id = version.id
