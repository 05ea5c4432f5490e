"""The papers of a meeting as one book: those before and after the open one, the agenda, and running numbers."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from app.meetings.home.queries import MeetingView, ReaderPaper, meeting_view
from app.meetings.models import Meeting
from app.meetings.papers.running import RunningNumbers, running_numbers
from app.web.call import Call


@dataclass(frozen=True)
class Leaf:
    """A neighbouring paper of the book, with the page to which turning leads."""

    material: str
    title: str
    href: str


@dataclass(frozen=True)
class BookPaper:
    """A paper in the agenda. `page`: where the person left off, 0 for nowhere.

    `first`: the running number of its first page, 0 where not everybody who attends may read it, so that it is not
    counted.
    """

    material: str
    title: str
    pages: int
    page: int
    first: int
    level: str
    released: bool


@dataclass(frozen=True)
class BookItem:
    """An agenda item with its papers; `depth` is 0 at the top. Papers under no item stand under one without a label."""

    label: str
    title: str
    depth: int
    papers: tuple[BookPaper, ...]


@dataclass(frozen=True)
class Book:
    """A paper's place among those of its meeting that this person may read, in the order of the agenda.

    `papers`: the ids of all of them. `first`: the running number of this paper's first page, 0 where it has none.
    `total`: how many pages have a running number. `agenda`: the items that this person may know of.
    """

    number: int
    count: int
    former: Leaf | None
    next: Leaf | None
    papers: tuple[str, ...] = ()
    first: int = 0
    total: int = 0
    agenda: tuple[BookItem, ...] = ()


def book_of(call: Call, meeting: Meeting, material_id: str, *, is_known: bool) -> Book | None:
    """The book for this person; None when the paper is not in it.

    `is_known`: the person may know of the meeting. Without that, they are named as a reader of single papers: these
    stand without the items, and without numbers.
    """
    view = meeting_view(call.session, call.actor, meeting)
    papers = view.papers
    at = next((place for place, paper in enumerate(papers) if paper.id == material_id), None)
    if at is None:
        return None
    numbers = _numbers(call, view) if is_known else RunningNumbers()
    former, following = _at(papers, at - 1), _at(papers, at + 1)
    return Book(
        number=at + 1,
        count=len(papers),
        former=Leaf(former.id, former.title, f"/papers/{former.id}?p={max(1, former.pages)}") if former else None,
        next=Leaf(following.id, following.title, f"/papers/{following.id}?p=1") if following else None,
        papers=tuple(paper.id for paper in papers),
        first=numbers.firsts.get(material_id, 0),
        total=numbers.total,
        agenda=_agenda(view, numbers) if is_known else (BookItem("", "", 0, _laid(papers, numbers)),),
    )


def _numbers(call: Call, view: MeetingView) -> RunningNumbers:
    """The running numbers, or none at all where one of the papers counted is not in this person's list."""
    numbers = running_numbers(call.session, view.meeting)
    listed = {paper.id for paper in view.papers}
    return numbers if listed.issuperset(numbers.firsts) else RunningNumbers()


def _agenda(view: MeetingView, numbers: RunningNumbers) -> tuple[BookItem, ...]:
    loose = [BookItem("", "配付資料", 0, _laid(view.loose, numbers))] if view.loose else []
    items = [
        BookItem(each.item.number_label, each.item.title, each.depth, _laid(each.papers, numbers))
        for each in view.items
    ]
    return (*loose, *items)


def _laid(papers: Sequence[ReaderPaper], numbers: RunningNumbers) -> tuple[BookPaper, ...]:
    return tuple(
        BookPaper(
            material=paper.id,
            title=paper.title,
            pages=paper.pages,
            page=paper.page or 0,
            first=numbers.firsts.get(paper.id, 0),
            level=paper.level.value,
            released=paper.is_released,
        )
        for paper in papers
    )


def told(book: Book | None) -> dict[str, object]:
    """The book for the reader's script, with the fields of Book. Of no book: nothing beside, and no papers."""
    nothing: dict[str, object] = {"former": None, "next": None, "papers": [], "first": 0, "total": 0, "agenda": []}
    return nothing if book is None else asdict(book)


def _at(papers: Sequence[ReaderPaper], place: int) -> ReaderPaper | None:
    return papers[place] if 0 <= place < len(papers) else None
