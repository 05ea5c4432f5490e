"""A version's text is sealed by its digest: who asks what somebody owes reads no text, and an edit is found."""

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text, update

from app.audit.notes import SYSTEM, note
from app.audit.vocabulary import EventKind
from app.ops import seal_commands
from app.rulebook.models import RuleVersion
from app.seals import SEAL_KEY, Seals
from storage.keyring import Keyring
from tests.app.rulebook.test_rulebook import acknowledge, write
from tests.support.council import Council, council_in


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Any:
    with council_in(tmp_path / "home") as founded:
        yield founded


def sql(council: Council, statement: str) -> None:
    with council.services.database.engine.begin() as connection:
        connection.execute(text(statement))


def sealed_by_the_former_rule(council: Council) -> None:
    """Versions and ledger as the edition before left them: the text itself under the seal, and no digest."""
    seals = Seals(Keyring.load(council.settings.keys_folder).derive(SEAL_KEY), lambda _found: None)
    former = RuleVersion.former_columns[-1]
    with council.services.database.write() as session:
        for version in session.scalars(select(RuleVersion)).all():
            seal = seals.of(RuleVersion, (version.id,), [getattr(version, name) for name in former])
            change = update(RuleVersion).where(RuleVersion.id == version.id).values(seal=seal, parts_digest="")
            session.execute(change.execution_options(synchronize_session=False))
        tables = {one.__tablename__: len(one.former_columns) + 1 for one in seal_commands.SEALED}
        tables["rule_version"] -= 1
        words = " ".join(f"{table}:{rule}" for table, rule in tables.items())
        note(session, SYSTEM, EventKind.SEALED, tables=words, rows=1)


def found(council: Council) -> list[str]:
    return [row.table for row in seal_commands.find(council.settings)]


def test_screen_that_asks_what_somebody_owes_reads_no_text(council: Council) -> None:
    write(council)
    member = council.browser("member1")
    acknowledge(member)
    asked: list[str] = []
    event.listen(council.services.database.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))

    assert member.get("/").status_code == 200

    assert any("rule_version" in statement for statement in asked)
    assert not any(re.search(r"rule_version\.parts\b", statement) for statement in asked)


@pytest.mark.parametrize("column", ["parts", "parts_digest"])
def test_text_or_digest_that_was_edited_is_found_and_shown_to_nobody(council: Council, column: str) -> None:
    rule = write(council)
    acknowledge(council.browser("admin"))
    sql(council, f'UPDATE rule_version SET {column} = \'{{"text": "無くし"}}\'')  # noqa: S608 - words of this test

    answer = council.browser("admin").get(rule)

    assert (answer.status_code, "無くし" in answer.text) == (409, False)
    assert found(council) == ["rule_version"]


def test_versions_of_the_edition_before_get_their_digests_at_the_first_start(council: Council) -> None:
    rule = write(council)
    acknowledge(council.browser("member1"))
    sealed_by_the_former_rule(council)
    assert found(council) == ["rule_version"]

    seal_commands.lay(council.settings)

    assert found(council) == []
    member = council.browser("member1")
    assert member.get("/").status_code == 200
    assert "資料を大切に扱う" in member.get(rule).text


def test_text_that_was_edited_before_the_first_start_gets_no_digest(council: Council) -> None:
    write(council)
    sealed_by_the_former_rule(council)
    sql(council, "UPDATE rule_version SET parts = replace(parts, '大切に', '無くし')")

    seal_commands.lay(council.settings)

    assert found(council) == ["rule_version"]
