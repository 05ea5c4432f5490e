"""What a version's pages are known by: kept when its file is converted, made anew where it lacks, gone with it."""

from sqlalchemy import delete, func, select, update

from app.jobs.acts import enqueue
from app.jobs.models import Job
from app.materials.alignment import recalling
from app.materials.alignment.knowing import KNOWN
from app.materials.intake.jobs import CONVERT, ConvertJob
from app.materials.models import Version
from app.rounds.expected import objects_of
from app.vault.objects import identities_name
from tests.app.materials import papers
from tests.app.materials.office import Office
from viewer.alignment.identity import identities_in
from viewer.alignment.versions import align


def kept(office: Office, version: Version) -> bytes:
    assert version.sealed_key is not None
    vault = office.council.services.vault
    return vault.read(version.sealed_key, version.id, identities_name(version.id))


def names(office: Office, version: Version) -> list[str]:
    return list(office.council.services.store.names(f"v/{version.id}/"))


def test_pages_are_known_as_soon_as_the_file_is_ready_and_found_in_the_next_one(office: Office) -> None:
    first = office.ready(papers.pdf(4))
    second = office.prepared(first, papers.pdf(5))

    found = align(identities_in(kept(office, first)), identities_in(kept(office, second)))

    assert (first.known, second.known) == (KNOWN, KNOWN)
    assert (found.later, found.former) == ((1, 2, 3, 4), (1, 2, 3, 4, None))
    assert len(found.of(found.changes[0])) == 4
    with office.council.services.database.read() as session:
        assert identities_name(first.id) in [each.name for each in objects_of(session, first.id)]
        assert session.scalar(select(func.count()).where(Job.kind == "know")) == 0


def test_worker_that_goes_on_after_another_one_died_knows_the_pages_of_both(office: Office) -> None:
    version = office.ready(papers.pdf(3), is_published=False)
    before = kept(office, version)
    office.council.services.store.delete(identities_name(version.id))
    with office.council.services.database.write() as session:
        session.execute(update(Version).where(Version.id == version.id).values(state="converting", known=0))
        session.execute(delete(Job).where(Job.kind == "convert"))
        enqueue(session, CONVERT, ConvertJob(version.id))

    office.work()

    assert office.version(version.id).known == KNOWN
    assert kept(office, version) == before


def test_version_from_before_is_made_known_by_the_worker(office: Office) -> None:
    version = office.ready(papers.pdf(2))
    before = kept(office, version)
    office.council.services.store.delete(identities_name(version.id))
    with office.council.services.database.write() as session:
        session.execute(update(Version).where(Version.id == version.id).values(known=0))

    asked = [recalling.want(office.council.services.database) for _ in range(2)]
    office.work()

    assert asked == [1, 0]
    assert office.version(version.id).known == KNOWN
    assert kept(office, version) == before


def test_what_pages_were_known_by_goes_with_the_version(office: Office) -> None:
    first = office.ready(papers.pdf(2))
    second = office.prepared(first)
    assert identities_name(second.id) in names(office, second)

    office.replacement(second, "replacement/discard")
    office.work()
    office.council.services.vault.delete_pages(first.id)

    assert names(office, second) == []
    assert identities_name(first.id) not in names(office, first)
