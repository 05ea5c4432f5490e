"""How many devices may be used today."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.auth.devices.models import Device, DeviceState
from app.web.evidence.tallies import Evidence, Tally


def _approved(session: Session) -> Tally:
    query = select(func.count(), func.max(Device.approved_at)).where(Device.state == DeviceState.APPROVED)
    return Tally(*session.execute(query).one())


DEVICES = Evidence("devices", "いま承認されている端末", _approved)
