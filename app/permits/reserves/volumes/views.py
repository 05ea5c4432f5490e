"""HTTP for a copy's volume: asked for, watched while it is bound, and handed to whoever applied for the set."""

from collections.abc import Collection
from functools import partial
from itertools import chain

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import clock
from app.access.actions import Action
from app.access.decisions import Decision, Denied
from app.db import Database
from app.jobs.queries import progress_of
from app.materials.models import Material
from app.materials.visible import shown_titles
from app.permits.booklets.wording import password
from app.permits.errors import VolumeNotReady, VolumeOutdated, VolumeWithheld
from app.permits.facts import PermittedPaper
from app.permits.models import Permit
from app.permits.queries import listed
from app.permits.reserves.models import PaperCopy
from app.permits.reserves.queries import copy_of, is_at_hand, permits_of
from app.permits.reserves.volumes import acts
from app.permits.reserves.volumes.facts import copy_in_path, lock_copy, own_copy, papers_of_copy
from app.permits.reserves.volumes.jobs import VOLUME
from app.permits.reserves.volumes.models import Volume
from app.permits.reserves.volumes.wording import VolumeWording, set_password, volume_wording
from app.vault.objects import booklet_name
from app.web import answers
from app.web.call import Call, Issue


def prepare(call: Call) -> Response:
    """Ask for the volume to be made; on to the screen that shows its progress."""
    copy = copy_in_path(call)
    lock_copy(call.session, copy.id)
    acts.want_volume(call.session, copy, call.viewer.session_id)
    return answers.see_other(f"/permits/copies/{copy.id}/pdf")


def show(call: Call) -> Response:
    """The screen with the volume's progress and contents, the button to receive it, and its password."""
    copy = copy_in_path(call)
    session_id = call.viewer.session_id
    volume = acts.to_fetch(call.session, copy.id, session_id) or _newest(call.session, copy.id, session_id)
    asked_at = volume.asked_at if volume is not None else None
    said = volume_wording(call.session, copy, volume, asked_at=asked_at or clock.now())
    has_password = said.is_encrypted or volume is not None
    values: dict[str, object] = {
        "copy": copy,
        "said": said,
        "titles": _titles(call, said),
        "singles": [_single(call, permit) for permit in permits_of(call.session, copy)],
        "is_leaving": volume is not None and volume.state == "leaving",
        "password": set_password(call.services.permit_key, copy.application) if has_password else None,
        **volume_state(call.session, copy, session_id),
    }
    return answers.html(call, "permits/volume.html", 200, **values)


def _single(call: Call, permit: Permit) -> dict[str, object]:
    """A paper's own PDF. Its password stays on the screen after the download, since it has to be opened and printed."""
    one = listed(call.session, permit)
    has_password = call.handling.row(one.level).permit_is_encrypted and (one.is_usable or permit.uses)
    return {
        "listed": one,
        "can_print": one.is_usable and is_at_hand(copy_of(call.session, permit)),
        "password": password(call.services.permit_key, permit) if has_password else None,
    }


def state(call: Call) -> Response:
    """The volume's progress as JSON, for the screen's script."""
    return answers.json(volume_state(call.session, copy_in_path(call), call.viewer.session_id))


def download(call: Call) -> Issue:
    """Send the volume. Each paper is decided about again, counted and recorded in one commit before a byte leaves."""
    services, copy_id, session_id = call.services, call.path("copy"), call.viewer.session_id
    with services.database.read() as unit:
        volume = acts.to_fetch(unit, own_copy(unit, copy_id, call.actor.person_id).id, session_id)
    if volume is None or volume.sealed_key is None or not call.among:
        raise VolumeNotReady
    chunks = services.vault.stream(volume.sealed_key, volume.id, booklet_name(volume.id))
    first = next(chunks, b"")  # a store that is away is noticed before anything is used up
    try:
        with services.database.write() as unit:
            now = call.decide_again(unit, lock=partial(lock_copy, copy_id=copy_id))
            copy = copy_in_path(now)
            allowed = [one.loaded(PermittedPaper).permit for one in now.among]
            try:
                issued = acts.hand_out_volume(unit, now.by, copy, volume.id, allowed)
            except VolumeWithheld as withheld:
                raise Denied(_refusal(now, allowed)) from withheld
            file_name = f"{allowed[0].number.partition('の')[0].replace(' ', '')}第{copy.number}部.pdf"
    except VolumeOutdated:
        chunks.close()
        _bind_anew(call, copy_id)
        raise
    response = answers.HandedOut(
        chain([first], chunks),
        size_bytes=volume.size_bytes,
        media_type="application/pdf",
        file_name=file_name,
        on_taken=partial(_note_taken, services.database, volume.id),
    )
    return Issue(response, issued, is_recorded=True)


def _refusal(call: Call, allowed: Collection[Permit]) -> Decision:
    """Why the first paper that may not be sent now is refused. Raises VolumeWithheld when it was loaded for nobody."""
    for each in papers_of_copy(call):
        if isinstance(each.subject, PermittedPaper) and each.subject.permit not in allowed:
            decision = call.judge(Action.PERMIT_DOWNLOAD, each.facts)
            if not decision.is_allowed:
                return decision
    raise VolumeWithheld


def _bind_anew(call: Call, copy_id: str) -> None:
    with call.services.database.write() as unit:
        now = call.decide_again(unit, lock=partial(lock_copy, copy_id=copy_id))
        acts.want_volume(unit, copy_in_path(now), now.viewer.session_id)


def _note_taken(database: Database, volume_id: str) -> None:
    with database.write() as session:
        acts.note_volume_taken(session, volume_id)


def volume_state(session: Session, copy: PaperCopy, session_id: str) -> dict[str, object]:
    """`state`: none | asked | ready | failed; `done` of `of` pages are bound; `sentence`: why it failed."""
    newest = _newest(session, copy.id, session_id)
    if newest is None or newest.state in {"taken", "over"}:
        return {"state": "none", "done": 0, "of": None, "sentence": ""}
    done, of = progress_of(session, VOLUME, newest.id)
    words = {"leaving": "ready"}.get(newest.state, newest.state)
    return {"state": words, "done": done, "of": of, "sentence": newest.failure_sentence or ""}


def _newest(session: Session, copy_id: str, session_id: str) -> Volume | None:
    query = select(Volume).where(Volume.copy_id == copy_id).order_by(Volume.asked_at.desc(), Volume.id)
    found = (one for one in session.scalars(query) if one.is_intact)
    return next((one for one in found if acts.is_volume_for(one, session_id)), None)


def _titles(call: Call, said: VolumeWording) -> dict[str, str]:
    """Each paper's title as this person may see it, by the id of its permit."""
    ids = [*(each.permit_id for each in said.parts), *(each.permit_id for each in said.left_out)]
    query = select(Permit.id, Material).join(Material, Material.id == Permit.material_id).where(Permit.id.in_(ids))
    found = {row.id: row.Material for row in call.session.execute(query)}
    titles = shown_titles(call.session, call.actor, found.values())
    return {permit_id: titles[material.id] for permit_id, material in found.items()}
