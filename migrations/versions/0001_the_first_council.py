"""The first council's tables.

Revision ID: 0001
Revises: nothing
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table."""
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
        "job",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("run_after", sa.BigInteger(), nullable=False),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("leased_by", sa.String(length=64), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
    )
    op.create_index("ix_job_kind", "job", ["kind"], unique=False)
    op.create_index("ix_job_state", "job", ["state"], unique=False)
    op.create_index("ix_job_subject", "job", ["subject"], unique=False)
    op.create_table(
        "ledger_checkpoint",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_ledger_checkpoint"),
    )
    op.create_table(
        "ledger_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_head"),
    )
    op.create_table(
        "ledger_record",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.String(length=26), nullable=True),
        sa.Column("material_id", sa.String(length=26), nullable=True),
        sa.Column("issue_code", sa.String(length=16), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_ledger_record"),
        sa.UniqueConstraint("issue_code", name="uq_ledger_record_issue_code"),
    )
    op.create_index("ix_ledger_record_actor", "ledger_record", ["actor_id", "seq"], unique=False)
    op.create_index("ix_ledger_record_kind", "ledger_record", ["kind", "seq"], unique=False)
    op.create_index("ix_ledger_record_material", "ledger_record", ["material_id", "seq"], unique=False)
    op.create_table(
        "people_group",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people_group"),
        sa.UniqueConstraint("key", name="uq_people_group_key"),
    )
    op.create_table(
        "permit_number",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name="pk_permit_number"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("kana", sa.String(length=128), nullable=False),
        sa.Column("title", sa.String(length=64), nullable=False),
        sa.Column("seat_number", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("has_accommodation", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("login", name="uq_person_login"),
    )
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
        "delegation",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("from_person", sa.String(length=26), nullable=False),
        sa.Column("to_person", sa.String(length=26), nullable=False),
        sa.Column("duties", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_by", sa.String(length=26), nullable=True),
        sa.ForeignKeyConstraint(["from_person"], ["person.id"], name="fk_delegation_from_person"),
        sa.ForeignKeyConstraint(["revoked_by"], ["person.id"], name="fk_delegation_revoked_by"),
        sa.ForeignKeyConstraint(["to_person"], ["person.id"], name="fk_delegation_to_person"),
        sa.PrimaryKeyConstraint("id", name="pk_delegation"),
    )
    op.create_index("ix_delegation_to_person", "delegation", ["to_person"], unique=False)
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
        "material",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("owner", sa.String(length=16), nullable=False),
        sa.Column("confidentiality", sa.String(length=2), nullable=True),
        sa.Column("integrity", sa.String(length=1), nullable=False),
        sa.Column("availability", sa.String(length=1), nullable=False),
        sa.Column("current_version_id", sa.String(length=26), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(length=26), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("released_at", sa.BigInteger(), nullable=True),
        sa.Column("released_by", sa.String(length=26), nullable=True),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name="fk_material_created_by"),
        sa.ForeignKeyConstraint(["released_by"], ["person.id"], name="fk_material_released_by"),
        sa.PrimaryKeyConstraint("id", name="pk_material"),
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(length=26), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name="fk_meeting_created_by"),
        sa.PrimaryKeyConstraint("id", name="pk_meeting"),
    )
    op.create_index("ix_meeting_starts_at", "meeting", ["starts_at"], unique=False)
    op.create_table(
        "office",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_office_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_office"),
    )
    op.create_index("ix_office_person_role", "office", ["person_id", "role"], unique=False)
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
        "people_group_member",
        sa.Column("group_id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["people_group.id"], name="fk_people_group_member_group_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_people_group_member_person_id"),
        sa.PrimaryKeyConstraint("group_id", "person_id", name="pk_people_group_member"),
    )
    op.create_index("ix_people_group_member_person_id", "people_group_member", ["person_id"], unique=False)
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
        "retirement",
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("opened_by", sa.String(length=26), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("secrecy_by", sa.String(length=26), nullable=True),
        sa.Column("secrecy_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_by", sa.String(length=26), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["closed_by"], ["person.id"], name="fk_retirement_closed_by"),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name="fk_retirement_opened_by"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_retirement_person_id"),
        sa.ForeignKeyConstraint(["secrecy_by"], ["person.id"], name="fk_retirement_secrecy_by"),
        sa.PrimaryKeyConstraint("person_id", name="pk_retirement"),
    )
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
        "suspension",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("decided_by", sa.String(length=26), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.Column("lifted_by", sa.String(length=26), nullable=True),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.Column("lifted_reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="fk_suspension_decided_by"),
        sa.ForeignKeyConstraint(["lifted_by"], ["person.id"], name="fk_suspension_lifted_by"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_suspension_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_suspension"),
    )
    op.create_index("ix_suspension_person_id", "suspension", ["person_id"], unique=False)
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
        "agenda_item",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("meeting_id", sa.String(length=26), nullable=False),
        sa.Column("parent_id", sa.String(length=26), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number_label", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_agenda_item_meeting_id"),
        sa.ForeignKeyConstraint(["parent_id"], ["agenda_item.id"], name="fk_agenda_item_parent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_agenda_item"),
    )
    op.create_index("ix_agenda_item_meeting_id", "agenda_item", ["meeting_id"], unique=False)
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
        "label_change",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("material_id", sa.String(length=26), nullable=False),
        sa.Column("from_label", sa.String(length=2), nullable=True),
        sa.Column("to_label", sa.String(length=2), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_by", sa.String(length=26), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.String(length=26), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("names_3a", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name="fk_label_change_asked_by"),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="fk_label_change_decided_by"),
        sa.ForeignKeyConstraint(["material_id"], ["material.id"], name="fk_label_change_material_id"),
        sa.PrimaryKeyConstraint("id", name="pk_label_change"),
    )
    op.create_index("ix_label_change_material_id", "label_change", ["material_id"], unique=False)
    op.create_index("ix_label_change_state", "label_change", ["state"], unique=False)
    op.create_table(
        "material_reader",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("material_id", sa.String(length=26), nullable=False),
        sa.Column("group_id", sa.String(length=26), nullable=True),
        sa.Column("person_id", sa.String(length=26), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["people_group.id"], name="fk_material_reader_group_id"),
        sa.ForeignKeyConstraint(["material_id"], ["material.id"], name="fk_material_reader_material_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_material_reader_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_material_reader"),
    )
    op.create_index("ix_material_reader_material", "material_reader", ["material_id"], unique=False)
    op.create_table(
        "material_version",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("material_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("sealed_key", sa.Text(), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("pages_done", sa.Integer(), nullable=False),
        sa.Column("zoom_pages_done", sa.Integer(), nullable=False),
        sa.Column("warnings", sa.String(length=200), nullable=False),
        sa.Column("failure_code", sa.String(length=8), nullable=True),
        sa.Column("failure_sentence", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(length=26), nullable=False),
        sa.Column("ready_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name="fk_material_version_created_by"),
        sa.ForeignKeyConstraint(["material_id"], ["material.id"], name="fk_material_version_material_id"),
        sa.PrimaryKeyConstraint("id", name="pk_material_version"),
        sa.UniqueConstraint("material_id", "number", name="uq_material_version_material_id"),
    )
    op.create_index("ix_material_version_material_id", "material_version", ["material_id"], unique=False)
    op.create_index("ix_material_version_state", "material_version", ["state"], unique=False)
    op.create_table(
        "meeting_group",
        sa.Column("meeting_id", sa.String(length=26), nullable=False),
        sa.Column("group_id", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["people_group.id"], name="fk_meeting_group_group_id"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_meeting_group_meeting_id"),
        sa.PrimaryKeyConstraint("meeting_id", "group_id", name="pk_meeting_group"),
    )
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
        "attachment",
        sa.Column("material_id", sa.String(length=26), nullable=False),
        sa.Column("meeting_id", sa.String(length=26), nullable=False),
        sa.Column("agenda_item_id", sa.String(length=26), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agenda_item_id"], ["agenda_item.id"], name="fk_attachment_agenda_item_id"),
        sa.ForeignKeyConstraint(["material_id"], ["material.id"], name="fk_attachment_material_id"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_attachment_meeting_id"),
        sa.PrimaryKeyConstraint("material_id", name="pk_attachment"),
    )
    op.create_index("ix_attachment_meeting_id", "attachment", ["meeting_id"], unique=False)
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
    op.create_table(
        "material_page",
        sa.Column("version_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("height_px", sa.Integer(), nullable=False),
        sa.Column("width_points", sa.Float(), nullable=False),
        sa.Column("height_points", sa.Float(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("zoom", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["material_version.id"], name="fk_material_page_version_id"),
        sa.PrimaryKeyConstraint("version_id", "number", name="pk_material_page"),
    )
    op.create_table(
        "permit",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("material_id", sa.String(length=26), nullable=False),
        sa.Column("version_id", sa.String(length=26), nullable=False),
        sa.Column("purpose", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("wanted_until", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.String(length=26), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("max_uses", sa.Integer(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="fk_permit_decided_by"),
        sa.ForeignKeyConstraint(["material_id"], ["material.id"], name="fk_permit_material_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_permit_person_id"),
        sa.ForeignKeyConstraint(["version_id"], ["material_version.id"], name="fk_permit_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_permit"),
        sa.UniqueConstraint("number", name="uq_permit_number"),
    )
    op.create_index("ix_permit_material_id", "permit", ["material_id"], unique=False)
    op.create_index("ix_permit_person_version", "permit", ["person_id", "version_id"], unique=False)
    op.create_index("ix_permit_state", "permit", ["state"], unique=False)
    op.create_table(
        "reading_position",
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("version_id", sa.String(length=26), nullable=False),
        sa.Column("material_id", sa.String(length=26), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_reading_position_person_id"),
        sa.ForeignKeyConstraint(["version_id"], ["material_version.id"], name="fk_reading_position_version_id"),
        sa.PrimaryKeyConstraint("person_id", "version_id", name="pk_reading_position"),
    )
    op.create_index("ix_reading_position_material_id", "reading_position", ["material_id"], unique=False)
    # ### end Alembic commands ###


def downgrade() -> None:
    """Take every table away again."""
    op.drop_index("ix_reading_position_material_id", table_name="reading_position")
    op.drop_table("reading_position")
    op.drop_index("ix_permit_state", table_name="permit")
    op.drop_index("ix_permit_person_version", table_name="permit")
    op.drop_index("ix_permit_material_id", table_name="permit")
    op.drop_table("permit")
    op.drop_table("material_page")
    op.drop_index("ix_enrolment_person_id", table_name="enrolment")
    op.drop_table("enrolment")
    op.drop_index("ix_attachment_meeting_id", table_name="attachment")
    op.drop_table("attachment")
    op.drop_index("ix_session_person_open", table_name="session")
    op.drop_index("ix_session_former_token_hash", table_name="session")
    op.drop_index("ix_session_device_id", table_name="session")
    op.drop_table("session")
    op.drop_table("meeting_group")
    op.drop_index("ix_material_version_state", table_name="material_version")
    op.drop_index("ix_material_version_material_id", table_name="material_version")
    op.drop_table("material_version")
    op.drop_index("ix_material_reader_material", table_name="material_reader")
    op.drop_table("material_reader")
    op.drop_index("ix_label_change_state", table_name="label_change")
    op.drop_index("ix_label_change_material_id", table_name="label_change")
    op.drop_table("label_change")
    op.drop_index("ix_enrolment_letter_person_id", table_name="enrolment_letter")
    op.drop_table("enrolment_letter")
    op.drop_table("alarm_answer")
    op.drop_index("ix_agenda_item_meeting_id", table_name="agenda_item")
    op.drop_table("agenda_item")
    op.drop_index("ix_totp_key_person_id", table_name="totp_key")
    op.drop_table("totp_key")
    op.drop_index("ix_suspension_person_id", table_name="suspension")
    op.drop_table("suspension")
    op.drop_index("ix_security_key_person_id", table_name="security_key")
    op.drop_table("security_key")
    op.drop_table("retirement")
    op.drop_index("ix_recovery_code_person_id", table_name="recovery_code")
    op.drop_table("recovery_code")
    op.drop_index("ix_people_group_member_person_id", table_name="people_group_member")
    op.drop_table("people_group_member")
    op.drop_table("pending_sign_in")
    op.drop_table("password")
    op.drop_index("ix_office_person_role", table_name="office")
    op.drop_table("office")
    op.drop_index("ix_meeting_starts_at", table_name="meeting")
    op.drop_table("meeting")
    op.drop_table("material")
    op.drop_index("ix_known_browser_person_id", table_name="known_browser")
    op.drop_table("known_browser")
    op.drop_index("ix_factor_reset_person_id", table_name="factor_reset")
    op.drop_table("factor_reset")
    op.drop_index("ix_device_state", table_name="device")
    op.drop_index("ix_device_person_state", table_name="device")
    op.drop_table("device")
    op.drop_index("ix_delegation_to_person", table_name="delegation")
    op.drop_table("delegation")
    op.drop_index("ix_alarm_person_at", table_name="alarm")
    op.drop_index("ix_alarm_handled_at", table_name="alarm")
    op.drop_table("alarm")
    op.drop_table("person")
    op.drop_table("permit_number")
    op.drop_table("people_group")
    op.drop_index("ix_ledger_record_material", table_name="ledger_record")
    op.drop_index("ix_ledger_record_kind", table_name="ledger_record")
    op.drop_index("ix_ledger_record_actor", table_name="ledger_record")
    op.drop_table("ledger_record")
    op.drop_table("ledger_head")
    op.drop_table("ledger_checkpoint")
    op.drop_index("ix_job_subject", table_name="job")
    op.drop_index("ix_job_state", table_name="job")
    op.drop_index("ix_job_kind", table_name="job")
    op.drop_table("job")
    op.drop_index("ix_challenge_network", table_name="challenge")
    op.drop_table("challenge")
    op.drop_index("ix_attempt_counter_person_id", table_name="attempt_counter")
    op.drop_table("attempt_counter")
    # ### end Alembic commands ###
