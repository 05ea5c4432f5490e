"""Addresses of what the program is and whether it is well. Open to everybody."""

from dataclasses import replace

from app.about import health, views
from app.access.actions import Action
from app.web.lanes.lanes import Lane
from app.web.rows import Rows, page

_SOURCE_COST = 60.0
"""Megabytes for a request of a hundred bytes: ten at once for one caller, then one a second or less."""

ROWS: Rows = (
    page("/healthz", health.show, Action.STANDING_READ),
    page("/about", views.show, Action.PUBLIC),
    page("/about/bom.cdx.json", views.components, Action.PUBLIC),
    replace(page("/about/source.tar.gz", views.source, Action.PUBLIC, lane=Lane.LONG), cost=_SOURCE_COST),
)
