"""Addresses of the acts on a paper: file, label, readers, release, withdrawal."""

from collections.abc import Sequence
from functools import partial

from app.access.actions import Action
from app.materials import views
from app.materials.bygone import views as bygone
from app.materials.facts import facts_of_label_change, facts_of_material, facts_of_version
from app.materials.intake import views as intake
from app.materials.recognition import views as recognition
from app.materials.releases import views as releases
from app.materials.releases.facts import facts_of_release, facts_of_released_paper
from app.materials.removal import Holds, LetGo
from app.materials.replacements import views as replacements
from app.web.lanes.lanes import Lane
from app.web.navigation import Place
from app.web.rows import Rows, Unit, act, at, page, step, upload

UPLOAD_LIMIT_BYTES = 200 * 1024 * 1024
"""Bytes of the largest file, whatever the settings say. A smaller limit in the settings is checked by the view."""


_ROWS: Rows = at(
    Place.MATERIALS,
    upload(
        "/prepare/versions/{version}/file",
        intake.receive,
        Action.MATERIAL_UPLOAD,
        facts_of_version,
        UPLOAD_LIMIT_BYTES,
    ),
    step("/prepare/versions/{version}/stopped", intake.tell_of_stop, Action.MATERIAL_UPLOAD, facts_of_version),
    page(
        "/prepare/materials/{material}/state",
        views.state,
        Action.MATERIAL_UPLOAD,
        facts_of_material,
        is_background=True,
    ),
    step("/prepare/materials/{material}/replace", intake.replace, Action.MATERIAL_PREPARE, facts_of_material),
    page("/prepare/materials/{material}/replacement", replacements.show, Action.MATERIAL_PREPARE, facts_of_material),
    act(
        "/prepare/materials/{material}/replacement/send",
        replacements.send_out,
        Action.MATERIAL_REPLACE,
        facts_of_material,
    ),
    page("/prepare/materials/{material}/bygone", bygone.show, Action.MATERIAL_PREPARE, facts_of_material),
    page("/prepare/materials/{material}/recognised", recognition.show, Action.MATERIAL_PREPARE, facts_of_material),
    act(
        "/prepare/materials/{material}/recognised/drop",
        recognition.drop,
        Action.MATERIAL_PREPARE,
        facts_of_material,
    ),
    act(
        "/prepare/materials/{material}/recognised/again",
        recognition.again,
        Action.MATERIAL_PREPARE,
        facts_of_material,
    ),
    act(
        "/prepare/materials/{material}/former/close",
        replacements.close_former,
        Action.MATERIAL_PREPARE,
        facts_of_material,
    ),
    act("/prepare/materials/{material}/put-back", replacements.put_back, Action.MATERIAL_REPLACE, facts_of_material),
    act("/prepare/materials/{material}/label", views.label, Action.MATERIAL_LABEL, facts_of_material),
    act("/prepare/materials/{material}/title", views.title, Action.MATERIAL_PREPARE, facts_of_material),
    act("/prepare/materials/{material}/binding", views.binding, Action.MATERIAL_PREPARE, facts_of_material),
    act("/prepare/materials/{material}/regime", views.regime, Action.MATERIAL_PREPARE, facts_of_material),
    act("/prepare/materials/{material}/readers", views.change_readers, Action.MATERIAL_READERS, facts_of_material),
    act("/prepare/materials/{material}/release", releases.ask, Action.MATERIAL_RELEASE, facts_of_material),
    act("/prepare/materials/{material}/release/end", releases.end, Action.MATERIAL_RELEASE_END, facts_of_material),
    page("/prepare/releases/{release}", releases.show, Action.MATERIAL_PREPARE, facts_of_released_paper),
    act("/prepare/releases/{release}/withdraw", releases.withdraw, Action.MATERIAL_PREPARE, facts_of_released_paper),
    act("/prepare/releases/{release}/decide", releases.decide, Action.MATERIAL_RELEASE_CONFIRM, facts_of_release),
    act("/prepare/materials/{material}/withdraw", views.withdraw, Action.MATERIAL_WITHDRAW, facts_of_material),
    act("/prepare/materials/{material}/restore", views.restore, Action.MATERIAL_WITHDRAW, facts_of_material),
    act(
        "/prepare/label-changes/{change}/withdraw",
        views.withdraw_label_change,
        Action.MATERIAL_LABEL_WITHDRAW,
        facts_of_label_change,
    ),
)


def rows(let_go: Sequence[LetGo], *, holds: Holds) -> Rows:
    """The rows. `let_go`: functions of other domains that delete their rows of a paper before it is removed.

    `holds`: whether a hold stands on a paper.
    """
    remove = partial(intake.remove, let_go=let_go, holds=holds)
    take_out = partial(intake.take_out, let_go=let_go, holds=holds)
    discard = partial(replacements.discard, holds=holds)
    path = "/prepare/materials/{material}"
    own = partial(act, unit=Unit.OWN, lane=Lane.LONG)
    return (
        *at(
            Place.MATERIALS,
            own(f"{path}/remove", remove, Action.MATERIAL_UPLOAD, facts_of_material),
            act(f"{path}/replacement/discard", discard, Action.MATERIAL_PREPARE, facts_of_material),
            own(f"{path}/take-out", take_out, Action.MATERIAL_REMOVE, facts_of_material),
        ),
        *_ROWS,
    )
