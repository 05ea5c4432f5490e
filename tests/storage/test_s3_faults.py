"""An S3 server at its worst: every fault becomes one of our errors, within seconds, and leaves nothing behind."""

import socket
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from storage.s3 import S3Settings, S3Store
from storage.store import Broken, Forbidden, Full, Missing, StoreFailure, Unavailable
from tests.storage.faulty_server import HANG_UP, Answer, Asked, FaultyServer, faulty, xml_error
from tests.support.waiting import Hand

PART_BYTES = 5 * 1024 * 1024
DATE = "Sun, 01 Nov 2026 00:00:00 GMT"


def store_at(server: FaultyServer, retries: int = 2) -> S3Store:
    return S3Store(
        S3Settings(
            server.endpoint,
            "bucket",
            "key",
            "secret",
            connect_seconds=1.0,
            read_seconds=1.0,
            retries=retries,
            pause_seconds=0.01,
            part_bytes=PART_BYTES,
        )
    )


def always(answer: Answer) -> Callable[[Asked], Answer]:
    return lambda _asked: answer


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (xml_error(503, "SlowDown"), Unavailable),
        (xml_error(500, "InternalError"), Unavailable),
        (Answer(503, b"<html>busy</html>", {"Content-Type": "text/html"}), Unavailable),
        (Answer(520, b"edge", {"Content-Type": "text/plain"}), Unavailable),
        (xml_error(403, "AccessDenied"), Forbidden),
        (xml_error(403, "RequestTimeTooSkewed"), Forbidden),
        (xml_error(403, "SomethingNewThatIsForbidden"), Forbidden),
        (Answer(403, b"<html>no</html>", {"Content-Type": "text/html"}), Forbidden),
        (Answer(401), Forbidden),
        (xml_error(404, "NoSuchKey"), Missing),
        (xml_error(404, "NoSuchBucket"), Forbidden),
        (xml_error(507, "NoMoreRoom"), Full),
        (xml_error(418, "Teapot"), Broken),
        (Answer(400, b"\xff\xfe not text", {"Content-Type": "application/xml"}), Broken),
        (Answer(400, b"<unclosed", {"Content-Type": "application/xml"}), Broken),
        (Answer(304), Broken),
        (HANG_UP, Unavailable),
        (Answer(pause_seconds=2.0), Unavailable),
        (Answer(200, b"short", promised_bytes=500), Unavailable),
    ],
    ids=str,
)
def test_each_fault_of_a_read_has_one_cause(answer: Answer, cause: type[StoreFailure]) -> None:
    began = time.monotonic()

    with faulty(always(answer)) as server, pytest.raises(cause) as caught:
        store_at(server, retries=1).read("a/b")

    assert caught.type is cause
    assert time.monotonic() - began < 15
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("status", [503, 520])
def test_a_look_up_without_an_answer_body_is_unavailable(status: int) -> None:
    with faulty(always(Answer(status))) as server, pytest.raises(Unavailable):
        store_at(server).exists("a")


def test_garbage_instead_of_a_listing_is_broken() -> None:
    with faulty(always(Answer(200, b"<html>", {"Content-Type": "application/xml"}))) as server:
        with pytest.raises(Broken):
            list(store_at(server).names())
        with pytest.raises(Broken):
            store_at(server).delete("a")


def test_a_server_that_is_not_there_is_unavailable_within_seconds() -> None:
    with socket.socket() as placeholder:
        placeholder.bind(("127.0.0.1", 0))
        port = placeholder.getsockname()[1]
        store = S3Store(S3Settings(f"http://127.0.0.1:{port}", "bucket", "k", "s", pause_seconds=0.01))
        began = time.monotonic()

        with pytest.raises(Unavailable):
            store.put("a", [b"x"])

    assert time.monotonic() - began < 10


def test_retries_are_bounded_and_help() -> None:
    def recovers(asked: Asked) -> Answer:
        return xml_error(503, "SlowDown") if asked.number <= 2 else Answer(200, b"whole")

    with faulty(recovers) as server:
        assert store_at(server, retries=2).read("a") == b"whole"
        assert len(server.asked) == 3
    with faulty(always(xml_error(503, "SlowDown"))) as server:
        with pytest.raises(Unavailable):
            next(store_at(server, retries=2).stream("a"))
        assert len(server.asked) == 3


def test_a_long_retry_after_is_not_obeyed() -> None:
    def busy(asked: Asked) -> Answer:
        return Answer(503, headers={"Retry-After": "3600"}) if asked.number == 1 else Answer(200, b"whole")

    began = time.monotonic()
    with faulty(busy) as server:
        assert store_at(server).read("a") == b"whole"

    assert time.monotonic() - began < 10


