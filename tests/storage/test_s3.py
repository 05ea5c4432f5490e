"""Objects on an S3 server: the contract over a real Ceph gateway, on plain and on versioned buckets."""

import os
from collections.abc import Iterator
from dataclasses import replace

import pytest
from minio.commonconfig import ENABLED
from minio.error import S3Error
from minio.versioningconfig import SUSPENDED
from urllib3.response import HTTPResponse

from storage.s3 import S3Store
from storage.s3_wire import translated
from storage.store import Forbidden, Full, Gravity, NameTaken
from tests.storage.buckets import LOCKED, settings_for, store_with, versions_in
from tests.storage.contract import PIECE, SourceFailed, StoreContract, failing_source
from tests.storage.rgw import Access

pytestmark = pytest.mark.server("an S3 server")


@pytest.fixture(params=["", ENABLED, SUSPENDED, LOCKED], ids=["plain", "versioned", "suspended", "locked"])
def store(gateway: Access, request: pytest.FixtureRequest) -> S3Store:
    return store_with(settings_for(gateway), request.param)


class TestS3Store(StoreContract):
    """The contract, on Ceph."""

    def test_delete_leaves_no_version_behind(self, store: S3Store) -> None:
        store.put("a", [b"1"])
        store._client.remove_object(store._bucket, "a")

        assert not store.exists("a")
        store.delete("a")

        assert versions_in(store) == 0

    def test_a_failed_large_put_leaves_no_upload_behind(self, store: S3Store) -> None:
        with pytest.raises(SourceFailed):
            store.put("a", failing_source(80))

        assert store._client._list_multipart_uploads(store._bucket).uploads == []
        assert versions_in(store) == 0


def test_a_store_under_a_prefix_sees_only_its_own(gateway: Access) -> None:
    settings = settings_for(gateway)
    whole = store_with(settings)
    part = S3Store(replace(settings, prefix="tenant-1/"))

    whole.put("other", [b"1"])
    part.put("a", [b"2"])

    assert sorted(whole.names()) == ["other", "tenant-1/a"]
    assert list(part.names()) == ["a"]
    assert list(part.names("o")) == []
    assert {finding.gravity for finding in part.check()} == {Gravity.KNOW}


def test_uploads_of_dead_writers_are_swept_when_they_are_old(gateway: Access) -> None:
    settings = settings_for(gateway)
    store = store_with(settings)
    for name in ("a", "b"):
        store._client._create_multipart_upload(settings.bucket, name, {})

    assert store.sweep() == 0, "young ones may be at work"
    assert S3Store(replace(settings, stale_upload_seconds=-5)).sweep() == 2
    assert S3Store(replace(settings, stale_upload_seconds=-5)).sweep() == 0


def test_on_a_versioned_bucket_the_older_version_wins(gateway: Access) -> None:
    """The server ignores If-None-Match there, so a writer that overtook the look-up is recognised afterwards."""
    store = store_with(settings_for(gateway), ENABLED)

    def occupied_meanwhile() -> Iterator[bytes]:
        yield b"second"
        store.put("a", [b"first"])

    with pytest.raises(NameTaken):
        store.put("a", occupied_meanwhile())

    assert store.read("a") == b"first"
    assert versions_in(store) == 1


def test_a_wrong_secret_is_forbidden_and_check_says_so(gateway: Access) -> None:
    settings = settings_for(gateway)
    store_with(settings)
    stranger = S3Store(replace(settings, secret_key="wrong"))

    with pytest.raises(Forbidden):
        stranger.put("a", [b"x"])
    findings = stranger.check()

    assert [finding.kind for finding in findings] == ["refused"]
    assert "secret_key" in findings[0].sentence


def test_a_missing_bucket_is_forbidden_not_missing(gateway: Access) -> None:
    store = S3Store(settings_for(gateway))

    with pytest.raises(Forbidden):
        list(store.names())
    with pytest.raises(Forbidden):
        store.read("a")
    with pytest.raises(Forbidden):
        store.put("a", [b"x"])


def test_making_the_bucket_twice_is_harmless(gateway: Access) -> None:
    store = store_with(settings_for(gateway))

    store.create_bucket()

    assert {finding.kind for finding in store.check()} == {"unversioned", "unlocked"}, "it stays as it was"


def test_many_pages_are_listed_across_several_answers(gateway: Access) -> None:
    store = store_with(settings_for(gateway))
    for number in range(1005):
        store._client._put_object(store._bucket, f"p/{number}", b"x")

    assert len(set(store.names("p/"))) == 1005
    assert store.delete("p/100")


def test_a_page_of_random_bytes_survives_the_wire(gateway: Access) -> None:
    store = store_with(settings_for(gateway))
    page = os.urandom(300_001)

    store.put("v/1", [page[:100], page[100:]])

    assert store.read("v/1") == page
    assert len(PIECE) == 262_144


def test_a_quota_that_is_reached_is_named_full() -> None:
    with pytest.raises(Full), translated("a"):
        raise S3Error(HTTPResponse(status=403), "QuotaExceeded", "", "", "", "")
