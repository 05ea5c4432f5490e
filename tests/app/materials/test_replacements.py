"""A file in the place of another: nobody reads it before it was looked at and sent out, and there is a way back."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from app.materials.models import Replacement, Version
from tests.app.materials import papers
from tests.app.materials.office import Office
from tests.support.council import Council
from tests.support.shown import mark_on, second_word

pytestmark = pytest.mark.alike("what becomes of files and what is told of it; others ask for the same on both")

TELLING = {"accept": "text/html"}


def read_by_member(office: Office, material_id: str) -> str | None:
    """The version that a member's reader opens."""
    answer = office.council.browser("member1").fetch(f"/papers/{material_id}/standing")
    version: str | None = answer.json().get("version")
    return version


def screen(office: Office, path: str, login: str = "clerk1") -> str:
    """A page of the secretariat, with its blanks as blanks."""
    text: str = office.council.browser(login).get(path).text
    return text.replace("&nbsp;", " ").replace("\u00a0", " ")


def test_replacement_of_a_published_paper_is_read_by_nobody_before_it_was_sent_out(office: Office) -> None:
    first = office.ready()

    second = office.prepared(first)

    assert second.state == "ready"
    assert read_by_member(office, first.material_id) == first.id
    member = office.council.browser("member1")
    assert member.fetch(f"/papers/{second.id}/pages/1").status_code in {403, 404}
    assert office.council.ledger("material.replaced") == []
    assert "第2版ができました。まだ公開していません。" in screen(office, f"/prepare/materials/{first.material_id}")


def test_replacement_is_looked_at_beside_the_former_with_what_differs(office: Office) -> None:
    first = office.ready(papers.pdf(4))
    office.prepared(first, papers.pdf(5))

    page = screen(office, f"/prepare/materials/{first.material_id}/replacement")

    assert "ファイルの名前がちがいます" in page
    assert ("前：gian16.pdf" in page, "新：another.pdf" in page) == (True, True)
    assert "前：4 ページ　新：5 ページ" in page
    assert "新しい版の 5 ページが加わりました。" in page
    images = re.findall(r'src="(/papers/[^"]+)"', page)
    assert [path.rsplit("/", 1)[-1] for path in images] == ["5", "5"] or len(images) == 2
    for path in images:
        assert office.council.browser("clerk1").fetch(path).status_code == 200


def test_file_of_another_paper_is_told_as_strange(office: Office) -> None:
    first = office.ready(papers.pdf(2))
    office.prepared(first, papers.pdf(2, words="Something else"))

    page = screen(office, f"/prepare/materials/{first.material_id}/replacement")

    assert "同じページが 1 ページもありません" in page


def test_the_same_file_again_is_told(office: Office) -> None:
    first = office.ready(content := papers.pdf(2))
    office.prepared(first, content)

    assert "前の版と同じファイルです" in screen(office, f"/prepare/materials/{first.material_id}/replacement")


def test_replacement_goes_out_by_an_act_with_a_reason(office: Office) -> None:
    first = office.ready()
    second = office.prepared(first)

    without = office.replacement(second, "replacement/send", reason=" ")
    answer = office.replacement(second, "replacement/send", reason="3 ページの金額の誤り")

    assert (without.status_code, answer.status_code) == (422, 200)
    assert read_by_member(office, first.material_id) == second.id
    record = office.council.ledger("material.replaced")[-1]
    assert record["version"] == second.id
    assert record["detail"]["former"] == 1
    assert record["detail"]["reason"] == "3 ページの金額の誤り"
    assert "3 ページの金額の誤り" in screen(office, f"/prepare/materials/{first.material_id}")


def test_former_version_is_put_back_and_the_way_leads_forth_again(office: Office) -> None:
    first = office.ready()
    second = office.replaced(first)

    back = office.replacement(first, "put-back", reason="別の資料のファイルだった")
    after = read_by_member(office, first.material_id)
    forth = office.replacement(second, "put-back", reason="やはり新しい版")

    assert (back.status_code, forth.status_code) == (200, 200)
    assert (after, read_by_member(office, first.material_id)) == (first.id, second.id)
    told = [(each["detail"]["what"], each["detail"]["reason"]) for each in office.council.ledger("material.replaced")]
    assert told[1:] == [("put back", "別の資料のファイルだった"), ("put back", "やはり新しい版")]


