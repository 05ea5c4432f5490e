"""What the request comes from, as the policy needs to know it. The one place that answers this."""

from starlette.requests import Request

from app.access.facts import Device
from app.settings import Settings


def device_of(settings: Settings, request: Request) -> Device:
    """Issued only where settings say that every device is (the demonstration); without enrolment nothing is known."""
    del request
    return Device.ISSUED if settings.every_device_is_issued else Device.UNKNOWN
