"""Requests to S3 servers: time-outs, retries, and the SDK's errors turned into ours. Knows no object's meaning.

The only module that touches the SDK's inner methods: its public upload leaks threads when a source fails.
"""
# ruff: noqa: SLF001 - the public put_object can set neither If-None-Match nor abort cleanly; see above

import contextlib
import datetime as dt
import email.utils
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import ParseError

import certifi
import urllib3
from minio import Minio
from minio.datatypes import Part
from minio.error import InvalidResponseError, MinioException, S3Error, ServerError

from storage.store import Broken, Forbidden, Full, Missing, NameTaken, StoreFailure, Unavailable

PUT_ID_HEADER = "x-amz-meta-put-id"
_RETRIED_STATUS = (429, 500, 502, 503, 504)
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", re.ASCII)
_LEAST_PART_BYTES = 5 * 1024 * 1024


class Unsupported(Forbidden):
    """The server does not support the request; the caller has to go on without."""


_CAUSES: dict[str, type[StoreFailure]] = {
    "NoSuchKey": Missing,
    "NoSuchVersion": Missing,
    "PreconditionFailed": NameTaken,
    "ConditionalRequestConflict": NameTaken,
    "QuotaExceeded": Full,
    "EntityTooLarge": Full,
    "InsufficientStorage": Full,
    "XMinioStorageFull": Full,
    "NoSuchBucket": Forbidden,
    "InvalidBucketName": Forbidden,
    "AccessDenied": Forbidden,
    "InvalidAccessKeyId": Forbidden,
    "SignatureDoesNotMatch": Forbidden,
    "RequestTimeTooSkewed": Forbidden,
    "AuthorizationHeaderMalformed": Forbidden,
    "PermanentRedirect": Forbidden,
    "Redirect": Forbidden,
    "MethodNotAllowed": Unsupported,
    "NotImplemented": Unsupported,
}


@dataclass(frozen=True)
class S3Settings:
    """Where the bucket is. `endpoint` is `https://host[:port]`; plain http is accepted on loopback only.

    Silence is waited for at most twice, `read_seconds` when an object is looked up or read, `write_seconds` when
    something is written; refused connections and busy answers are tried `retries` times more. Pauses in between come
    to a few times `pause_seconds`. `crowd`: so many readers wait for the server at the same time, see `Breaker`.
    """

    endpoint: str
    bucket: str
    access_key: str
    secret_key: str = field(repr=False)
    region: str = "us-east-1"
    prefix: str = ""
    ca_file: Path | None = None
    connect_seconds: float = 3.0
    read_seconds: float = 4.0
    write_seconds: float = 10.0
    retries: int = 3
    crowd: int = 64
    pause_seconds: float = 0.2
    part_bytes: int = 8 * 1024 * 1024
    stale_upload_seconds: int = 24 * 3600

    def __post_init__(self) -> None:
        address = urlsplit(self.endpoint)
        if address.scheme not in {"http", "https"} or not address.hostname or address.path not in {"", "/"}:
            raise ValueError("an S3 endpoint is https://host[:port]")
        if address.scheme == "http" and address.hostname not in {"127.0.0.1", "::1", "localhost"}:
            raise ValueError("plain http to an S3 server is for the same machine only; use https")
        if not _BUCKET.fullmatch(self.bucket):
            raise ValueError("a bucket's name has 3 to 63 small letters, digits, dots and hyphens")
        if self.prefix and not self.prefix.endswith("/"):
            raise ValueError("a prefix ends with a slash")
        if self.part_bytes < _LEAST_PART_BYTES:
            raise ValueError("S3 parts have at least 5 MiB")
        if min(self.connect_seconds, self.read_seconds, self.write_seconds) <= 0 or self.retries < 0 or self.crowd < 1:
            raise ValueError("S3 time-outs are longer than nothing")
        if not self.region:
            raise ValueError("name the region; asking the server for it costs a request and trust")


