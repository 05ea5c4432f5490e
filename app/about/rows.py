"""Addresses of the program's version, licence, source and health. Open to everybody."""

from dataclasses import replace

from app.about import health, views
from app.access.actions import Action
from app.web.lanes.lanes import Lane
from app.web.rows import Rows, page

_SOURCE_COST = 60.0
"""The cost of the source archive in its caller's rate: megabytes for one short request. One page costs 1."""

ROWS: Rows = (
    page("/healthz", health.show, Action.STANDING_READ),
    page("/about", views.show, Action.PUBLIC),
    page("/about/bom.cdx.json", views.components, Action.PUBLIC),
    replace(page("/about/source.tar.gz", views.source, Action.PUBLIC, lane=Lane.LONG), cost=_SOURCE_COST),
)
