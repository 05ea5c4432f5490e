"""What has a time of its own: a paper, or the papers of a meeting."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.levels import Confidentiality, highest
from app.audit.notes import RecordSubject
from app.disposals.certificate import named
from app.disposals.keeping import in_effect, keeping_of, own_keeping, usual_time, without_own
from app.disposals.queries import highest_level, may_ask_for
from app.materials.models import Material
from app.materials.queries import lock_material, versions_of
from app.materials.subjects import about_paper
from app.meetings.models import Attachment, Meeting
from app.meetings.subjects import about_meeting
from app.standards.keeping import FOR_EVER


@dataclass(frozen=True)
class KeptThing:
    """`named`: as registers and alarms name it. `level`: the highest one of what is kept by it.

    `own`: what was set for it, "" for nothing. `inherited`: what counts without that. `value`: what counts. All as a
    KeepingTime.
    `about`: how records name it. `papers`: how many papers it is about.
    """

    id: str
    named: str
    level: Confidentiality
    own: str
    inherited: str
    value: str
    about: RecordSubject
    papers: int = 1


def thing_of(session: Session, about_id: str) -> KeptThing | None:
    """The paper or meeting with this id, None when it is gone. What was altered counts as kept for ever."""
    own = own_keeping(session, about_id)
    said = "" if own is None else own.value if own.is_intact else FOR_EVER
    if (material := session.get(Material, about_id)) is not None:
        level = highest_level(material, versions_of(session, material.id))
        inherited = _inherited(session, material)
        now = in_effect(own, inherited)
        return KeptThing(about_id, named(material), level, said, inherited, now, about_paper(material))
    meeting = session.get(Meeting, about_id)
    if meeting is None:
        return None
    papers = papers_of_meeting(session, about_id)
    level = highest(highest_level(paper, versions_of(session, paper.id)) for paper in papers)
    title, usual = f"会議「{meeting.title}」の資料", usual_time(session)
    now = in_effect(own, usual)
    return KeptThing(about_id, title, level, said, usual, now, about_meeting(meeting), len(papers))


def ask_as_of_a_paper(session: Session) -> None:
    """The queries of `thing_of` a paper, for an id that nobody has: the time of an answer must not tell."""
    own_keeping(session, "")
    session.get(Material, "")
    versions_of(session, "")
    session.get(Attachment, "")
    own_keeping(session, "")


def _inherited(session: Session, material: Material) -> str:
    place = session.get(Attachment, material.id)
    return without_own(session, material, None if place is None else own_keeping(session, place.meeting_id))


def papers_of_meeting(session: Session, meeting_id: str) -> list[Material]:
    """The papers that lie before a meeting, by id."""
    laid = select(Attachment.material_id).where(Attachment.meeting_id == meeting_id)
    return list(session.scalars(select(Material).where(Material.id.in_(laid)).order_by(Material.id)))


def may_ask_about(session: Session, person_id: str, about_id: str) -> bool:
    """Whether somebody of the secretariat may ask for another time of all that it is about, as that is handled now."""
    return all(may_ask_for(session, person_id, paper) for paper in _papers(session, about_id))


def _papers(session: Session, about_id: str) -> list[Material]:
    material = session.get(Material, about_id)
    return [material] if material is not None else papers_of_meeting(session, about_id)


def lock_thing(session: Session, about_id: str) -> None:
    """Lock a paper, or a meeting, until the unit ends. No error when it is gone."""
    lock_material(session, about_id)
    query = select(Meeting).where(Meeting.id == about_id).with_for_update()
    session.scalars(query.execution_options(populate_existing=True)).first()


def lines_of(session: Session, about_id: str) -> list[str]:
    """Each paper that it is about, with how long that is kept now, by which a second person's word is bound."""
    return [f"{paper.id} {keeping_of(session, paper).words}" for paper in _papers(session, about_id)]
