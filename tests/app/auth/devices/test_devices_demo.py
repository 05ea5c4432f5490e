"""The demo council: a browser on this machine becomes an issued tablet by signing in, and the page says so."""

from app.auth.devices.models import Device
from tests.app.auth.devicing import arrive
from tests.app.auth.signing import browser_at
from tests.support.council import Council


def test_demo_browser_on_this_machine_is_enrolled_at_once_and_told_so(council: Council) -> None:
    browser = arrive(council, "member1")

    page = browser.get("/account").text

    assert browser.get("/").status_code == 200
    assert "このブラウザーを支給された端末として自動で登録しました" in page
    assert council.ledger("device.approved")[0]["detail"]["because"] == "demo"


def test_demo_does_not_enrol_a_browser_of_another_machine(council: Council) -> None:
    browser = arrive(council, "member1", browser_at(council, "192.0.2.7"))

    assert browser.get("/").headers["location"] == "/devices/request?next=%2F"


def test_demo_tablet_serves_several_people_one_after_the_other(council: Council) -> None:
    browser = arrive(council, "member1")
    arrive(council, "member2", browser)

    assert browser.get("/").status_code == 200
    with council.services.database.read() as unit:
        assert unit.query(Device).filter_by(public_key=browser.tablet.public_key).count() == 1
