"""The contents of the home screen and of a meeting's screen for members: agenda, papers, and what is new.

These values contain only papers that the person may read, and the number of those that are withheld.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.access.facts import Actor
from app.access.levels import Confidentiality, highest
from app.access.roles import READERS, Role
from app.materials.labels.returning import came_back
from app.materials.models import Material, ReadingPosition, Version
from app.materials.replacements.queries import replacements_of
from app.materials.visible import Visibility, visible_to
from app.meetings.agenda import in_order, items_of
from app.meetings.models import AgendaItem, Attachment, Meeting
from app.meetings.queries import are_others_coming, attended, today_start
from app.members.people import group_names_of

_NEWS_DAYS = 30


@dataclass(frozen=True)
class ReaderPaper:
    """A paper in a member's list. `place`: its agenda item in words, "" for none.

    `page`: the page that the person read last. `is_new`: the person never opened the paper. `is_changed`: the person
    opened only a former version of it. `is_back`: it was withdrawn and brought back since the person last opened it.
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
    is_back: bool

    @property
    def is_unread(self) -> bool:
        return self.is_new or self.is_changed or self.is_back

    @property
    def news(self) -> tuple[str, str]:
        """What is new about it, in a word, and the look of its tag; empty for nothing."""
        if self.is_new:
            return "新しい", "new"
        told = "差し替え" if self.is_changed else "もとに戻った" if self.is_back else ""
        return told, "changed"


@dataclass(frozen=True)
class ReaderItem:
    """An agenda item with its papers; `depth` is 0 at the top."""

    item: AgendaItem
    depth: int
    papers: list[ReaderPaper]

    @property
    def level(self) -> Confidentiality:
        """The level of the item's badge: the highest of its papers (2(2)③)."""
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
        """All papers in the order of the agenda; those under no item come first, as they are handed out first."""
        return [*self.loose, *(paper for item in self.items for paper in item.papers)]

    @property
    def continued(self) -> ReaderPaper | None:
        """The paper last read."""
        read = [paper for paper in self.papers if paper.read_at is not None and paper.page is not None]
        return max(read, key=lambda paper: paper.read_at or paper.since, default=None)


@dataclass(frozen=True)
class HomeNews:
    """One line of news on the home screen. `tag`, `tone`: the word and colour of its badge. `href`: where it leads.

    `when`: a time that ends the line, and stands together on it.

    `asks`: the person has to acknowledge it, so that it comes first. `lasts`: it stays until the person ends it, and is
    never counted as unread.
    """

    tag: str
    tone: str
    title: str
    text: str
    href: str
    at: datetime
    asks: bool = False
    lasts: bool = False
    when: str = ""


@dataclass(frozen=True)
class NewsGroup:
    """Lines of news under one heading: what was decided and replaced, or what is new for one meeting."""

    title: str
    lines: list[HomeNews]


NewsSource = Callable[[Session, Actor], Sequence[HomeNews]]
"""A function that returns further news, from a domain that this one cannot import, such as permits."""


@dataclass(frozen=True)
class HomeTouch:
    """A button of the home screen, for people with one of these `roles`: its words, and where it leads."""

    words: str
    href: str
    roles: frozenset[Role]


@dataclass(frozen=True)
class Home:
    """The content of the home screen. `is_left_out`: there are coming meetings, but the person attends none of them.

    `is_nowhere`: the person belongs to no group, and so can attend no meeting.
    """

    next: MeetingView | None
    is_today: bool
    upcoming: list[Meeting] = field(default_factory=list)
    past: list[Meeting] = field(default_factory=list)
    cancelled: list[Meeting] = field(default_factory=list)
    news: list[NewsGroup] = field(default_factory=list)
    is_left_out: bool = False
    is_nowhere: bool = False

    @property
    def unread(self) -> int:
        """The number of lines of news in all groups, without those that last."""
        return sum(not line.lasts for group in self.news for line in group.lines)


