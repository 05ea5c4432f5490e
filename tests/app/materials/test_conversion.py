"""From a received file to pages that can be read, or to a sentence that says why not."""

import json
import os
import signal
from typing import Any

import pytest
from sqlalchemy import func, select

from app.jobs.models import Job
from app.kinds.jobs import KINDS
from app.materials.intake.incoming import Incoming
from app.materials.intake.stages import seal
from app.materials.models import Material, PageRow, Version
from app.materials.pages import sharpening, zooming
from app.materials.progress import state_of, warning_words
from app.vault import objects as vault
from app.worker import PAPERS_AT_ONCE, shares
from storage.keyring import Keyring
from tests.app.materials import papers
from tests.app.materials.office import Office
from tests.support.slots import slot_over
from viewer.master import THUMBNAIL_PX
from viewer.render import Reading, Renderer

pytestmark = pytest.mark.alike("what becomes of files and what is told of it; others ask for the same on both")


def job_of(office: Office, kind: str = "convert") -> Job:
    with office.council.services.database.read() as session:
        return session.scalars(select(Job).where(Job.kind == kind)).one()


def fail_with(office: Office, content: bytes) -> Version:
    version = office.register()
    office.put(version.id, content)
    office.worker.run_one()
    return office.version(version.id)


def test_a_pdf_becomes_pages_thumbnails_words_and_a_contents_list(office: Office) -> None:
    version = office.ready(papers.pdf(3, outline=True, width_mm=papers.A4_WIDTH_MM))

    assert (version.state, version.pages, version.pages_done, version.warnings) == ("ready", 3, 3, "")
    assert version.ready_at is not None
    assert office.material(version.material_id).current_version_id == version.id
    row = office.page(version.id, 2)
    assert (row.height_px, round(row.height_points)) == (2264, 842)
    key = version.sealed_key or ""
    opened = office.council.services.vault
    page = opened.master(key, version.id, vault.page_name(version.id, 2))
    assert (page.width, page.height) == (row.width_px, row.height_px)
    small = opened.master(key, version.id, vault.thumbnail_name(version.id, 3))
    assert max(small.width, small.height) == THUMBNAIL_PX
    words = json.loads(opened.read(key, version.id, vault.text_name(version.id, 2)))["words"]
    assert [word["text"] for word in words[:4]] == ["Gijo", "page", "2", "line"]
    assert all(0 <= word["x0"] < word["x1"] <= 1 for word in words)
    contents = json.loads(opened.read(key, version.id, vault.outline_name(version.id)))
    assert [(entry["title"], entry["page"]) for entry in contents["outline"]] == [
        ("Section 1", 1),
        ("Section 2", 2),
        ("Section 3", 3),
    ]
    assert office.kinds() == ["material.uploaded", "material.ready"]


@pytest.mark.clause("I 2章2(1) 取扱制限3", "I 2章2(2)④-1")
@pytest.mark.usefixtures("sharper")
def test_nothing_of_a_paper_is_plain_in_the_store(office: Office) -> None:
    version = office.ready()

    for name in office.objects(version.id):
        sealed = office.council.services.store.read(f"v/{version.id}/{name}")
        assert sealed[:4] == b"GJE1"
        assert not any(sign in sealed for sign in (b"Gijo", b"GjM1", b"%PDF", b"words"))


@pytest.mark.rare("draws every cell of a page in the sandbox")
@pytest.mark.usefixtures("sharper")
def test_sharper_cells_follow_by_themselves(office: Office) -> None:
    version = office.ready()

    assert version.zoom_pages_done == 2
    assert [office.page(version.id, number).zoom for number in (1, 2)] == [2, 2]
    cells = [name for name in office.objects(version.id) if "/z2/" in name]
    assert len(cells) == 2 * 4
    cell = office.council.services.vault.master(
        version.sealed_key or "", version.id, vault.cell_name(version.id, 1, 2, 1, 1)
    )
    assert abs(cell.height - 2264) <= 2


def test_cells_cover_a_page_without_overlap_down_to_pages_of_a_few_pixels() -> None:
    for size in (1, 3, 4, 1601, 9056):
        for parts in (2, 4):
            places = [range(size)[sharpening._part(size, parts, number)] for number in range(parts)]
            assert all(places)
            if size >= parts:
                assert [place for part in places for place in part] == list(range(size))


def test_one_page_at_four_times_is_made_when_asked_for_and_once_only(office: Office) -> None:
    version = office.register()
    office.put(version.id, papers.pdf(2))
    office.worker.run_one()
    with office.council.services.database.write() as session:
        zooming.ask(session, version.id, 2, 4, asker="reader")
    with office.council.services.database.write() as session:
        zooming.ask(session, version.id, 2, 4, asker="reader")

    office.worker.run_one()

    assert [office.page(version.id, number).zoom for number in (1, 2)] == [1, 4]
    names = office.objects(version.id)
    assert len([name for name in names if name.startswith("p/2/z4/")]) == 16
    assert len([name for name in names if name.startswith("p/2/z2/")]) == 4
    assert job_of(office, "sharpen4").state == "done"


