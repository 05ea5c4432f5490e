"""Signing in, sessions and devices.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "attempt_counter",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("blocked_until", sa.BigInteger(), nullable=True),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_attempt_counter"),
    )
    op.create_index("ix_attempt_counter_person_id", "attempt_counter", ["person_id"], unique=False)
    op.create_table(
        "challenge",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("bound_to", sa.String(length=64), nullable=False),
        sa.Column("value_hash", sa.String(length=64), nullable=False),
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_challenge"),
    )
    op.create_index("ix_challenge_network", "challenge", ["network", "expires_at"], unique=False)
    op.create_table(
        "alarm",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=True),
        sa.Column("session_id", sa.String(length=26), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("detail", sa.String(length=100), nullable=False),
        sa.Column("handled_by", sa.String(length=26), nullable=True),
        sa.Column("handled_at", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["handled_by"], ["person.id"], name="fk_alarm_handled_by"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_alarm_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_alarm"),
    )
    op.create_index("ix_alarm_handled_at", "alarm", ["handled_at"], unique=False)
    op.create_index("ix_alarm_person_at", "alarm", ["person_id", "at"], unique=False)
    op.create_table(
        "device",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("serial", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("match_number", sa.String(length=4), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.Column("requested_at", sa.BigInteger(), nullable=True),
        sa.Column("requested_from", sa.String(length=64), nullable=False),
        sa.Column("approved_by", sa.String(length=26), nullable=True),
        sa.Column("approved_at", sa.BigInteger(), nullable=True),
        sa.Column("chair_approved_by", sa.String(length=26), nullable=True),
        sa.Column("chair_approved_at", sa.BigInteger(), nullable=True),
        sa.Column("starts_at", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("last_seen_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_because", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["approved_by"], ["person.id"], name="fk_device_approved_by"),
        sa.ForeignKeyConstraint(["chair_approved_by"], ["person.id"], name="fk_device_chair_approved_by"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_device_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_device"),
        sa.UniqueConstraint("key_hash", name="uq_device_key_hash"),
    )
    op.create_index("ix_device_person_state", "device", ["person_id", "state"], unique=False)
    op.create_index("ix_device_state", "device", ["state"], unique=False)
    op.create_table(
        "factor_reset",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_by", sa.String(length=26), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.String(length=26), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name="fk_factor_reset_asked_by"),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="fk_factor_reset_decided_by"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_factor_reset_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_factor_reset"),
    )
    op.create_index("ix_factor_reset_person_id", "factor_reset", ["person_id"], unique=False)
    op.create_table(
        "known_browser",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_known_browser_person_id"),
        sa.PrimaryKeyConstraint("token_hash", "person_id", name="pk_known_browser"),
    )
    op.create_index("ix_known_browser_person_id", "known_browser", ["person_id"], unique=False)
    op.create_table(
        "password",
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("argon2", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_password_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_password"),
    )
    op.create_table(
        "pending_sign_in",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_path", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_pending_sign_in_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pending_sign_in"),
        sa.UniqueConstraint("token_hash", name="uq_pending_sign_in_token_hash"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("burned_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_recovery_code_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_code"),
        sa.UniqueConstraint("code_hash", name="uq_recovery_code_code_hash"),
    )
    op.create_index("ix_recovery_code_person_id", "recovery_code", ["person_id"], unique=False)
    op.create_table(
        "security_key",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("credential_hash", sa.String(length=64), nullable=False),
        sa.Column("credential_id", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("user_handle", sa.String(length=86), nullable=False),
        sa.Column("transports", sa.String(length=100), nullable=False),
        sa.Column("aaguid", sa.String(length=36), nullable=False),
        sa.Column("is_backup_eligible", sa.Boolean(), nullable=False),
        sa.Column("is_backed_up", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("last_used_at", sa.BigInteger(), nullable=True),
        sa.Column("disabled_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_security_key_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_security_key"),
        sa.UniqueConstraint("credential_hash", name="uq_security_key_credential_hash"),
    )
    op.create_index("ix_security_key_person_id", "security_key", ["person_id"], unique=False)
    op.create_table(
        "totp_key",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("sealed_secret", sa.Text(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_totp_key_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_totp_key"),
    )
    op.create_index("ix_totp_key_person_id", "totp_key", ["person_id"], unique=False)
    op.create_table(
        "alarm_answer",
        sa.Column("alarm_id", sa.String(length=26), nullable=False),
        sa.Column("session_id", sa.String(length=26), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarm.id"], name="fk_alarm_answer_alarm_id"),
        sa.PrimaryKeyConstraint("alarm_id", "session_id", name="pk_alarm_answer"),
    )
    op.create_table(
        "enrolment_letter",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("reset_id", sa.String(length=26), nullable=True),
        sa.Column("issued_by", sa.String(length=26), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("held_until", sa.BigInteger(), nullable=True),
        sa.Column("burned_at", sa.BigInteger(), nullable=True),
        sa.Column("cancelled_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["issued_by"], ["person.id"], name="fk_enrolment_letter_issued_by"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_enrolment_letter_person_id"),
        sa.ForeignKeyConstraint(["reset_id"], ["factor_reset.id"], name="fk_enrolment_letter_reset_id"),
        sa.PrimaryKeyConstraint("id", name="pk_enrolment_letter"),
        sa.UniqueConstraint("code_hash", name="uq_enrolment_letter_code_hash"),
    )
    op.create_index("ix_enrolment_letter_person_id", "enrolment_letter", ["person_id"], unique=False)
    op.create_table(
        "session",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("former_token_hash", sa.String(length=64), nullable=True),
        sa.Column("former_until", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("device_id", sa.String(length=26), nullable=True),
        sa.Column("device", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("strong_at", sa.BigInteger(), nullable=False),
        sa.Column("strong_with", sa.String(length=20), nullable=False),
        sa.Column("renewed_at", sa.BigInteger(), nullable=True),
        sa.Column("renewal_nonce", sa.String(length=64), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("previous_sign_in_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_because", sa.String(length=16), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name="fk_session_device_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_session_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
        sa.UniqueConstraint("token_hash", name="uq_session_token_hash"),
    )
    op.create_index("ix_session_device_id", "session", ["device_id"], unique=False)
    op.create_index("ix_session_former_token_hash", "session", ["former_token_hash"], unique=False)
    op.create_index("ix_session_person_open", "session", ["person_id", "ended_at"], unique=False)
    op.create_table(
        "enrolment",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("letter_id", sa.String(length=26), nullable=True),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("argon2", sa.Text(), nullable=False),
        sa.Column("totp_id", sa.String(length=26), nullable=True),
        sa.Column("factor", sa.String(length=10), nullable=False),
        sa.Column("factor_id", sa.String(length=26), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_path", sa.String(length=500), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["enrolment_letter.id"], name="fk_enrolment_letter_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_enrolment_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_enrolment"),
        sa.UniqueConstraint("token_hash", name="uq_enrolment_token_hash"),
    )
    op.create_index("ix_enrolment_person_id", "enrolment", ["person_id"], unique=False)


def downgrade() -> None:
    """Take the tables away."""
    op.drop_index("ix_enrolment_person_id", table_name="enrolment")
    op.drop_table("enrolment")
    op.drop_index("ix_session_person_open", table_name="session")
    op.drop_index("ix_session_former_token_hash", table_name="session")
    op.drop_index("ix_session_device_id", table_name="session")
    op.drop_table("session")
    op.drop_index("ix_enrolment_letter_person_id", table_name="enrolment_letter")
    op.drop_table("enrolment_letter")
    op.drop_table("alarm_answer")
    op.drop_index("ix_totp_key_person_id", table_name="totp_key")
    op.drop_table("totp_key")
    op.drop_index("ix_security_key_person_id", table_name="security_key")
    op.drop_table("security_key")
    op.drop_index("ix_recovery_code_person_id", table_name="recovery_code")
    op.drop_table("recovery_code")
    op.drop_table("pending_sign_in")
    op.drop_table("password")
    op.drop_index("ix_known_browser_person_id", table_name="known_browser")
    op.drop_table("known_browser")
    op.drop_index("ix_factor_reset_person_id", table_name="factor_reset")
    op.drop_table("factor_reset")
    op.drop_index("ix_device_state", table_name="device")
    op.drop_index("ix_device_person_state", table_name="device")
    op.drop_table("device")
    op.drop_index("ix_alarm_person_at", table_name="alarm")
    op.drop_index("ix_alarm_handled_at", table_name="alarm")
    op.drop_table("alarm")
    op.drop_index("ix_challenge_network", table_name="challenge")
    op.drop_table("challenge")
    op.drop_index("ix_attempt_counter_person_id", table_name="attempt_counter")
    op.drop_table("attempt_counter")