def test_a_small_object_cut_off_on_the_way_is_read_again() -> None:
    def cut_once(asked: Asked) -> Answer:
        return Answer(200, b"wh", promised_bytes=5) if asked.number == 1 else Answer(200, b"whole")

    with faulty(cut_once) as server:
        assert store_at(server).read("a") == b"whole"


def test_a_server_that_is_left_alone_is_not_asked_again_and_again() -> None:
    with faulty(always(HANG_UP)) as server:
        store = store_at(server, retries=0)
        for _ in range(2):
            with pytest.raises(Unavailable):
                store.read("a")
        asked, began = len(server.asked), time.monotonic()
        store._breaker._now = Hand(began)  # its rest lasts however long this machine takes
        patient = replace(store._settings, retries=3, pause_seconds=60.0)
        store._settings = patient

        with pytest.raises(Unavailable):
            store.read("a")

        assert len(server.asked) == asked
        assert time.monotonic() - began < 60


def test_redirects_are_not_followed() -> None:
    with faulty(always(Answer(200, b"stolen"))) as elsewhere:
        away = Answer(307, b"", {"Location": elsewhere.endpoint + "/bucket/a"})
        with faulty(always(away)) as server, pytest.raises(StoreFailure):
            store_at(server).read("a")

        assert elsewhere.asked == []


class Memory:
    """Keeps what a put-id the server saw, and answers look-ups with it from then on."""

    def __init__(self) -> None:
        self.put_id = ""
        self.size_bytes = 0

    def look_up(self) -> Answer:
        if not self.put_id:
            return Answer(404)
        headers = {"x-amz-meta-put-id": self.put_id, "ETag": '"e"', "Last-Modified": DATE}
        return Answer(200, headers=headers, promised_bytes=self.size_bytes)


def test_a_put_whose_answer_was_lost_succeeds() -> None:
    """The repeated request is refused, because the first one did write."""
    memory = Memory()

    def respond(asked: Asked) -> Answer:
        if asked.method == "HEAD":
            return memory.look_up()
        if not memory.put_id:
            memory.put_id = asked.headers["x-amz-meta-put-id"]
            return HANG_UP
        return xml_error(412, "PreconditionFailed")

    with faulty(respond) as server:
        assert store_at(server).put("a", [b"mine"]).size_bytes == 4
        assert [asked.method for asked in server.asked] == ["HEAD", "PUT", "PUT", "HEAD"]


def multipart(memory: Memory, at_completion: Callable[[int], Answer]) -> Callable[[Asked], Answer]:
    """A server that takes parts; `at_completion(n)` says what the n-th attempt to complete gets."""
    attempts: list[Asked] = []

    def respond(asked: Asked) -> Answer:
        if asked.method == "HEAD":
            return memory.look_up()
        if asked.path.endswith("?uploads="):
            memory_id = asked.headers["x-amz-meta-put-id"]
            waiting.append(memory_id)
            return Answer(200, b"<R><UploadId>u1</UploadId></R>", {"Content-Type": "application/xml"})
        if asked.method == "PUT":
            return Answer(200, headers={"ETag": '"part"'})
        if asked.method == "DELETE":
            return Answer(204)
        attempts.append(asked)
        answer = at_completion(len(attempts))
        if answer is HANG_UP:
            memory.put_id = waiting[0]
        return answer

    waiting: list[str] = []
    return respond


def two_parts() -> list[bytes]:
    return [b"x" * PART_BYTES, b"y"]


def test_a_large_put_whose_last_answer_was_lost_succeeds() -> None:
    memory = Memory()
    memory.size_bytes = PART_BYTES + 1
    lost = multipart(memory, lambda attempt: HANG_UP if attempt == 1 else xml_error(404, "NoSuchUpload"))

    with faulty(lost) as server:
        assert store_at(server).put("a", two_parts()).size_bytes == PART_BYTES + 1
        assert "DELETE" not in [asked.method for asked in server.asked]


def test_an_error_inside_a_successful_answer_is_not_believed() -> None:
    """S3 may answer 200 to a completion and put the error into the body."""
    hidden = Answer(200, b"<Error><Code>InternalError</Code></Error>", {"Content-Type": "application/xml"})

    with faulty(multipart(Memory(), always_for(hidden))) as server:
        with pytest.raises(Broken):
            store_at(server).put("a", two_parts())
        assert server.asked[-1].method == "DELETE"


