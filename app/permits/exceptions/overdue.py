"""Tells the offices that the chair has not decided about an emergency in time. Called by the worker now and then."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.auth.alarms.once import ToTell, raise_once
from app.auth.alarms.raising import AlarmKind
from app.db import Database
from app.permits.models import Permit


def tell_unconfirmed(database: Database) -> None:
    """Raise one alarm for each emergency that lapsed unconfirmed. The lapse itself does not depend on this."""
    raise_once(database, AlarmKind.EMERGENCY, _unconfirmed)


def _unconfirmed(session: Session) -> list[ToTell]:
    late = (Permit.state == "emergency", Permit.confirm_by <= clock.now())
    found = session.scalars(select(Permit).where(*late).order_by(Permit.application, Permit.id)).all()
    first = {permit.application: permit for permit in reversed(found)}
    return [ToTell(f"緊急の例外（{permit.number}）が、確認されないまま期限を過ぎて終了") for permit in first.values()]
