"""The one list of URLs: each row is a view, the action it needs and the loader of its facts. Nothing else is reachable."""

from app.access.actions import Action
from app.web import health
from app.web.rows import Row, page

ROUTES: list[Row] = [
    page("/healthz", health.show, Action.PUBLIC),
]
