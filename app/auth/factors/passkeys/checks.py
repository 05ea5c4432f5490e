"""Checks of WebAuthn answers (Level 3: §7.1 registering, §7.2 signing in), each with its own cause of refusal.

The library verifies the signature; the other rules are checked here, because it leaves some of them out. Pure: no
database, no request.
"""

import base64
import binascii
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

import webauthn
from webauthn.helpers import parse_attestation_object
from webauthn.helpers.cose import COSECRV, COSEAlgorithmIdentifier
from webauthn.helpers.decode_credential_public_key import (
    DecodedEC2PublicKey,
    DecodedOKPPublicKey,
    DecodedRSAPublicKey,
)
from webauthn.helpers.structs import AttestationFormat, AuthenticatorData

from app.auth.factors.errors import KeyRefused
from app.auth.factors.passkeys.challenges import hash_of

Made = TypeVar("Made")

MAX_JSON_CHARACTERS = 20_000
MAX_CREDENTIAL_ID_BYTES = 1023
_RSA_BITS = 2048
ALGORITHMS = (-7, -8, -257)
"""ES256, EdDSA, RS256 (Windows Hello), offered in this order; nothing else is accepted."""

_ATTESTATIONS = frozenset({AttestationFormat.NONE, AttestationFormat.PACKED})
"""Attestation formats that are taken. The options ask for "none"; some keys send "packed" all the same, signed by
themselves. What a format says about the key's maker is not used.
"""

_USER_PRESENT, _USER_VERIFIED, _BACKUP_ELIGIBLE, _BACKED_UP = 0x01, 0x04, 0x08, 0x10


@dataclass(frozen=True)
class Site:
    """The site that keys belong to: its exact host name (RP ID) and the exact origins from which they are used."""

    rp_id: str
    origins: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What a browser sent, decoded but not checked.

    `whole`: the JSON object as the library takes it. `parts`: the response's members by their WebAuthn names, as bytes.
    `transports`: how the key says that it can be reached ("usb", "internal"); any words may be among them.
    """

    whole: dict[str, object]
    credential_id: bytes
    client_data: bytes
    parts: dict[str, bytes]
    transports: frozenset[str] = frozenset()


@dataclass(frozen=True)
class StoredKey:
    """What was kept of a key when it was registered or last used."""

    public_key: bytes
    sign_count: int
    user_handle: bytes
    is_backup_eligible: bool


@dataclass(frozen=True)
class ShownKey:
    """The values to keep of a key that was accepted: its counter, and whether it is synchronised now."""

    sign_count: int
    is_backed_up: bool


@dataclass(frozen=True)
class Registered:
    """The values to keep of a new key."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    aaguid: str
    is_backup_eligible: bool
    is_backed_up: bool


def read(untrusted_json: str) -> Answer:
    """Decode the browser's JSON. Raises KeyRefused: too_large, malformed."""
    if len(untrusted_json) > MAX_JSON_CHARACTERS:
        raise KeyRefused("too_large")
    try:
        whole = json.loads(untrusted_json)
        response = whole["response"]
        parts = {
            name: _bytes(response[name])
            for name in ("authenticatorData", "signature", "userHandle", "attestationObject")
            if response.get(name) is not None
        }
        if whole["id"] != whole["rawId"] or whole["type"] != "public-key":
            raise KeyRefused("malformed")
        sent = response.get("transports")
        transports = (
            frozenset(each for each in sent if isinstance(each, str)) if isinstance(sent, list) else frozenset()
        )
        return Answer(whole, _bytes(whole["rawId"]), _bytes(response["clientDataJSON"]), parts, transports)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise KeyRefused("malformed") from error


def check_shown(answer: Answer, site: Site, challenge_hash: str, stored: StoredKey, *, needs_handle: bool) -> ShownKey:
    """Check an answer with which somebody signs in (§7.2). Raises KeyRefused with the cause.

    `challenge_hash`: as `challenges.take` returned it. `stored`: the key of the credential id in the answer.
    `needs_handle`: nobody has said yet who signs in, so that the key has to (the user handle).
    """
    handle = answer.parts.get("userHandle")
    if handle is None and needs_handle:
        raise KeyRefused("no_user_handle")
    if handle is not None and not hmac.compare_digest(handle, stored.user_handle):
        raise KeyRefused("user_handle")
    _check_client(answer.client_data, "webauthn.get", site, challenge_hash)
    authenticator = answer.parts.get("authenticatorData", b"")
    flags = _check_authenticator(authenticator, site)
    _guarded("signature", lambda: _verify_shown(answer, site, stored))
    if bool(flags & _BACKUP_ELIGIBLE) != stored.is_backup_eligible:
        raise KeyRefused("backup_eligibility")
    # Only after the signature: before it, anybody could forge a counter and raise the alarm about a copied key.
    count = int.from_bytes(authenticator[33:37], "big")
    if (count or stored.sign_count) and count <= stored.sign_count:
        raise KeyRefused("counter")
    return ShownKey(count, bool(flags & _BACKED_UP))


