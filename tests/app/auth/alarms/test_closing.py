"""What an office closes is the alarm that it has read: of what has come to it since, it hears first."""

import re

import pytest

from tests.app.auth.signing import Clock, enrol_person, sign_in
from tests.support.council import Council


@pytest.mark.parametrize("what", ["another device", "not me"])
def test_office_that_was_writing_closes_no_alarm_that_tells_of_more_by_then(
    council: Council, moment: Clock, what: str
) -> None:
    """The board leaves the part alone in which somebody is typing."""
    secret = enrol_person(council, "member1")
    tablet, first, second, admin = (
        council.browser("member1"),
        *(council.browser() for _ in "12"),
        council.browser("admin"),
    )
    sign_in(first, "member1", secret)
    moment.forward(61)
    board = admin.get("/admin/connections").text
    [told] = tablet.fetch("/alarms.json").json()["own"]
    form = {"note": "電話で確かめた", "made_from": re.findall(r'name="made_from" value="(\w+)"', board)[0]}

    if what == "another device":
        sign_in(second, "member1", secret)
    else:
        tablet.post(f"/alarms/{told['id']}/answer", {"answer": "foreign", "next": "/"})
    late = admin.post(f"/admin/alarms/{told['id']}/handle", form)

    board = admin.get("/admin/connections").text
    form["made_from"] = re.findall(r'name="made_from" value="(\w+)"', board)[0]
    assert (late.status_code, "E415" in late.text, "電話で確かめた" in late.text) == (409, True, True)
    assert told["id"] in board
    assert admin.post(f"/admin/alarms/{told['id']}/handle", form).status_code == 303
