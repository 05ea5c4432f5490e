"""HTTP for a paper's file: received, replaced, or taken away after a failure. Registering it is a meeting's matter."""

from collections.abc import Sequence

from starlette.responses import Response

from app.materials import removal
from app.materials.forms import FileForm, PaperForm, answer, way_back
from app.materials.intake import acts, receipt
from app.materials.models import Version
from app.materials.queries import Paper, load_material
from app.materials.removal import LetGo
from app.web import answers
from app.web.call import Call


def _upload_of(version: Version) -> dict[str, object]:
    return {
        "material": version.material_id,
        "version": version.id,
        "upload": f"/prepare/versions/{version.id}/file",
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
    receipt.receive(services.database, services.vault, version_id, call.body.chunks(), call.by, limit_bytes=limit_bytes)
    return answers.json({"material": paper.material_id, "version": version_id, "state": "queued"}, 201)


def remove(call: Call, *, let_go: Sequence[LetGo]) -> Response:
    """POST: take away failed files that nobody could read, and the paper when nothing else is left of it."""
    form = PaperForm.read(call)
    with call.services.database.write() as session, way_back(call, form):
        material = load_material(session, call.loaded(Paper).material_id, locked=True)
        gone = removal.remove_failed(session, call.by, material, let_go)
    for version_id in gone:
        call.services.vault.delete(version_id)
    return (
        answers.json({"removed": gone})
        if answers.wants_json(call)
        else answers.see_other(form.back or "/prepare/materials")
    )
