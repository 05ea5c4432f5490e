"""HTTP for replacements: both versions side by side, sending out, discarding, putting back."""

from functools import partial

from starlette.responses import Response

from app.materials.alignment.comparing import alignment_of, places_of
from app.materials.errors import PaperHeld
from app.materials.forms import PaperForm, PutBackForm, ReplacementForm, SendOutForm, answer, way_back
from app.materials.models import Material, Version
from app.materials.queries import Paper, load_material
from app.materials.readers import readers_words
from app.materials.removal import Holds
from app.materials.replacements import acts
from app.materials.replacements.differences import Differences, differences_in
from app.materials.replacements.errors import ReplacementNotAsShown
from app.materials.replacements.queries import succession_of
from app.materials.replacements.shown import mark_of
from app.web import answers
from app.web.call import Call


def show(call: Call) -> Response:
    """Both versions: names, numbers of pages, what differs, and one page of each; `?p=N` and `?q=N` say which."""
    return _page_of_both(call, load_material(call.session, call.loaded(Paper).material_id), SendOutForm())


def _page_of_both(
    call: Call, material: Material, form: SendOutForm, stopped: ReplacementNotAsShown | None = None
) -> Response:
    versions = succession_of(call.session, material)
    if versions.current is None or versions.prepared is None:
        return answers.see_other(f"/prepare/materials/{material.id}")
    differences = _differences(call, versions.current, versions.prepared)
    asked = call.query.one("p")
    newer = _page(asked, versions.prepared, differences.first.newer)
    beside = differences.beside_newer(newer, newer) if asked else differences.first.former
    former = _page(call.query.one("q"), versions.current, beside)
    pair = (versions.current, former), (versions.prepared, newer)
    is_pair = differences.beside_newer(newer, 0) == former and differences.of_newer(newer) == "changed"
    places = places_of(call.services.vault, *pair) if is_pair else []
    return answers.html(
        call,
        "prepare/replacement.html",
        200 if stopped is None else stopped.status,
        material=material,
        former=versions.current,
        prepared=versions.prepared,
        differences=differences,
        page={"former": former, "newer": newer},
        places=places,
        readers=readers_words(call.session, material.id),
        shown=mark_of(call.session, material),
        form=form,
        stopped=stopped,
    )


def _differences(call: Call, former: Version, newer: Version) -> Differences:
    alignment = alignment_of(call.services.vault, former, newer)
    return Differences() if alignment is None else differences_in(alignment)


def _page(asked: str, version: Version, otherwise: int) -> int:
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else otherwise
    return min(max(1, wanted), version.pages or 1)


def send_out(call: Call) -> Response:
    """Give readers the version that was looked at."""
    form, material = SendOutForm.read(call), _locked(call)
    try:
        with way_back(call, form):
            act = partial(acts.send_out, shown=form.shown, former_open=form.former_open)
            act(call.session, call.by, material, form.version, form.reason)
    except ReplacementNotAsShown as stopped:
        if answers.wants_json(call):
            raise
        return _page_of_both(call, material, form, stopped)
    return _answer(call, form, material)


def discard(call: Call, *, holds: Holds) -> Response:
    """Discard a version that was never sent out, unless a hold stands on its paper."""
    form, material = ReplacementForm.read(call), _locked(call)
    with way_back(call, form):
        if holds(call.session, material.id):
            raise PaperHeld
        acts.discard(call.session, call.by, material, form.version)
    return _answer(call, form, material)


def put_back(call: Call) -> Response:
    """Give readers the former version again."""
    form, material = PutBackForm.read(call), _locked(call)
    with way_back(call, form):
        acts.put_back(call.session, call.by, material, form.version, form.reason, shown=form.shown)
    return _answer(call, form, material)


def close_former(call: Call) -> Response:
    """Show readers the former version no more."""
    form, material = PaperForm.read(call), _locked(call)
    with way_back(call, form):
        acts.close_former(call.session, call.by, material)
    return _answer(call, form, material)


def _locked(call: Call) -> Material:
    return load_material(call.session, call.loaded(Paper).material_id, locked=True)


def _answer(call: Call, form: PaperForm, material: Material) -> Response:
    call.session.flush()
    return answer(call, form, {"material": material.id, "current": material.current_version_id})
