"""Fresh buckets of each kind on the tests' gateway."""

import secrets

from minio.commonconfig import ENABLED
from minio.versioningconfig import VersioningConfig

from storage.s3 import S3Settings, S3Store
from tests.storage.rgw import Access

LOCKED = "locked"


def settings_for(gateway: Access) -> S3Settings:
    """Settings with the name of a bucket that is not there yet."""
    name = f"gijo-{secrets.token_hex(6)}"
    return S3Settings(gateway.endpoint, name, gateway.access_key, gateway.secret_key, region=gateway.region)


def store_with(settings: S3Settings, versioning: str = "") -> S3Store:
    """A store in a new bucket: plain, with versions (`ENABLED`, `SUSPENDED`), or as we make it ourselves (`LOCKED`)."""
    store = S3Store(settings)
    if versioning == LOCKED:
        store.create_bucket()
        return store
    store._client.make_bucket(settings.bucket)
    if versioning:
        store._client.set_bucket_versioning(settings.bucket, VersioningConfig(ENABLED))
        store._client.set_bucket_versioning(settings.bucket, VersioningConfig(versioning))
    return store


def versions_in(store: S3Store) -> int:
    """All versions and delete markers that lie in the bucket."""
    return len(list(store._client.list_objects(store._bucket, recursive=True, include_version=True)))
