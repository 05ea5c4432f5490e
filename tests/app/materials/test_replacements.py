"""A file in the place of another: nobody reads it before it was looked at and sent out, and there is a way back."""

import re

import pytest
from sqlalchemy import update

from app.materials.models import Replacement
from tests.app.materials import papers
from tests.app.materials.office import Office
from tests.support.shown import second_word

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


def test_draft_takes_its_next_file_at_once_and_gives_it_back(office: Office) -> None:
    first = office.ready(is_published=False)

    second = office.prepared(first)
    taken = office.material(first.material_id).current_version_id
    answer = office.replacement(first, "put-back")

    assert (taken, answer.status_code) == (second.id, 200)
    assert office.material(first.material_id).current_version_id == first.id


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


def test_row_written_beside_the_service_leads_nowhere_back(office: Office) -> None:
    first = office.ready()
    second = office.replaced(first)
    third = office.prepared(first)
    with office.council.services.database.write() as session:
        session.execute(update(Replacement).values(former_id=third.id, version_id=second.id))

    assert office.replacement(third, "put-back").json()["code"] == "M134"
    assert read_by_member(office, first.material_id) == second.id
