"""HTTP for a paper's file: receive it, replace it, remove it after a failure. Papers are registered in `meetings`."""

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session
from starlette.responses import Response

from app.audit.notes import By
from app.auth.alarms.raising import note_setup_fault
from app.errors import TooLarge
from app.materials import removal
from app.materials.errors import PaperHeld
from app.materials.forms import FileForm, PaperForm, StoppedForm, answer, way_back
from app.materials.intake import acts, receipt
from app.materials.models import Material, Version
from app.materials.queries import Paper, load_material
from app.materials.removal import Holds, LetGo
from app.setup.faults import SetupFault, SetUpWrong
from app.web import answers
from app.web.call import Call


def _upload_of(version: Version) -> dict[str, object]:
    return {
        "material": version.material_id,
        "version": version.id,
        "upload": f"/prepare/versions/{version.id}/file",
        "stopped": f"/prepare/versions/{version.id}/stopped",
        "state": f"/prepare/materials/{version.material_id}/state",
    }


def replace(call: Call) -> Response:
    """A further version, whose file follows by PUT."""
    form = FileForm.read(call)
    material = load_material(call.session, call.loaded(Paper).material_id, locked=True)
    with way_back(call, form):
        version = acts.replace(call.session, call.by, material, form.file_name)
    return answer(call, form, _upload_of(version))


def receive(call: Call) -> Response:
    """PUT the raw file. Answers when it lies sealed in the store and waits for conversion."""
    if call.body is None:
        raise RuntimeError("the row of an upload streams its body")
    services, paper, version_id = call.services, call.loaded(Paper), call.path("version")
    limit_bytes = services.settings.upload_limit_bytes
    receipt.receive(
        services.database,
        services.vault,
        version_id,
        call.body.chunks(),
        call.by,
        limit_bytes=limit_bytes,
        decide_again=lambda unit: call.decide_again(unit).by,
    )
    return answers.json({"material": paper.material_id, "version": version_id, "state": "queued"}, 201)


def tell_of_stop(call: Call) -> Response:
    """POST: a script tells that the proxy refused this version's file as too large, which we never see ourselves."""
    size = StoppedForm.demand(call).size
    limit_bytes = call.services.settings.upload_limit_bytes
    if size > limit_bytes:
        raise TooLarge(cause="larger than our own limit")
    note_setup_fault(call.session, SetupFault.BODY_LIMIT, f"{size / (1 << 20):.1f} MB のファイル")
    return answers.json({"sentence": SetUpWrong(SetupFault.BODY_LIMIT).sentence})


def remove(call: Call, *, let_go: Sequence[LetGo], holds: Holds) -> Response:
    """POST: take away failed files that nobody could read, and the paper when nothing else is left of it."""
    return _removed(call, removal.remove_failed, let_go, holds)


def take_out(call: Call, *, let_go: Sequence[LetGo], holds: Holds) -> Response:
    """POST: remove a paper that was put in by mistake, while nobody outside the secretariat has read it."""
    return _removed(call, removal.remove_unread, let_go, holds)


def _removed(
    call: Call,
    remove: Callable[[Session, By, Material, Sequence[LetGo]], list[str]],
    let_go: Sequence[LetGo],
    holds: Holds,
) -> Response:
    form = PaperForm.read(call)
    with call.services.database.write() as session, way_back(call, form):
        material = load_material(session, call.loaded(Paper).material_id, locked=True)
        if holds(session, material.id):
            raise PaperHeld
        gone = remove(session, call.decide_again(session).by, material, let_go)
    return (
        answers.json({"removed": gone})
        if answers.wants_json(call)
        else answers.see_other(form.back or "/prepare/materials")
    )
