"""The level that a version keeps once another took its place, and when a paper was first published.

Revision ID: 0030
Revises: 0029
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def _table(name: str, *columns: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(column) for column in columns))


_MATERIAL = _table("material", "id", "confidentiality", "current_version_id", "published_at", "first_published_at")
_VERSION = _table("material_version", "id", "material_id", "number", "created_at", "ready_at", "kept_level")
_REPLACEMENT = _table("material_replacement", "former_id", "at")
_RECORD = _table("ledger_record", "seq", "at", "kind", "material_id", "body")
_RANKS = ("1", "2", "3C", "3B", "3A")
_UNLABELLED = "3C"


class _Course(NamedTuple):
    """What the ledger says of one paper: labels it had until a moment, and when it was published first."""

    labels: list[tuple[int, str]]
    published: list[int]


def upgrade() -> None:
    """A version that was replaced keeps the highest level since then, by the records of the paper's label."""
    op.add_column("material_version", sa.Column("kept_level", sa.String(length=2), nullable=True))
    op.add_column("material", sa.Column("first_published_at", sa.BigInteger(), nullable=True))
    connection = op.get_bind()
    courses = _courses(connection)
    last = sa.select(_REPLACEMENT.c.former_id, sa.func.max(_REPLACEMENT.c.at)).group_by(_REPLACEMENT.c.former_id)
    replaced: dict[str, int] = {row[0]: row[1] for row in connection.execute(last)}
    versions: dict[str, list[sa.RowMapping]] = defaultdict(list)
    for version in connection.execute(sa.select(_VERSION).order_by(_VERSION.c.number)).mappings():
        versions[version["material_id"]].append(version)
    for paper in connection.execute(sa.select(_MATERIAL)).mappings().all():
        course = courses.get(paper["id"], _Course([], []))
        _keep_levels(connection, paper, versions[paper["id"]], course, replaced)
        first = min([*course.published, *([paper["published_at"]] if paper["published_at"] else [])], default=None)
        if first is not None:
            row = sa.update(_MATERIAL).where(_MATERIAL.c.id == paper["id"])
            connection.execute(row.values(first_published_at=first))


def _keep_levels(
    connection: sa.Connection,
    paper: sa.RowMapping,
    versions: list[sa.RowMapping],
    course: _Course,
    replaced: Mapping[str, int],
) -> None:
    current = next((one["number"] for one in versions if one["id"] == paper["current_version_id"]), 0)
    for version in versions:
        is_former = version["id"] in replaced or version["number"] < current
        if version["id"] == paper["current_version_id"] or not is_former:
            continue
        followed = (one["ready_at"] for one in versions if one["number"] > version["number"] and one["ready_at"])
        since = replaced.get(version["id"]) or next(followed, version["created_at"])
        present = paper["confidentiality"] or _UNLABELLED
        level = max([present, *(label for at, label in course.labels if at >= since)], key=_RANKS.index)
        row = sa.update(_VERSION).where(_VERSION.c.id == version["id"])
        connection.execute(row.values(kept_level=level))


def _courses(connection: sa.Connection) -> dict[str, _Course]:
    kinds = ("material.labelled", "material.changed")
    records = sa.select(_RECORD).where(_RECORD.c.kind.in_(kinds)).order_by(_RECORD.c.seq)
    courses: dict[str, _Course] = defaultdict(lambda: _Course([], []))
    for record in connection.execute(records).mappings():
        detail = _detail(record["body"])
        if record["kind"] == "material.labelled":
            former = str(detail.get("from") or _UNLABELLED)
            courses[record["material_id"]].labels.append((record["at"], former if former in _RANKS else _UNLABELLED))
        elif detail.get("what") == "published":
            courses[record["material_id"]].published.append(record["at"])
    return courses


def _detail(body: str) -> dict[str, object]:
    try:
        detail = json.loads(body).get("detail")
    except (ValueError, AttributeError):
        return {}
    return detail if isinstance(detail, dict) else {}


def downgrade() -> None:
    """What versions kept is lost: all of them are handled by the paper's label again."""
    op.drop_column("material", "first_published_at")
    op.drop_column("material_version", "kept_level")
