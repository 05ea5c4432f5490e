"""A file on its way in, over HTTP."""

import socket
import threading
import time
from collections.abc import Iterator
from functools import cache
from hashlib import sha256

import pytest
import uvicorn

from app.materials.errors import VersionTaken
from app.materials.intake import receipt
from app.materials.models import Version
from tests.app.materials import papers
from tests.app.materials.office import Office
from tests.support import morning
from tests.support.council import BROWSER_WORDS, Council
from tests.support.ports import free_port
from tests.support.waiting import eventually

pytestmark = pytest.mark.alike("what becomes of files and what is told of it; others ask for the same on both")


@cache
def port() -> int:
    """The real server's, the same for all tests of this process."""
    return free_port()


@pytest.mark.clause("I 2章2(1) 完全性2")
def test_a_clerks_pdf_lies_sealed_and_waits_for_conversion(office: Office) -> None:
    version = office.register()
    content = papers.pdf(1)

    answer = office.put(version.id, content)

    assert answer.status_code == 201
    kept = office.version(version.id)
    assert (kept.state, kept.size_bytes, kept.sha256) == ("queued", len(content), sha256(content).hexdigest())
    assert office.objects(version.id) == ["original"]
    sealed = office.council.services.store.read(f"v/{version.id}/original")
    assert b"%PDF" not in sealed
    vault = office.council.services.vault
    assert kept.sealed_key is not None
    assert vault.read(kept.sealed_key, version.id, f"v/{version.id}/original") == content
    assert office.kinds() == ["material.uploaded"]


def test_a_second_file_for_one_version_is_refused_and_changes_nothing(office: Office) -> None:
    version = office.register()
    office.put(version.id, papers.pdf(1))
    before = office.version(version.id).sha256

    answer = office.put(version.id, papers.pdf(2))

    assert answer.status_code == 409
    assert answer.json()["code"] == "M101"
    assert office.version(version.id).sha256 == before


def test_what_is_no_pdf_fails_on_its_first_bytes_with_the_viewers_sentence(office: Office) -> None:
    version = office.register()
    seen: list[int] = []

    def chunks() -> Iterator[bytes]:
        for number in range(100):
            seen.append(number)
            yield b"PK\x03\x04" * 1000

    database, vault = office.council.services.database, office.council.services.vault
    with pytest.raises(Exception, match="V101"):
        receipt.receive(database, vault, version.id, chunks(), office.by("clerk1"))

    assert seen == [0]
    kept = office.version(version.id)
    assert (kept.state, kept.failure_code) == ("failed", "V101")
    assert kept.failure_sentence == "PDF ではないファイルです。PDF に変換して、入れ直してください。"
    assert office.objects(version.id) == []
    assert kept.sealed_key is None
    assert office.kinds() == ["material.failed"]


@pytest.mark.rare("odd beginnings of a file, in four ways")
@pytest.mark.parametrize("size", [1, 2, 5, 4_096])
def test_a_pdf_after_a_byte_order_mark_and_line_ends_is_taken_however_it_arrives(office: Office, size: int) -> None:
    version = office.register()
    content = b"\xef\xbb\xbf\r\n" + papers.pdf(1)
    pieces = [content[:12][at : at + size] for at in range(0, 12, size)]
    services = office.council.services

    receipt.receive(services.database, services.vault, version.id, [*pieces, content[12:]], office.by("clerk1"))
    office.work()

    kept = office.version(version.id)
    assert (kept.state, kept.pages, kept.warnings) == ("ready", 1, "")


@pytest.mark.parametrize("content", [b"", b"%PD", b"<html>", b"\n<%PDF-1.7", b"\xef\xbb", b" " * 1_024 + b"%PDF-1.7"])
def test_short_and_wrong_beginnings_are_no_pdf(office: Office, content: bytes) -> None:
    version = office.register()

    answer = office.put(version.id, content)

    assert answer.status_code == 422
    assert answer.json()["code"] == "V101"
    assert office.version(version.id).state == "failed"


def test_a_beginning_that_comes_in_drops_is_recognised(office: Office) -> None:
    version = office.register()
    content = papers.pdf(1)
    drops = [content[place : place + 1] for place in range(6)] + [content[6:]]

    receipt.receive(
        office.council.services.database, office.council.services.vault, version.id, drops, office.by("clerk1")
    )

    assert office.version(version.id).state == "queued"


def test_a_file_above_the_limit_fails_with_the_limits_sentence(office: Office) -> None:
    version = office.register()

    with pytest.raises(Exception, match="V106"):
        receipt.receive(
            office.council.services.database,
            office.council.services.vault,
            version.id,
            [b"%PDF-" + b"x" * 5000],
            office.by("clerk1"),
            limit_bytes=5000,
        )

    assert office.version(version.id).failure_code == "V106"
    assert office.objects(version.id) == []


@pytest.mark.both("what happens at once or in between")
def test_two_files_at_once_for_one_version_leave_one_of_them(office: Office) -> None:
    version = office.register()
    content = papers.pdf(1)
    database, vault, who = office.council.services.database, office.council.services.vault, office.by("clerk1")

    def first() -> Iterator[bytes]:
        yield content[:100]
        with pytest.raises(VersionTaken):
            receipt.receive(database, vault, version.id, [papers.pdf(3)], who)
        yield content[100:]

    receipt.receive(database, vault, version.id, first(), who)

    assert office.version(version.id).sha256 == sha256(content).hexdigest()


@pytest.mark.clause("I 2章2(2)②")
def test_members_cannot_upload(office: Office) -> None:
    version = office.register()

    answer = office.put(version.id, papers.pdf(1), "member1")

    assert answer.status_code == 403
    assert office.version(version.id).state == "receiving"


