"""Opening a paper to residents: two persons, one version, and what ends it."""

import hashlib
import io
from typing import Any

import pikepdf
import pytest
from sqlalchemy import select

from app import clock
from app.materials.models import Material, PublicFile
from app.materials.releases import cleaning
from app.members.models import Office as OfficeTerm
from tests.app.materials import papers
from tests.app.materials.office import NO_PROCEDURE, Office
from tests.support.bringing_back import bring_back
from tests.support.shown import asking, mark_on, second_word

pytestmark = pytest.mark.alike("what becomes of files and what is told of it; others ask for the same on both")
JSON = {"accept": "application/json"}


def post(office: Office, path: str, data: dict[str, object], login: str = "clerk1") -> Any:
    return office.council.browser(login).post(path, asking(office.council, path) | data, headers=JSON)


def ask(office: Office, material_id: str, login: str = "clerk1") -> str:
    answer = post(
        office, f"/prepare/materials/{material_id}/release", NO_PROCEDURE | {"reason": "議決のあとで配るため"}, login
    )
    release: str = answer.json()["release"]
    office.work()
    return release


def decide(office: Office, release: str, login: str, decision: str = "confirm", *, shown: str | None = None) -> Any:
    """The second person's word on what the screen shows now; `shown`: the mark of another screen."""
    path = f"/prepare/releases/{release}/decide"
    if shown is None:
        shown = shown_of(office, release, login)
    return post(office, path, {"decision": decision, "shown": shown}, login)


def shown_of(office: Office, release: str, login: str = "admin") -> str:
    """The mark of what the screen of a release shows."""
    screen = f"/prepare/releases/{release}"
    return mark_on(office.council.browser(login).get(screen).text, f"{screen}/decide")


def public(office: Office, material_id: str) -> tuple[int, int]:
    """How a resident's requests for the paper and for its file are answered."""
    fetch, path = office.council.browser().fetch, f"/papers/{material_id}"
    return fetch(path).status_code, fetch(f"{path}/original").status_code


@pytest.mark.parametrize(("asker", "second"), [("clerk1", "admin"), ("admin", "clerk1")])
def test_a_clerk_and_an_administrator_open_a_paper_in_either_order(office: Office, asker: str, second: str) -> None:
    version = office.ready(label="1")

    release = ask(office, version.material_id, asker)
    before = public(office, version.material_id)
    answer = decide(office, release, second)

    assert before == (401, 401)
    assert answer.json()["is_released"] is True
    assert public(office, version.material_id) == (200, 200)
    [record] = office.council.ledger("material.released")
    assert (record["version"], record["actor"]) == (version.id, office.council.people[second].id)
    screen = office.council.browser("clerk1").get(f"/prepare/materials/{version.material_id}").text
    assert f"に住民へ公開しました（確認　{office.council.people[second].name}）" in screen
    assert record["detail"]["asked_by"] == office.council.people[asker].id


def test_one_person_opens_nothing_and_neither_do_two_clerks(office: Office) -> None:
    version = office.ready(label="1")
    release = ask(office, version.material_id)

    own, other_clerk = decide(office, release, "clerk1"), decide(office, release, "clerk2")
    member = decide(office, release, "member1")

    assert (own.json()["code"], other_clerk.json()["code"], member.json()["code"]) == ("P417", "P441", "P403")
    assert public(office, version.material_id) == (401, 401)


def test_an_administrator_opens_nothing_alone(office: Office) -> None:
    version = office.ready(label="1")
    release = ask(office, version.material_id, "admin")

    assert decide(office, release, "admin").json()["code"] == "P417"
    assert public(office, version.material_id) == (401, 401)


def test_confirming_asks_for_a_fresh_sign_in(office: Office) -> None:
    version = office.ready(label="1")
    release = ask(office, version.material_id)
    second, later = office.council.browser("admin"), clock.unix_seconds() + 16 * 60
    clock.use(lambda: later)

    page = second.get(f"/prepare/releases/{release}").text
    here = f"/prepare/releases/{release}/decide"
    answer = second.post(here, second_word(office.council, here), headers=JSON)

    assert f"/prepare/releases/{release}/decide" in page
    assert answer.json()["code"] == "P413"
    assert public(office, version.material_id) == (401, 401)


