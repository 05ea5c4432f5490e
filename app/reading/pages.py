"""Pages, thumbnails, sharper cells and text: the hot path. Each answer is an Issue: marked, and recorded first."""

from collections.abc import Iterable
from itertools import groupby

from app.audit.vocabulary import EventKind
from app.materials.pages import zooming
from app.materials.pages.contents import WrittenWord, words_of
from app.materials.queries import Paper, load_page
from app.reading import issue
from app.reading.errors import NoSuchPage, PageNotReady, ZoomNotReady
from app.vault.objects import cell_name, page_name, text_name, thumbnail_name
from app.web import answers
from app.web.call import Call, Issue
from viewer.master import Master

_MOST_PAGES = 100_000
"""More than any paper has: a number beyond what the database can hold is never asked of it."""


def page(call: Call) -> Issue:
    """One page at reading scale."""
    number = _number(call)
    paper = call.loaded(Paper)
    master = _master(call, page_name(_version(paper), number))
    return issue.image(call, EventKind.PAGE_ISSUED, master, number=number)


def thumbnail(call: Call) -> Issue:
    """One page, small; marked like the page."""
    number = _number(call)
    paper = call.loaded(Paper)
    master = _master(call, thumbnail_name(_version(paper), number))
    return issue.image(call, EventKind.THUMBNAIL_ISSUED, master, number=number, cell="t")


def region(call: Call) -> Issue:
    """One cell of a page at 2× or 4×: scale × scale cells, each about as large as the reading page.

    Raises ZoomNotReady while the sharper masters are being made (4× is made when first asked for).
    """
    number, scale = _number(call), call.number("scale")
    column, row = call.number("column"), call.number("row")
    if scale not in {2, 4} or column >= scale or row >= scale:
        raise NoSuchPage
    paper = call.loaded(Paper)
    ready = load_page(call.session, _version(paper), number).zoom
    if ready < scale:
        with call.services.database.write() as unit:
            zooming.ask(unit, _version(paper), number, scale)
        raise ZoomNotReady
    master = _master(call, cell_name(_version(paper), number, scale, column, row))
    return issue.image(
        call,
        EventKind.REGION_ISSUED,
        master,
        number=number,
        cell=f"z{scale}-{column}-{row}",
        has_level_box=column == 0 and row == 0,
    )


def text(call: Call) -> Issue:
    """The page's words for assistive technology, as paragraphs."""
    number = _number(call)
    paper = call.loaded(Paper)
    raw = call.services.vault.read(_key(paper), _version(paper), text_name(_version(paper), number))
    paragraphs = [_line(group) for _, group in groupby(words_of(raw), key=lambda word: word["block"])]
    return Issue(answers.json({"paragraphs": paragraphs}), issue.event(call, EventKind.TEXT_ISSUED, page=number))


def _master(call: Call, name: str) -> Master:
    """From memory at once; while it comes from the store, others have their turn."""
    paper = call.loaded(Paper)
    vault = call.services.vault
    held: Master | None = vault.held(_key(paper), name)
    if held is None:
        with call.turn.aside():
            held = vault.master(_key(paper), _version(paper), name)
    return held


def _line(words: Iterable[WrittenWord]) -> str:
    """Words of one block joined: with a space between Latin words, without one between Japanese ones."""
    joined = ""
    for word in words:
        piece = word["text"]
        if joined and piece and joined[-1].isascii() and piece[0].isascii():
            joined += " "
        joined += piece
    return joined


def _version(paper: Paper) -> str:
    if paper.version_id is None:
        raise PageNotReady
    return paper.version_id


def _key(paper: Paper) -> str:
    if paper.sealed_key is None:
        raise PageNotReady
    return paper.sealed_key


def _number(call: Call) -> int:
    """The page's number, checked against the version; a page not yet converted is not ready."""
    paper = call.loaded(Paper)
    number = call.number("n")
    last = (paper.pages or 0) if paper.state == "ready" else _MOST_PAGES
    if not 1 <= number <= last:
        raise NoSuchPage
    if paper.state != "ready":
        load_page(call.session, _version(paper), number)
    return number
