"""Papers and meetings.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
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


def downgrade() -> None:
    """Take the tables away."""
    op.drop_index("ix_reading_position_material_id", table_name="reading_position")
    op.drop_table("reading_position")
    op.drop_table("material_page")
    op.drop_index("ix_attachment_meeting_id", table_name="attachment")
    op.drop_table("attachment")
    op.drop_table("meeting_group")
    op.drop_index("ix_material_version_state", table_name="material_version")
    op.drop_index("ix_material_version_material_id", table_name="material_version")
    op.drop_table("material_version")
    op.drop_index("ix_material_reader_material", table_name="material_reader")
    op.drop_table("material_reader")
    op.drop_index("ix_label_change_state", table_name="label_change")
    op.drop_index("ix_label_change_material_id", table_name="label_change")
    op.drop_table("label_change")
    op.drop_index("ix_agenda_item_meeting_id", table_name="agenda_item")
    op.drop_table("agenda_item")
    op.drop_index("ix_meeting_starts_at", table_name="meeting")
    op.drop_table("meeting")
    op.drop_table("material")
