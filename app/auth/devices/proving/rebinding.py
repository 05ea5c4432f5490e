"""Which device of a person a new key may take the place of, because the browser of the same tablet has lost its key."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.access.facts import DeviceKind
from app.auth.devices import standing as devices
from app.auth.devices.errors import FormerStillUsed, FormerUsedLately
from app.auth.devices.models import SPARE, Device, DeviceState
from app.auth.sessions import words
from app.auth.sessions.models import SessionRow
from app.errors import AppError
from app.web.forms.merging import mark

RESTS = timedelta(hours=1)
"""How long a former device must not have been used: with a lost key it cannot have been."""


def can_be_former(former: Device, person_id: str) -> bool:
    """True for an intact device of which this person is the holder and whose approval is valid now, not stopped."""
    is_held = former.is_intact and former.person_id == person_id and former.kind != SPARE
    return is_held and devices.kind_of(devices.standing_of(former), person_id) is not DeviceKind.UNKNOWN


def formers(session: Session, person_id: str, device: Device, *, browser: str) -> Sequence[Device]:
    """The devices of a person that this one may be: of the same kind of machine and browser, the last used first.

    Empty for a device that has kept its own key.
    """
    if has_kept_its_key(device):
        return []
    query = select(Device).where(Device.person_id == person_id, Device.state == DeviceState.APPROVED)
    machine = words.browser_words(browser)
    return [
        each
        for each in session.scalars(query.order_by(Device.last_seen_at.desc(), Device.id))
        if each.id != device.id and can_be_former(each, person_id) and words.browser_words(each.browser) == machine
    ]


def has_kept_its_key(device: Device) -> bool:
    """True for a device that was ever approved by its present key, so that it has lost none."""
    return device.state not in {DeviceState.SEEN, DeviceState.REQUESTED} or device.approved_at is not None


def last_use(session: Session, former: Device) -> datetime | None:
    """When it last proved its key, or somebody was last active in a session on it, which is noted once a minute."""
    on_it = select(func.max(SessionRow.seen_at)).where(SessionRow.device_id == former.id)
    return max((each for each in (former.last_seen_at, session.scalar(on_it)) if each is not None), default=None)


def still_used(session: Session, former: Device, device: Device) -> AppError | None:
    """The error when the former device was used too recently to have lost its key; None when it was not.

    It must not have been used since the new key was first met, which is before the request, nor within the last hour.
    """
    used_at = last_use(session, former)
    if used_at is None:
        return None
    if used_at > device.created_at:
        return FormerStillUsed()
    return FormerUsedLately() if used_at > clock.now() - RESTS else None


def shown_mark(session: Session, device: Device, former: Device) -> str:
    """The mark of what a request to bind again shows to the decider: holder, request, former device and terms."""
    used_at = last_use(session, former)
    request = (device.person_id, device.kind, device.requested_at, device.requested_from)
    terms = (former.id, former.name, former.serial, former.kind, former.expires_at, former.chair_approved_at)
    return mark(*(str(each) for each in (*request, words.browser_words(device.browser), *terms, used_at)))
