"""What a member meets first: the next meeting, what is new since they last opened it, the agenda, what is withheld.

Only papers that the person may read come into these values; of withheld ones nothing but their number.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.access.facts import Actor
from app.access.levels import Confidentiality, highest
from app.materials.models import Material, ReadingPosition, Version
from app.materials.visible import Visibility, visible_to
from app.meetings.agenda import in_order, items_of
from app.meetings.models import AgendaItem, Attachment, Meeting
from app.meetings.queries import attended, today_start

_NEWS_DAYS = 30


@dataclass(frozen=True)
class ReaderPaper:
    """A paper as a member's list names it. `place`: its agenda item in words, "" for none.

    `page`: where the person was; `is_new`, `is_changed`: not opened yet.
    """

    id: str
    title: str
    place: str
    level: Confidentiality
    is_released: bool
    pages: int
    since: datetime
    page: int | None
    read_at: datetime | None
    is_new: bool
    is_changed: bool

    @property
    def is_unread(self) -> bool:
        return self.is_new or self.is_changed


@dataclass(frozen=True)
class ReaderItem:
    """An agenda item with its papers; `depth` is 0 at the top."""

    item: AgendaItem
    depth: int
    papers: list[ReaderPaper]

    @property
    def level(self) -> Confidentiality:
        """The badge of the whole item: the highest of its papers (2(2)③)."""
        return highest(paper.level for paper in self.papers)

    @property
    def is_released(self) -> bool:
        return all(paper.is_released for paper in self.papers)

    @property
    def unread(self) -> int:
        return sum(paper.is_unread for paper in self.papers)


@dataclass(frozen=True)
class MeetingView:
    """One meeting as a reader sees it; `loose` are papers under no item."""

    meeting: Meeting
    items: list[ReaderItem]
    loose: list[ReaderPaper]
    withheld: int

    @property
    def papers(self) -> list[ReaderPaper]:
        """All papers in the order of the agenda; the loose ones first, as they are handed out first."""
        return [*self.loose, *(paper for item in self.items for paper in item.papers)]

    @property
    def continued(self) -> ReaderPaper | None:
        """The paper last read."""
        read = [paper for paper in self.papers if paper.read_at is not None and paper.page is not None]
        return max(read, key=lambda paper: paper.read_at or paper.since, default=None)


@dataclass(frozen=True)
class HomeNews:
    """One line of what is new. `tag` and `tone` are its sign, `href` where it leads."""

    tag: str
    tone: str
    title: str
    text: str
    href: str
    at: datetime


NewsSource = Callable[[Session, Actor], Sequence[HomeNews]]
"""Further news, from a domain above this one (a permit that was granted, for one)."""


@dataclass(frozen=True)
class Home:
    """Everything on the home screen."""

    next: MeetingView | None
    is_today: bool
    upcoming: list[Meeting] = field(default_factory=list)
    past: list[Meeting] = field(default_factory=list)
    news: list[HomeNews] = field(default_factory=list)


def home_of(session: Session, actor: Actor, sources: Sequence[NewsSource]) -> Home:
    """The home screen of a signed-in person."""
    meetings = attended(session, actor.person_id or "")
    today = today_start()
    coming = [meeting for meeting in meetings if meeting.starts_at >= today]
    past = [meeting for meeting in reversed(meetings) if meeting.starts_at < today]
    first = coming[0] if coming else None
    views = {meeting.id: meeting_view(session, actor, meeting) for meeting in coming}
    recent = [meeting for meeting in past if meeting.starts_at >= today - timedelta(days=_NEWS_DAYS)]
    views |= {meeting.id: meeting_view(session, actor, meeting) for meeting in recent}
    news = [line for view in views.values() for line in _news(view)]
    for source in sources:
        news.extend(source(session, actor))
    return Home(
        next=views[first.id] if first else None,
        is_today=first is not None and first.starts_at < today + timedelta(days=1),
        upcoming=coming[1:],
        past=past,
        news=sorted(news, key=lambda line: line.at, reverse=True),
    )


def meeting_view(session: Session, actor: Actor, meeting: Meeting) -> MeetingView:
    """A meeting's agenda with the papers that this person may meet."""
    attached = session.execute(
        select(Attachment.material_id, Attachment.agenda_item_id)
        .where(Attachment.meeting_id == meeting.id)
        .order_by(Attachment.position, Attachment.material_id)
    ).all()
    visibility = visible_to(session, actor, [row.material_id for row in attached])
    open_ids = [material_id for material_id, how in visibility.items() if how is Visibility.OPEN]
    nodes = in_order(items_of(session, meeting.id))
    words = {node.item.id: f"{node.item.number_label}　{node.item.title}".strip() for node in nodes}
    places = {row.material_id: words.get(row.agenda_item_id, "") for row in attached}
    known = _reader_papers(session, actor, open_ids, places)
    under: dict[str | None, list[ReaderPaper]] = {}
    for material_id, item_id in attached:
        if material_id in known:
            under.setdefault(item_id, []).append(known[material_id])
    return MeetingView(
        meeting=meeting,
        items=[ReaderItem(node.item, node.depth, under.get(node.item.id, [])) for node in nodes],
        loose=under.get(None, []),
        withheld=sum(how is Visibility.WITHHELD for how in visibility.values()),
    )


def _reader_papers(session: Session, actor: Actor, ids: list[str], places: dict[str, str]) -> dict[str, ReaderPaper]:
    rows = session.execute(
        select(Material, Version)
        .join(Version, Version.id == Material.current_version_id)
        .where(Material.id.in_(ids), Version.state == "ready")
    ).all()
    query = select(ReadingPosition).where(
        ReadingPosition.person_id == actor.person_id, ReadingPosition.material_id.in_(ids)
    )
    positions = list(session.scalars(query))
    by_version = {position.version_id: position for position in positions}
    opened = {position.material_id for position in positions}
    papers: dict[str, ReaderPaper] = {}
    for material, version in rows:
        position = by_version.get(version.id)
        since = [moment for moment in (material.published_at, version.ready_at) if moment is not None]
        papers[material.id] = ReaderPaper(
            id=material.id,
            title=material.title,
            place=places[material.id],
            level=material.level,
            is_released=material.released_at is not None,
            pages=version.pages or 0,
            since=max(since, default=material.created_at),
            page=position.page if position else None,
            read_at=position.updated_at if position else None,
            is_new=material.id not in opened,
            is_changed=material.id in opened and position is None,
        )
    return papers


def _news(view: MeetingView) -> list[HomeNews]:
    return [
        HomeNews(
            tag="差し替え" if paper.is_changed else "新しい",
            tone="changed" if paper.is_changed else "new",
            title=paper.title,
            text=f"{paper.place or view.meeting.title}　{moment_words(paper.since)}",
            href=f"/papers/{paper.id}",
            at=paper.since,
        )
        for paper in view.papers
        if paper.is_unread
    ]


def moment_words(moment: datetime) -> str:
    """「今日 9:10」 or 「12月7日（月）」."""
    if moment >= today_start():
        local = clock.jst(moment)
        return f"今日 {local.hour}:{local.minute:02d}"
    return clock.day_text(moment)
