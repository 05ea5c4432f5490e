"""A council in use gets an edition in which one more column of a sealed table counts."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, text, update

from app.__main__ import main
from app.audit.notes import SYSTEM, note
from app.audit.vocabulary import EventKind
from app.members.models import Office
from app.ops import seal_commands
from app.seals import SEAL_KEY, Seals, rule_of
from storage.keyring import Keyring
from tests.app.auth.signing import Clock, enrol_person, first_step, sign_in
from tests.app.homes import use
from tests.support.council import Council

pytestmark = pytest.mark.rare("rows that were changed by SQL; only seals move it")

FORMER = Office.former_columns[0]


def sealed_by_the_former_rule(council: Council) -> None:
    """Rows and ledger as the edition before left them."""
    seals = Seals(Keyring.load(council.settings.keys_folder).derive(SEAL_KEY), lambda _found: None)
    with council.services.database.write() as session:
        for office in session.scalars(select(Office)).all():
            former = seals.of(Office, (office.id,), [getattr(office, name) for name in FORMER])
            change = update(Office).where(Office.id == office.id).values(seal=former)
            session.execute(change.execution_options(synchronize_session=False))
        note(
            session,
            SYSTEM,
            EventKind.SEALED,
            tables=" ".join(one.__tablename__ for one in seal_commands.SEALED),
            rows=1,
        )


def sql(council: Council, statement: str, **values: object) -> None:
    """As somebody does who holds the database and not the keys."""
    with council.services.database.engine.begin() as connection:
        connection.execute(text(statement), values)


def test_rows_that_were_as_given_are_sealed_by_the_new_rule_once(council: Council) -> None:
    sealed_by_the_former_rule(council)
    assert {found.table for found in seal_commands.find(council.settings)} == {"office"}

    seal_commands.lay(council.settings)

    assert seal_commands.find(council.settings) == []
    last = council.ledger("evidence.sealed")[-1]["detail"]
    assert f"office:{rule_of(Office)}" in last["tables"].split()
    assert last["rows"] > 0
    assert council.browser("admin").get("/admin/people").status_code == 200
    before = len(council.ledger("evidence.sealed"))
    seal_commands.lay(council.settings)
    assert len(council.ledger("evidence.sealed")) == before


@pytest.mark.parametrize("harm", ["role = 'chair'", "seal = ''"])
def test_row_that_was_altered_before_is_not_sealed_by_the_new_edition(council: Council, harm: str) -> None:
    sealed_by_the_former_rule(council)
    person_id = council.people["member1"].id
    sql(council, f"UPDATE office SET {harm} WHERE person_id = :person", person=person_id)  # noqa: S608 - words of this test

    seal_commands.lay(council.settings)

    with council.services.database.read() as session:
        (office_id,) = session.scalars(select(Office.id).where(Office.person_id == person_id)).all()
    assert [found.key for found in seal_commands.find(council.settings)] == [office_id]


def test_former_seal_is_worth_nothing_after_the_new_rule(council: Council) -> None:
    sealed_by_the_former_rule(council)
    seal_commands.lay(council.settings)
    sealed_by_the_former_rule(council)  # somebody puts the seals of a copy of before back

    seal_commands.lay(council.settings)

    assert {found.table for found in seal_commands.find(council.settings)} == {"office"}
    assert council.browser("admin").get("/admin/people").status_code in {302, 303, 401}


def test_council_older_than_all_seals_is_sealed_by_the_present_rule(council: Council) -> None:
    sql(council, "UPDATE office SET seal = ''")

    seal_commands.lay(council.settings)

    assert [found for found in seal_commands.find(council.settings) if found.table == "office"] == []


def test_factors_from_before_their_seals_sign_in_after_the_first_start(council: Council) -> None:
    moment = Clock()
    secret = enrol_person(council, "member1")
    for table in ("password", "totp_key"):
        sql(council, f"UPDATE {table} SET seal = ''")  # noqa: S608 - words of this test
    assert first_step(council.browser(), "member1").status_code == 422

    seal_commands.lay(council.settings)

    moment.forward(60)
    assert sign_in(council.browser(), "member1", secret).status_code == 303


def test_scope_of_an_investigation_that_was_widened_by_sql_is_found(council: Council) -> None:
    investigator = council.browser("investigator")
    assert investigator.get("/").status_code == 200
    sql(council, "UPDATE office SET scope = 'すべて' WHERE role = 'investigator'")

    assert investigator.get("/").status_code in {302, 303, 401}
    council.services.findings.close()
    assert council.ledger("evidence.altered")[0]["detail"]["name"].startswith("office/")


def test_row_is_not_sealed_anew_when_the_record_of_the_seals_is_hidden(council: Council) -> None:
    seal_commands.lay(council.settings)
    person_id = council.people["member1"].id
    sql(council, "UPDATE office SET role = 'chair', seal = '' WHERE person_id = :person", person=person_id)
    sql(council, "UPDATE ledger_record SET kind = 'auth.sign_in' WHERE kind = 'evidence.sealed'")

    assert seal_commands.may_serve(council.settings)

    assert [found.table for found in seal_commands.find(council.settings)] == ["office"]
    assert council.browser("member1").get("/admin/delegations").status_code in {302, 303, 401}


def hide_the_record(council: Council) -> None:
    """Kind and body are changed: the chain alone still tells of it."""
    change = "UPDATE ledger_record SET kind = 'x', body = replace(body, 'evidence.sealed', 'evidence.nothing')"
    sql(council, f"{change} WHERE kind = 'evidence.sealed'")


@pytest.mark.parametrize("harm", [hide_the_record, None], ids=["changed", "cut off"])
def test_nothing_is_sealed_nor_opened_while_the_ledger_is_not_whole(
    council: Council, capsys: pytest.CaptureFixture[str], harm: Callable[[Council], None] | None
) -> None:
    seal_commands.lay(council.settings)
    person_id = council.people["member1"].id
    sql(council, "UPDATE office SET role = 'chair', seal = '' WHERE person_id = :person", person=person_id)
    if harm is not None:
        harm(council)
    else:
        sql(council, "DELETE FROM ledger_record WHERE kind = 'evidence.sealed'")

    assert not seal_commands.may_serve(council.settings)

    said = capsys.readouterr().err
    assert "gijo seals --lay --reason" in said
    assert "この台帳は証拠に使わず" in said
    assert [found.table for found in seal_commands.find(council.settings)] == ["office"]


def test_who_has_looked_into_the_ledger_lays_the_seals_with_a_reason_and_the_offices_hear(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(council.settings.home, monkeypatch)
    monkeypatch.setenv("GIJO_DATABASE_URL", council.settings.database_url)
    seal_commands.lay(council.settings)
    sql(council, "UPDATE office SET seal = ''")
    hide_the_record(council)

    assert main(["seals", "--lay"]) == 2
    assert main(["seals", "--lay", "--reason", "控えと比べた"]) == 0

    assert council.ledger("evidence.sealed")[-1]["detail"]["reason"] == "控えと比べた"
    assert seal_commands.find(council.settings) == []
    assert seal_commands.may_serve(council.settings)
    assert "台帳が揃わないまま" in council.browser("chair").get("/admin/connections").text


def test_each_rule_of_before_names_other_columns_than_the_present_one() -> None:
    for model in seal_commands.SEALED:
        assert model.sealed_columns not in model.former_columns
        assert len(set(model.former_columns)) == len(model.former_columns)
