"""The stages of a file's way in: one more kind of file and one more stage, as a trial, and nothing else touched."""

import re

import pytest

from app.jobs.registry import Registry
from app.jobs.slots import Slot
from app.materials.errors import UploadRefused
from app.materials.intake import conversion, files, receipt
from app.materials.intake import jobs as intake_jobs
from app.materials.intake.incoming import AcceptedFiles, FileKind, Incoming
from app.materials.models import Version
from app.materials.pages import jobs as page_jobs
from app.materials.pages import sharpening
from app.vault.objects import original_name
from tests.app.materials import papers
from tests.app.materials.office import Office
from viewer.failures import ViewerFailure

pytestmark = pytest.mark.alike("what becomes of files and what is told of it; others ask for the same on both")

SEEN: list[str] = []
KINDS = (*intake_jobs.KINDS, *page_jobs.KINDS)


class Died(BaseException):
    """Stands for the end of a process."""


class NoFax(ViewerFailure):
    """What an older table says."""

    code, words = "T2", "ファクスは受け取れません。"


def inspect(incoming: Incoming) -> None:
    """A trial stage that refuses."""
    SEEN.append("inspect")
    content = incoming.shop.vault.read(incoming.sealed_key, incoming.version_id, original_name(incoming.version_id))
    if b"SMUDGE" in content:
        raise UploadRefused("T1", "汚れたファイルです。送り直してもらってください。")


def unwrap(incoming: Incoming) -> None:
    """A trial stage that makes a PDF of something else, and lets the next ones draw from that."""
    SEEN.append("unwrap")
    key, version_id, vault = incoming.sealed_key, incoming.version_id, incoming.shop.vault
    content = vault.read(key, version_id, original_name(version_id))
    incoming.source = f"v/{version_id}/unwrapped"
    vault.put_once(key, version_id, incoming.source, content.removeprefix(b"FAX1"))


FAX = FileKind("fax", b"FAX1", (".fax",), ("image/x-fax",), stages=(inspect, unwrap, *files.PDF.stages))
ACCEPTED = AcceptedFiles((files.PDF, FAX), refusal=files.ACCEPTED.refusal)


@pytest.fixture
def slot(office: Office) -> Slot:
    """Converts whatever is accepted here."""
    SEEN.clear()
    handlers = (*conversion.handlers(office.shop, ACCEPTED), *sharpening.handlers(office.shop, office.shop))
    return Slot(office.shift, Registry(KINDS, handlers), name="trial", kinds=office.shift.urgent)


def receive(office: Office, *pieces: bytes) -> Version:
    version = office.register()
    services = office.council.services
    receipt.receive(services.database, services.vault, version.id, pieces, office.by("clerk1"), accepted=ACCEPTED)
    return version


def test_another_kind_of_file_goes_through_its_own_stages_and_becomes_pages(office: Office, slot: Slot) -> None:
    version = receive(office, b"FAX1" + papers.pdf(2))

    slot.run_one()

    kept = office.version(version.id)
    assert (kept.state, kept.pages, SEEN) == ("ready", 2, ["inspect", "unwrap"])
    assert {"original", "unwrapped", "outline", "p/2/m", "p/2/t", "p/2/w"} <= set(office.objects(version.id))
    assert office.kinds() == ["material.uploaded", "material.ready"]


def test_a_pdf_beside_it_passes_none_of_those_stages(office: Office, slot: Slot) -> None:
    version = receive(office, papers.pdf(1))

    slot.run_one()

    assert (office.version(version.id).state, SEEN) == ("ready", [])


def test_what_a_stage_refuses_fails_with_its_sentence_and_keeps_the_original(office: Office, slot: Slot) -> None:
    version = receive(office, b"FAX1 SMUDGE")

    slot.run_one()

    kept = office.version(version.id)
    assert (kept.state, kept.failure_code) == ("failed", "T1")
    assert kept.failure_sentence == "汚れたファイルです。送り直してもらってください。"
    assert office.objects(version.id) == ["original"]
    assert SEEN == ["inspect"]


def test_a_death_after_a_stage_is_followed_by_one_that_finds_what_is_there(
    office: Office, slot: Slot, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = receive(office, b"FAX1" + papers.pdf(1))
    with monkeypatch.context() as patched:
        patched.setattr("app.materials.intake.stages.rasterise._note_length", die)
        with pytest.raises(Died):
            slot.run_one()
    slot.start()

    slot.run_one()

    assert office.version(version.id).state == "ready"
    assert SEEN == ["inspect", "unwrap"] * 2


def die(*_: object) -> None:
    raise Died


@pytest.mark.parametrize("pieces", [[b"F", b"", b"AX", b"1", b"rest"], [b"FAX1"], [b"%PDF", b"-1.7"]])
def test_a_beginning_in_pieces_is_recognised_as_whichever_kind_it_becomes(office: Office, pieces: list[bytes]) -> None:
    version = receive(office, *pieces)

    assert office.version(version.id).state == "queued"


@pytest.mark.parametrize("pieces", [[b"FAX2"], [b"FA"], [b"%PDF", b"1.7"], [b"F", b"AY1"]])
def test_a_beginning_of_no_accepted_kind_is_refused(office: Office, pieces: list[bytes]) -> None:
    with pytest.raises(UploadRefused, match="V101"):
        receive(office, *pieces)


def test_a_kind_that_the_worker_does_not_accept_is_refused_there_with_the_tables_sentence(office: Office) -> None:
    version = receive(office, b"FAX1" + papers.pdf(1))
    older = AcceptedFiles((files.PDF,), refusal=NoFax)
    handlers = (*conversion.handlers(office.shop, older), *sharpening.handlers(office.shop, office.shop))

    Slot(office.shift, Registry(KINDS, handlers), name="older").run_one()

    kept = office.version(version.id)
    assert (kept.state, kept.failure_code, kept.failure_sentence) == ("failed", "T2", "ファクスは受け取れません。")


@pytest.mark.parametrize("first_bytes", [b"", b"x" * 17])
def test_a_kind_that_cannot_be_told_by_its_beginning_is_not_declared(first_bytes: bytes) -> None:
    with pytest.raises(ValueError, match="cannot be looked for"):
        FileKind("x", first_bytes, (), (), ())


def test_file_fields_offer_what_is_accepted_and_titles_lose_its_endings(office: Office) -> None:
    browser = office.council.browser("clerk1")
    version = office.register()

    page = browser.fetch(f"/prepare/materials/{version.material_id}").text

    assert re.findall(r'type="file" accept="([^"]*)"', page) == ["application/pdf,.pdf"]
    assert ACCEPTED.file_choice == "application/pdf,image/x-fax,.pdf,.fax"
    assert [ACCEPTED.without_ending(name) for name in ("議案書.PDF", " 写し.fax ", "報告.txt", "pdf")] == [
        "議案書",
        "写し",
        "報告.txt",
        "pdf",
    ]
