"""The backends of the rehearsed server: SQLite and a folder, or PostgreSQL and an S3 server, both started here."""

import contextlib
import secrets
from collections.abc import Iterator

from minio import Minio
from minio.commonconfig import ENABLED
from minio.versioningconfig import VersioningConfig

BACKENDS = ("embedded", "servers")


class NoBackend(Exception):
    """The servers are not installed; the message says what to install."""


@contextlib.contextmanager
def backend(kind: str) -> Iterator[dict[str, str]]:
    """Settings for the service's environment; the servers live as long as the context. Raises NoBackend."""
    if kind == "embedded":
        yield {}
        return
    if kind != "servers":
        raise NoBackend(f"BACKEND is one of {', '.join(BACKENDS)}, not {kind!r}")
    with _postgresql() as database_url, _s3() as store:
        yield {"GIJO_DATABASE_URL": database_url, **store}


@contextlib.contextmanager
def _postgresql() -> Iterator[str]:
    """A durable cluster: it waits for the disk at each commit, as SQLite does here."""
    from tests.support import postgres  # noqa: PLC0415 - needs the PostgreSQL driver, which embedded runs do not

    try:
        cluster = postgres.Cluster(is_durable=True)
    except postgres.NoServer as error:
        raise NoBackend(str(error)) from error
    try:
        with cluster.database() as url:
            yield url
    finally:
        cluster.remove()


@contextlib.contextmanager
def _s3() -> Iterator[dict[str, str]]:
    from tests.storage import rgw  # noqa: PLC0415 - only this backend starts it

    if missing := rgw.missing_programs():
        raise NoBackend(f"not here: {', '.join(missing)}. {rgw.INSTALL}")
    with rgw.Gateway() as access:
        bucket = f"gijo-{secrets.token_hex(4)}"
        client = Minio(
            endpoint=access.endpoint.removeprefix("http://"),
            access_key=access.access_key,
            secret_key=access.secret_key,
            region=access.region,
            secure=False,
        )
        client.make_bucket(bucket_name=bucket)
        client.set_bucket_versioning(bucket_name=bucket, config=VersioningConfig(ENABLED))
        yield {
            "GIJO_STORE_KIND": "s3",
            "GIJO_STORE_ENDPOINT": access.endpoint,
            "GIJO_STORE_BUCKET": bucket,
            "GIJO_STORE_REGION": access.region,
            "GIJO_STORE_ACCESS_KEY": access.access_key,
            "GIJO_STORE_SECRET_KEY": access.secret_key,
        }
