"""Addresses of the manuals. Open to everybody: they hold nothing of a council, and signing in is explained in them."""

from app.access.actions import Action
from app.guides import views
from app.web.rows import Rows, page

ROWS: Rows = (page("/guides/{guide}", views.show, Action.PUBLIC),)
