"""The screen of one reserve set."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import clock
from app.errors import AppError, NotFound
from app.materials.removal import Holds
from app.permits.errors import CopyElsewhere, CopyGoneOut, CopyHeld, CopyNotReady, VolumeEmpty
from app.permits.reserves.acts import is_only_paper, move
from app.permits.reserves.counting.forms import WAYS, CopyForm, CountForm
from app.permits.reserves.destroyed import Destroying, DisposalBook
from app.permits.reserves.models import PaperCopy
from app.permits.reserves.queries import ListedCopy, counts_of, is_at_hand, permits_of, reason_of, sets
from app.permits.reserves.sittings import back_words, due_back, meeting_of
from app.permits.reserves.states import CopyState
from app.permits.reserves.volumes import acts as volumes
from app.permits.reserves.volumes.facts import lock_copy
from app.permits.reserves.volumes.models import Volume
from app.permits.reserves.volumes.wording import set_password
from app.web import answers
from app.web.call import Call

_VOLUMES = {"asked": "作成中", "ready": "できた", "leaving": "受け取り中", "failed": "作れない"}
_MOVES = {CopyState.OUT: "渡した", CopyState.BACK: "戻った", CopyState.LOST: "なくなった", CopyState.GONE: "処分した"}
_TONES = {"asked": "run", "ready": "ok", "leaving": "run", "failed": "stop"}


@dataclass(frozen=True)
class _Line:
    """A copy on the screen. `volume`: the state of its newest volume, "" for none. `due`: when it has to be back.

    `entry`: what the register of disposals says of it, "" while it has no entry there. Of an altered row (`is_whole`
    False) nothing is told but that it was: `words`.
    """

    listed: ListedCopy
    state: CopyState
    words: str
    is_whole: bool
    volume: str
    volume_words: str
    tone: str
    due: str
    is_late: bool
    moves: Sequence[tuple[str, str]]
    entry: str


def show(call: Call, *, book: DisposalBook) -> Response:
    """The set, with the field for the next number."""
    way = CopyState.BACK if call.query.one("to") == CopyState.BACK else CopyState.OUT
    return _page(call, CountForm(to=way), call.path("application"), book=book, last=call.query.one("last"))


def count(call: Call, *, book: DisposalBook) -> Response:
    """Count one copy; the screen comes back for the next number."""
    form, copies = CountForm.read(call), _set(call, call.path("application"))
    if not form.errors:
        found = next((each.copy for each in copies if each.copy.number == form.number), None)
        if found is None:
            form.blame("number", f"第{form.number}部は、この一式にありません。第{len(copies)}部までです。")
        elif (fault := _counted(call, found.id, form.to)) is not None:
            form.blame("number", fault)
    if form.errors:
        return _page(call, form, call.path("application"), book=book, status=422)
    return answers.see_other(f"/permits/reserves/{copies[0].copy.application}?to={form.to}&last={form.number}")


def _counted(call: Call, copy_id: str, to: CopyState) -> str | None:
    """Count the copy; what is wrong where it cannot be."""
    copy = call.session.get_one(PaperCopy, copy_id, with_for_update=True, populate_existing=True)
    if copy.doubt:
        return f"第{copy.number}部の記録は「{copy.doubt}」のため、数えられません。"
    try:
        move(call.session, call.by, copy, to, seen=copy.state)
    except CopyElsewhere:
        return f"第{copy.number}部は、いま「{CopyState(copy.state).words}」です。番号を確かめてください。"
    except CopyNotReady as stopped:
        return stopped.sentence
    return None


def move_copy(call: Call, *, holds: Holds, book: DisposalBook) -> Response:
    """Count one copy out or back in, or as lost or destroyed, from its line."""
    form = CopyForm.demand(call)
    copy = call.session.get(PaperCopy, call.path("copy"), with_for_update=True, populate_existing=True)
    if copy is None:
        raise NotFound(cause="no such copy")
    try:
        is_held = any(holds(call.session, each.material_id) for each in permits_of(call.session, copy))
        move(call.session, call.by, copy, form.to, seen=form.seen, destroying=Destroying(book, is_held))
    except (CopyElsewhere, CopyHeld, CopyNotReady) as stopped:
        way = CountForm(to=CopyState.OUT)
        return _page(call, way, copy.application, book=book, stopped=stopped, status=stopped.status)
    return answers.see_other(f"/permits/reserves/{copy.application}#copy-{copy.id}")


def prepare_all(call: Call) -> Response:
    """Ask for the volumes of all copies that have none yet. Raises VolumeEmpty when nothing can be bound."""
    copies = _set(call, call.path("application"))
    if not _is_own(call, copies):
        raise NotFound(cause="another person's set")
    lock_copy(call.session, copies[0].copy.id)
    has_any = False
    for each in copies:
        if volumes.open_volumes(call.session, each.copy.id):
            has_any = True
            continue
        try:
            volumes.want_volume(call.session, each.copy, call.viewer.session_id)
            has_any = True
        except (CopyGoneOut, VolumeEmpty):
            continue
    if not has_any:
        raise VolumeEmpty
    return answers.see_other(f"/permits/reserves/{copies[0].copy.application}#volumes")


def state(call: Call) -> Response:
    """JSON: whether volumes of the set are being made, and how many are done."""
    return answers.json(_progress([*_newest(call.session, _set(call, call.path("application"))).values()]))


def _progress(newest: Sequence[Volume]) -> dict[str, object]:
    """`state`: asked while one waits, else ready."""
    waiting = sum(each.state == "asked" for each in newest)
    return {"state": "asked" if waiting else "ready", "done": len(newest) - waiting, "of": len(newest)}


def _page(
    call: Call,
    form: CountForm,
    application: str,
    *,
    book: DisposalBook,
    last: str = "",
    stopped: AppError | None = None,
    status: int = 200,
) -> Response:
    copies = _set(call, application)
    newest = _newest(call.session, copies)
    lines = [_line(call.session, each, newest.get(each.copy.id), book) for each in copies]
    is_own = _is_own(call, copies)
    first = copies[0].parts[0].permit
    values: dict[str, object] = {
        "application": application,
        "number": first.number.partition("の")[0],
        "reason": reason_of(copies),
        "papers": len(copies[0].parts),
        "lines": lines,
        "counts": counts_of(copies),
        "is_own": is_own,
        "can_bind": is_own and any(not line.volume and _can_be_bound(line.listed) for line in lines),
        "password": set_password(call.services.permit_key, application) if is_own and newest else None,
        "progress": _progress([*newest.values()]),
        "form": form,
        "ways": [(way.value, words) for way, words in WAYS.items()],
        "stopped": stopped,
        "register": book.key,
        "last": next((line for line in lines if str(line.listed.copy.number) == last), None),
    }
    return answers.html(call, "permits/reserve.html", status, **values)


def _line(session: Session, each: ListedCopy, volume: Volume | None, book: DisposalBook) -> _Line:
    copy, is_printed = each.copy, any(part.permit.uses for part in each.parts)
    name = volume.state if volume is not None and volume.state in _VOLUMES and not volume.doubt else ""
    bound = (volume.doubt if volume is not None else "") or _VOLUMES.get(name, "受け取り済み" if is_printed else "まだ")
    tone = "stop" if volume is not None and volume.doubt else _TONES.get(name, "ok" if is_printed else "")
    if copy.doubt:
        return _Line(each, CopyState.KEPT, copy.doubt, False, name, bound, tone, "", False, (), "")
    state, due = CopyState(copy.state), None
    if state is CopyState.OUT and copy.moved_at is not None:
        permits = [part.permit for part in each.parts]
        due = due_back(permits, meeting_of(session, permits).meeting, copy.moved_at)
    is_late = due is not None and due <= clock.now()
    entry = "" if copy.entry is None else book.standing(session, copy.entry).value
    moves = _moves(each) if state is not CopyState.GONE or book.is_dropped(session, copy) else ()
    back = back_words(due) if due else ""
    return _Line(each, state, state.words, True, name, bound, tone, back, is_late, moves, entry)


def _moves(each: ListedCopy) -> list[tuple[str, str]]:
    """What can be done with a copy. Whether its permits still run is looked at when it is pressed."""
    is_printed = is_only_paper([part.permit for part in each.parts])
    needs_print = {CopyState.OUT, CopyState.GONE}
    return [(to.value, _MOVES[to]) for to in CopyState(each.copy.state).leads_to if is_printed or to not in needs_print]


def _can_be_bound(each: ListedCopy) -> bool:
    return is_at_hand(each.copy) and any(part.is_usable for part in each.parts)


def _newest(session: Session, copies: Sequence[ListedCopy]) -> dict[str, Volume]:
    """The newest volume of each copy, by the copy's id."""
    ids = [each.copy.id for each in copies]
    found = session.scalars(select(Volume).where(Volume.copy_id.in_(ids)).order_by(Volume.asked_at, Volume.id))
    return {volume.copy_id: volume for volume in found}


def _set(call: Call, application: str) -> list[ListedCopy]:
    """The copies of a set. Raises NotFound."""
    found = sets(call.session, application)
    if not found:
        raise NotFound(cause="no such set")
    return found[0]


def _is_own(call: Call, copies: Sequence[ListedCopy]) -> bool:
    return all(part.permit.fetcher_id == call.actor.person_id for part in copies[0].parts)
