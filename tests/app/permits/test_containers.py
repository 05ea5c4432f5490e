"""What mixes papers of several levels and leaves as one thing is handled by the highest of them (2(2)③-2)."""

import io
from typing import Any
from urllib.parse import unquote

import pikepdf
import pytest

from app import clock
from app.access.facts import DeviceKind
from app.auth.sessions.models import SessionRow
from app.materials.models import Material, Version
from tests.app.conftest import SetClock
from tests.app.permits.desk import asked, decide
from tests.app.permits.excepting import Excepting
from tests.app.permits.test_reserves import copies, granted
from tests.app.permits.test_volumes import bound, opened, taken
from tests.app.reading.shelf import Laid, add_version, lay
from tests.support.council import Browser, Council

pytestmark = pytest.mark.alike("levels of what leaves together; others ask for the same on both")

LISTS = {"/prepare/materials/list.csv": "clerk1", "/permits/register.csv": "chair", "/permits/register.pdf": "chair"}


def named(answer: Any) -> str:
    assert answer.status_code == 200, answer.text
    return unquote(answer.headers["content-disposition"])


def labelled(council: Council, laid: Laid, level: str) -> None:
    with council.services.database.write() as unit:
        unit.get_one(Material, laid.material).confidentiality = level


@pytest.mark.clause("I 2章2(2)③-2")
@pytest.mark.parametrize("address", LISTS)
def test_list_leaves_by_the_highest_level_in_it_from_the_commit_on_that_raises_one_paper(
    council: Council, address: str
) -> None:
    papers = [lay(council, level="2", title=f"資料 {number}") for number in range(2)]
    assert decide(council, asked(council, papers[0])).status_code == 303
    where = "/prepare/materials/list.csv" if "materials" in address else address
    issued, own = (council.browser(LISTS[address], device=kind) for kind in (DeviceKind.ISSUED, DeviceKind.PERSONAL))
    assert "機密性2" in named(own.get(where))

    labelled(council, papers[0], "3B")

    refused = own.get(where)
    assert refused.status_code == 403
    assert "資料 0" not in refused.text
    assert "機密性3B" in named(issued.get(where))
    kind = "material.listed" if "materials" in address else "register.exported"
    assert [one["detail"]["level"] for one in council.ledger(kind)] == ["2", "3B"]
    labelled(council, papers[0], "2")
    assert "機密性2" in named(own.get(where))


@pytest.mark.clause("I 2章2(2)③-2")
def test_register_leaves_by_the_level_that_a_version_has_kept_when_its_paper_was_lowered(council: Council) -> None:
    laid = lay(council, level="3B")
    assert decide(council, asked(council, laid)).status_code == 303
    add_version(council, laid.material, number=2)
    with council.services.database.write() as unit:
        unit.get_one(Version, laid.version).kept_level = "3B"
    labelled(council, laid, "2")

    assert council.browser("chair", device=DeviceKind.PERSONAL).get("/permits/register.csv").status_code == 403
    assert "機密性3B" in named(council.browser("chair").get("/permits/register.csv"))


@pytest.mark.clause("I 2章2(2)③-2")
def test_3a_in_a_list_asks_whoever_is_told_of_it_for_a_fresh_sign_in_and_nobody_else(
    council: Council, at: SetClock
) -> None:
    at("2027-01-10 09:00:00")
    lay(council, level="2")
    lay(council, level="3A", people=("member1",), groups=())
    admin, clerk = council.browser("admin"), council.browser("clerk1")
    assert "機密性3A" in named(admin.get("/prepare/materials/list.csv"))
    assert admin.get("/ledger/export").status_code == 200
    at("2027-01-10 09:04:00")
    assert council.browser("admin", device=DeviceKind.PERSONAL).get("/ledger/export").status_code == 403

    at("2027-01-10 09:16:00")

    for browser in (admin, clerk):
        _renewed(browser)
    for where in ("/prepare/materials/list.csv", "/ledger/export"):
        stale = admin.get(where)
        assert (stale.status_code, "/signin/again" in stale.text) == (403, True), stale.text
    assert "機密性2" in named(clerk.get("/prepare/materials/list.csv"))


def _renewed(browser: Browser) -> None:
    """The device's key was proven just now; the sign-in is as old as it was."""
    with browser.council.services.database.write() as unit:
        unit.get_one(SessionRow, browser.session_id).renewed_at = clock.now()


@pytest.mark.clause("I 2章2(2)③-2")
def test_volume_with_one_paper_of_level_3_has_its_password_and_says_its_level_on_every_page(council: Council) -> None:
    mixed = Excepting(council, level="1", papers=3, pages=1)
    labelled(council, mixed.laid[1], "3B")
    granted(mixed, "member1", until="date", until_date=str(mixed.day(100)))
    admin = council.browser("admin")
    bound(admin)
    body = taken(admin, 1).content

    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(body))
    with opened(admin, body) as pdf:
        assert str(pdf.docinfo["/Subject"]).startswith("冊子の扱い 機密性3B")
        assert len(pdf.pages) == 4
    assert {one["detail"].get("level") for one in council.ledger("permit.issued")} == {"1", "3B"}
    assert copies(council)[0].number == 1
