"""Devices that somebody signed in on once and never asked for are forgotten after a while; they open nothing anyway.

The ledger and the alarms name them for ever: those hold ids and words of their own, no reference to the row.
"""

from datetime import timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app import clock
from app.auth.devices import standing as devices
from app.auth.devices.models import Device
from app.auth.sessions.models import SessionRow

KEPT = timedelta(days=30)
"""After the last proof by the device's key: far longer than any session lasts, so that none of them is open."""

_AT_ONCE = 500


def forget_seen(session: Session) -> int:
    """Delete devices that are only seen and were not used for `KEPT`, in the caller's unit; how many.

    The sessions that were on them stay, without the device: the person's own list of sign-ins is whole. A device on
    which somebody signs in at this moment is left alone.
    """
    last = clock.now() - KEPT
    old = (Device.state == devices.SEEN, func.coalesce(Device.last_seen_at, Device.created_at) < last)
    query = select(Device.id).where(*old).order_by(Device.id).limit(_AT_ONCE).with_for_update(skip_locked=True)
    ids = session.scalars(query).all()
    if not ids:
        return 0
    session.execute(update(SessionRow).where(SessionRow.device_id.in_(ids)).values(device_id=None))
    session.execute(delete(Device).where(Device.id.in_(ids)))
    return len(ids)
