"""Addresses of what is done with a paper before it is read: file, label, readers, release, withdrawal."""

from collections.abc import Sequence
from functools import partial

from app.access.actions import Action
from app.materials import views
from app.materials.facts import facts_of_label_change, facts_of_material, facts_of_version
from app.materials.intake import views as intake
from app.materials.removal import LetGo
from app.web.navigation import Place
from app.web.rows import Rows, Unit, act, at, page, step, upload

UPLOAD_LIMIT_BYTES = 200 * 1024 * 1024
"""No file may be larger, whatever settings say; a smaller limit of theirs is kept by the view."""


_ROWS: Rows = at(
    Place.MATERIALS,
    upload(
        "/prepare/versions/{version}/file",
        intake.receive,
        Action.MATERIAL_UPLOAD,
        facts_of_version,
        UPLOAD_LIMIT_BYTES,
    ),
    page(
        "/prepare/materials/{material}/state",
        views.state,
        Action.MATERIAL_UPLOAD,
        facts_of_material,
        is_background=True,
    ),
    page("/prepare/preview-label", views.preview_label, Action.MATERIAL_LABEL),
    step("/prepare/materials/{material}/replace", intake.replace, Action.MATERIAL_PREPARE, facts_of_material),
    act("/prepare/materials/{material}/label", views.label, Action.MATERIAL_LABEL, facts_of_material),
    act("/prepare/materials/{material}/title", views.title, Action.MATERIAL_PREPARE, facts_of_material),
    act("/prepare/materials/{material}/readers", views.change_readers, Action.MATERIAL_PREPARE, facts_of_material),
    act("/prepare/materials/{material}/release", views.release, Action.MATERIAL_RELEASE, facts_of_material),
    act("/prepare/materials/{material}/withdraw", views.withdraw, Action.MATERIAL_WITHDRAW, facts_of_material),
    act("/prepare/materials/{material}/restore", views.restore, Action.MATERIAL_WITHDRAW, facts_of_material),
    act(
        "/prepare/label-changes/{change}/decide",
        views.decide_label_change,
        Action.MATERIAL_LABEL_CONFIRM,
        facts_of_label_change,
    ),
)


def rows(let_go: Sequence[LetGo]) -> Rows:
    """`let_go`: what domains above take from a paper before it is removed."""
    remove = partial(intake.remove, let_go=let_go)
    path = "/prepare/materials/{material}/remove"
    return (*at(Place.MATERIALS, act(path, remove, Action.MATERIAL_UPLOAD, facts_of_material, unit=Unit.OWN)), *_ROWS)