def test_page_that_somebody_looks_at_waits_for_no_file_that_is_converted(office: Office) -> None:
    version = office.register()
    office.put(version.id, papers.pdf(2))
    office.worker.run_one()
    for _ in range(2):
        office.put(office.register().id, papers.pdf(1))
    with office.council.services.database.write() as session:
        zooming.ask(session, version.id, 2, 2, asker="reader")
    looking = [share for share in shares(KINDS) if any(kind.name == "sharpen2" for kind in share)]
    assert [{kind.name for kind in share} for share in looking] == [{"sharpen2", "sharpen4"}]

    slot_over(office.shop, "looking", office.shift, kinds=looking[0]).run_one()

    assert [office.page(version.id, number).zoom for number in (1, 2)] == [1, 2]
    with office.council.services.database.read() as session:
        states = session.scalars(select(Job.state).where(Job.kind == "convert")).all()
    assert sorted(states) == ["done", "queued", "queued"]
    making_pages = [share for share in shares(KINDS) if {"convert", "sharpen2"} & {kind.name for kind in share}]
    assert len(making_pages) == PAPERS_AT_ONCE, "each has a place in the sandbox"


CASES: list[tuple[str, bytes, str]] = [
    ("encrypted", papers.encrypted(), "V102"),
    ("damaged", b"%PDF-1.7\nnothing follows", "V103"),
    ("empty", papers.no_pages(), "V104"),
    ("huge", papers.huge_page(), "V107"),
]


@pytest.mark.parametrize(("name", "content", "code"), CASES, ids=[name for name, _, _ in CASES])
def test_a_file_that_cannot_be_read_fails_with_a_sentence_and_keeps_the_original(
    office: Office, name: str, content: bytes, code: str
) -> None:
    version = fail_with(office, content)

    assert (version.state, version.failure_code) == ("failed", code)
    assert version.failure_sentence is not None
    assert version.failure_sentence.endswith("入れ直してください。")
    assert office.objects(version.id) == ["original"]
    assert office.kinds() == ["material.uploaded", "material.failed"]
    assert job_of(office).state == "done"
    assert office.material(version.material_id).current_version_id is None


@pytest.mark.rare("waits for the sandbox's limit; only the sandbox moves it")
@pytest.mark.both("asks for rows as no other test does")
def test_a_page_that_cannot_be_drawn_in_time_takes_the_pages_before_it_away(office: Office) -> None:
    from viewer.limits import Limits

    with Renderer(Limits(page_seconds=0.5)) as hasty:
        office.shop.renderer = hasty
        version = fail_with(office, papers.slow_page())

    assert (version.state, version.failure_code, version.pages_done) == ("failed", "V108", 0)
    assert version.failure_sentence is not None
    assert version.failure_sentence.startswith("2 ページ目の中身が複雑すぎて、表示用の画像にできませんでした。")
    assert office.objects(version.id) == ["original"]
    with office.council.services.database.read() as session:
        assert session.scalar(select(func.count()).select_from(PageRow)) == 0
    assert office.council.ledger("material.failed")[0]["detail"]["page"] == 2


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[Reading]:
    """Every reading that is begun from here on."""
    begun: list[Reading] = []
    read = Renderer.read

    def noting(self: Renderer, *arguments: Any, **how: Any) -> Reading:
        begun.append(read(self, *arguments, **how))
        return begun[-1]

    monkeypatch.setattr(Renderer, "read", noting)
    return begun


@pytest.mark.rare("waits for the sandbox's limit; only the sandbox moves it")
def test_a_page_that_costs_too_much_is_tried_once_more_and_then_fails(office: Office, readings: list[Reading]) -> None:
    from viewer.limits import Limits

    with Renderer(Limits(page_seconds=0.3)) as hasty:
        office.shop.renderer = hasty
        version = fail_with(office, papers.slow_page())

    assert (version.state, version.failure_code) == ("failed", "V108")
    assert len(readings) == 2
    assert office.kinds() == ["material.uploaded", "material.failed"]