@pytest.mark.rare("three versions of one paper, each made in the sandbox")
def test_only_the_version_before_the_present_one_is_put_back(office: Office) -> None:
    first = office.ready()
    second = office.replaced(first)
    third = office.replaced(second)

    too_far = office.replacement(first, "put-back")
    itself = office.replacement(third, "put-back")

    assert [(each.status_code, each.json()["code"]) for each in (too_far, itself)] == [(409, "M134"), (409, "M134")]
    assert read_by_member(office, first.material_id) == third.id


def test_first_file_has_no_way_back(office: Office) -> None:
    first = office.ready()

    assert office.replacement(first, "put-back").json()["code"] == "M134"
    assert "前の版に戻す" not in screen(office, f"/prepare/materials/{first.material_id}")


@pytest.mark.rare("a way back that a release has closed")
@pytest.mark.both("what happens at once or in between")
def test_way_back_is_over_while_residents_read_the_present_version(office: Office) -> None:
    first = office.ready(label="1")
    office.replaced(first)
    assert office.release(first.material_id).status_code == 200

    answer = office.replacement(first, "put-back")
    page = screen(office, f"/prepare/materials/{first.material_id}")

    assert answer.json()["code"] == "M135"
    assert "第2版を住民に公開しているので、戻せません。" in page


@pytest.mark.usefixtures("sharper")
def test_replacement_that_was_never_sent_out_is_thrown_away_with_its_bytes(office: Office) -> None:
    first = office.ready()
    second = office.prepared(first)

    answer = office.replacement(second, "replacement/discard")
    office.work()

    assert answer.status_code == 200
    kept = office.version(second.id)
    assert (kept.state, kept.sealed_key, office.objects(second.id)) == ("discarded", None, [])
    assert read_by_member(office, first.material_id) == first.id
    assert office.replacement(second, "replacement/send").json()["code"] == "M133"
    assert office.council.browser("clerk1").fetch(f"/papers/{second.id}/pages/1").status_code == 404
    third = office.prepared(first)
    assert third.number == 3


def test_what_went_out_is_not_thrown_away(office: Office) -> None:
    first = office.ready()
    second = office.replaced(first)

    assert office.replacement(second, "replacement/discard").json()["code"] == "M133"
    assert office.version(second.id).state == "ready"


def test_newer_file_comes_in_the_place_of_one_that_waits(office: Office) -> None:
    first = office.ready()
    second = office.prepared(first)
    third = office.prepared(first)

    old, new = office.replacement(second, "replacement/send"), office.replacement(third, "replacement/send")

    assert (old.json()["code"], new.status_code) == ("M133", 200)
    assert office.version(second.id).state == "discarded"
    assert read_by_member(office, first.material_id) == third.id


@pytest.mark.both("what happens at once or in between")
def test_draft_takes_its_next_file_at_once_and_gives_it_back(office: Office) -> None:
    first = office.ready(is_published=False)

    second = office.prepared(first)
    taken = office.material(first.material_id).current_version_id
    answer = office.replacement(first, "put-back")

    assert (taken, answer.status_code) == (second.id, 200)
    assert office.material(first.material_id).current_version_id == first.id


@pytest.mark.rare("replaces 3A papers, in two ways; the policy's table has the decision")
@pytest.mark.parametrize("act", ["replacement/send", "replacement/discard"])
def test_clerk_neither_sends_out_nor_throws_away_what_is_3a(office: Office, act: str) -> None:
    first = office.ready()
    second = office.prepared(first)
    office.council.browser("admin").post(f"/prepare/materials/{first.material_id}/label", {"label": "3A"})

    refused, allowed = office.replacement(second, act), office.replacement(second, act, login="admin")

    assert (refused.status_code, allowed.status_code) == (403, 200)


