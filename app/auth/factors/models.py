"""Factors at rest, and the papers by which people come to them: passwords, authenticators, keys, recovery codes,
letters. Looked up: keyed hash. Read back: sealed with the row's id bound in.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UtcDateTime, new_id
from app.proposals.models import Proposal


class Password(Base):
    """An argon2id hash (RFC 9106) over a keyed hash of the password."""

    __tablename__ = "password"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    argon2: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TotpKey(Base):
    """A TOTP secret (RFC 6238), sealed; `last_step` is the newest time step that was accepted."""

    __tablename__ = "totp_key"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    sealed_secret: Mapped[str] = mapped_column(Text)
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    name: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class SecurityKey(Base):
    """A WebAuthn credential (Level 3, §4 "credential record"): a passkey on a tablet, or a key on a key ring.

    `credential_hash`: SHA-256 of the credential id, in hex, because ids may be long. `public_key`: COSE, base64url.
    `is_backup_eligible`: the key may leave its device by synchronisation; `is_backed_up`: it has, as of its last use.
    `confirmed_at` None: registered in an enrolment that is not finished, and good for nothing yet.
    """

    __tablename__ = "security_key"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    credential_hash: Mapped[str] = mapped_column(String(64), unique=True)
    credential_id: Mapped[str] = mapped_column(Text)
    public_key: Mapped[str] = mapped_column(Text)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    user_handle: Mapped[str] = mapped_column(String(86))
    transports: Mapped[str] = mapped_column(String(100), default="")
    aaguid: Mapped[str] = mapped_column(String(36), default="")
    is_backup_eligible: Mapped[bool] = mapped_column(Boolean, default=False)
    is_backed_up: Mapped[bool] = mapped_column(Boolean, default=False)
    name: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class Challenge(Base):
    """A WebAuthn challenge waiting for its answer. The row is removed, durably, before the answer is looked at.

    `bound_to`: the session, sign-in, enrolment or browser that it was made for. `network`: whence it was asked for.
    """

    __tablename__ = "challenge"
    __table_args__ = (Index("ix_challenge_network", "network", "expires_at"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    purpose: Mapped[str] = mapped_column(String(20))
    bound_to: Mapped[str] = mapped_column(String(64))
    value_hash: Mapped[str] = mapped_column(String(64))
    network: Mapped[str] = mapped_column(String(64), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RecoveryCode(Base):
    """One code of a person's printed list, as a keyed hash (128 random bits need no slow one).

    `confirmed_at` None: shown, but nobody has proven yet that the list was kept, so that it opens nothing.
    """

    __tablename__ = "recovery_code"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    burned_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class EnrolmentLetter(Base):
    """A letter handed over in person; its code opens one enrolment. `purpose`: first | reset.

    `held_until`: one browser has typed the code and is at it; nobody else may until then.
    """

    __tablename__ = "enrolment_letter"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(10), default="first")
    reset_id: Mapped[str | None] = mapped_column(ForeignKey(Proposal.id), default=None)
    issued_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    burned_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class Enrolment(Base):
    """An enrolment in progress in one browser, after a letter's code or a recovery code. Nothing counts until its end.

    `purpose`: first | reset (a letter) | recovery (a recovery code with the password). `argon2`: the password to be.
    `totp_id`: the authenticator being set up. `factor`: what has been set up ("", totp, key), `factor_id` its row.
    """

    __tablename__ = "enrolment"

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    letter_id: Mapped[str | None] = mapped_column(ForeignKey(EnrolmentLetter.id), default=None)
    purpose: Mapped[str] = mapped_column(String(10))
    argon2: Mapped[str] = mapped_column(Text, default="")
    totp_id: Mapped[str | None] = mapped_column(String(26), default=None)
    factor: Mapped[str] = mapped_column(String(10), default="")
    factor_id: Mapped[str | None] = mapped_column(String(26), default=None)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    next_path: Mapped[str] = mapped_column(String(500), default="/")
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
