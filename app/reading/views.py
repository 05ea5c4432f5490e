"""The reader's screen and its data: what a paper is, its contents, where the reader left off."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response, StreamingResponse

from app import clock
from app.access.actions import Action
from app.access.facts import Actor, PaperFacts
from app.access.levels import Confidentiality, effective
from app.access.policy import decide
from app.access.roles import SECRETARIAT, Role
from app.audit.vocabulary import EventKind
from app.materials.models import Material, PageRow, PublicFile
from app.materials.pages.contents import outline_of
from app.materials.pages.numbers import printed_numbers
from app.materials.queries import Paper, page_rows, paper_of_version, versions_of
from app.meetings.facts import known_of
from app.meetings.models import Attachment, Meeting
from app.reading import ranges
from app.reading.book import Book, book_of, told
from app.reading.errors import PageNotReady, PublicFileNotReady
from app.reading.issue import event
from app.reading.positions import keep_position, position_of
from app.reading.since import since_read, told_since
from app.vault.objects import public_name
from app.web import answers
from app.web.addresses import network_of
from app.web.call import Call, Issue
from app.web.forms.fields import parsed
from app.web.forms.form import Form
from app.web.forms.text import Fault
from viewer.render import PageNumbering


def _page_number(typed: str) -> int:
    """A page number from a script; the view moves one outside the paper to its first or last page."""
    try:
        return int(float(typed))
    except (ValueError, OverflowError) as error:
        raise Fault("ページの番号を読めません。") from error


class PositionForm(Form):
    """The page that the person is reading."""

    page = parsed("ページ", _page_number)


def reader(call: Call) -> Response:
    """The reader of a paper; `?p=N` opens a page, else the page where the person left off."""
    paper = _readable(call)
    call.subject = paper
    pages = _page_count(call.session, paper)
    return answers.html(call, "reading/reader.html", paper=_paper_values(call, paper, pages), page=_asked(call, pages))


def half(call: Call) -> Response:
    """The reader of a paper alone, without a screen around it: a script lays it beside another one that is open.

    `?p=N` as for the screen. `?n=N`: a number that no reader on that screen has yet, for what ids tie together.
    """
    paper = _readable(call)
    call.subject = paper
    pages = _page_count(call.session, paper)
    values = _paper_values(call, paper, pages)
    return answers.html(call, "reading/half.html", paper=values, page=_asked(call, pages), key=_key(call))


def edition(call: Call) -> Response:
    """One version of a paper for laying it beside another, whether readers get that version or not.

    Who may is decided about this version: of one that readers do not get, whoever prepares it, and readers of the paper
    where it is the one before and was left open. It is in no meeting's
    book, nobody's place in it is kept, and nothing is noted on it here. Of the one that they get it is news when they
    get another.
    """
    paper = call.loaded(Paper)
    if paper.version_id is None or paper.state != "ready":
        raise PageNotReady
    pages = _page_count(call.session, paper)
    values = _paper_values(call, paper, pages)
    values |= {"title": f"{paper.title}（第{paper.number}版）", "edition": paper.version_id, "book": None}
    values |= {"is_current": paper.is_current, "notes_allowed": False, "sharing_allowed": False, "search_meeting": ""}
    values |= {"permit_href": None, "original_href": None}
    return answers.html(call, "reading/half.html", paper=values, page=_asked(call, pages), key=_key(call))


def _key(call: Call) -> str:
    value = call.query.one("n")
    return f"r{value}" if value.isdecimal() and value.isascii() and len(value) <= 5 else "r"


def _readable(call: Call) -> Paper:
    """The paper with a version that has pages; the secretariat sees a first version while it is converted."""
    paper = call.loaded(Paper)
    if paper.version_id is not None:
        return paper
    if call.actor.holds(*SECRETARIAT):
        for version in versions_of(call.session, paper.material_id):
            if version.pages_done and version.state in {"converting", "ready"}:
                return paper_of_version(call.session, call.actor, version.id)
    raise PageNotReady


def _page_count(session: Session, paper: Paper) -> int:
    if paper.pages and paper.state == "ready":
        return paper.pages
    return max(1, len(page_rows(session, paper.version_id or "")))


def _asked(call: Call, pages: int) -> int | None:
    value = call.query.one("p")
    if not value.isdecimal() or len(value) > 5:
        return None
    return min(max(1, int(value)), pages)


def _paper_values(call: Call, paper: Paper, pages: int) -> dict[str, object]:
    facts = paper.facts(call.actor)
    released = facts.is_released and paper.level is Confidentiality.C1
    may_ask = call.identity.viewer is not None and not released and _may(call.actor, Action.PERMIT_ASK, call)
    place = _place(call.session, paper.material_id)
    is_known = place is not None and place.id in known_of(call, [place])
    proof_seconds = None if released else call.handling.row(effective(paper.level)).proof_seconds
    return {
        "material_id": paper.material_id,
        "version_id": paper.version_id,
        "edition": "",
        "title": paper.title,
        "level": paper.level.value,
        "released": released,
        "handling_words": call.handling.level_words(paper.level, is_released=released),
        "meeting_title": place.title if place and (is_known or released) else "",
        "book": _book(call, place, paper, is_known=is_known),
        "back_href": _back(call, place),
        "permit_href": f"/papers/{paper.material_id}/permit" if may_ask else None,
        "original_href": f"/papers/{paper.material_id}/original" if released else None,
        "hold_href": _hold_href(call.actor, paper),
        "binding": call.session.scalar(select(Material.binding).where(Material.id == paper.material_id)),
        "page_count": pages,
        "last_page": min(_last_page(call, paper), pages),
        "text_allowed": paper.has_seen_words and _may(call.actor, Action.TEXT_READ, call),
        "person_id": call.identity.viewer.person_id if call.identity.viewer else "",
        "sharing_allowed": call.identity.viewer is not None and call.may(Action.NOTES_SHARE, facts),
        "notes_allowed": call.identity.viewer is not None and _may(call.actor, Action.NOTES_KEEP, call),
        "search_meeting": place.id if place and is_known else "",
        "search_allowed": paper.has_seen_words and _may(call.actor, Action.WORDS_SEARCH, call),
        "proof_seconds": proof_seconds,
        "awaits_proof": not released and _awaits_proof(call.actor, proof_seconds),
    }


def _hold_href(actor: Actor, paper: Paper) -> str | None:
    """Where chair and deputy, who have no other screen of a paper, put a hold on it; None for everybody else."""
    if not actor.holds(Role.CHAIR, Role.DEPUTY):
        return None
    return f"/registers/holds/new?reach=named&papers=/papers/{paper.material_id}"


def _book(call: Call, place: Meeting | None, paper: Paper, *, is_known: bool) -> Book | None:
    """The book that the paper is part of; None for a resident, who has no meetings."""
    return book_of(call, place, paper.material_id, is_known=is_known) if place and call.identity.viewer else None


def _awaits_proof(actor: Actor, limit: int | None) -> bool:
    """Whether the device's proof is too old for the first page, or nearly; the script then proves the key first."""
    age = actor.proof_age_seconds
    return age is None or (limit is not None and age > limit // 2)


def _place(session: Session, material_id: str) -> Meeting | None:
    query = select(Meeting).join(Attachment, Attachment.meeting_id == Meeting.id)
    return session.scalars(query.where(Attachment.material_id == material_id)).first()


def _back(call: Call, place: Meeting | None) -> str:
    if call.identity.viewer is None or place is None:
        return "/"
    if call.actor.holds(*SECRETARIAT):
        return f"/prepare/meetings/{place.id}"
    return f"/meetings/{place.id}"


def _may(actor: Actor, action: Action, call: Call) -> bool:
    """Whether the screen offers an act, not counting the device's proof, which the script renews before the act."""
    facts = call.loaded(Paper).facts(actor)
    if isinstance(call.facts, PaperFacts):
        open_too = call.facts.is_left_open
        facts = replace(facts, lifted=call.facts.lifted, under=call.facts.under, is_left_open=open_too)
    proven = replace(actor, proof_age_seconds=0)
    return decide(proven, action, facts, call.handling).is_allowed


def _last_page(call: Call, paper: Paper) -> int:
    viewer = call.identity.viewer
    if viewer is None:
        return 1
    position = position_of(call.session, viewer.person_id, paper)
    if position is not None:
        return position.page
    since = since_read(call, paper)
    return since.alignment.nearest_later_page(since.page) if since else 1


def contents(call: Call) -> Issue:
    """JSON for the reader's script: pages with their sizes, contents list, links, printed numbers, the last page."""
    paper = _readable(call)
    call.subject = paper
    issued, since = event(call, EventKind.CONTENTS_ISSUED), since_read(call, paper)
    if since:
        issued = replace(issued, detail={**issued.detail, "since": since.number})
    return Issue(answers.json(_contents(call, paper) | {"since": told_since(since)}), (issued,))


def edition_contents(call: Call) -> Issue:
    """As `contents`, of one version."""
    paper = call.loaded(Paper)
    if paper.version_id is None or paper.state != "ready":
        raise PageNotReady
    values = _contents(call, paper) | {"since": None}
    return Issue(answers.json(values), (event(call, EventKind.CONTENTS_ISSUED),))


def _contents(call: Call, paper: Paper) -> dict[str, object]:
    rows = page_rows(call.session, paper.version_id or "")
    outline = outline_of(b"{}")
    if paper.state == "ready" and paper.sealed_key is not None:
        version_id = paper.version_id or ""
        outline = outline_of(call.services.vault.outline(paper.sealed_key, version_id, paper.making))
        if not paper.has_seen_words:  # Titles can hold hidden text as words can.
            outline["outline"] = []
    return {
        "version": paper.version_id,
        "title": paper.title,
        "pages": [_page_values(row) for row in rows],
        "outline": outline["outline"],
        "links": outline["links"],
        "numbers": printed_numbers([PageNumbering(*each) for each in outline["numberings"]], len(rows)),
        "last_page": _last_page(call, paper),
        "csrf": call.csrf_token,
    }


def standing(call: Call) -> Response:
    """JSON for an open reader when something is new: the version that readers get now; null while there is none.
    Asked of a version that readers do not get: that one, as long as this person may look at it.

    A person who may not read the paper any more is refused, with the reason.
    """
    return answers.json({"version": call.loaded(Paper).version_id})


def beside(call: Call) -> Response:
    """JSON for a reader at an end of its paper, or with its contents open: the book as it is at this moment.

    The page was made with that of its own moment. A paper may have been withdrawn since, or hidden from this person.
    """
    paper = call.loaded(Paper)
    place = _place(call.session, paper.material_id)
    is_known = place is not None and place.id in known_of(call, [place])
    return answers.json(told(_book(call, place, paper, is_known=is_known)))


def _page_values(row: PageRow) -> dict[str, object]:
    is_large = max(row.width_points, row.height_points) > 860
    zooms = [2, 4] if is_large else [2]
    return {"n": row.number, "width": row.width_px, "height": row.height_px, "zooms": zooms, "sharp": row.zoom}


def position(call: Call) -> Response:
    """Remember the page a person is at; the script sends JSON {"page": N}. Of a resident nothing is kept."""
    paper = call.loaded(Paper)
    page = min(max(1, PositionForm.demand(call).page), paper.pages or 1)
    if call.identity.viewer is not None:
        keep_position(call.session, call.viewer.person_id, paper, page)
    return answers.json({"page": page})


def original(call: Call) -> Issue:
    """The file for the public, only while this version is released; the gate has decided that.

    The uploaded file itself is sent to nobody. This one has no attachments, no scripts and no invisible content.
    """
    paper = call.loaded(Paper)
    if paper.version_id is None or paper.sealed_key is None:
        raise PageNotReady
    file = call.session.get(PublicFile, paper.version_id)
    if file is None or not file.is_ready or not file.is_of_present_rule:
        raise PublicFileNotReady
    return _download(call, file, paper.file_name, paper.sealed_key)


def _download(call: Call, file: PublicFile, file_name: str, sealed_key: str) -> Issue:
    """All of the file, or the part that is asked for. The rest of a recorded download is not recorded again."""
    key, now = call.services.keyring.derive(ranges.TAG_KEY), int(clock.now().timestamp())
    network = network_of(call.address)
    asked, shown = call.request.headers.get("range"), call.request.headers.get("if-range")
    issued = event(call, EventKind.ORIGINAL_ISSUED, sha256=file.sha256)
    goes_on = ranges.goes_on(key, file.sha256, network, shown, now)
    try:
        part = ranges.part_of(asked if goes_on or not shown else None, file.size_bytes)
    except ranges.NoSuchPart:
        headers = {"Content-Range": f"bytes */{file.size_bytes}"}
        return Issue(Response(status_code=416, headers=headers), (issued,), is_recorded=True)
    is_rest = goes_on and part is not None and part.first > 0
    first, last = (part.first, part.last) if part else (0, file.size_bytes - 1)
    headers = {
        "Content-Disposition": answers.attachment(file_name),
        "Accept-Ranges": "bytes",
        "Content-Length": str(last + 1 - first),
        "ETag": shown.strip() if is_rest and shown else ranges.tag(key, file.sha256, network, now),
    }
    if part:
        headers["Content-Range"] = f"bytes {first}-{last}/{file.size_bytes}"
    pieces = call.services.vault.stream(sealed_key, file.version_id, public_name(file.version_id, file.sha256))
    body = _part(pieces, first, last)
    begun = next(body, b"")  # A damaged object raises before anything is sent.
    response = StreamingResponse(
        chain([begun], body), 206 if part else 200, media_type="application/pdf", headers=headers
    )
    return Issue(response, (issued,), is_recorded=is_rest)


def _part(pieces: Iterator[bytes], first: int, last: int) -> Iterator[bytes]:
    """Of the pieces of a file, what lies from byte `first` to byte `last`."""
    at = 0
    for piece in pieces:
        if at > last:
            return
        if wanted := piece[max(first - at, 0) : last + 1 - at]:
            yield wanted
        at += len(piece)