@pytest.mark.usefixtures("sharper")
def test_a_file_that_was_given_up_for_its_time_once_is_converted_by_the_second_try(
    office: Office, readings: list[Reading], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = seal._keep_page

    def end_the_first_child(incoming: Incoming, page: seal.SealedPage) -> None:
        keep(incoming, page)
        if len(readings) == 1:
            child = readings[0]._job
            assert child.processor_seconds() > 0
            assert child._pid is not None
            os.kill(child._pid, signal.SIGXCPU)

    monkeypatch.setattr(seal, "_keep_page", end_the_first_child)
    version = office.ready(papers.pdf(2))

    assert (version.state, version.pages) == ("ready", 2)
    assert len(readings) == 3, "two tries, and the sharper pages"
    assert office.kinds() == ["material.uploaded", "material.ready"]


@pytest.mark.rare("a sandbox whose lock is gone")
@pytest.mark.both("what happens at once or in between")
def test_without_the_sandboxs_lock_no_file_is_read(office: Office) -> None:
    with Renderer(_missing=frozenset({"landlock"})) as unlocked:
        office.shop.renderer = unlocked
        version = fail_with(office, papers.pdf(1))

    assert (version.state, version.failure_code) == ("failed", "V112")
    assert "受け付けを止めています" in (version.failure_sentence or "")


def test_a_repaired_file_is_ready_and_the_clerk_is_told_to_look(office: Office) -> None:
    version = office.ready(papers.cut_in_half())

    assert version.state == "ready"
    assert warning_words(version)[0] == "壊れていた部分を直して読み込みました。全ページを確かめてください。"


@pytest.mark.clause("I 6-4(1)①")
def test_a_program_in_a_file_is_told_as_harmless(office: Office) -> None:
    version = office.ready(papers.with_javascript())

    with office.council.services.database.read() as session:
        state = state_of(session, session.get_one(Material, version.material_id))
    assert state["state"] == "ready"
    assert state["warnings"] == ["PDF の中のプログラムは動きません。表示に問題はありません。"]


def test_the_first_page_can_be_read_and_progress_be_seen_before_the_last_is_made(office: Office) -> None:
    version = office.register()
    office.put(version.id, papers.pdf(12))
    seen: list[int] = []
    keep = seal._keep_page

    def watching(incoming: Incoming, page: seal.SealedPage) -> None:
        keep(incoming, page)
        answer = office.council.browser("clerk1").fetch(f"/prepare/materials/{version.material_id}/state")
        seen.append(answer.json()["pages_done"])
        assert answer.json()["state"] == "converting"
        assert answer.json()["pages"] == 12

    seal._keep_page = watching
    try:
        office.worker.run_one()
    finally:
        seal._keep_page = keep

    assert seen == list(range(1, 13))


def test_readers_keep_the_old_version_until_the_new_one_is_ready_and_sent_out(office: Office) -> None:
    first = office.ready(papers.pdf(1))
    browser = office.council.browser("clerk1")
    answer = browser.post(
        f"/prepare/materials/{first.material_id}/replace",
        {"file_name": "teisei.pdf"},
        headers={"accept": "application/json"},
    )
    second = answer.json()["version"]

    browser.put(answer.json()["upload"], papers.pdf(3))
    before = office.material(first.material_id).current_version_id
    office.worker.run_one()
    ready = office.material(first.material_id).current_version_id
    office.replacement(office.version(second), "replacement/send")
    after = office.material(first.material_id).current_version_id

    assert (before, ready, after) == (first.id, first.id, second)
    record = office.council.ledger("material.ready")[-1]
    assert (record["detail"]["number"], record["detail"]["replaced"]) == (2, None)


def test_a_replacement_that_fails_leaves_the_old_version_with_its_readers(office: Office) -> None:
    first = office.ready(papers.pdf(1))
    browser = office.council.browser("clerk1")
    path = f"/prepare/materials/{first.material_id}/replace"
    upload = browser.post(path, {"file_name": "x.pdf"}, headers={"accept": "application/json"}).json()["upload"]

    browser.put(upload, papers.encrypted())
    office.worker.run_one()

    assert office.material(first.material_id).current_version_id == first.id


def test_an_original_that_was_changed_in_the_store_is_not_read(office: Office) -> None:
    version = office.register()
    office.put(version.id, papers.pdf(1))
    store, name = office.council.services.store, f"v/{version.id}/original"
    sealed = bytearray(store.read(name))
    sealed[-30] ^= 1
    store.delete(name)
    store.put(name, [bytes(sealed)])

    office.worker.run_one()

    assert (office.version(version.id).state, office.version(version.id).failure_code) == ("failed", "S500")


@pytest.mark.clause("I 2章2(1) 取扱制限5")
def test_a_destroyed_key_makes_all_pages_noise(office: Office) -> None:
    version = office.ready()
    other = office.council.services.keyring
    assert isinstance(other, Keyring)
    opened = office.council.services.vault
    opened.master(version.sealed_key or "", version.id, vault.page_name(version.id, 1))

    another_key = opened.new_key(version.id)

    with pytest.raises(Exception, match="p/1/m"):
        opened.master(another_key, version.id, vault.page_name(version.id, 1))
