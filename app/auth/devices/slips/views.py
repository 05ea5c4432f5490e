"""A paper about a device as a PDF. The record of it is durable before the file is sent."""

from starlette.responses import Response

from app import clock
from app.audit.notes import event
from app.audit.vocabulary import EventKind
from app.auth.devices.models import Device
from app.auth.devices.slips.words import DeviceSlip, parts_of
from app.auth.devices.subjects import about_device
from app.members.models import Person
from app.web import answers
from app.web.call import Call


def print_slip(slip: DeviceSlip, call: Call) -> Response:
    """The paper for the device in the path."""
    from app.web.printing import sheets  # noqa: PLC0415 - what writes PDF takes 15 MB, for a print now and then

    device, council = call.loaded(Device), call.services.settings.council.name
    holder = call.session.get(Person, device.person_id or "")
    blocks = [sheets.PrintedPart(each.heading, each.said) for each in parts_of(slip, device, holder, council)]
    made = f"{clock.stamp_text(clock.now())}　{call.viewer.display_name} が作成"
    body = sheets.draw(council, slip.words, made, blocks)
    call.services.ledger.commit_now(event(call.by, EventKind.DEVICE_SLIP, about_device(device), slip=slip.value))
    name = f"{slip.words}_{device.serial or device.id[:6]}_{clock.jst(clock.now()):%Y%m%d}.pdf"
    headers = {"content-disposition": answers.attachment(name)}
    return Response(body, media_type="application/pdf", headers=headers)