def check_registered(answer: Answer, site: Site, challenge_hash: str) -> Registered:
    """Check the answer that registers a new key (§7.1), but not whether it is registered already. Raises KeyRefused."""
    _check_client(answer.client_data, "webauthn.create", site, challenge_hash)
    attestation = _guarded("malformed", lambda: parse_attestation_object(answer.parts["attestationObject"]))
    parsed: AuthenticatorData = attestation.auth_data
    flags = sum(
        bit
        for bit, is_set in (
            (_USER_PRESENT, parsed.flags.up),
            (_USER_VERIFIED, parsed.flags.uv),
            (_BACKUP_ELIGIBLE, parsed.flags.be),
            (_BACKED_UP, parsed.flags.bs),
        )
        if is_set
    )
    _check_flags(parsed.rp_id_hash, flags, site)
    made = parsed.attested_credential_data
    if made is None:
        raise KeyRefused("no_credential")
    if not 1 <= len(made.credential_id) <= MAX_CREDENTIAL_ID_BYTES:
        raise KeyRefused("credential_id_length")
    if made.credential_id != answer.credential_id:
        raise KeyRefused("credential_id_differs")
    if attestation.fmt not in _ATTESTATIONS:
        raise KeyRefused("attestation")
    algorithm = _guarded("malformed", lambda: webauthn.helpers.decode_credential_public_key(made.credential_public_key))
    if algorithm.alg not in ALGORITHMS or not _is_of_its_kind(algorithm):
        raise KeyRefused("algorithm")
    _guarded("attestation", lambda: _verify_registered(answer, site))
    return Registered(
        made.credential_id,
        made.credential_public_key,
        parsed.sign_count,
        webauthn.helpers.aaguid_to_string(made.aaguid),
        is_backup_eligible=bool(flags & _BACKUP_ELIGIBLE),
        is_backed_up=bool(flags & _BACKED_UP),
    )


def _is_of_its_kind(key: object) -> bool:
    """Whether the key is one that its algorithm signs with (RFC 9053, RFC 8812); another could never be shown again."""
    match key:
        case DecodedEC2PublicKey(alg=alg, crv=curve):
            return (alg, curve) == (COSEAlgorithmIdentifier.ECDSA_SHA_256, COSECRV.P256)
        case DecodedOKPPublicKey(alg=alg, crv=curve):
            return (alg, curve) == (COSEAlgorithmIdentifier.EDDSA, COSECRV.ED25519)
        case DecodedRSAPublicKey(alg=alg, n=modulus):
            is_long = int.from_bytes(modulus, "big").bit_length() >= _RSA_BITS
            return alg == COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256 and is_long
    return False


def _check_client(client_data: bytes, kind: str, site: Site, challenge_hash: str) -> None:
    try:
        data = json.loads(client_data.decode("utf-8"))
        challenge = _bytes(data["challenge"])
        kind_sent, origin = data["type"], data["origin"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise KeyRefused("malformed") from error
    if kind_sent != kind:
        raise KeyRefused("type")
    if not hmac.compare_digest(hash_of(challenge), challenge_hash):
        raise KeyRefused("challenge")
    if origin not in site.origins:
        raise KeyRefused("origin")
    if data.get("crossOrigin", False) is not False:
        raise KeyRefused("cross_origin")
    if "topOrigin" in data:
        raise KeyRefused("top_origin")


def _check_authenticator(data: bytes, site: Site) -> int:
    if len(data) < 37:
        raise KeyRefused("malformed")
    _check_flags(data[:32], data[32], site)
    return data[32]


def _check_flags(rp_id_hash: bytes, flags: int, site: Site) -> None:
    if not hmac.compare_digest(rp_id_hash, sha256(site.rp_id.encode()).digest()):
        raise KeyRefused("rp_id")
    if not flags & _USER_PRESENT:
        raise KeyRefused("no_presence")
    if not flags & _USER_VERIFIED:
        raise KeyRefused("no_verification")
    if flags & _BACKED_UP and not flags & _BACKUP_ELIGIBLE:
        raise KeyRefused("backup_state")


def _verify_shown(answer: Answer, site: Site, stored: StoredKey) -> object:
    """Let the library verify the signature. It is told that the stored count is 0 and so never refuses one.

    It would compare the counter before the signature; `check_shown` does so after it, when the counter is no forgery.
    """
    return webauthn.verify_authentication_response(
        credential=answer.whole,
        expected_challenge=_bytes(json.loads(answer.client_data)["challenge"]),
        expected_rp_id=site.rp_id,
        expected_origin=list(site.origins),
        credential_public_key=stored.public_key,
        credential_current_sign_count=0,
        require_user_verification=True,
    )


def _verify_registered(answer: Answer, site: Site) -> object:
    return webauthn.verify_registration_response(
        credential=answer.whole,
        expected_challenge=_bytes(json.loads(answer.client_data)["challenge"]),
        expected_rp_id=site.rp_id,
        expected_origin=list(site.origins),
        require_user_verification=True,
        supported_pub_key_algs=[webauthn.helpers.cose.COSEAlgorithmIdentifier(number) for number in ALGORITHMS],
    )


def _guarded(cause: str, act: Callable[[], Made]) -> Made:
    """The result of `act`; any exception becomes KeyRefused with this cause.

    The library's parsers let exceptions of many classes through for malformed input; none may become an error 500.
    """
    try:
        return act()
    except KeyRefused:
        raise
    except Exception as error:
        raise KeyRefused(cause) from error


def _bytes(untrusted_text: object) -> bytes:
    """base64url without padding (RFC 4648 §5). Raises ValueError."""
    if not isinstance(untrusted_text, str) or "=" in untrusted_text:
        raise ValueError("no base64url")
    try:
        raw = untrusted_text.encode("ascii")
        return base64.b64decode(raw + b"=" * (-len(raw) % 4), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ValueError("no base64url") from error
