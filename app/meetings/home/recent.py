"""The papers that a person has read last, of whichever meeting, to go on where they left off on any tablet."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.facts import Actor
from app.materials.models import ReadingPosition
from app.materials.visible import Visibility, visible_to
from app.meetings.home.queries import ReaderPaper, reader_papers
from app.meetings.models import Attachment
from app.meetings.queries import attended

_LOOKED_AT = 16
_SHOWN = 5


def recently_read(session: Session, actor: Actor, *, but: str = "") -> list[ReaderPaper]:
    """The papers last read, the latest first, that this person may still read; `but` the one with this id.

    `place` is the title of the paper's meeting where the person attends it. A paper that was replaced since is left
    out: it is among the news.
    """
    query = select(ReadingPosition.material_id).where(ReadingPosition.person_id == actor.person_id)
    rows = session.scalars(query.order_by(ReadingPosition.updated_at.desc()).limit(_LOOKED_AT))
    ids = [material_id for material_id in dict.fromkeys(rows) if material_id != but]
    seen = visible_to(session, actor, ids)
    known = [material_id for material_id in ids if seen[material_id] is Visibility.OPEN]
    titles = {meeting.id: meeting.title for meeting in attended(session, actor)}
    places = {
        material_id: titles.get(meeting_id, "")
        for material_id, meeting_id in session.execute(
            select(Attachment.material_id, Attachment.meeting_id).where(Attachment.material_id.in_(known))
        )
    }
    papers = reader_papers(session, actor, known, places).values()
    read = [paper for paper in papers if paper.read_at is not None]
    return sorted(read, key=lambda paper: paper.read_at or paper.since, reverse=True)[:_SHOWN]
