"""The databases of one run share what SQLAlchemy compiles."""

from pathlib import Path

from sqlalchemy import func, select

from app.audit.models import LedgerRecord
from tests.support import compiled
from tests.support.council import council_in


def test_a_second_council_compiles_nothing_that_the_first_has_asked(each_database: str, tmp_path: Path) -> None:
    statement = select(func.count(LedgerRecord.seq)).where(LedgerRecord.seq > 0, LedgerRecord.kind != "no such kind")
    grown = []

    for name in ("first", "second"):
        with council_in(tmp_path / name) as council, council.services.database.read() as unit:
            before = compiled.kept()
            assert unit.scalar(statement) is not None
            grown.append(compiled.kept() - before)

    assert grown == [1, 0]
