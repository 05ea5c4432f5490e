"""Makes, locks and examines a bucket itself, not the objects in it: would it lose papers, or show them to strangers?

Servers differ, so what can be tried is tried (a stranger's request, a lock that was set) rather than asked for, and
a server that does not know a question is told apart from one that answers it badly.
"""
# ruff: noqa: SLF001 - the SDK has no public call for a bucket's ACL, for raw headers, or for a request by nobody

import base64
import contextlib
import datetime as dt
import email.utils
import hashlib
import secrets
import time
from collections.abc import Iterator

from minio import Minio
from minio.commonconfig import ENABLED
from minio.datatypes import Object
from minio.versioningconfig import VersioningConfig

from storage.s3_wire import S3Settings, connect, translated
from storage.store import (
    UNREACHABLE,
    Broken,
    Forbidden,
    Full,
    Gravity,
    Missing,
    StoreFailure,
    StoreFinding,
    Unavailable,
)

UNDELETABLE = (
    "保管庫のデータを削除できません。削除の権限（バージョンの削除を含む）がないか、バケットに保持期間が決められて"
    "います。権限を加え、バケット全体の保持期間は外してください。"
)
_PUBLIC_READ = (
    "保管庫をだれでも読めます（資料は暗号化されていますが、公開してはいけません）。バケットの公開設定を外してください。"
)
_PUBLIC_WRITE = "保管庫にだれでも書き込めます。資料が消されるおそれがあります。バケットの公開設定を外してください。"
_EXPIRES = "保管庫が資料を自動で削除する設定になっています。ライフサイクルの規則から、期限による削除を外してください。"
_NO_VERSIONS = (
    "保管庫に版の記録（バージョニング）がありません。まちがって消されたデータは戻せないので、"
    "毎日のバックアップを必ず取ってください。"
)
_NO_LOCK = (
    "保管庫に変更禁止（オブジェクトロック）がありません。台帳の検証点は、書庫や別の場所にも控えを置いてください。"
)
_DEFAULT_LOCK = (
    "バケット全体に保持期間が決められているため、受け取りに失敗したファイルの残りを消せません。"
    "バケットの既定の保持を外してください（台帳の検証点には、議場が一つずつ保持期間をつけます）。"
)
_SKEWED = "保管庫とこの計算機の時計が {seconds} 秒ずれています。時刻合わせ（NTP）を確かめてください。"
_SKEW_LIMIT_SECONDS = 60
_REFUSALS = {
    "NoSuchBucket": "バケットがありません。gijo store create で作るか、[store] bucket の名前を確かめてください。",
    "InvalidBucketName": "バケットの名前が使えません。[store] bucket を確かめてください。",
    "InvalidAccessKeyId": "保管庫が利用者を知りません。[store] access_key を確かめてください。",
    "SignatureDoesNotMatch": "保管庫に署名を拒否されました。[store] secret_key と region を確かめてください。",
    "AccessDenied": (
        "保管庫に拒否されました。このバケットの一覧・読み取り・書き込み・削除の権限と、"
        "[store] bucket・access_key・secret_key を確かめてください。"
    ),
    "RequestTimeTooSkewed": (
        "この計算機の時計が保管庫と大きくずれているため、拒否されました。時刻合わせ（NTP）を確かめてください。"
    ),
    "AuthorizationHeaderMalformed": "保管庫の地域が違います。[store] region を確かめてください。",
}


def create(client: Minio, bucket: str) -> None:
    """Make the bucket where it is missing; with locks, else with versions, else plain. Raises what the SDK raises."""
    if client.bucket_exists(bucket):
        return
    try:
        with translated(bucket):
            client.make_bucket(bucket, object_lock=True)
    except (Forbidden, Broken):
        client.make_bucket(bucket)
    with contextlib.suppress(Forbidden, Broken), translated(bucket):
        if client.get_bucket_versioning(bucket).status != ENABLED:
            client.set_bucket_versioning(bucket, VersioningConfig(ENABLED))


def knock(client: Minio, settings: S3Settings) -> None:
    """Ask for something small by GET, not HEAD: only answers to GET have a body that says why a request is refused."""
    client._execute("GET", settings.bucket, query_params={"max-keys": "1", "prefix": settings.prefix})


def offers_lock(client: Minio, bucket: str) -> bool:
    """Whether objects may be locked one by one. Raises Unavailable; every other answer means no."""
    return _lock_configuration(client, bucket) is not None


def _lock_configuration(client: Minio, bucket: str) -> bytes | None:
    try:
        with translated(bucket):
            answer = client._execute("GET", bucket, query_params={"object-lock": ""}).data
    except Unavailable:
        raise
    except StoreFailure:
        return None
    return answer if b"<ObjectLockEnabled>Enabled<" in answer else None


