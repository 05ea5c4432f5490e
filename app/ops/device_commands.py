"""`gijo device-approve`: the first administrator's device, approved by whoever runs the server.

All other devices are approved on screens. This gives the operator no new power, as they have the keys and the database;
the ledger names the command line as the approver.
"""

import argparse
import sys

from sqlalchemy import select

from app.access.commands import Command
from app.access.facts import DeviceKind
from app.audit.notes import COMMAND_LINE
from app.auth.devices import acts as devices_acts
from app.auth.devices.acts import Approval
from app.auth.devices.models import SPARE, Device, DeviceState
from app.errors import AppError
from app.members.models import Person
from app.services import open_services
from app.settings import Settings


def approve(settings: Settings, arguments: argparse.Namespace) -> int:
    """Approve the waiting request of LOGIN whose screen shows NUMBER, as an issued device."""
    services = open_services(settings)
    try:
        with services.database.write() as unit:
            waiting = unit.scalars(
                select(Device)
                .join(Person, Person.id == Device.person_id)
                .where(Person.login == arguments.login, Device.state == DeviceState.REQUESTED, Device.kind != SPARE)
            ).all()
            device = next((one for one in waiting if one.match_number == arguments.number), None)
            if device is None:
                print(
                    f"{arguments.login} の申し込みのうち、番号 {arguments.number} のものはありません。"
                    "端末の画面の番号を確かめてください。",
                    file=sys.stderr,
                )
                return 1
            approval = Approval(DeviceKind.ISSUED, arguments.number, device.name, "", None)
            devices_acts.approve(unit, COMMAND_LINE, device, approval, act=Command.DEVICE_APPROVE)
            name = device.name
        print(f"{arguments.login} の端末「{name}」を、支給された端末として承認しました。")
    except AppError as error:
        print(error.sentence, file=sys.stderr)
        return 1
    finally:
        services.close()
    return 0
