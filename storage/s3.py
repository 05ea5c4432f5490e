"""Objects in one bucket of any S3 server. Knows the protocol's limits; knows nothing of what the bytes mean.

Servers differ in what they promise about creating a name once. A name is looked up before a put; single-request
puts carry If-None-Match; on versioned buckets, where some servers ignore that, the oldest version wins.
Two multipart puts of one name that end within milliseconds on an unversioned bucket are not told apart.
"""

import contextlib
import datetime as dt
import hashlib
import secrets
import time
from collections.abc import Iterable, Iterator

from minio import Minio
from minio.datatypes import Object

from storage import s3_bucket
from storage.breaker import Breaker, LeftAlone
from storage.s3_wire import (
    PUT_ID_HEADER,
    PutStep,
    S3Settings,
    Unsupported,
    Upload,
    abort_stale_uploads,
    connect,
    translated,
)
from storage.store import (
    STREAM_BYTES,
    Broken,
    Forbidden,
    Missing,
    NameTaken,
    Stored,
    StoreFailure,
    StoreFinding,
    Unavailable,
    checked_name,
    checked_prefix,
)

__all__ = ["S3Settings", "S3Store"]


class S3Store:
    """A `Store` in a bucket. Safe to share between threads, not across a fork: make one per process."""

    def __init__(self, settings: S3Settings) -> None:
        self._settings = settings
        self._bucket = settings.bucket
        self._client: Minio = connect(settings, silence_seconds=settings.write_seconds)
        self._reader: Minio = connect(settings, silence_seconds=settings.read_seconds)
        self._breaker = Breaker(crowd=settings.crowd, patience_seconds=settings.read_seconds / 2)
        self._offers_lock: bool | None = None

    def create_bucket(self) -> None:
        """Make the bucket where it is missing, versioned and with locks if the server knows them.

        For a first installation; serving needs no such right. A bucket that is there stays as it is.
        """
        with translated(""):
            s3_bucket.create(self._client, self._bucket)

    def put(self, name: str, chunks: Iterable[bytes]) -> Stored:
        key = self._key(name)
        if self.exists(name):
            raise NameTaken(name)
        put_id = secrets.token_hex(16)
        upload = Upload(self._client, self._bucket, key, put_id)
        digest, size_bytes, waiting = hashlib.sha256(), 0, b""
        try:
            for part in _parts(chunks, self._settings.part_bytes):
                digest.update(part)
                size_bytes += len(part)
                if waiting:
                    with self._writing(name):
                        upload.add_part(waiting)
                waiting = part
            if size_bytes <= self._settings.part_bytes:
                version = self._finish(name, put_id, lambda: upload.put_whole(waiting))
            else:
                with self._writing(name):
                    upload.add_part(waiting)
                if self.exists(name):
                    raise NameTaken(name)  # noqa: TRY301 - the handler below throws the parts away
                version = self._finish(name, put_id, upload.complete, expect_bytes=size_bytes)
        except BaseException:
            upload.abort(self._reader)
            raise
        if version:
            self._yield_to_older(name, version)
        return Stored(size_bytes, digest.hexdigest())

    def read(self, name: str) -> bytes:
        """The whole object. A broken-off answer is asked for again, until `read_seconds` have passed in all."""
        began = time.monotonic()
        for attempt in range(self._settings.retries):
            try:
                return b"".join(self.stream(name))
            except LeftAlone:
                raise
            except Unavailable:
                if time.monotonic() - began > self._settings.read_seconds:
                    raise
                time.sleep(self._pause_seconds(attempt))
        return b"".join(self.stream(name))

    def stream(self, name: str) -> Iterator[bytes]:
        yield from self._stream(name, None)

    def _stream(self, name: str, version_id: str | None) -> Iterator[bytes]:
        key = self._key(name)
        with self._breaker.reading(name), translated(name):
            answer = self._reader.get_object(self._bucket, key, version_id=version_id)
        try:
            while True:
                with self._writing(name):
                    piece = answer.read(STREAM_BYTES)
                if not piece:
                    return
                yield piece
        finally:
            answer.close()
            answer.release_conn()

    def exists(self, name: str) -> bool:
        return self._stat(name) is not None

    def delete(self, name: str) -> bool:
        self._breaker.check(name)
        versions = self._versions(name)
        for version in versions:
            with self._writing(name):
                self._client.remove_object(self._bucket, self._key(name), version_id=version.version_id)
        return any(not version.is_delete_marker for version in versions)

    def names(self, prefix: str = "") -> Iterator[str]:
        checked_prefix(prefix)
        self._breaker.check(prefix)
        home = self._settings.prefix
        with self._writing(prefix):
            for found in self._reader.list_objects(self._bucket, prefix=home + prefix, recursive=True):
                yield (found.object_name or "").removeprefix(home)

    def keep(self, name: str, data: bytes, until: dt.datetime) -> bool:
        """Under object lock (COMPLIANCE) where the bucket has it.

        What the server says is read from the object's headers: the SDK cannot read every server's retention, and
        some servers take the order and forget it.
        """
        if self._versions(name):
            raise NameTaken(name)
        upload = Upload(self._client, self._bucket, self._key(name), put_id := secrets.token_hex(16))
        if self._has_locks():
            headers = s3_bucket.lock_headers(data, until)
            with contextlib.suppress(Forbidden, Broken):  # a server that refuses locks: keep it without one
                self._finish(name, put_id, lambda: upload.put_whole(data, headers=headers))
                found = self._stat(name)
                return found is not None and s3_bucket.is_locked(found, until)
        self._finish(name, put_id, lambda: upload.put_whole(data))
        return False

    def kept(self, prefix: str = "") -> Iterator[tuple[str, bytes]]:
        """The oldest version of each name: a delete marker, or another's version on top, hides nothing."""
        checked_prefix(prefix)
        home, oldest = self._settings.prefix, dict[str, str | None]()
        try:
            with self._writing(prefix):
                for version in self._client.list_objects(
                    self._bucket, prefix=home + prefix, recursive=True, include_version=True
                ):
                    if not version.is_delete_marker:
                        oldest[(version.object_name or "").removeprefix(home)] = version.version_id
        except Unsupported:
            oldest = dict.fromkeys(self.names(prefix))
        for name, version_id in sorted(oldest.items(), reverse=True):
            yield name, b"".join(self._stream(name, version_id))

    def sweep(self) -> int:
        """Abort old unfinished uploads; how many. Only old ones: writers on other machines may still be at work."""
        with contextlib.suppress(Unsupported), translated(""):
            return abort_stale_uploads(self._client, self._settings)
        return 0

    def check(self) -> list[StoreFinding]:
        """Try everything that serving needs, then ask what the bucket would do to papers; see `s3_bucket.examine`."""
        name = f"check/{secrets.token_hex(8)}"
        probe = secrets.token_bytes(64)
        try:
            with translated(""):
                s3_bucket.knock(self._client, self._settings)
            self.sweep()
            self.put(name, [probe])
            is_same = self.read(name) == probe
            findings = s3_bucket.examine(self._client, self._settings, name)
        except StoreFailure as failure:
            return [s3_bucket.refusal(failure)]
        try:
            self.delete(name)
        except StoreFailure as failure:
            findings.append(
                StoreFinding(
                    "undeletable", name, s3_bucket.UNDELETABLE if isinstance(failure, Forbidden) else failure.sentence
                )
            )
        return findings if is_same else [*findings, StoreFinding("unreadable", name, Broken.sentence)]

    def _has_locks(self) -> bool:
        if self._offers_lock is None:
            self._offers_lock = s3_bucket.offers_lock(self._client, self._bucket)
        return self._offers_lock

    @contextlib.contextmanager
    def _writing(self, name: str) -> Iterator[None]:
        """To be put around a call that has time-outs of its own; tells the breaker whether it was answered."""
        try:
            with translated(name):
                yield
        except Unavailable:
            self._breaker.failed()
            raise
        else:
            self._breaker.worked()

    def _key(self, name: str) -> str:
        return self._settings.prefix + checked_name(name)

    def _stat(self, name: str) -> Object | None:
        key = self._key(name)
        try:
            with self._breaker.reading(name), translated(name):
                return self._reader.stat_object(self._bucket, key)
        except Missing:
            return None

    def _versions(self, name: str) -> list[Object]:
        """All versions and delete markers of exactly this name, newest first."""
        key, found = self._key(name), []
        try:
            with self._writing(name):
                for version in self._reader.list_objects(
                    self._bucket, prefix=key, recursive=True, include_version=True
                ):
                    if version.object_name != key:
                        break  # listings are sorted, so a longer name ends ours
                    found.append(version)
        except Unsupported:
            only = self._stat(name)
            return [only] if only is not None else []
        return found

    def _finish(self, name: str, put_id: str, step: PutStep, *, expect_bytes: int = -1) -> str | None:
        """Do the request that makes the object appear.

        When the answer is lost, the repeated request is refused because the object exists already: its put-id tells
        whether it is ours. After a multipart upload the object is looked at in any case, because S3 servers may send
        errors with status 200.
        """
        try:
            with self._writing(name):
                version = step()
        except StoreFailure:
            found = self._stat_or_nothing(name)
            if found is None or not _is_ours(found, put_id):
                raise
            return found.version_id
        if expect_bytes >= 0:
            found = self._stat(name)
            if found is None or not _is_ours(found, put_id) or found.size != expect_bytes:
                raise Broken(name, "the upload ended well, but the object is not there")
        return version

    def _stat_or_nothing(self, name: str) -> Object | None:
        try:
            return self._stat(name)
        except StoreFailure:
            return None

    def _yield_to_older(self, name: str, version_id: str) -> None:
        """On a versioned bucket, take our version back when another writer's is older."""
        versions = [version for version in self._versions(name) if not version.is_delete_marker]
        if len(versions) > 1 and versions[-1].version_id != version_id:
            with self._writing(name):
                self._client.remove_object(self._bucket, self._key(name), version_id=version_id)
            raise NameTaken(name)

    def _pause_seconds(self, attempt: int) -> float:
        jitter: float = 0.5 + secrets.randbelow(1000) / 1000
        return self._settings.pause_seconds * float(2**attempt) * jitter


def _is_ours(found: Object, put_id: str) -> bool:
    metadata = {key.lower(): value for key, value in (found.metadata or {}).items()}
    return secrets.compare_digest(str(metadata.get(PUT_ID_HEADER, "")), put_id)


def _parts(chunks: Iterable[bytes], part_bytes: int) -> Iterator[bytes]:
    """Gather chunks into parts of exactly `part_bytes`, the last one shorter; nothing for an empty source."""
    gathered = bytearray()
    for chunk in chunks:
        rest = memoryview(chunk)
        while len(rest) > 0:
            taken = rest[: part_bytes - len(gathered)]
            gathered += taken
            rest = rest[len(taken) :]
            if len(gathered) == part_bytes:
                yield bytes(gathered)
                gathered.clear()
    if gathered:
        yield bytes(gathered)
