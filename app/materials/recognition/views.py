"""HTTP for recognised words: which pages have them, dropping them, and having them recognised again."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from app.errors import NotFound
from app.materials.alignment.comparing import stretch_words
from app.materials.forms import ReplacementForm, answer, way_back
from app.materials.models import Material, RecognisedPage, Version
from app.materials.queries import Paper, load_material
from app.materials.recognition import acts
from app.materials.recognition.forms import DropWordsForm
from app.materials.recognition.pages import PageState
from app.materials.recognition.queries import is_given_up, recognised_rows
from app.materials.replacements.queries import succession_of
from app.web import answers
from app.web.call import Call


@dataclass(frozen=True)
class RecognisedVersion:
    """What became of a version's pages without words, for the screen. `lines`: a state in words, and its pages."""

    version: Version
    lines: Sequence[tuple[str, str]]
    numbers: str
    is_done: bool
    is_given_up: bool
    has_words: bool
    can_go_again: bool


def show(call: Call) -> Response:
    """What was recognised on the pages of the versions that readers get or will get."""
    return _screen(call, load_material(call.session, call.loaded(Paper).material_id), DropWordsForm())


def _screen(call: Call, material: Material, form: DropWordsForm) -> Response:
    versions = succession_of(call.session, material)
    shown = [versions.current, versions.prepared]
    return answers.html(
        call,
        "prepare/recognised.html",
        422 if form.errors else 200,
        material=material,
        recognised=[_told(call, version) for version in shown if version is not None],
        is_enabled=call.services.settings.recognition.enabled,
        form=form,
    )


def _told(call: Call, version: Version) -> RecognisedVersion:
    rows = recognised_rows(call.session, version.id)
    lines = [(state.words, page_words(rows, state)) for state in PageState if page_words(rows, state)]
    states, given_up = {row.state for row in rows}, is_given_up(call.session, version)
    return RecognisedVersion(
        version,
        lines,
        number_words(rows),
        is_done=version.recognised > 0,
        is_given_up=given_up,
        has_words=PageState.READ in states,
        can_go_again=given_up or bool(states.intersection(acts.AGAIN)),
    )


def page_words(rows: Sequence[RecognisedPage], state: PageState) -> str:
    """「3、7〜9 ページ」; "" when no page is in this state."""
    return _words(tuple(row.number for row in rows if row.state == state))


def number_words(rows: Sequence[RecognisedPage]) -> str:
    """Likewise of the pages on which something looks like a 個人番号."""
    return _words(tuple(row.number for row in rows if row.has_number))


def _words(numbers: Sequence[int]) -> str:
    return f"{stretch_words(numbers)}\u00a0ページ" if numbers else ""


def drop(call: Call) -> Response:
    """Tell nobody any more what was recognised on some pages, or on all."""
    form, material = DropWordsForm.read(call), _locked(call)
    if form.errors and not answers.wants_json(call):
        return _screen(call, material, form)
    with way_back(call, form):
        version = _version(call, material, form)
        acts.drop_words(call.session, call.by, material, version, form.pages)
    return answer(call, form, {"material": material.id, "version": version.id})


def again(call: Call) -> Response:
    """Have what was dropped, failed or left out recognised once more."""
    form, material = ReplacementForm.read(call), _locked(call)
    with way_back(call, form):
        version = _version(call, material, form)
        acts.recognise_again(call.session, call.by, material, version)
    return answer(call, form, {"material": material.id, "version": version.id})


def _locked(call: Call) -> Material:
    return load_material(call.session, call.loaded(Paper).material_id, locked=True)


def _version(call: Call, material: Material, form: ReplacementForm) -> Version:
    """The version that the form names. Raises NotFound for one of another paper, or that is not there any more."""
    version = call.session.get(Version, form.version, with_for_update=True)
    if version is None or version.material_id != material.id or version.sealed_key is None:
        raise NotFound(cause=f"no version {form.version[:40]} of this paper")
    return version
