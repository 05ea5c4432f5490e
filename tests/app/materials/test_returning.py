"""A withdrawn paper that others could read comes back by two, and by what stands when the second one decides."""

from collections.abc import Callable
from typing import Any

import pytest

from app.materials.models import Material, Reader
from app.meetings.models import Attachment
from tests.app.disposals.conftest import inquire
from tests.app.disposals.ending import dispose
from tests.app.materials.office import Office
from tests.app.meetings.scenes import put_meeting
from tests.app.notes.test_notes import TEXT, keep, notes, words_on
from tests.app.reading.shelf import Laid, lay
from tests.app.reading.test_reader import at
from tests.support.bringing_back import confirm_return
from tests.support.council import Council
from tests.support.shown import mark_on

pytestmark = pytest.mark.alike("who opens a paper again; others ask for the same on both")


def post(council: Council, login: str, path: str, **fields: Any) -> Any:
    return council.browser(login).post(path, fields)


def withdrawn(council: Council, **laid: Any) -> tuple[Laid, str]:
    """A paper that clerk1 has withdrawn, and its screen's address."""
    paper = lay(council, level="2", **laid)
    here = f"/prepare/materials/{paper.material}"
    assert post(council, "clerk1", f"{here}/withdraw", reason="金額の誤り").status_code == 303
    return paper, here


def _opened(council: Council, login: str, paper: Laid) -> None:
    browser = council.browser(login)
    assert browser.fetch(paper.page(2)).status_code == 200
    assert at(browser, paper, 2).status_code == 200


@pytest.mark.clause("I 6-1(2)②")
@pytest.mark.both("readers are asked what came back since they read")
def test_second_person_reads_who_closed_a_paper_and_its_readers_hear_and_find_their_notes(council: Council) -> None:
    paper = lay(council, level="2")
    member, here = council.browser("member1"), f"/prepare/materials/{paper.material}"
    meeting = put_meeting(council, is_published=True)
    with council.services.database.write() as unit:
        unit.add(Attachment(meeting_id=meeting, material_id=paper.material, position=1))
    _opened(council, "member1", paper)
    assert keep(member, notes(paper), TEXT).status_code == 200
    post(council, "clerk1", f"{here}/withdraw", reason="金額の誤り")

    assert "もとに戻す理由" in council.browser("clerk2").get(here).text
    assert post(council, "clerk2", f"{here}/restore", reason="誤りではなかった").status_code == 303
    assert member.fetch(paper.page()).status_code == 410
    own = council.browser("clerk2").get(here).text
    screen = council.browser("clerk1").get(here).text
    line = screen.partition("もとに戻すことは、もう 1&nbsp;人の確認待ちです。")[2].partition("</form>")[0]
    assert all(words in line for words in ("機密性2", "金額の誤り", "誤りではなかった", "議員 ", "森田"))
    assert "申し出を取り消す" in own
    assert mark_on(own, "/decide") == ""
    assert confirm_return(council, paper.material, "clerk1").status_code == 303

    assert [one["detail"].get("decision") for one in council.ledger("material.changed")] == ["asked", "confirmed", None]
    news = member.get("/").text.partition('id="news"')[2].partition('id="agenda"')[0]
    assert "もとに戻った" in news
    assert "取り下げられていましたが、もとに戻りました" in member.get(f"/meetings/{meeting}").text
    assert words_on(member, notes(paper)) == [TEXT["words"]]
    _opened(council, "member1", paper)
    assert "もとに戻った" not in member.get("/").text


def test_desk_tells_who_asked_nothing_of_how_a_paper_stands_that_is_3a_by_now(council: Council) -> None:
    back, here = withdrawn(council)
    assert post(council, "clerk1", f"{here}/restore").status_code == 303
    assert post(council, "admin", f"{here}/label", label="3A").status_code == 303
    proposed = lay(council, level="2")
    assert post(council, "clerk1", f"/prepare/materials/{proposed.material}/label", label="3A").status_code == 303
    with council.services.database.write() as unit:
        for paper in (back, proposed):
            unit.add(Reader(material_id=paper.material, person_id=council.people["member2"].id))

    asker, admin = (council.browser(login).get("/prepare/waiting").text for login in ("clerk1", "admin"))

    assert all(words in asker for words in ("取り下げをやめて、もとに戻す", "機密性2 → 機密性3A", "依頼を取り消す"))
    assert not any(words in asker for words in (council.people["member2"].name, "金額の誤り"))
    assert admin.count(council.people["member2"].name) == 2


def _disposed(office: Office, paper: Laid) -> None:
    inquire(office.council, runs=False)
    dispose(office, paper.material, "admin", "chair")


def _raised(office: Office, paper: Laid) -> None:
    post(office.council, "clerk1", f"/prepare/materials/{paper.material}/label", label="3B")


def _hidden(office: Office, paper: Laid) -> None:
    with office.council.services.database.write() as unit:
        material = unit.get_one(Material, paper.material)
        material.first_published_at, material.published_at = material.published_at, None


def _opened_and_closed(office: Office, paper: Laid) -> None:
    assert confirm_return(office.council, paper.material, "clerk2").status_code == 303
    post(office.council, "clerk1", f"/prepare/materials/{paper.material}/withdraw", reason="やはり誤り")


MEANWHILE: dict[str, tuple[Callable[[Office, Laid], None], str]] = {
    "disposed of": (_disposed, "M174"),
    "another label": (_raised, "E410"),
    "meeting hidden": (_hidden, "E410"),
    "withdrawn anew": (_opened_and_closed, "M107"),
}


@pytest.mark.parametrize("meanwhile", MEANWHILE)
def test_what_was_shown_before_something_else_happened_brings_nothing_back(office: Office, meanwhile: str) -> None:
    council, (happens, code) = office.council, MEANWHILE[meanwhile]
    paper, here = withdrawn(council)
    post(council, "clerk1", f"{here}/restore")
    screen = council.browser("clerk2").get(here).text
    path = f"/prepare/label-changes/{screen.rpartition('/prepare/label-changes/')[2].partition('/decide')[0]}/decide"
    shown = mark_on(screen, path)

    happens(office, paper)
    late = council.browser("clerk2").post(
        path, {"decision": "confirm", "shown": shown}, headers={"accept": "application/json"}
    )

    assert (late.status_code, late.json()["code"]) == (409, code)
    assert council.browser("member1").fetch(paper.page()).status_code in {404, 410}


def test_paper_that_nobody_could_read_comes_back_by_one(council: Council) -> None:
    _, here = withdrawn(council, is_published=False)
    assert "もう 1&nbsp;人が確認すると" not in council.browser("clerk1").get(here).text

    assert post(council, "clerk1", f"{here}/restore").status_code == 303

    assert "取り下げをやめて" not in council.browser("clerk1").get(here).text