@pytest.mark.clause("N 10")
def test_only_a_published_level_1_paper_can_be_asked_for(office: Office) -> None:
    unpublished, secret = office.ready(label="1", is_published=False), office.ready(label="2")
    unlabelled, withdrawn = office.ready(), office.ready(label="1")
    post(office, f"/prepare/materials/{withdrawn.material_id}/withdraw", {"reason": "誤記"})

    for version in (unpublished, secret, unlabelled, withdrawn):
        answer = post(office, f"/prepare/materials/{version.material_id}/release", NO_PROCEDURE)
        assert answer.json()["code"] == "M108"


@pytest.mark.rare("what changed between asking and the second person's word, in three ways")
@pytest.mark.parametrize("change", ["file", "label", "withdrawal"])
def test_what_has_changed_since_it_was_asked_for_is_not_opened(office: Office, change: str) -> None:
    version = office.ready(label="1")
    release, here = ask(office, version.material_id), f"/prepare/materials/{version.material_id}"
    if change == "file":
        office.replaced(version)
    elif change == "label":
        post(office, f"{here}/label", {"label": "2"})
    else:
        post(office, f"{here}/withdraw", {"reason": "誤記"})

    assert decide(office, release, "admin").json()["code"] == "M127"
    assert public(office, version.material_id) == (401, 401)
    assert "この依頼は無効になりました" in office.council.browser("admin").get(f"/prepare/releases/{release}").text


@pytest.mark.rare("what changed between asking and the second person's word, and back")
@pytest.mark.parametrize("change", ["label", "withdrawal"])
def test_what_has_changed_and_was_changed_back_has_to_be_asked_for_again(office: Office, change: str) -> None:
    version = office.ready(label="1")
    release, here = ask(office, version.material_id), f"/prepare/materials/{version.material_id}"
    there_and_back: dict[str, list[tuple[str, dict[str, object]]]] = {
        "label": [("label", {"label": "2"}), ("label", {"label": "1"})],
        "withdrawal": [("withdraw", {"reason": "誤記"})],
    }
    for act, fields in there_and_back[change]:
        answer = post(office, f"{here}/{act}", fields)
        assert answer.status_code == 200
        if lowering := answer.json().get("label_change"):
            path = f"/prepare/label-changes/{lowering}/decide"
            post(office, path, {**second_word(office.council, path)}, "admin")

    if change == "withdrawal":
        assert bring_back(office.council, version.material_id).status_code == 303
    assert office.material(version.material_id).label == "1"
    assert decide(office, release, "admin").json()["code"] == "M127"
    assert office.council.ledger("material.release_decided")[-1]["detail"]["decision"] == "stale"


def test_a_file_that_is_on_its_way_stops_the_release_of_the_one_before(office: Office) -> None:
    version = office.ready(label="1")
    release = ask(office, version.material_id)
    post(office, f"/prepare/materials/{version.material_id}/replace", {"file_name": "x.pdf"})

    assert decide(office, release, "admin").json()["code"] == "M128"


@pytest.mark.rare("a released paper that is replaced, with two files made in the sandbox")
def test_what_replaces_a_released_file_is_not_public_and_its_address_says_so(office: Office) -> None:
    first = office.ready(label="1")
    office.release(first.material_id)
    open_before = public(office, first.material_id)

    second = office.replaced(first)

    resident = office.council.browser()
    assert open_before == (200, 200)
    assert public(office, first.material_id) == (403, 403)
    assert "新しい版を公開する準備をしています" in resident.get(f"/papers/{first.material_id}").text
    for version in (first, second):
        assert resident.fetch(f"/papers/{version.id}/pages/1").status_code in {401, 403}
    assert office.council.browser("member1").fetch(f"/papers/{second.id}/pages/3").status_code == 200
    page = office.council.browser("clerk1").get(f"/prepare/materials/{first.material_id}").text
    assert "公開していた第1版は差し替えられ" in page
    assert office.release(first.material_id).json()["is_released"] is True
    assert public(office, first.material_id) == (200, 200)


def test_one_person_ends_a_release_at_once_and_its_readers_keep_the_paper(office: Office) -> None:
    version = office.ready(label="1")
    office.release(version.material_id)

    answer = post(office, f"/prepare/materials/{version.material_id}/release/end", {})

    assert answer.json()["is_released"] is False
    assert public(office, version.material_id) == (401, 401)
    assert office.council.browser("member1").fetch(f"/papers/{version.id}/pages/1").status_code == 200
    again = post(office, f"/prepare/materials/{version.material_id}/release/end", {})
    assert again.json()["code"] == "M125"


