"""What a bucket would do to papers is found before any lies in it: on a real server, and on servers that know less."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from minio.commonconfig import COMPLIANCE, ENABLED, Filter
from minio.error import S3Error
from minio.lifecycleconfig import Expiration, LifecycleConfig, NoncurrentVersionExpiration, Rule
from minio.objectlockconfig import DAYS, ObjectLockConfig

from storage.s3 import S3Settings, S3Store
from storage.store import Forbidden, Gravity, NameTaken
from tests.storage.buckets import LOCKED, settings_for, store_with, versions_in
from tests.storage.faulty_server import Answer, Asked, faulty, xml_error
from tests.storage.rgw import Access

pytestmark = pytest.mark.server("an S3 server")

TOMORROW = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)


def stops(store: S3Store) -> list[str]:
    return [finding.kind for finding in store.check() if finding.gravity is Gravity.STOP]


def policy(bucket: str, *actions: str) -> str:
    where = [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]
    statement = {"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": list(actions), "Resource": where}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_a_bucket_made_by_us_has_versions_and_locks_and_nothing_is_said_of_it(gateway: Access) -> None:
    assert store_with(settings_for(gateway), LOCKED).check() == []


@pytest.mark.parametrize(
    ("action", "kind"),
    [("s3:ListBucket", "public"), ("s3:GetObject", "public"), ("s3:PutObject", "public-write")],
)
def test_a_bucket_that_strangers_may_use_stops_the_start(gateway: Access, action: str, kind: str) -> None:
    settings = settings_for(gateway)
    store = store_with(settings, LOCKED)
    store._client.set_bucket_policy(settings.bucket, policy(settings.bucket, action))

    assert stops(store) == [kind]


def test_a_bucket_granted_to_every_user_of_the_server_stops_the_start(gateway: Access) -> None:
    settings = settings_for(gateway)
    store = store_with(settings)
    store._client._execute(
        "PUT", settings.bucket, headers={"x-amz-acl": "authenticated-read"}, query_params={"acl": ""}
    )

    assert stops(store) == ["public"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Rule(ENABLED, rule_filter=Filter(prefix=""), rule_id="1", expiration=Expiration(days=30)), ["expiring"]),
        (Rule(ENABLED, rule_filter=Filter(prefix="v/"), rule_id="1", expiration=Expiration(days=30)), ["expiring"]),
        (
            Rule(
                ENABLED,
                rule_filter=Filter(prefix=""),
                rule_id="1",
                noncurrent_version_expiration=NoncurrentVersionExpiration(noncurrent_days=30),
            ),
            [],
        ),
    ],
    ids=["everything", "papers", "only former versions"],
)
def test_a_bucket_that_forgets_papers_by_itself_stops_the_start(
    gateway: Access, rule: Rule, expected: list[str]
) -> None:
    settings = settings_for(gateway)
    store = store_with(settings, LOCKED)
    store._client.set_bucket_lifecycle(settings.bucket, LifecycleConfig([rule]))

    assert stops(store) == expected


def test_a_rule_for_another_tenants_objects_is_not_ours(gateway: Access) -> None:
    settings = replace(settings_for(gateway), prefix="ours/")
    store = store_with(settings, LOCKED)
    rule = Rule(ENABLED, rule_filter=Filter(prefix="theirs/"), rule_id="1", expiration=Expiration(days=30))
    store._client.set_bucket_lifecycle(settings.bucket, LifecycleConfig([rule]))

    assert stops(store) == []


def test_a_bucket_without_versions_or_locks_is_told_about(gateway: Access) -> None:
    findings = store_with(settings_for(gateway)).check()

    assert {finding.kind: finding.gravity for finding in findings} == {
        "unversioned": Gravity.KNOW,
        "unlocked": Gravity.KNOW,
    }


def test_a_bucket_that_locks_everything_cannot_let_go_of_failed_uploads(gateway: Access) -> None:
    settings = settings_for(gateway)
    store = store_with(settings, LOCKED)
    store._client.set_object_lock_config(settings.bucket, ObjectLockConfig(COMPLIANCE, 1, DAYS))

    assert {finding.kind for finding in store.check()} == {"default-lock", "undeletable"}


def test_each_refusal_names_the_setting_to_look_at(gateway: Access) -> None:
    settings = settings_for(gateway)
    missing = S3Store(settings).check()
    store_with(settings)
    stranger = S3Store(replace(settings, access_key="NOBODY")).check()

    assert [(finding.kind, finding.gravity) for finding in missing + stranger] == [("refused", Gravity.STOP)] * 2
    assert "gijo store create" in missing[0].sentence
    assert "access_key" in stranger[0].sentence


def test_a_clock_far_off_is_named(gateway: Access, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_for(gateway)
    store = store_with(settings)
    monkeypatch.setattr("minio.api.time.utcnow", lambda: dt.datetime.now(dt.UTC) + dt.timedelta(hours=3))

    findings = store.check()

    assert [finding.gravity for finding in findings] == [Gravity.STOP]
    assert "時計" in findings[0].sentence


def test_a_clock_a_little_off_is_told_before_it_is_refused(gateway: Access, monkeypatch: pytest.MonkeyPatch) -> None:
    store = store_with(settings_for(gateway), LOCKED)
    import time

    now = time.time()
    monkeypatch.setattr("storage.s3_bucket.time.time", lambda: now + 200)

    assert [finding.kind for finding in store.check()] == ["clock"]


def test_a_server_that_is_away_is_unreachable_not_misused() -> None:
    settings = S3Settings("http://127.0.0.1:1", "bucket", "a", "s", pause_seconds=0.01)

    findings = S3Store(settings).check()

    assert [(finding.kind, finding.gravity) for finding in findings] == [("unreachable", Gravity.MEND)]


def test_a_kept_object_cannot_be_removed_and_is_found_under_whatever_lies_on_it(gateway: Access) -> None:
    settings = settings_for(gateway)
    store = store_with(settings, LOCKED)

    assert store.keep("ledger/1", b"true", TOMORROW)
    store._client._put_object(settings.bucket, "ledger/1", b"false")
    store._client.remove_object(settings.bucket, "ledger/1")

    assert not store.exists("ledger/1")
    assert list(store.kept("ledger/")) == [("ledger/1", b"true")]
    with pytest.raises(NameTaken):
        store.keep("ledger/1", b"another", TOMORROW)
    with pytest.raises(Forbidden):
        store.delete("ledger/1")
    assert list(store.kept("ledger/")) == [("ledger/1", b"true")]


def test_a_paper_in_a_locking_bucket_can_still_be_removed(gateway: Access) -> None:
    store = store_with(settings_for(gateway), LOCKED)
    store.put("v/1", [b"x"])

    assert store.delete("v/1")
    assert versions_in(store) == 0


def test_a_bucket_without_locks_keeps_without_promising(gateway: Access) -> None:
    store = store_with(settings_for(gateway), ENABLED)

    assert not store.keep("ledger/1", b"note", TOMORROW)
    assert list(store.kept()) == [("ledger/1", b"note")]


def with_lock(headers: dict[str, str], put: Answer | None = None) -> Callable[[Asked], Answer]:
    """A server that says it locks; `headers` are what it tells of a stored object afterwards."""
    stored: dict[str, str] = {}

    def respond(asked: Asked) -> Answer:
        xml = {"Content-Type": "application/xml"}
        if "object-lock" in asked.path:
            body = b"<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>"
            return Answer(200, body, xml)
        if "versions" in asked.path:
            return Answer(200, b"<ListVersionsResult><Name>b</Name></ListVersionsResult>", xml)
        if asked.method == "PUT":
            if put is not None and "x-amz-object-lock-mode" in asked.headers:
                return put
            stored["x-amz-meta-put-id"] = asked.headers["x-amz-meta-put-id"]
            return Answer(200)
        return Answer(200, headers=stored | headers) if stored else Answer(404)

    return respond


def kept_at(respond: Callable[[Asked], Answer]) -> bool:
    with faulty(respond) as server:
        settings = S3Settings(server.endpoint, "bucket", "key", "secret", retries=0)
        return S3Store(settings).keep("a", b"note", dt.datetime(2030, 1, 1, 12, 30, 5, 999, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"x-amz-object-lock-mode": "COMPLIANCE"} | {"x-amz-object-lock-retain-until-date": date}, expected)
        for date, expected in (
            ("2030-01-01T12:30:05.000000000Z", True),
            ("2030-01-01T12:30:05Z", True),
            ("2030-01-01T12:30:04Z", False),
            ("Tue, 01 Jan 2030", False),
        )
    ]
    + [({}, False), ({"x-amz-object-lock-mode": "COMPLIANCE"}, False)],
    ids=str,
)
def test_a_lock_is_believed_only_when_the_object_tells_of_it(told: dict[str, str], expected: bool) -> None:  # noqa: FBT001 - a column of the table
    assert kept_at(with_lock(told)) is expected


@pytest.mark.parametrize("refusal", [xml_error(400, "InvalidRequest"), xml_error(501, "NotImplemented")], ids=str)
def test_a_server_that_refuses_the_lock_still_keeps_the_object(refusal: Answer) -> None:
    assert kept_at(with_lock({}, refusal)) is False


def test_a_server_that_knows_neither_conditions_nor_versions_serves_all_the_same() -> None:
    objects: dict[str, tuple[str, bytes]] = {}

    def respond(asked: Asked) -> Answer:
        name = asked.path.split("?")[0]
        if "versions" in asked.path or "if-none-match" in asked.headers or "uploads" in asked.path:
            return xml_error(501, "NotImplemented")
        if asked.method == "PUT":
            objects[name] = (asked.headers["x-amz-meta-put-id"], asked.body)
            return Answer(200)
        if name == "/bucket":
            return Answer(200)
        if asked.method == "DELETE":
            del objects[name]
            return Answer(204)
        if name not in objects:
            return Answer(404) if asked.method == "HEAD" else xml_error(404, "NoSuchKey")
        return Answer(200, objects[name][1], {"x-amz-meta-put-id": objects[name][0]})

    with faulty(respond) as server:
        store = S3Store(S3Settings(server.endpoint, "bucket", "key", "secret", retries=1, pause_seconds=0.01))

        store.put("a", [b"whole"])
        assert store.read("a") == b"whole"
        with pytest.raises(NameTaken):
            store.put("a", [b"other"])
        assert store.sweep() == 0
        assert store.delete("a")
        assert not store.delete("a")


def test_a_lock_before_its_time_is_not_lifted_by_the_owner_either(gateway: Access) -> None:
    settings = settings_for(gateway)
    store = store_with(settings, LOCKED)
    store.keep("ledger/1", b"true", TOMORROW)
    version = next(iter(store._versions("ledger/1"))).version_id

    with pytest.raises(S3Error):
        store._client._execute(
            "DELETE",
            settings.bucket,
            "ledger/1",
            headers={"x-amz-bypass-governance-retention": "true"},
            query_params={"versionId": version or ""},
        )
