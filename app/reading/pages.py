"""Pages, thumbnails, sharper cells and text: the hot path. Each answer is an Issue: marked, and recorded first."""

from starlette.responses import Response

from app.audit.vocabulary import EventKind
from app.materials.pages import zooming
from app.materials.pages.contents import words_of
from app.materials.pages.zooming import Sharpness
from app.materials.queries import Paper, load_page
from app.materials.recognition.queries import is_recognised
from app.reading import issue
from app.reading.errors import NoSuchPage, PageNotReady, WordsNotReady, ZoomNotPossible, ZoomNotReady
from app.reading.reading_order import paragraphs
from app.vault.objects import cell_name, page_name, recognised_page_name, text_name, thumbnail_name
from app.web import answers
from app.web.addresses import network_of
from app.web.call import Call, Issue
from viewer.marking.lattice import PageCell

_MOST_PAGES = 100_000
"""More pages than any paper has. Larger numbers are refused before the database, which could not hold them."""


def page(call: Call) -> Issue:
    """One page at reading scale."""
    number = _number(call)
    paper = call.loaded(Paper)
    name = page_name(_version(paper), number, paper.making)
    return issue.image(call, EventKind.PAGE_ISSUED, name, number=number)


def thumbnail(call: Call) -> Issue:
    """One page, small; marked like the page."""
    number = _number(call)
    paper = call.loaded(Paper)
    name = thumbnail_name(_version(paper), number, paper.making)
    return issue.image(call, EventKind.THUMBNAIL_ISSUED, name, number=number, cell="t")


def region(call: Call) -> Issue:
    """One cell of a page at 2× or 4×: scale × scale cells, each about as large as the reading page, marked as one.

    Raises ZoomNotReady while the sharper masters are being made, ZoomNotPossible where they cannot be.
    """
    number, scale = _number(call), _scale(call)
    column, row = call.number("column"), call.number("row")
    if column >= scale or row >= scale:
        raise NoSuchPage
    found = _sharpness(call, number, scale)
    if found is not Sharpness.READY:
        raise ZoomNotReady if found is Sharpness.COMING else ZoomNotPossible
    paper = call.loaded(Paper)
    size = load_page(call.session, _version(paper), number)
    return issue.image(
        call,
        EventKind.REGION_ISSUED,
        cell_name(_version(paper), number, scale, column, row, paper.making),
        number=number,
        cell=f"z{scale}-{column}-{row}",
        part=PageCell(scale, column, row, size.width_px, size.height_px),
    )


def sharpness(call: Call) -> Response:
    """JSON with a page's state at a scale, which the reader's script polls until the cells are ready."""
    return answers.json({"sharpness": _sharpness(call, _number(call), _scale(call))})


def _sharpness(call: Call, number: int, scale: int) -> Sharpness:
    """A page's state at a scale. Asks for the page if nobody has."""
    paper = call.loaded(Paper)
    version_id = _version(paper)
    found = zooming.sharpness(call.session, version_id, paper.making, number, scale)
    if found is None:
        with call.services.database.write() as unit:
            found = zooming.ask(
                unit,
                version_id,
                number,
                scale,
                asker=call.actor.person_id or zooming.stranger(network_of(call.address)),
            )
    return found


def text(call: Call) -> Issue:
    """The page's words for assistive technology, as paragraphs and rows, in the order of reading.

    `recognised`: some of them were recognised by machine. Raises WordsNotReady for words that an older converter read.
    """
    number = _number(call)
    paper = call.loaded(Paper)
    if not paper.has_seen_words:
        raise WordsNotReady
    version_id = _version(paper)
    vault, key, page = call.services.vault, issue.key_of(paper), (version_id, number, paper.making)
    row = load_page(call.session, version_id, number)
    words = words_of(vault.read(key, version_id, text_name(*page)))
    if by_machine := is_recognised(call.session, call.services.settings, *page):
        words += words_of(vault.read(key, version_id, recognised_page_name(*page)))
    found = paragraphs(words, row.height_px / row.width_px)
    values = {"paragraphs": found, "recognised": by_machine}
    return Issue(answers.json(values), (issue.event(call, EventKind.TEXT_ISSUED, page=number),))


def _version(paper: Paper) -> str:
    if paper.version_id is None:
        raise PageNotReady
    return paper.version_id


def _scale(call: Call) -> int:
    scale = call.number("scale")
    if scale not in zooming.SCALES:
        raise NoSuchPage
    return scale


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