def connect(settings: S3Settings, *, silence_seconds: float, is_anonymous: bool = False) -> Minio:
    """A client that waits seconds, retries a few times with jitter, and follows no redirect."""
    address = urlsplit(settings.endpoint)
    retries = urllib3.Retry(
        total=settings.retries,
        read=min(1, settings.retries),  # each silence takes `silence_seconds` already
        redirect=0,
        raise_on_redirect=False,
        status_forcelist=_RETRIED_STATUS,
        raise_on_status=False,
        allowed_methods=None,  # puts too: `S3Store` recognises its own object by its put-id
        backoff_factor=settings.pause_seconds,
        backoff_jitter=settings.pause_seconds,
        backoff_max=5.0,
        respect_retry_after_header=False,  # Retry-After could let a sitting wait for minutes
    )
    pool = urllib3.PoolManager(
        maxsize=32,
        timeout=urllib3.Timeout(connect=settings.connect_seconds, read=silence_seconds),
        retries=retries,
        cert_reqs="CERT_REQUIRED",
        ca_certs=str(settings.ca_file or certifi.where()),
    )
    return Minio(
        address.netloc,
        access_key=None if is_anonymous else settings.access_key,
        secret_key=None if is_anonymous else settings.secret_key,
        secure=address.scheme == "https",
        region=settings.region,
        http_client=pool,
    )


@contextlib.contextmanager
def translated(name: str) -> Iterator[None]:
    """Raise a StoreFailure for whatever the SDK, urllib3 or a parser of the answer raises."""
    try:
        yield
    except (MinioException, urllib3.exceptions.HTTPError, ParseError, ValueError, OSError) as error:
        raise _cause(error)(name, str(error)[:300]) from error


def _cause(error: Exception) -> type[StoreFailure]:
    if isinstance(error, S3Error):
        return _CAUSES.get(error.code or "") or _cause_of_status(error.response.status)
    if isinstance(error, ServerError):
        return _cause_of_status(error.status_code)
    if isinstance(error, InvalidResponseError):
        return _cause_of_status(int(error._code))
    return Broken if isinstance(error, ParseError | ValueError) else Unavailable


def _cause_of_status(status: int) -> type[StoreFailure]:
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return Forbidden
    if status in {HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED}:
        return Unsupported
    if status == HTTPStatus.INSUFFICIENT_STORAGE:
        return Full
    if status in _RETRIED_STATUS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unavailable
    return Broken


class Upload:
    """The upload of one object: a single request when it fits into one part, else a multipart upload."""

    def __init__(self, client: Minio, bucket: str, key: str, put_id: str) -> None:
        self._client = client
        self._at = (bucket, key)
        self._put_id = put_id
        self._upload_id = ""
        self._parts: list[Part] = []

    def put_whole(self, data: bytes, *, headers: Mapping[str, str] | None = None) -> str | None:
        """Store it in one request, refused by the server when the name is taken. The version id, if any.

        A server that knows no conditions is asked without one: the name was looked up before.
        """
        sent = {PUT_ID_HEADER: self._put_id, **(headers or {})}
        try:
            return self._client._put_object(*self._at, data, {**sent, "If-None-Match": "*"}).version_id
        except MinioException as error:
            if _cause(error) is not Unsupported:
                raise
        return self._client._put_object(*self._at, data, {**sent}).version_id

    def add_part(self, data: bytes) -> None:
        """Send the next part; all but the last have the same size."""
        if not self._upload_id:
            self._upload_id = self._client._create_multipart_upload(*self._at, {PUT_ID_HEADER: self._put_id})
        number = len(self._parts) + 1
        etag = self._client._upload_part(*self._at, data, None, self._upload_id, number)
        self._parts.append(Part(number, etag))

    def complete(self) -> str | None:
        """Make the parts one object. The caller looks whether it is there: an error can come with status 200."""
        return self._client._complete_multipart_upload(*self._at, self._upload_id, self._parts).version_id

    def abort(self, client: Minio) -> None:
        """Throw the parts away, by a client that gives up sooner; `sweep` removes what this did not reach."""
        if self._upload_id:
            with contextlib.suppress(StoreFailure), translated(self._at[1]):
                client._abort_multipart_upload(*self._at, self._upload_id)


def abort_stale_uploads(client: Minio, settings: S3Settings) -> int:
    """Abort uploads that began long ago. Their age is told by the server's own clock, not by ours."""
    head = client._execute("HEAD", settings.bucket)
    server_now = email.utils.parsedate_to_datetime(head.headers.get("Date", ""))
    latest = server_now - dt.timedelta(seconds=settings.stale_upload_seconds)
    count, marker, is_more = 0, "", True
    while is_more:
        page = client._list_multipart_uploads(settings.bucket, prefix=settings.prefix, key_marker=marker)
        for upload in page.uploads:
            if upload.initiated_time and upload.upload_id and upload.initiated_time <= latest:
                client._abort_multipart_upload(settings.bucket, upload.object_name, upload.upload_id)
                count += 1
        marker = page.next_key_marker or ""
        is_more = page.is_truncated and bool(marker)
    return count


PutStep = Callable[[], str | None]
