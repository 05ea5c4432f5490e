"""From a received file to pages that can be read, or to a sentence that says why not."""

import json
import threading
import time
from typing import Any

import pytest
from sqlalchemy import func, select, update

from app import jobs
from app.jobs import Job, Lease, LeaseLost
from app.materials import conversion, vault
from app.materials.models import Material, PageRow, Version
from app.materials.progress import state_of, warning_words
from app.worker import Worker
from storage.keyring import Keyring
from tests.app.materials import papers
from tests.app.materials.office import Office
from viewer.render import Renderer


def job_of(office: Office, kind: str = "convert") -> Job:
    with office.council.services.database.read() as session:
        return session.scalars(select(Job).where(Job.kind == kind)).one()


def fail_with(office: Office, content: bytes) -> Version:
    version = office.register()
    office.put(version.id, content)
    office.worker.run_one()
    return office.version(version.id)


def test_a_pdf_becomes_pages_thumbnails_words_and_a_contents_list(office: Office) -> None:
    version = office.ready(papers.pdf(3, outline=True))

    assert (version.state, version.pages, version.pages_done, version.warnings) == ("ready", 3, 3, "")
    assert version.ready_at is not None
    assert office.material(version.material_id).current_version_id == version.id
    row = office.page(version.id, 2)
    assert (row.height_px, round(row.height_points)) == (2264, 842)
    key = version.sealed_key or ""
    opened = office.council.services.vault
    page = opened.master(key, version.id, vault.page_name(version.id, 2))
    assert (page.width, page.height) == (row.width_px, row.height_px)
    assert max(opened.master(key, version.id, vault.thumbnail_name(version.id, 3)).rows.shape) <= 230
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


def test_nothing_of_a_paper_is_plain_in_the_store(office: Office) -> None:
    version = office.ready()

    for name in office.objects(version.id):
        sealed = office.council.services.store.read(f"v/{version.id}/{name}")
        assert sealed[:4] == b"GJE1"
        assert not any(sign in sealed for sign in (b"Gijo", b"GjM1", b"%PDF", b"words"))


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


def test_one_page_at_four_times_is_made_when_asked_for_and_once_only(office: Office) -> None:
    from app.materials import zooming

    version = office.register()
    office.put(version.id, papers.pdf(2))
    office.worker.run_one()
    with office.council.services.database.write() as session:
        zooming.ask(session, version.id, 2, 4)
    with office.council.services.database.write() as session:
        zooming.ask(session, version.id, 2, 4)

    office.worker.run_one()

    assert [office.page(version.id, number).zoom for number in (1, 2)] == [1, 4]
    names = office.objects(version.id)
    assert len([name for name in names if name.startswith("p/2/z4/")]) == 16
    assert len([name for name in names if name.startswith("p/2/z2/")]) == 4
    assert job_of(office, "sharpen4").state == "done"


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


def test_a_page_that_cannot_be_drawn_in_time_takes_the_pages_before_it_away(office: Office) -> None:
    from viewer.limits import Limits

    with Renderer(Limits(page_seconds=1.5)) as hasty:
        office.shop.renderer = hasty
        version = fail_with(office, papers.slow_page())

    assert (version.state, version.failure_code, version.pages_done) == ("failed", "V108", 0)
    assert version.failure_sentence == "2 ページ目で時間切れになりました。PDF を作り直して、入れ直してください。"
    assert office.objects(version.id) == ["original"]
    with office.council.services.database.read() as session:
        assert session.scalar(select(func.count()).select_from(PageRow)) == 0
    assert office.council.ledger("material.failed")[0]["detail"]["page"] == 2


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
    keep = conversion._keep_page

    def watching(shop: Any, lease: Any, task: Any, page: Any) -> None:
        keep(shop, lease, task, page)
        answer = office.council.browser("clerk1").fetch(f"/prepare/materials/{version.material_id}/state")
        seen.append(answer.json()["pages_done"])
        assert answer.json()["state"] == "converting"
        assert answer.json()["pages"] == 12

    conversion._keep_page = watching
    try:
        office.worker.run_one()
    finally:
        conversion._keep_page = keep

    assert seen == list(range(1, 13))


def test_readers_keep_the_old_version_until_the_new_one_is_ready(office: Office) -> None:
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
    after = office.material(first.material_id).current_version_id

    assert (before, after) == (first.id, second)
    record = office.council.ledger("material.ready")[-1]
    assert (record["detail"]["number"], record["detail"]["replaced"]) == (2, 1)


def test_a_replacement_that_fails_leaves_the_old_version_with_its_readers(office: Office) -> None:
    first = office.ready(papers.pdf(1))
    browser = office.council.browser("clerk1")
    path = f"/prepare/materials/{first.material_id}/replace"
    upload = browser.post(path, {"file_name": "x.pdf"}, headers={"accept": "application/json"}).json()["upload"]

    browser.put(upload, papers.encrypted())
    office.worker.run_one()

    assert office.material(first.material_id).current_version_id == first.id


class Died(BaseException):
    """Stands for the end of a process at this point: no handler of ours may take notice of it."""


