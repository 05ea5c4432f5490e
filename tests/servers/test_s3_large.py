"""A file of a hundred megabytes through the whole system and back, without a hundred megabytes of memory."""

import hashlib
import io
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pikepdf
import pytest

from app import clock
from app.materials.models import Material, PublicFile
from app.materials.pages.workshop import Workshop
from app.registers.holds import holds_paper
from app.vault.objects import original_name, public_name
from tests.app.materials import papers
from tests.servers.s3_scene import Scene, scene_in
from tests.support.slots import slot_over
from viewer.render import Renderer

pytestmark = [
    pytest.mark.server("an S3 server"),
    pytest.mark.own_database(
        "the object store is what fails here; tests/flows and test_s3_papers.py meet it on both databases"
    ),
]

SIZE_BYTES = 100 * 1024 * 1024
MEMORY_LIMIT_MB = 64


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with scene_in(tmp_path / "home") as opened:
        yield opened


def large_pdf() -> bytes:
    """One page, and random bytes that no page shows."""
    with pikepdf.open(io.BytesIO(papers.pdf(1))) as document:
        document.Root.Extra = document.make_indirect(pikepdf.Stream(document, os.urandom(SIZE_BYTES)))
        target = io.BytesIO()
        document.save(target)
    return target.getvalue()


def in_pieces(whole: bytes) -> Iterator[bytes]:
    view = memoryview(whole)
    for start in range(0, len(whole), 1 << 20):
        yield bytes(view[start : start + (1 << 20)])


def peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def forget_peak(pid: int) -> float:
    """The kernel's memory of the peak begins anew; the peak from now on."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    return peak_mb(pid)


def release(scene: Scene, version_id: str) -> None:
    """Converted, published, and released to everybody as level 1."""
    services = scene.town.council.services
    with ThreadPoolExecutor(2) as threads, Renderer() as renderer:
        worker = slot_over(Workshop(services.database, services.vault, renderer, threads, holds_paper), "large")
        deadline = time.monotonic() + 60
        while scene.version(version_id).state != "ready" and time.monotonic() < deadline:
            worker.run_one()
    version = scene.version(version_id)
    assert version.state == "ready", version.failure_sentence
    key = version.sealed_key or ""
    original = services.vault.stream(key, version_id, original_name(version_id))
    # as large as a file for the public can be
    services.vault.put(key, version_id, public_name(version_id, version.sha256), original)
    with services.database.write() as session:
        moment = clock.now()
        session.add(
            PublicFile(version_id=version_id, sha256=version.sha256, size_bytes=version.size_bytes, made_at=moment)
        )
        material = session.get_one(Material, version.material_id)
        material.confidentiality = "1"
        material.published_at = material.released_at = moment
        material.released_by = scene.town.council.people["admin"].id
        material.released_version_id = version_id


def test_a_hundred_megabytes_go_in_and_come_out_the_same_in_bounded_memory(scene: Scene) -> None:
    version_id, whole = scene.register(), large_pdf()
    pid = scene.serving.process.pid
    before_mb = forget_peak(pid)

    assert scene.upload(version_id, in_pieces(whole)).status_code == 201
    sent_mb = peak_mb(pid) - before_mb
    release(scene, version_id)
    before_mb = forget_peak(pid)
    digest, size_bytes = hashlib.sha256(), 0
    material_id = scene.version(version_id).material_id
    with httpx2.stream("GET", scene.serving.address(f"/papers/{material_id}/original"), timeout=60) as answer:
        assert answer.status_code == 200
        for piece in answer.iter_bytes():
            digest.update(piece)
            size_bytes += len(piece)
    got_mb = peak_mb(pid) - before_mb

    assert (size_bytes, digest.digest()) == (len(whole), hashlib.sha256(whole).digest())
    stored = scene.bucket._client.stat_object(scene.bucket._bucket, original_name(version_id))
    assert (stored.size or 0) > SIZE_BYTES
    assert sent_mb < MEMORY_LIMIT_MB
    assert got_mb < MEMORY_LIMIT_MB
