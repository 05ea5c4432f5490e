"""Delete devices that somebody once signed in on, without ever being approved. They never gave any access.

Ledger and alarms keep naming them: they hold ids and words, no reference to the row.
"""

from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app import clock
from app.auth.devices.models import Device, DeviceState
from app.auth.sessions.models import SessionRow

KEPT = timedelta(days=30)
"""Time since the last proof by the device's key. Far longer than any session lasts, so that none on it is open."""

_AT_ONCE = 500


def forget_seen(session: Session) -> int:
    """Delete devices that were only ever "seen" and not used for `KEPT`, in the caller's unit; how many (500 at most).

    Their ended sessions stay, without a device, so that each person's list of sign-ins stays complete. A device on
    which somebody is signing in at this moment is locked, and skipped.
    """
    last = clock.now() - KEPT
    old = (
        Device.state == DeviceState.SEEN,
        Device.approved_at.is_(None),
        func.coalesce(Device.last_seen_at, Device.created_at) < last,
    )
    query = select(Device.id).where(*old).order_by(Device.id).limit(_AT_ONCE).with_for_update(skip_locked=True)
    ids = session.scalars(query).all()
    if not ids:
        return 0
    for row in session.scalars(select(SessionRow).where(SessionRow.device_id.in_(ids))):
        row.device_id = None
    session.flush()
    session.execute(delete(Device).where(Device.id.in_(ids)))
    return len(ids)
