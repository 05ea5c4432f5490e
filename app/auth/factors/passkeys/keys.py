"""People's passkeys and security keys in the database: list, add, accept at sign-in. The rules are in `checks`."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from app import clock
from app.auth.factors.errors import KeyRefused
from app.auth.factors.models import SecurityKey
from app.auth.factors.passkeys import challenges
from app.auth.factors.passkeys import checks as security_keys_checks
from app.auth.factors.passkeys.challenges import TIMEOUT_MS, IssuedChallenge
from app.auth.factors.passkeys.checks import ALGORITHMS, Answer, Registered, Site, StoredKey
from app.db import rows_changed
from app.members.models import Person
from app.members.people import lock_person, offices_now
from app.seals import change_all
from app.services import Services
from app.settings import Settings
from app.standards.queries import in_force
from storage.keyring import Keyring

AT_MOST = 10
_HANDLE_KEY = "webauthn user handle"
_TRANSPORTS = frozenset({"usb", "nfc", "ble", "smart-card", "hybrid", "internal"})


def site_of(settings: Settings) -> Site:
    """The site for which keys are accepted, from the settings."""
    return Site(settings.rp_id, settings.origins)


def usable(session: Session, person_id: str) -> list[SecurityKey]:
    """A person's keys that are confirmed and not disabled, oldest first."""
    rows = session.scalars(
        select(SecurityKey)
        .where(
            SecurityKey.person_id == person_id,
            SecurityKey.confirmed_at.is_not(None),
            SecurityKey.disabled_at.is_(None),
        )
        .order_by(SecurityKey.created_at, SecurityKey.id)
    )
    return list(rows)


def options_to_add(
    session: Session, services: Services, person_id: str, challenge: IssuedChallenge
) -> dict[str, object]:
    """What `navigator.credentials.create` is called with; byte strings are base64url (WebAuthn §5.4)."""
    settings = services.settings
    person = session.scalars(select(Person).where(Person.id == person_id)).one()
    return {
        "rp": {"id": settings.rp_id, "name": f"議場 {settings.council.name}"},
        "user": {
            "id": text_of(user_handle(services.keyring, person_id)),
            "name": person.login,
            "displayName": person.display_name,
        },
        "challenge": text_of(challenge.value),
        "pubKeyCredParams": [{"type": "public-key", "alg": number} for number in ALGORITHMS],
        "timeout": TIMEOUT_MS,
        "excludeCredentials": _descriptors(usable(session, person_id)),
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "required",
        },
        "attestation": "none",
    }


def options_to_show(settings: Settings, challenge: IssuedChallenge, allowed: list[SecurityKey]) -> dict[str, object]:
    """What `navigator.credentials.get` is called with. No `allowed` keys: the browser offers those it holds (§5.5)."""
    return {
        "rpId": settings.rp_id,
        "challenge": text_of(challenge.value),
        "timeout": TIMEOUT_MS,
        "userVerification": "required",
        "allowCredentials": _descriptors(allowed),
    }


def add(
    session: Session,
    services: Services,
    *,
    person_id: str,
    answer: Answer,
    challenge_hash: str,
    name: str,
    is_confirmed: bool,
) -> SecurityKey:
    """Check the answer that registers a new key, and keep the key. Raises KeyRefused with the cause.

    `name` "": a name of ours. `is_confirmed` False: in an enrolment; the key cannot be used until its end.
    """
    made = security_keys_checks.check_registered(answer, site_of(services.settings), challenge_hash)
    if session.scalar(select(SecurityKey.id).where(SecurityKey.credential_hash == _hash(made.credential_id))):
        raise KeyRefused("duplicate")
    held = select(func.count()).select_from(SecurityKey)
    # Keys of enrolments that were broken off count only while they are new, or they would use up the person's ten.
    live = or_(SecurityKey.confirmed_at.is_not(None), SecurityKey.created_at > clock.now() - challenges.LIFE)
    count = session.scalar(held.where(SecurityKey.person_id == person_id, SecurityKey.disabled_at.is_(None), live))
    if (count or 0) >= AT_MOST:
        raise KeyRefused("too_many_keys")
    row = _row(made, answer, user_handle(services.keyring, person_id))
    row.person_id, row.name = person_id, name.strip()[:60] or _name_of(made, row.transports)
    row.confirmed_at = clock.now() if is_confirmed else None
    session.add(row)
    session.flush()
    return row


