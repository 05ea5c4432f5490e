"""Addresses of what the program is and whether it is well. Open to everybody."""

from app.about import health, views
from app.access.actions import Action
from app.web.rows import Rows, page

ROWS: Rows = (
    page("/healthz", health.show, Action.PUBLIC),
    page("/about", views.show, Action.PUBLIC),
    page("/about/source.tar.gz", views.source, Action.PUBLIC),
)
