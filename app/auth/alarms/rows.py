"""Addresses of a person's own alarms."""

from app.access.actions import Action
from app.auth.alarms import views
from app.web.rows import Rows, act, page

ROWS: Rows = (
    page("/alarms.json", views.poll, Action.ALARM_READ, is_background=True),
    act("/alarms/{alarm}/answer", views.answer, Action.ALARM_ANSWER),
)
