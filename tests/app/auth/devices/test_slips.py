"""Papers about a device: printed by the office with what is known filled in, recorded, and by nobody else."""

import pymupdf
import pytest

from app.auth.devices.models import Device
from tests.app.auth.devicing import device_of
from tests.support.council import Council

pytestmark = pytest.mark.alike("what becomes of devices and who is told; others ask for the same on both")

SAID = {"receipt": "端末受領書", "return": "端末返却書", "loss": "端末紛失届"}


def tablet(council: Council) -> str:
    """The id of a member's tablet with the office's number."""
    device = device_of(council, council.browser("member1")).id
    with council.services.database.write() as unit:
        unit.get_one(Device, device).serial = "T-07"
    return device


@pytest.mark.clause("I 2章4①")
@pytest.mark.parametrize("slip", SAID)
def test_office_prints_each_paper_with_what_is_known_of_the_device_4_1(council: Council, slip: str) -> None:
    device = tablet(council)

    answer = council.browser("admin").get(f"/admin/devices/{device}/{slip}.pdf")

    assert answer.headers["content-type"] == "application/pdf"
    with pymupdf.open(stream=answer.content) as pages:  # type: ignore[no-untyped-call]  # PyMuPDF has no types here
        said = "".join(page.get_text() for page in pages)
    for words in (SAID[slip], "佐藤 花子 議員", "T-07", "試験の端末", "支給された端末", "議長　様"):
        assert words in said
    (record,) = council.ledger("device.slip")
    assert (record["detail"]["device"], record["detail"]["slip"]) == (device, slip)


@pytest.mark.parametrize("login", ["member1", "clerk1", "investigator"])
def test_nobody_else_prints_one(council: Council, login: str) -> None:
    assert council.browser(login).get(f"/admin/devices/{tablet(council)}/loss.pdf").status_code == 403
    assert council.ledger("device.slip") == []
