"""Addresses of reading: the reader, and what it asks for page by page."""

from app.access.actions import Action
from app.permits.exceptions.lifting import facts_of_edition, facts_of_material
from app.reading import pages, views
from app.web.navigation import Place
from app.web.rows import Rows, at, note, page, paper

ROWS: Rows = at(
    Place.HOME,
    page("/papers/{material}", views.reader, Action.MATERIAL_READ, facts_of_material),
    page("/papers/{material}/half", views.half, Action.MATERIAL_READ, facts_of_material),
    page("/papers/{material}/standing", views.standing, Action.MATERIAL_READ, facts_of_material, is_background=True),
    page("/papers/{material}/beside", views.beside, Action.MATERIAL_READ, facts_of_material),
    paper("/papers/{material}/contents", views.contents, Action.CONTENTS_READ, facts_of_material),
    paper("/papers/{material}/original", views.original, Action.ORIGINAL_DOWNLOAD, facts_of_material),
    page("/papers/{version}/edition", views.edition, Action.MATERIAL_READ, facts_of_edition),
    page(
        "/papers/{version}/edition/standing",
        views.standing,
        Action.MATERIAL_READ,
        facts_of_edition,
        is_background=True,
    ),
    paper("/papers/{version}/edition/contents", views.edition_contents, Action.CONTENTS_READ, facts_of_edition),
    note("/papers/{version}/position", views.position, Action.MATERIAL_READ, facts_of_edition),
    paper("/papers/{version}/pages/{n:int}", pages.page, Action.PAGE_READ, facts_of_edition),
    paper("/papers/{version}/thumbs/{n:int}", pages.thumbnail, Action.THUMBNAIL_READ, facts_of_edition, cost=0.1),
    paper("/papers/{version}/pages/{n:int}/text", pages.text, Action.TEXT_READ, facts_of_edition),
    page(
        "/papers/{version}/pages/{n:int}/sharpness/{scale:int}",
        pages.sharpness,
        Action.MATERIAL_READ,
        facts_of_edition,
        is_background=True,
    ),
    paper(
        "/papers/{version}/pages/{n:int}/zoom/{scale:int}/{column:int}/{row:int}",
        pages.region,
        Action.REGION_READ,
        facts_of_edition,
        cost=0.25,
    ),
)