def show(
    session: Session, settings: Settings, answer: Answer, challenge_hash: str, *, person_id: str | None
) -> SecurityKey:
    """Check the answer of a key with which somebody signs in; the key's row, with its counter and last use updated.

    `person_id`: its owner; None: the key itself says whose it is. Raises KeyRefused and has then changed nothing.
    """
    which = SecurityKey.credential_hash == _hash(answer.credential_id)
    owner = session.scalar(select(SecurityKey.person_id).where(which))  # the person is locked before the key
    if owner is None:
        raise KeyRefused("unknown_credential")
    lock_person(session, owner)
    row = session.scalars(select(SecurityKey).where(which).with_for_update()).one_or_none()
    if row is None or not row.is_intact:  # whoever holds the database would sign in with a key of their own
        raise KeyRefused("unknown_credential")
    if person_id is not None and row.person_id != person_id:
        raise KeyRefused("other_persons_credential", row.person_id)
    if row.disabled_at is not None or row.confirmed_at is None:
        raise KeyRefused("disabled_credential", row.person_id)
    stored = StoredKey(bytes_of(row.public_key), row.sign_count, bytes_of(row.user_handle), row.is_backup_eligible)
    site = site_of(settings)
    try:
        shown = security_keys_checks.check_shown(answer, site, challenge_hash, stored, needs_handle=person_id is None)
    except KeyRefused as refused:
        refused.person_id = row.person_id
        raise
    changed = rows_changed(
        session,
        update(SecurityKey)
        .where(
            SecurityKey.id == row.id,
            SecurityKey.disabled_at.is_(None),
            or_(SecurityKey.sign_count < shown.sign_count, SecurityKey.sign_count == 0),
        )
        .values(sign_count=shown.sign_count, is_backed_up=shown.is_backed_up, last_used_at=clock.now()),
    )
    if not changed:
        raise KeyRefused("counter", row.person_id)
    return row


def disable(session: Session, person_id: str, *, but: str = "") -> None:
    """Disable all of a person's keys for good, but the one with the id `but`. An altered one opens nothing anyway."""
    keys = select(SecurityKey).where(SecurityKey.person_id == person_id, SecurityKey.disabled_at.is_(None))
    change_all(session, keys.where(SecurityKey.id != but), disabled_at=clock.now())


def user_handle(keyring: Keyring, person_id: str) -> bytes:
    """64 bytes that name a person to authenticators and to nobody else (WebAuthn §14.6.1)."""
    return hmac.digest(keyring.derive(_HANDLE_KEY), person_id.encode(), "sha512")


def text_of(raw: bytes) -> str:
    """base64url without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    """The bytes of what `text_of` made. Only for our own text: anything else may raise binascii.Error."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _row(made: Registered, answer: Answer, handle: bytes) -> SecurityKey:
    return SecurityKey(
        credential_hash=_hash(made.credential_id),
        credential_id=text_of(made.credential_id),
        public_key=text_of(made.public_key),
        sign_count=made.sign_count,
        user_handle=text_of(handle),
        transports=",".join(sorted(answer.transports & _TRANSPORTS)),
        aaguid=made.aaguid,
        is_backup_eligible=made.is_backup_eligible,
        is_backed_up=made.is_backed_up,
        created_at=clock.now(),
    )


def _name_of(made: Registered, transports: str) -> str:
    if made.is_backup_eligible:
        return "パスキー（同期）"
    return "この端末のパスキー" if "internal" in transports else "セキュリティキー"


def _descriptors(keys: list[SecurityKey]) -> list[dict[str, object]]:
    return [
        {"type": "public-key", "id": key.credential_id}
        | ({"transports": key.transports.split(",")} if key.transports else {})
        for key in keys
    ]


def _hash(credential_id: bytes) -> str:
    return sha256(credential_id).hexdigest()


def needs_passkey(session: Session, person_id: str) -> bool:
    """True when the person holds an office that may sign in with passkeys or security keys only (setting)."""
    bound = in_force(session).passkey_required_roles
    return not bound.isdisjoint(role.value for role in offices_now(session, person_id))
