"""Tables of what people sign in with (passwords, authenticators, keys, recovery codes), and of letters and enrolments.

A value that is only compared is kept as a keyed hash. A value that is read back is encrypted, with the row's id bound
in, so that it opens in no other row.
"""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.auth.sessions.models import Begun
from app.db import Base, UtcDateTime, new_id
from app.proposals.models import Proposal
from app.seals import Sealed


class Password(Sealed):
    """An argon2id hash (RFC 9106) over a keyed hash of the password."""

    __tablename__ = "password"
    sealed_columns = ("argon2",)

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    argon2: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TotpKey(Sealed):
    """A TOTP secret (RFC 6238), encrypted; `last_step` is the time step that was accepted last.

    `former_steps`: up to five accepted before it, joined by commas, so that none is taken twice behind a wrong clock.
    `drift_steps`: how many time steps the app's clock was ahead of ours at the last accepted code; negative: behind.
    """

    __tablename__ = "totp_key"
    sealed_columns = ("person_id", "sealed_secret", "last_step", "former_steps", "drift_steps", "confirmed_at")

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    sealed_secret: Mapped[str] = mapped_column(Text)
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    former_steps: Mapped[str] = mapped_column(String(80), default="")
    drift_steps: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class SecurityKey(Sealed):
    """A WebAuthn credential (Level 3, §4 "credential record"): a passkey on a tablet, or a key on a key ring.

    `credential_hash`: SHA-256 of the credential id, in hex, because ids may be long. `public_key`: COSE, base64url.
    `is_backup_eligible`: the key may leave its device by synchronisation; `is_backed_up`: it has, as of its last use.
    `confirmed_at` None: registered in an enrolment that is not finished, and good for nothing yet.
    """

    __tablename__ = "security_key"
    sealed_columns = ("person_id", "credential_hash", "public_key", "user_handle", "confirmed_at", "disabled_at")
    former_columns = (("person_id", "credential_hash", "public_key", "user_handle"),)

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

    `bound_to`: the session, sign-in, enrolment or browser that it was made for. `network`: from where it was asked for,
    as `network_of` names it.
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


class RecoveryCode(Sealed):
    """One code of a person's printed list. Its hash is slow and salted, since it has fewer than 112 bits.

    `sign`: its first sign, by which it is found; no two codes of a list begin with the same one. `argon2`: the hash of
    the whole code, "" until the list is confirmed. `sealed_code`: the code itself, "" from then on. `shown_in`: the
    enrolment or session in which the list is shown until then.
    `code_hash`: in place of these, the keyed hash of a code of 28 signs, as lists were made before.
    `confirmed_at` None: its owner has not said yet that the list is kept; until then no code of it is accepted.
    `burned_at`: when the code was used.
    """

    __tablename__ = "recovery_code"
    sealed_columns = ("person_id", "sign", "argon2", "code_hash", "confirmed_at", "burned_at")

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    sign: Mapped[str] = mapped_column(String(1), default="")
    argon2: Mapped[str] = mapped_column(Text, default="")
    sealed_code: Mapped[str] = mapped_column(Text, default="")
    shown_in: Mapped[str] = mapped_column(String(26), default="")
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    burned_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class EnrolmentLetter(Sealed):
    """A letter handed over in person; its code opens one enrolment. `purpose`: first | reset.

    `held_until`: until then only the browser that typed the code may go on with it. `burned_at`: when the enrolment was
    finished. `cancelled_at`: when a later letter took its place. `reset_id`: the confirmed reset that it rests on.
    """

    __tablename__ = "enrolment_letter"
    sealed_columns = (
        "person_id",
        "code_hash",
        "purpose",
        "reset_id",
        "issued_by",
        "issued_at",
        "expires_at",
        "burned_at",
        "cancelled_at",
    )

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


class Enrolment(Begun, Sealed):
    """An enrolment in progress in one browser, after a letter's code or a recovery code.

    Nothing that is set up here can be used before the enrolment is finished.
    `purpose`: first | reset (a letter) | recovery (a recovery code with the password). `argon2`: of the new password.
    `finished_at`: when all of it came into force; the row stays for a button that is pressed twice.
    `totp_id`: the authenticator being set up. `factor`: what has been set up ("", totp, key), `factor_id` its row.
    """

    __tablename__ = "enrolment"
    sealed_columns = (
        "token_hash",
        "person_id",
        "letter_id",
        "purpose",
        "argon2",
        "totp_id",
        "factor",
        "factor_id",
        "started_at",
        "expires_at",
        "finished_at",
    )

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
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    @classmethod
    def end_of(cls, session: Session, person_id: str) -> int:
        """Unfinished ones are deleted, with the factors and codes that were made in them."""
        begun = select(cls).where(cls.person_id == person_id, cls.finished_at.is_(None))
        rows = session.scalars(begun.execution_options(populate_existing=True)).all()
        for row in rows:
            made = {row.totp_id, row.factor_id} - {None}
            session.execute(delete(TotpKey).where(TotpKey.id.in_(made), TotpKey.confirmed_at.is_(None)))
            session.execute(delete(SecurityKey).where(SecurityKey.id.in_(made), SecurityKey.confirmed_at.is_(None)))
            session.execute(
                delete(RecoveryCode).where(RecoveryCode.shown_in == row.id, RecoveryCode.confirmed_at.is_(None))
            )
            session.execute(delete(cls).where(cls.id == row.id))
        return len(rows)
