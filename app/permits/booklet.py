"""A permit honoured: every page marked for its holder, bound as a PDF of images, one use burned."""

import base64
import hmac
from collections.abc import Iterator
from hashlib import sha256

from starlette.responses import Response

from app import clock
from app.access.decisions import Duty
from app.audit.append import record
from app.audit.notes import event
from app.audit.vocabulary import EventKind
from app.errors import PaperDamaged
from app.materials.pages.marks import issue_code, mark_for
from app.materials.queries import Paper, page_rows
from app.permits import acts
from app.permits.errors import BookletRefused, PermitUsedUp
from app.permits.facts import PermittedPaper
from app.permits.models import Permit
from app.permits.queries import is_usable
from app.permits.subjects import about_permit
from app.vault.objects import page_name
from app.web import answers
from app.web.call import Call, Issue
from viewer.booklet import BookletPage, bind
from viewer.failures import MarkNotDrawable
from viewer.stamp import Mark

_PASSWORD_CHARACTERS = 12


def password(key: bytes, permit: Permit) -> str:
    """The PDF's password, told to the holder on the screen and never sent with the file (取扱制限4): 60 bits."""
    digest = hmac.new(key, f"permit:{permit.id}".encode(), sha256).digest()
    letters = base64.b32encode(digest).decode()[:_PASSWORD_CHARACTERS]
    return "-".join(letters[place : place + 4] for place in range(0, _PASSWORD_CHARACTERS, 4))


def download(call: Call) -> Issue:
    """The marked PDF. The use is burned and recorded in one commit, after the PDF is whole and before it leaves."""
    held = call.loaded(PermittedPaper)
    permit, paper = held.permit, held.paper
    if not is_usable(permit):
        raise PermitUsedUp
    code = issue_code()
    is_encrypted = call.decision is not None and Duty.ENCRYPT in call.decision.duties
    body = _bind(call, permit, paper, code, is_encrypted=is_encrypted)
    level, digest = paper.level.value, sha256(body).hexdigest()
    issued = event(call.by, EventKind.PERMIT_ISSUED, about_permit(permit, code), level=level, sha256=digest)
    with call.services.database.write() as unit:
        acts.burn(unit, permit.id)
        record(unit, issued)
    name = f"{paper.level.words}_{paper.title}_{permit.number}.pdf".replace(" ", "").replace("/", "／")
    headers = {"Content-Disposition": answers.attachment(name)}
    return Issue(Response(body, media_type="application/pdf", headers=headers), issued, is_recorded=True)


def _bind(call: Call, permit: Permit, paper: Paper, code: str, *, is_encrypted: bool) -> bytes:
    mark = mark_for(call.viewer, paper, code, call.services.handling)
    try:
        return bind(
            _pages(call, paper, mark),
            title=paper.title,
            author=call.services.settings.council.name,
            permit_number=permit.number,
            level_words=call.services.handling.level_words(paper.level, is_released=False),
            holder=f"{mark.name}　{mark.number}　{code}",
            issued_at=clock.jst(clock.now()),
            password=password(call.services.permit_key, permit) if is_encrypted else None,
        )
    except (MarkNotDrawable, ValueError) as failure:
        raise BookletRefused(cause=str(failure)) from failure


def _pages(call: Call, paper: Paper, mark: Mark) -> Iterator[BookletPage]:
    version_id, sealed_key = paper.version_id, paper.sealed_key
    if version_id is None or sealed_key is None:
        raise PaperDamaged(cause="the version's key is gone")
    with call.services.database.read() as unit:
        rows = page_rows(unit, version_id)
    for row in rows:
        master = call.services.vault.master(sealed_key, version_id, page_name(version_id, row.number))
        issued = call.services.stamper.issue(master, mark, page_id=f"{version_id}/{row.number}/permit")
        yield BookletPage(
            issued.body, issued.media_type, issued.width, issued.height, row.width_points, row.height_points
        )
