"""Papers in a real bucket: worthless to whoever holds it, waiting out an outage, and followed by the ledger's notes."""

import contextlib
import os
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from app import clock
from app.__main__ import main
from app.audit import checkpoints
from app.errors import StorageUnavailable
from app.jobs.models import Job
from app.materials.intake.jobs import CONVERT
from app.materials.pages.workshop import Workshop
from app.registers.holds import holds_paper
from app.vault.objects import original_name, page_name, text_name, thumbnail_name
from storage.s3 import S3Store
from storage.store import StoreFailure
from tests.app.materials import papers
from tests.app.materials.office import Office
from tests.support import stores
from tests.support.council import council_in
from tests.support.slots import shift_over, slot_over
from viewer.render import Renderer

pytestmark = pytest.mark.server("an S3 server")

WORDS = "Confidential purchase"
SECRETS = ("議案第16号", "gian16", "佐藤 花子", "みなと町議会", WORDS, "Confidential", "機密性", "member1")
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "shift_jis", "euc-jp")
MAGIC = (b"%PDF-", b"\x89PNG\r\n", b"endobj", b'"words"', b'"outline"')


@dataclass
class Desk:
    office: Office
    bucket: S3Store


@pytest.fixture
def desk(each_database: str, tmp_path: Path) -> Iterator[Desk]:
    """The secretariat of a council whose papers lie in a bucket."""
    store = stores.bucket()
    with (
        council_in(tmp_path / "home", store=store) as council,
        ThreadPoolExecutor(2) as threads,
        Renderer() as renderer,
    ):
        shop = Workshop(council.services.database, council.services.vault, renderer, threads, holds_paper)
        shift = shift_over(shop)
        yield Desk(Office(council, shop, shift, slot_over(shop, "desk", shift), sharpens=True), stores.opened(store))


def everything_in(bucket: S3Store) -> Iterator[tuple[str, bytes, str]]:
    """Every version of every object: its name, its bytes, and what the server says about it."""
    client, name = bucket._client, bucket._bucket
    for found in client.list_objects(name, recursive=True, include_version=True):
        if not found.is_delete_marker:
            key = found.object_name or ""
            answer = client.get_object(name, key, version_id=found.version_id)
            with contextlib.closing(answer):
                yield key, answer.read(), f"{dict(answer.headers)}"


def readable_in(data: bytes) -> list[bytes]:
    needles = [*MAGIC]
    for secret in SECRETS:
        for encoding in ENCODINGS:
            with contextlib.suppress(UnicodeEncodeError):
                needles.append(secret.encode(encoding))
    return [needle for needle in needles if needle in data]


@pytest.mark.clause("N 6(8) 外部サービス")
def test_who_holds_the_whole_bucket_reads_nothing(desk: Desk) -> None:
    version = desk.office.ready(papers.pdf(2, words=WORDS, outline=True, width_mm=papers.A4_WIDTH_MM))
    services = desk.office.council.services
    services.checkpointer.step()
    plain = services.vault.read(version.sealed_key or "", version.id, text_name(version.id, 1))
    assert readable_in(plain), "the search finds what is not sealed"

    found = list(everything_in(desk.bucket))

    names = {name for name, _, _ in found}
    assert {original_name(version.id), text_name(version.id, 1), page_name(version.id, 2)} <= names
    assert any("/z2/" in name for name in names)
    assert any(name.startswith("ledger/") for name in names)
    for name, data, told in found:
        assert readable_in(data + name.encode() + told.encode()) == [], name
        if not name.startswith("ledger/"):
            assert len(zlib.compress(data, 9)) >= len(data), f"{name} has a pattern"