def lock_headers(data: bytes, until: dt.datetime) -> dict[str, str]:
    """Headers of a put that nobody may undo before `until`; servers want a checksum with them."""
    return {
        "Content-MD5": base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode(),
        "x-amz-object-lock-mode": "COMPLIANCE",
        "x-amz-object-lock-retain-until-date": until.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def is_locked(found: Object, until: dt.datetime) -> bool:
    """What the object's own headers say; fractions of a second, with any number of digits, are not compared."""
    told = {key.lower(): value for key, value in (found.metadata or {}).items()}
    mode, date = told.get("x-amz-object-lock-mode", ""), str(told.get("x-amz-object-lock-retain-until-date", ""))
    try:
        kept_until = dt.datetime.fromisoformat(f"{date[:19]}+00:00")
    except ValueError:
        return False
    return mode == "COMPLIANCE" and kept_until >= until.astimezone(dt.UTC).replace(microsecond=0)


def refusal(failure: StoreFailure) -> StoreFinding:
    """Why nothing can be done with the bucket, in words that name the setting to look at."""
    if isinstance(failure, Unavailable):
        return StoreFinding(UNREACHABLE, failure.name, failure.sentence, Gravity.MEND)
    if isinstance(failure, Full):
        return StoreFinding("full", failure.name, failure.sentence, Gravity.MEND)
    sentence = next((words for code, words in _REFUSALS.items() if f"code: {code}," in failure.detail), "")
    return StoreFinding("refused", failure.name, sentence or failure.sentence, Gravity.STOP)


def examine(client: Minio, settings: S3Settings, probe_name: str) -> list[StoreFinding]:
    """The findings about a bucket that works; `probe_name` is the name of an object in it.

    Raises StoreFailure when the server stops answering meanwhile.
    """
    return [
        *_open_to_strangers(settings, probe_name),
        *_granted_to_groups(client, settings.bucket),
        *_expiring(client, settings),
        *_versions_and_locks(client, settings.bucket),
        *_clock(client, settings.bucket),
    ]


def _open_to_strangers(settings: S3Settings, probe_name: str) -> Iterator[StoreFinding]:
    """Whether strangers can read the bucket, tried by a request without credentials, which works with every server."""
    stranger = connect(settings, silence_seconds=settings.read_seconds, is_anonymous=True)
    bucket, probe = settings.bucket, settings.prefix + probe_name
    written = f"{settings.prefix}check/{secrets.token_hex(8)}"

    def may(method: str, key: str | None = None, body: bytes | None = None) -> bool:
        try:
            with translated(key or bucket):
                stranger._execute(method, bucket, key, body=body, query_params=None if key else {"max-keys": "1"})
        except Unavailable:
            raise
        except StoreFailure:
            return False
        return True

    if may("GET") or may("GET", probe):
        yield StoreFinding("public", bucket, _PUBLIC_READ, Gravity.STOP)
    if may("PUT", written, b"stranger"):
        with contextlib.suppress(StoreFailure), translated(written):
            stranger._execute("DELETE", bucket, written)
        yield StoreFinding("public-write", bucket, _PUBLIC_WRITE, Gravity.STOP)


def _granted_to_groups(client: Minio, bucket: str) -> Iterator[StoreFinding]:
    """A finding when all users of the server may read the bucket, which a request without credentials does not show."""
    with contextlib.suppress(Forbidden, Broken, Missing), translated(bucket):
        acl = client._execute("GET", bucket, query_params={"acl": ""}).data
        if b"/groups/global/AuthenticatedUsers" in acl:
            yield StoreFinding("public", bucket, _PUBLIC_READ, Gravity.STOP)


def _expiring(client: Minio, settings: S3Settings) -> Iterator[StoreFinding]:
    with contextlib.suppress(Forbidden, Broken, Missing), translated(settings.bucket):
        lifecycle = client.get_bucket_lifecycle(settings.bucket)
        for rule in lifecycle.rules if lifecycle is not None else ():
            prefix = (rule.rule_filter.prefix if rule.rule_filter else "") or ""
            touches_ours = prefix.startswith(settings.prefix) or settings.prefix.startswith(prefix)
            expires = rule.expiration is not None and (rule.expiration.days or rule.expiration.date)
            if rule.status == ENABLED and touches_ours and expires:
                yield StoreFinding("expiring", settings.bucket, _EXPIRES, Gravity.STOP)
                return


def _versions_and_locks(client: Minio, bucket: str) -> Iterator[StoreFinding]:
    try:
        with translated(bucket):
            is_versioned = client.get_bucket_versioning(bucket).status == ENABLED
    except (Forbidden, Broken):
        is_versioned = False
    if not is_versioned:
        yield StoreFinding("unversioned", bucket, _NO_VERSIONS, Gravity.KNOW)
    locks = _lock_configuration(client, bucket)
    if locks is None:
        yield StoreFinding("unlocked", bucket, _NO_LOCK, Gravity.KNOW)
    elif b"<DefaultRetention>" in locks:
        yield StoreFinding("default-lock", bucket, _DEFAULT_LOCK, Gravity.MEND)


def _clock(client: Minio, bucket: str) -> Iterator[StoreFinding]:
    """A finding when the server's clock differs by minutes: it refuses requests, and retention ends at a wrong time."""
    with translated(bucket):
        date = client._execute("HEAD", bucket).headers.get("Date", "")
    with contextlib.suppress(ValueError):
        skew_seconds = abs(email.utils.parsedate_to_datetime(date).timestamp() - time.time())
        if skew_seconds > _SKEW_LIMIT_SECONDS:
            yield StoreFinding("clock", bucket, _SKEWED.format(seconds=round(skew_seconds)), Gravity.MEND)