def test_an_object_of_another_length_than_sent_is_broken() -> None:
    memory = Memory()
    good = Answer(200, b"<R><Key>a</Key></R>", {"Content-Type": "application/xml"})

    def completed(attempt: int) -> Answer:
        return HANG_UP if attempt == 1 else good

    memory.size_bytes = 7
    with faulty(multipart(memory, completed)) as server, pytest.raises(Broken):
        store_at(server).put("a", two_parts())


def always_for(answer: Answer) -> Callable[[int], Answer]:
    return lambda _attempt: answer


@pytest.mark.parametrize("answer", [xml_error(503, "SlowDown"), xml_error(403, "QuotaExceeded")], ids=str)
def test_a_part_that_is_refused_aborts_the_upload_even_if_that_fails_too(answer: Answer) -> None:
    def respond(asked: Asked) -> Answer:
        if asked.method == "HEAD":
            return Answer(404)
        if asked.path.endswith("?uploads="):
            return Answer(200, b"<R><UploadId>u1</UploadId></R>", {"Content-Type": "application/xml"})
        return answer

    with faulty(respond) as server:
        with pytest.raises((Unavailable, Full)):
            store_at(server).put("a", two_parts())
        assert server.asked[-1].method == "DELETE"


def test_a_server_that_dies_between_look_up_and_put_is_unavailable() -> None:
    def respond(asked: Asked) -> Answer:
        return Answer(404) if asked.number == 1 else xml_error(503, "SlowDown")

    with faulty(respond) as server, pytest.raises(Unavailable):
        store_at(server).put("a", [b"x"])


def test_a_store_that_gives_back_other_bytes_is_found() -> None:
    versions = b"<ListVersionsResult><Name>bucket</Name></ListVersionsResult>"

    def respond(asked: Asked) -> Answer:
        if "authorization" not in asked.headers:
            return xml_error(403, "AccessDenied")
        if asked.path.startswith("/bucket/check/"):
            return {"HEAD": Answer(404), "PUT": Answer(200)}.get(asked.method, Answer(200, b"other"))
        if asked.method == "HEAD":
            return Answer(200)
        return Answer(200, versions, {"Content-Type": "application/xml"})

    with faulty(respond) as server:
        findings = store_at(server).check()

    assert [finding.kind for finding in findings] == ["unversioned", "unlocked", "unreadable"]


def test_old_uploads_are_swept_over_several_answers() -> None:
    """The age is told by the server's date; uploads without a date or an id are left alone."""

    def page(names: str, marker: str) -> Answer:
        truncated = f"<IsTruncated>true</IsTruncated><NextKeyMarker>{marker}</NextKeyMarker>" if marker else ""
        body = f"<R>{names}{truncated}</R>".encode()
        return Answer(200, body, {"Content-Type": "application/xml"})

    def upload(name: str, began: str) -> str:
        return f"<Upload><Key>{name}</Key><UploadId>u</UploadId><Initiated>{began}</Initiated></Upload>"

    def respond(asked: Asked) -> Answer:
        if asked.method == "HEAD":
            return Answer(200)
        if asked.method == "DELETE":
            return Answer(204)
        if "key-marker" in asked.path:
            return page(upload("old-2", "2020-01-01T00:00:00.000Z"), "")
        young = upload("young", "2099-01-01T00:00:00.000Z")
        return page(upload("old-1", "2020-01-01T00:00:00.000Z") + young, "old-1")

    with faulty(respond) as server:
        assert store_at(server).sweep() == 2
        deleted = [asked.path for asked in server.asked if asked.method == "DELETE"]

    assert [path.split("?")[0] for path in deleted] == ["/bucket/old-1", "/bucket/old-2"]


@pytest.mark.parametrize(
    "changed",
    [
        {"endpoint": "ftp://s3.example.jp"},
        {"endpoint": "s3.example.jp"},
        {"endpoint": "https://s3.example.jp/path"},
        {"endpoint": "http://s3.example.jp"},
        {"prefix": "tenant"},
        {"bucket": "b"},
        {"read_seconds": 0},
        {"retries": -1},
        {"crowd": 0},
        {"part_bytes": 1},
        {"region": ""},
    ],
    ids=str,
)
def test_unsafe_settings_are_refused(changed: dict[str, str]) -> None:
    settings = {"endpoint": "https://s3.example.jp", "bucket": "bucket", "access_key": "a", "secret_key": "s"}

    with pytest.raises(ValueError, match=r"S3|http|prefix|region|bucket"):
        S3Settings(**{**settings, **changed})  # type: ignore[arg-type] # wrong on purpose


def test_settings_do_not_print_the_secret() -> None:
    settings = S3Settings("https://s3.example.jp:9000/", "bucket", "access", "very-secret")

    assert "very-secret" not in repr(settings)
    assert S3Store(settings)