def test_a_paper_put_in_the_place_of_another_is_told_from_it(desk: Desk) -> None:
    """Whoever holds the bucket can destroy, never make somebody read something else."""
    version = desk.office.ready(papers.pdf(2), label="2")
    client, name = desk.bucket._client, desk.bucket._bucket
    other = desk.bucket.read(page_name(version.id, 2))
    client._put_object(name, page_name(version.id, 1), other)
    client._put_object(name, thumbnail_name(version.id, 1), os.urandom(len(other)))

    member = desk.office.council.browser("member1")
    answers = [member.fetch(f"/papers/{version.id}/{part}/1") for part in ("pages", "thumbs")]

    assert [answer.status_code for answer in answers] == [500, 500]
    assert {answer.json()["code"] for answer in answers} == {"S500"}
    assert member.fetch(f"/papers/{version.id}/pages/2").status_code == 200


@pytest.mark.parametrize("fault", [stores.stopped, stores.frozen], ids=["stopped", "frozen"])
def test_a_conversion_waits_for_the_store_and_goes_on(desk: Desk, fault: object) -> None:
    assert callable(fault)
    version = desk.office.register()
    desk.office.put(version.id, papers.pdf(2))

    with fault():
        for _ in range(4):
            assert desk.office.worker.run_one()
            with desk.office.council.services.database.read() as session:
                job = session.scalars(select(Job).where(Job.subject == version.id)).one()
            assert (job.state, job.attempts) == ("queued", 0), "an outage is no attempt"
            later = clock.now().timestamp() + CONVERT.limits.again_in_seconds + 1
            clock.use(lambda moment=later: moment)  # type: ignore[misc]  # bound now
        assert desk.office.version(version.id).state == "converting"
    wait_for_the_breaker(desk)
    while desk.office.worker.run_one():
        pass

    assert desk.office.version(version.id).state == "ready"


def test_a_store_that_stays_away_for_a_day_fails_the_conversion_in_words(desk: Desk) -> None:
    version = desk.office.register()
    desk.office.put(version.id, papers.pdf(1))
    later = clock.now() + CONVERT.limits.store_may_be_away_for
    clock.use(lambda: later.timestamp() + 60)

    with stores.stopped():
        for _ in range(4):
            with contextlib.suppress(StorageUnavailable):  # from tidying up; that is tried again
                desk.office.worker.run_one()
            moment = clock.now().timestamp() + CONVERT.limits.again_in_seconds + 1
            clock.use(lambda moment=moment: moment)  # type: ignore[misc]  # bound now

    failed = desk.office.version(version.id)
    assert failed.state == "failed"
    assert (failed.failure_sentence or "").startswith("資料の保管場所につながりません。")


def wait_for_the_breaker(desk: Desk) -> None:
    name = f"trial/{time.monotonic_ns()}"
    deadline = time.monotonic() + 15
    while True:
        try:
            desk.office.council.services.store.put(name, [b"x"])
        except StoreFailure:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        else:
            return


@pytest.mark.clause("I 2章2(2)④-2")
def test_a_checkpoint_is_locked_and_outlives_an_attack_on_the_bucket(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    services = desk.office.council.services
    desk.office.put(desk.office.register().id, papers.pdf(1))
    services.checkpointer.step()
    (name,) = desk.bucket.names("ledger/")
    note = desk.bucket.read(name)

    desk.bucket._client._put_object(desk.bucket._bucket, name, b"forged")
    desk.bucket._client.remove_object(desk.bucket._bucket, name)

    assert list(checkpoints.retained(services.store)) == [note.decode()]
    monkeypatch.setenv("GIJO_HOME", str(services.settings.home))
    monkeypatch.setenv("GIJO_DATABASE_URL", services.settings.database_url)
    for key, value in stores.environment(services.settings.store).items():
        monkeypatch.setenv(key, value)
    assert main(["ledger", "verify"]) == 0, capsys.readouterr().out


def test_a_checkpoint_the_store_did_not_take_is_sent_when_it_is_back(desk: Desk) -> None:
    services = desk.office.council.services
    desk.office.put(desk.office.register().id, papers.pdf(1))

    with stores.stopped():
        services.checkpointer.step()
    wait_for_the_breaker(desk)
    assert list(desk.bucket.names("ledger/")) == []
    services.checkpointer.step()

    assert len(list(desk.bucket.names("ledger/"))) == 1
