"""The object store at its worst under a served council: every request ends, in a sentence, and all goes on after."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from tests.servers.running import wait_until
from tests.servers.s3_scene import BOUND_SECONDS, Scene, at_once, scene_in
from tests.support import stores

pytestmark = [
    pytest.mark.server("an S3 server"),
    pytest.mark.own_database(
        "the object store is what fails here; tests/flows and test_s3_papers.py meet it on both databases"
    ),
]

PART_BYTES = 8 * 1024 * 1024
AWAY = "資料の保管場所につながりません。"
FULL = "資料の保管場所がいっぱいのため、保存できませんでした。"
BACK_WITHIN_SECONDS = 12.0


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene_in(tmp_path_factory.mktemp("s3") / "home") as opened:
        yield opened


def assert_is_away(answer: httpx2.Response) -> None:
    assert answer.status_code == 503, answer.text
    assert answer.json()["code"] == "S503"
    assert answer.json()["sentence"].startswith(AWAY)
    assert answer.headers["retry-after"] == "10"


def assert_goes_on_by_itself(scene: Scene) -> None:
    tablet = scene.tablet()
    number = scene.fresh_page()
    wait_until(lambda: tablet.page(scene.serving, number).status_code == 200, BACK_WITHIN_SECONDS)
    version_id = scene.register()
    assert scene.upload(version_id, b"%PDF-1.7 " + os.urandom(1000)).status_code == 201
    assert scene.version(version_id).state == "queued"


def assert_failed_whole(scene: Scene, version_id: str, sentence: str) -> None:
    version = scene.version(version_id)
    assert (version.state, version.sealed_key) == ("failed", None)
    assert (version.failure_sentence or "").startswith(sentence)
    assert scene.objects_of(version_id) == []


def large_file(*, parts: int = 3) -> Iterator[bytes]:
    yield b"%PDF-1.7 "
    for _ in range(parts * 8):
        yield os.urandom(PART_BYTES // 8)


def large_file_interrupted_by(begin: "Interruption") -> Iterator[bytes]:
    """Two parts are sent; then the fault begins, and the rest is sent."""
    yield from large_file(parts=2)
    begin.begins()
    yield from large_file(parts=2)


class Interruption:
    """A context manager that is entered in the middle of something."""

    def __init__(self, fault: object) -> None:
        self._fault = fault

    def begins(self) -> None:
        self._fault.__enter__()  # type: ignore[attr-defined]  # a context manager, whichever

    def ends(self) -> None:
        self._fault.__exit__(None, None, None)  # type: ignore[attr-defined]  # the same


@pytest.mark.parametrize("fault", [stores.stopped, stores.frozen], ids=["stopped", "frozen"])
def test_while_the_store_is_away_pages_in_memory_are_read_and_others_are_told_of(scene: Scene, fault: object) -> None:
    assert callable(fault)
    waiting, tablet = scene.tablet(), scene.town.sign_in("member2")  # who waits for much, waits with the own share
    known = scene.cached_page(tablet)
    told = tablet.contents(scene.serving)
    unknown = [scene.fresh_page() for _ in range(10)]
    threads_before = scene.threads()

    with fault():
        with ThreadPoolExecutor(1) as background:
            crowd = background.submit(at_once, 10, lambda number: waiting.page(scene.serving, unknown[number]))
            time.sleep(0.3)
            shown = [at_once(1, lambda _: tablet.page(scene.serving, known))[0] for _ in range(5)]
            screens = at_once(4, lambda _: tablet.get(scene.serving, "/account", accept="text/html"))
        later = at_once(4, lambda number: tablet.page(scene.serving, unknown[number]))
        again = [at_once(1, lambda _: tablet.page(scene.serving, known))[0] for _ in range(3)]
        opening = at_once(4, lambda _: tablet.contents(scene.serving))

    for _, answer in crowd.result() + later:
        assert_is_away(answer)
    assert max(seconds for seconds, _ in crowd.result() + later) < BOUND_SECONDS + 2.0
    assert {answer.status_code for _, answer in shown + screens + again + opening} == {200}
    assert {answer.json()["version"] for _, answer in opening} == {told.json()["version"]}
    assert max(seconds for seconds, _ in shown + screens + again + opening) < 2.8
    assert_goes_on_by_itself(scene)
    assert tablet.page(scene.serving, unknown[0]).status_code == 200
    assert scene.threads() <= threads_before + 30
    verdict = scene.town.verdict()
    assert verdict.ok, verdict.sentence


@pytest.mark.parametrize("fault", [stores.stopped, stores.frozen], ids=["stopped", "frozen"])
def test_an_upload_that_begins_or_is_under_way_then_fails_whole(scene: Scene, fault: object) -> None:
    assert callable(fault)
    first, second = scene.register(), scene.register()
    fault_now = Interruption(fault())

    try:
        began = time.monotonic()
        interrupted = scene.upload(first, large_file_interrupted_by(fault_now))
        took_seconds = time.monotonic() - began
        refused = scene.upload(second, b"%PDF-1.7 " + os.urandom(1000))
    finally:
        fault_now.ends()

    assert_is_away(interrupted)
    assert_is_away(refused)
    assert took_seconds < 25
    assert_failed_whole(scene, first, AWAY)
    assert_failed_whole(scene, second, AWAY)
    assert_goes_on_by_itself(scene)


def test_a_full_store_is_read_from_and_says_what_to_do(scene: Scene) -> None:
    tablet, small, large = scene.tablet(), scene.register(), scene.register()
    known = scene.fresh_page()

    with stores.full():
        wait_until(lambda: not _takes(scene), 15)
        answers = [scene.upload(small, b"%PDF-1.7 " + os.urandom(1000)), scene.upload(large, large_file())]
        page = tablet.page(scene.serving, known)
        wait_until(lambda: True, 1)

    for answer, version_id in zip(answers, (small, large), strict=True):
        assert answer.status_code == 507, answer.text
        assert answer.json()["sentence"].startswith(FULL)
        assert_failed_whole(scene, version_id, FULL)
    assert page.status_code == 200
    wait_until(lambda: _takes(scene), 15)
    assert_goes_on_by_itself(scene)


def _takes(scene: Scene) -> bool:
    """Whether the store takes something now: quotas are looked at every second or so."""
    from storage.store import Full

    name = f"trial/{time.monotonic_ns()}"
    try:
        scene.bucket.put(name, [b"x"])
    except Full:
        return False
    scene.bucket.delete(name)
    return True


def test_a_slow_store_makes_waiting_longer_and_nothing_else(scene: Scene) -> None:
    tablet, version_id = scene.tablet(), scene.register()
    pages = [scene.fresh_page() for _ in range(6)]

    scene.proxy.delay_seconds = 0.3
    try:
        answers = at_once(6, lambda number: tablet.page(scene.serving, pages[number]))
        uploaded = scene.upload(version_id, large_file())
    finally:
        scene.proxy.delay_seconds = 0.0

    assert {answer.status_code for _, answer in answers} == {200}
    assert min(seconds for seconds, _ in answers) > 0.25
    assert uploaded.status_code == 201
    assert scene.version(version_id).state == "queued"


def test_an_answer_cut_off_in_the_middle_is_never_shown(scene: Scene) -> None:
    tablet, number = scene.tablet(), scene.fresh_page()
    scene.tablet().page(scene.serving, scene.fresh_page())

    scene.proxy.cut_after_bytes = 700
    try:
        _forget_connections(scene)
        answer = tablet.page(scene.serving, number)
    finally:
        scene.proxy.cut_after_bytes = None

    assert scene.proxy.cuts
    assert_is_away(answer)
    assert_goes_on_by_itself(scene)


def _forget_connections(scene: Scene) -> None:
    """What went through a connection before does not count for a cut."""
    for each in scene.proxy._open:
        each.close()
    scene.proxy._open.clear()