def home_of(session: Session, actor: Actor, sources: Sequence[NewsSource]) -> Home:
    """The home screen of a signed-in person."""
    meetings = attended(session, actor)
    today = today_start()
    ahead = [meeting for meeting in meetings if meeting.starts_at >= today]
    coming = [meeting for meeting in ahead if not meeting.is_cancelled]
    past = [meeting for meeting in reversed(meetings) if meeting.starts_at < today]
    first = coming[0] if coming else None
    views = {meeting.id: meeting_view(session, actor, meeting) for meeting in coming}
    held = [meeting for meeting in past if not meeting.is_cancelled]
    recent = [meeting for meeting in held if meeting.starts_at >= today - timedelta(days=_NEWS_DAYS)]
    views |= {meeting.id: meeting_view(session, actor, meeting) for meeting in recent}
    further = [line for source in sources for line in source(session, actor)]
    return Home(
        next=views[first.id] if first else None,
        is_today=first is not None and first.starts_at < today + timedelta(days=1),
        upcoming=coming[1:],
        past=past,
        cancelled=[meeting for meeting in ahead if meeting.is_cancelled],
        news=_news(further, views.values()),
        is_left_out=not coming and are_others_coming(session),
        is_nowhere=not coming and actor.holds(*READERS) and not group_names_of(session, actor.person_id or ""),
    )


def wanted_of(session: Session, actor: Actor, wants: Iterable[NewsSource]) -> list[HomeNews]:
    """What the council lacks and this person can put right, for their first screen."""
    return [line for source in wants for line in source(session, actor)]


def meeting_view(session: Session, actor: Actor, meeting: Meeting) -> MeetingView:
    """A meeting's agenda with the papers that this person may know of."""
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
    known = reader_papers(session, actor, open_ids, places)
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


def reader_papers(session: Session, actor: Actor, ids: list[str], places: dict[str, str]) -> dict[str, ReaderPaper]:
    """These papers with how far the person has read them, by their ids. `places`: in words, of each that has one."""
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
    replaced = replacements_of(session, ids)
    back = _brought_back(session, [material for material, _ in rows], positions)
    papers: dict[str, ReaderPaper] = {}
    for material, version in rows:
        position = by_version.get(version.id)
        moves = (back.get(material.id), *(row.at for row in replaced.get(material.id, ())))
        moments = (material.published_at, version.ready_at, *moves)
        since = [moment for moment in moments if moment is not None]
        papers[material.id] = ReaderPaper(
            id=material.id,
            title=material.title,
            place=places.get(material.id, ""),
            level=material.level,
            is_released=material.is_released,
            pages=version.pages or 0,
            since=max(since, default=material.created_at),
            page=position.page if position else None,
            read_at=position.updated_at if position else None,
            is_new=material.id not in opened,
            is_changed=material.id in opened and position is None,
            is_back=material.id in back,
        )
    return papers


def _brought_back(
    session: Session, papers: Iterable[Material], positions: Sequence[ReadingPosition]
) -> dict[str, datetime]:
    """Those of these papers that came back from a withdrawal after the person last read them, with when that was."""
    shut = {material.id: material.shut_at for material in papers if material.shut_at is not None}
    ordered = sorted(positions, key=lambda position: position.updated_at)
    last = {position.material_id: position.updated_at for position in ordered}
    return came_back(session, {key: at for key, at in last.items() if key in shut and shut[key] >= at})


def _news(further: Sequence[HomeNews], views: Collection[MeetingView]) -> list[NewsGroup]:
    """The news in order: to be acknowledged; decisions, notices and replaced papers; new papers.

    `views`: coming meetings in their order, then past ones, the latest first.
    """
    changed = [_line(view, paper) for view in views for paper in view.papers if paper.is_unread and not paper.is_new]
    asked = [line for line in further if line.asks]
    lasting = [line for line in further if line.lasts]
    others = [line for line in further if not line.asks and not line.lasts]
    first = sorted([*others, *changed], key=lambda line: line.at, reverse=True)
    groups = [
        NewsGroup("読んで確認するもの", asked),
        NewsGroup("届け出ているもの", lasting),
        NewsGroup("差し替えと許可", first),
    ]
    groups += [
        NewsGroup(view.meeting.title, [_line(view, paper) for paper in view.papers if paper.is_new]) for view in views
    ]
    return [group for group in groups if group.lines]


def _line(view: MeetingView, paper: ReaderPaper) -> HomeNews:
    """A paper to look at; one that is new stands under its meeting's name."""
    place = paper.place or ("" if paper.is_new else view.meeting.title)
    tag, tone = paper.news
    return HomeNews(
        tag=tag,
        tone=tone,
        title=paper.title,
        text=place,
        when=moment_words(paper.since),
        href=f"/papers/{paper.id}",
        at=paper.since,
    )


def moment_words(moment: datetime) -> str:
    """「今日 09:10」 or 「12月7日（月）」."""
    if moment >= today_start():
        return f"今日 {clock.jst(moment):%H:%M}"
    return clock.day_text(moment)