@pytest.mark.rare("a release that ends while its file is made anew")
def test_an_ended_release_that_was_being_renewed_is_no_longer_spoken_of(office: Office) -> None:
    version = office.ready(label="1")
    office.release(version.material_id)
    office.replaced(version)

    post(office, f"/prepare/materials/{version.material_id}/release/end", {})

    assert public(office, version.material_id) == (401, 401)


def test_whoever_asked_takes_it_back_and_nobody_else_does(office: Office) -> None:
    version = office.ready(label="1")
    release = ask(office, version.material_id)

    other = post(office, f"/prepare/releases/{release}/withdraw", {}, "clerk2")
    own = post(office, f"/prepare/releases/{release}/withdraw", {})

    assert (other.status_code, own.status_code) == (404, 200)
    assert decide(office, release, "admin").json()["code"] == "M127"
    assert ask(office, version.material_id) != release


def test_a_refused_release_opens_nothing_and_both_words_are_recorded(office: Office) -> None:
    version = office.ready(label="1")
    release = ask(office, version.material_id)

    decide(office, release, "admin", "refuse")

    assert public(office, version.material_id) == (401, 401)
    [asked], [decided] = (
        office.council.ledger("material.release_asked"),
        office.council.ledger("material.release_decided"),
    )
    assert (asked["version"], asked["detail"]["reason"]) == (version.id, "議決のあとで配るため")
    assert decided["detail"]["decision"] == "refused"


@pytest.mark.rare("asks twice for one release, and makes its file in the sandbox")
def test_a_second_request_waits_its_turn_and_a_public_file_is_not_asked_for_again(office: Office) -> None:
    version = office.ready(label="1")
    release = ask(office, version.material_id)

    second = post(office, f"/prepare/materials/{version.material_id}/release", NO_PROCEDURE, "clerk2")
    decide(office, release, "admin")
    third = post(office, f"/prepare/materials/{version.material_id}/release", NO_PROCEDURE)

    assert (second.json()["code"], third.json()["code"]) == ("M126", "M124")


def test_the_second_person_sees_what_becomes_public_before_deciding(office: Office) -> None:
    version = office.ready(papers.with_javascript(), label="1")
    release = ask(office, version.material_id)

    page = office.council.browser("admin").get(f"/prepare/releases/{release}").text
    asker = office.council.browser("clerk1").get(f"/prepare/releases/{release}").text

    for words in ("議案第16号", "gian16.pdf", "プログラム", "議決のあとで配るため"):
        assert words in page
    assert f"/prepare/releases/{release}/decide" in page
    assert f"/prepare/releases/{release}/decide" not in asker
    assert f"/prepare/releases/{release}/withdraw" in asker
    assert office.council.browser("member1").get(f"/prepare/releases/{release}").status_code == 403


def test_what_somebody_asked_for_who_has_left_the_secretariat_is_over(office: Office) -> None:
    version = office.ready(label="1")
    release = ask(office, version.material_id)
    with office.council.services.database.write() as session:
        asker = office.council.people["clerk1"].id
        session.scalars(select(OfficeTerm).where(OfficeTerm.person_id == asker)).one().ends_at = clock.now()

    assert decide(office, release, "admin").json()["code"] == "M128"


def with_secrets() -> bytes:
    """A page of words, a file attached and a program that runs when the document is opened."""
    with pikepdf.open(io.BytesIO(papers.pdf(1))) as document:
        document.attachments["secret.txt"] = pikepdf.AttachedFileSpec(
            document,
            b"the secret attachment",
            filename="secret.txt",
            description="",
            mime_type="text/plain",
            creation_date="",
            mod_date="",
        )
        program = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('the program')"))
        document.Root.OpenAction = document.make_indirect(program)
        document.docinfo["/Author"] = "the author"
        target = io.BytesIO()
        document.save(target)
    return target.getvalue()