def test_refusal_by_a_proxy_is_told_by_who_may_upload_and_below_our_own_limit_alone(office: Office) -> None:
    version = office.register()
    address = f"/prepare/versions/{version.id}/stopped"
    limit_bytes = office.council.settings.upload_limit_bytes

    for login, size, status in (
        ("member1", "2000000", 403),
        ("clerk1", str(limit_bytes + 1), 413),
        ("clerk1", "much", 422),
        ("clerk1", "2000000", 200),
        ("clerk1", "3000000", 200),
    ):
        answer = office.council.browser(login).post(address, {"size": size}, headers={"accept": "application/json"})
        assert answer.status_code == status, (login, size)

    [told] = office.council.ledger("auth.alarm")
    assert told["detail"]["about"].startswith("C209　")
    assert "1.9 MB のファイル" in told["detail"]["about"]


@pytest.mark.both("asks for rows as no other test does")
def test_a_file_whose_service_died_is_given_up_after_hours(office: Office, frozen_clock: "FrozenClock") -> None:
    version = office.register()
    with office.council.services.database.write() as session:
        session.get_one(Version, version.id).sealed_key = office.council.services.vault.new_key(version.id)
    office.council.services.store.put(f"v/{version.id}/original", [b"half"])

    frozen_clock.forward(5 * 3600)
    assert receipt.give_up_stale(office.council.services.database, office.council.services.vault) == 0
    frozen_clock.forward(2 * 3600)
    assert receipt.give_up_stale(office.council.services.database, office.council.services.vault) == 1

    kept = office.version(version.id)
    assert (kept.state, kept.failure_sentence) == (
        "failed",
        "ファイルの送信が途中で切れました。もう一度入れてください。",
    )
    assert office.objects(version.id) == []


class FrozenClock:
    """Time that moves when told to."""

    def __init__(self) -> None:
        self.seconds = morning.now()

    def __call__(self) -> float:
        return self.seconds

    def forward(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def frozen_clock(council: Council) -> Iterator[FrozenClock]:
    from app import clock

    frozen = FrozenClock()
    former = clock.use(frozen)
    yield frozen
    clock.use(former)


@pytest.fixture
def served(office: Office) -> Iterator[Office]:
    """The council behind a real server on a real port."""
    config = uvicorn.Config(office.council.app, port=port(), log_level="critical", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "it could not take its port"
        time.sleep(0.01)
    yield office
    server.should_exit = True
    thread.join()


def _begin_put(office: Office, version_id: str, announced_bytes: int) -> socket.socket:
    browser = office.council.browser("clerk1")
    head = [
        f"PUT /prepare/versions/{version_id}/file HTTP/1.1",
        f"Host: localhost:{port()}",
        f"Content-Length: {announced_bytes}",
        "Sec-Fetch-Site: same-origin",
        f"X-CSRF-Token: {browser.csrf_token}",
        f"Cookie: {office.council.settings.cookie_name}={browser.client.cookies[office.council.settings.cookie_name]}",
        f"User-Agent: {BROWSER_WORDS}",
    ]
    connection = socket.create_connection(("127.0.0.1", port()))
    connection.sendall("\r\n".join([*head, "", ""]).encode())
    return connection


def test_a_sender_that_goes_away_leaves_a_failed_version_and_nothing_in_the_store(served: Office) -> None:
    version = served.register()
    connection = _begin_put(served, version.id, 1_000_000)
    connection.sendall(papers.pdf(1)[:500])

    connection.close()

    assert eventually(lambda: served.version(version.id).state != "receiving")
    kept = served.version(version.id)
    assert (kept.state, kept.failure_code) == ("failed", "M102")
    assert kept.failure_sentence == "ファイルの送信が途中で切れました。もう一度入れてください。"
    assert served.objects(version.id) == []
    assert not list((served.council.settings.store_folder / "incoming").iterdir())


@pytest.mark.both("what happens at once or in between")
def test_a_large_file_that_is_no_pdf_is_told_while_it_is_still_being_sent(served: Office) -> None:
    version = served.register()
    connection = _begin_put(served, version.id, 20_000_000)

    for _ in range(20):
        connection.sendall(b"PK\x03\x04" * 250_000)

    connection.settimeout(10)
    answer = connection.recv(4096)
    connection.close()
    assert answer.startswith(b"HTTP/1.1 422")
    assert b"V101" in answer


@pytest.mark.both("what happens at once or in between")
def test_a_sender_that_announces_too_much_is_told_at_once(served: Office) -> None:
    version = served.register()
    connection = _begin_put(served, version.id, 300 * 1024 * 1024)

    answer = connection.recv(4096)

    connection.close()
    assert answer.startswith(b"HTTP/1.1 413")
    assert served.version(version.id).failure_code == "V106"


def test_a_file_for_a_version_that_is_not_there_is_refused(office: Office) -> None:
    """As one of a paper that the clerk may not touch: nothing tells whether it exists."""
    answer = office.put("unknown", papers.pdf(1))

    assert (answer.status_code, answer.json()["code"]) == (403, "P419")


def test_bytes_of_somebody_else_than_who_registered_the_file_are_refused(office: Office) -> None:
    version = office.register("admin")

    refused = office.put(version.id, papers.pdf(1), "clerk1")
    taken = office.put(version.id, papers.pdf(1), "admin")

    assert (refused.status_code, refused.json()["code"], taken.status_code) == (403, "M167", 201)
    assert office.kinds() == ["material.uploaded"]
