"""The papers of a meeting as one book: the papers before and after the open one."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from app.meetings.home.queries import ReaderPaper, meeting_view
from app.meetings.models import Meeting
from app.web.call import Call


@dataclass(frozen=True)
class Leaf:
    """A neighbouring paper of the book, with the page to which turning leads."""

    material: str
    title: str
    href: str


@dataclass(frozen=True)
class Book:
    """A paper's place among those of its meeting that this person may read, in the order of the agenda.

    `papers`: the ids of all of them.
    """

    number: int
    count: int
    former: Leaf | None
    next: Leaf | None
    papers: tuple[str, ...] = ()


def book_of(call: Call, meeting: Meeting, material_id: str) -> Book | None:
    """The book for this person; None when the paper is not in it."""
    papers = meeting_view(call.session, call.actor, meeting).papers
    at = next((place for place, paper in enumerate(papers) if paper.id == material_id), None)
    if at is None:
        return None
    former, following = _at(papers, at - 1), _at(papers, at + 1)
    return Book(
        number=at + 1,
        count=len(papers),
        former=Leaf(former.id, former.title, f"/papers/{former.id}?p={max(1, former.pages)}") if former else None,
        next=Leaf(following.id, following.title, f"/papers/{following.id}?p=1") if following else None,
        papers=tuple(paper.id for paper in papers),
    )


def told(book: Book | None) -> dict[str, object]:
    """`{"former": {"material", "title", "href"} or null, "next": likewise, "papers": ids}` for the reader's script."""
    if book is None:
        return {"former": None, "next": None, "papers": []}
    former, following = (asdict(leaf) if leaf else None for leaf in (book.former, book.next))
    return {"former": former, "next": following, "papers": book.papers}


def _at(papers: Sequence[ReaderPaper], place: int) -> ReaderPaper | None:
    return papers[place] if 0 <= place < len(papers) else None