def test_lowering_that_was_asked_about_one_version_is_over_when_another_is_put_back(office: Office) -> None:
    first = office.ready(label="3C")
    office.replaced(first)
    headers = {"accept": "application/json"}
    asked = office.council.browser("clerk1").post(
        f"/prepare/materials/{first.material_id}/label", {"label": "2"}, headers=headers
    )
    office.replacement(first, "put-back")

    path = f"/prepare/label-changes/{asked.json()['label_change']}/decide"
    answer = office.council.browser("admin").post(path, second_word(office.council, path), headers=headers)

    assert answer.json()["code"] == "M106"
    assert office.material(first.material_id).confidentiality == "3C"


@pytest.mark.both("asks for rows as no other test does")
def test_row_written_beside_the_service_leads_nowhere_back(office: Office) -> None:
    first = office.ready()
    second = office.replaced(first)
    third = office.prepared(first)
    with office.council.services.database.write() as session:
        session.execute(update(Replacement).values(former_id=third.id, version_id=second.id))

    assert office.replacement(third, "put-back").json()["code"] == "M134"
    assert read_by_member(office, first.material_id) == second.id


def post(council: Council, login: str, path: str, **fields: Any) -> None:
    assert council.browser(login).post(path, fields, headers={"accept": "application/json"}).status_code == 200


def _renamed(office: Office, here: str, _version: Version) -> None:
    post(office.council, "clerk2", f"{here}/title", title="職員の処分について")


def _labelled_higher(office: Office, here: str, _version: Version) -> None:
    post(office.council, "clerk2", f"{here}/label", label="3C")


def _read_by_others(office: Office, here: str, _version: Version) -> None:
    groups = [office.council.groups[key].id for key in ("members", "executives")]
    post(office.council, "clerk2", f"{here}/readers", groups=groups)


def _withdrawn(office: Office, here: str, _version: Version) -> None:
    post(office.council, "clerk2", f"{here}/withdraw", reason="誤りのため")


CHANGES: tuple[Callable[[Office, str, Version], None], ...] = (_renamed, _labelled_higher, _read_by_others, _withdrawn)


@pytest.mark.rare("what somebody else did between the screen and the act, in four ways")
@pytest.mark.parametrize("change", CHANGES)
def test_version_goes_out_only_as_the_screen_showed_the_paper_and_its_readers(
    office: Office, change: Callable[[Office, str, Version], None]
) -> None:
    """It was looked at for those who read it then, under the title and the label that it had then."""
    first = office.ready(label="2")
    second = office.prepared(first)
    here, clerk = f"/prepare/materials/{first.material_id}", office.council.browser("clerk1")
    send = f"{here}/replacement/send"
    seen = {"version": second.id, "reason": "金額の誤り", "shown": mark_on(clerk.get(f"{here}/replacement").text, send)}
    change(office, here, second)

    stopped = clerk.post(send, seen, headers=TELLING)
    unbound = clerk.post(send, seen | {"shown": ""}, headers=TELLING)
    kept = office.material(first.material_id).current_version_id
    again = clerk.post(send, seen | {"shown": mark_on(stopped.text, send)}, headers=TELLING)

    assert (stopped.status_code, unbound.status_code, kept) == (409, 409, first.id)
    assert "M173" in stopped.text
    assert 'value="金額の誤り"' in stopped.text or "金額の誤り</textarea>" in stopped.text
    assert (again.status_code, office.material(first.material_id).current_version_id) == (303, second.id)


def test_former_version_is_put_back_only_as_the_screen_showed_the_paper_and_its_readers(office: Office) -> None:
    first = office.ready(label="2")
    office.replaced(first)
    here, clerk = f"/prepare/materials/{first.material_id}", office.council.browser("clerk1")
    back = f"{here}/put-back"
    seen = {"version": first.id, "reason": "別のファイルだった", "shown": mark_on(clerk.get(here).text, back)}
    _read_by_others(office, here, first)

    stopped = clerk.post(back, seen, headers={"accept": "application/json"})
    kept = office.material(first.material_id).current_version_id
    again = clerk.post(back, seen | {"shown": mark_on(clerk.get(here).text, back)}, headers=TELLING)

    assert (stopped.status_code, stopped.json()["code"], kept != first.id) == (409, "M173", True)
    assert (again.status_code, office.material(first.material_id).current_version_id) == (303, first.id)