@pytest.mark.clause("I 2章2(2)⑦-2", "I 6-4(1)②")
def test_residents_save_the_clean_file_without_attachment_and_program(office: Office) -> None:
    uploaded = with_secrets()
    version = office.ready(uploaded, label="1")
    release = ask(office, version.material_id)
    page = office.council.browser("admin").get(f"/prepare/releases/{release}").text

    decide(office, release, "admin")
    saved = office.council.browser().fetch(f"/papers/{version.material_id}/original")

    digest = hashlib.sha256(saved.content).hexdigest()
    assert saved.content.startswith(b"%PDF")
    assert saved.content != uploaded
    with pikepdf.open(io.BytesIO(saved.content)) as document:
        written = b"".join(
            one.read_bytes() if isinstance(one, pikepdf.Stream) else str(one).encode()
            for one in (document.get_object(n + 1, 0) for n in range(len(document.objects)))
        )
        assert len(document.pages) == 1
        assert dict(document.attachments) == {}
        assert "/OpenAction" not in document.Root
    for secret in (b"the secret attachment", b"the program", b"the author"):
        assert secret not in saved.content + written
    for words in ("添付されたファイル", "PDF の中のプログラム", digest):
        assert words in page
    assert office.council.ledger("material.released")[0]["detail"]["sha256"] == digest
    assert office.council.ledger("original.issued")[-1]["detail"]["sha256"] == digest


@pytest.mark.rare("a sandbox that fails")
def test_a_file_that_could_not_be_made_is_told_and_made_when_it_is_asked_for_again(office: Office) -> None:
    version = office.ready(label="1")
    release = ask(office, version.material_id)
    with office.council.services.database.write() as session:
        session.get_one(PublicFile, version.id).failure = "時間がかかりすぎました。"

    page = office.council.browser("admin").get(f"/prepare/releases/{release}").text
    refused = decide(office, release, "admin")
    post(office, f"/prepare/releases/{release}/withdraw", {})
    again = decide(office, ask(office, version.material_id), "admin")

    assert "公開用の PDF を作れませんでした。時間がかかりすぎました。" in page
    assert (refused.json()["code"], again.json()["is_released"]) == ("M129", True)


def test_a_file_released_before_there_were_clean_ones_is_made_by_the_worker(office: Office) -> None:
    version = office.ready(label="1")
    with office.council.services.database.write() as session:
        material = session.get_one(Material, version.material_id)
        material.released_at, material.released_version_id = clock.now(), version.id
    before = public(office, version.material_id)

    cleaning.want_missing(office.council.services.database)
    cleaning.want_missing(office.council.services.database)
    office.work()

    assert before == (200, 503)
    assert public(office, version.material_id) == (200, 200)


def test_the_title_that_residents_read_is_not_one_persons_to_change(office: Office) -> None:
    version = office.ready(label="1")
    decide(office, ask(office, version.material_id), "admin")
    path, former = f"/prepare/materials/{version.material_id}", office.material(version.material_id).title

    renamed = post(office, f"{path}/title", {"title": "別の題名"}, "clerk2")

    assert (renamed.status_code, renamed.json()["code"]) == (409, "M132")
    assert office.material(version.material_id).title == former
    post(office, f"{path}/release/end", {})
    assert post(office, f"{path}/title", {"title": "別の題名"}, "clerk2").status_code == 200


def test_a_release_is_not_confirmed_under_another_title(office: Office) -> None:
    version = office.ready(label="1")
    release = ask(office, version.material_id)

    post(office, f"/prepare/materials/{version.material_id}/title", {"title": "別の題名"}, "clerk2")

    assert decide(office, release, "admin").status_code == 409
    assert public(office, version.material_id) == (401, 401)


@pytest.mark.rare("compares what hides with what is not there")
@pytest.mark.parametrize("asker", ["admin", "clerk1"])
def test_a_clerk_is_answered_alike_for_a_release_of_a_3a_paper_and_for_none(office: Office, asker: str) -> None:
    version = office.ready(label="1")
    release = ask(office, version.material_id, asker)
    post(office, f"/prepare/materials/{version.material_id}/label", {"label": "3A", "reason": "決裁"}, "admin")
    told = []

    for one in (release, "0" * 26):
        before = len(office.council.ledger("access.refused"))
        answer = decide(office, one, "clerk1")
        told.append((answer.status_code, answer.json()["code"], len(office.council.ledger("access.refused")) - before))

    assert told[0] == told[1]
    assert told[0][0] != 409