@pytest.mark.parametrize("place", ["after the objects of a page", "after the row of a page", "before ready"])
def test_a_worker_that_dies_is_followed_by_one_that_goes_on_where_it_stopped(
    office: Office, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    version = office.register()
    office.put(version.id, papers.pdf(5))
    keep, ready = conversion._keep_page, conversion._make_ready

    def keep_and_die(shop: Any, lease: Any, task: Any, page: Any) -> None:
        if page.number == 3 and place == "after the objects of a page":
            raise Died
        keep(shop, lease, task, page)
        if page.number == 3 and place == "after the row of a page":
            raise Died

    def die(*_: Any) -> None:
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(conversion, "_keep_page", keep_and_die)
        if place == "before ready":
            patched.setattr(conversion, "_make_ready", die)
        with pytest.raises(Died):
            office.worker.run_one()
    assert office.worker.run_one() is False, "the dead worker's lease still holds"
    office.worker.start()
    drawn: list[int] = []
    build = office.shop.build

    def counting(sealed_key: str, version_id: str, page: Any) -> Any:
        drawn.append(page.number)
        return build(sealed_key, version_id, page)

    monkeypatch.setattr(office.shop, "build", counting)
    assert office.worker.run_one()

    kept = office.version(version.id)
    assert (kept.state, kept.pages, kept.pages_done) == ("ready", 5, 5)
    expected = {"after the objects of a page": [3, 4, 5], "after the row of a page": [4, 5], "before ready": []}
    assert sorted(drawn) == expected[place]
    assert office.kinds() == ["material.uploaded", "material.ready"]
    contents = office.council.services.vault.read(kept.sealed_key or "", version.id, f"v/{version.id}/outline")
    assert json.loads(contents)["links"] == {}
    assert ready is conversion._make_ready


def test_a_worker_that_lost_its_lease_changes_nothing_more(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    version = office.register()
    office.put(version.id, papers.pdf(4))
    keep = conversion._keep_page

    def lose(shop: Any, lease: Any, task: Any, page: Any) -> None:
        keep(shop, lease, task, page)
        if page.number == 2:
            with office.council.services.database.write() as session:
                session.execute(update(Job).values(leased_by="other-0#1"))

    monkeypatch.setattr(conversion, "_keep_page", lose)
    office.worker.run_one()

    kept = office.version(version.id)
    assert (kept.state, kept.pages_done) == ("converting", 2)
    assert job_of(office).leased_by == "other-0#1"
    assert office.kinds() == ["material.uploaded"]


def test_a_job_that_kills_its_worker_each_time_is_given_up_with_a_sentence(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = office.register()
    office.put(version.id, papers.pdf(1))

    def die(*_: Any) -> None:
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(conversion, "_note_length", die)
        for _ in range(jobs.MAX_ATTEMPTS):
            with pytest.raises(Died):
                office.worker.run_one()
            office.worker.start()
    office.worker.run_one()

    kept = office.version(version.id)
    assert (kept.state, kept.failure_code) == ("failed", "E000")
    assert kept.failure_sentence


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


def test_a_destroyed_key_makes_all_pages_noise(office: Office) -> None:
    version = office.ready()
    other = office.council.services.keyring
    assert isinstance(other, Keyring)
    opened = office.council.services.vault
    opened.master(version.sealed_key or "", version.id, vault.page_name(version.id, 1))

    another_key = opened.new_key(version.id)

    with pytest.raises(Exception, match="p/1/m"):
        opened.master(another_key, version.id, vault.page_name(version.id, 1))


def test_sharpening_makes_way_for_a_new_file(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    first = office.register()
    office.put(first.id, papers.pdf(3))
    office.worker.run_one()
    second = office.register()
    build = office.shop.build_cells
    order: list[int] = []

    def uploading(sealed_key: str, version_id: str, page: Any, scale: int) -> int:
        if not order:
            office.put(second.id, papers.pdf(1))
        order.append(page.number)
        return build(sealed_key, version_id, page, scale)

    monkeypatch.setattr(office.shop, "build_cells", uploading)
    office.worker.run_one()
    between = office.version(first.id).zoom_pages_done
    office.worker.run_one()
    converted = office.version(second.id).state
    while office.worker.run_one():
        pass

    assert between < 3
    assert converted == "ready"
    assert office.version(first.id).zoom_pages_done == 3


def test_a_stopped_worker_gives_its_work_back_at_once(office: Office) -> None:
    version = office.register()
    office.put(version.id, papers.pdf(6))
    office.shop.stop.set()

    office.worker.run_one()

    assert job_of(office).state == "queued"
    office.shop.stop.clear()
    office.worker.run_one()
    assert office.version(version.id).state == "ready"


def test_a_running_slot_takes_what_comes_and_ends_when_told(office: Office) -> None:
    version = office.register()
    slot = Worker(office.shop, name="running")
    thread = threading.Thread(target=slot.run)
    thread.start()

    office.put(version.id, papers.pdf(1))

    deadline = time.monotonic() + 15
    while office.version(version.id).pages_done == 0 and time.monotonic() < deadline:
        time.sleep(0.02)
    office.shop.stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert office.version(version.id).pages_done == 1


def test_a_lease_is_renewed_while_one_step_takes_long(office: Office) -> None:
    database = office.council.services.database
    with database.write() as session:
        jobs.enqueue(session, "convert", "x")
    with database.write() as session:
        job = jobs.lease(session, "slow", ["convert"])
    assert job is not None

    with Lease(database, job, every_seconds=0.05) as lease:
        with database.write() as session:
            session.execute(update(Job).values(leased_until=job.created_at))
        time.sleep(0.3)
        lease.check()
        kept = job_of(office).leased_until
        assert kept is not None
        assert kept > job.created_at
        with database.write() as session:
            jobs.release_leases(session, "slow")
        time.sleep(0.3)
        with pytest.raises(LeaseLost):
            lease.check()
