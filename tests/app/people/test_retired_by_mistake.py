"""A retirement that was begun by mistake is undone while its list is open."""

import re

import pytest

from tests.app.people.test_people import day, is_in, of
from tests.support.council import Council

pytestmark = pytest.mark.alike("who may change what of a person; others ask for the same on both")


def test_retirement_begun_for_the_wrong_person_is_undone_by_their_last_day(council: Council) -> None:
    admin, path = council.browser("admin"), f"/admin/people/{of(council, 'member2')}"
    admin.post(f"{path}/retire", {"last_day": day(-1)})
    screen = admin.get(path).text
    assert "まちがえて始めたときは、閉じずに、上の「役職と任期」で終わりの日を直します。" in screen
    form = screen.partition(f'action="{path}/office"')[2].partition("</form>")[0]
    fields = dict(re.findall(r'name="(office|made_from)" value="([^"]+)"', form))

    answer = admin.post(f"{path}/office", fields | {"last_day": day(300)})

    assert answer.status_code == 303
    assert is_in(council.browser("member2"))
