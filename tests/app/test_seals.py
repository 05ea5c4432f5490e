"""What somebody does by SQL to rows that carry decisions: it opens nothing, and is recorded and told once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from app import clock, tables
from app.__main__ import main
from app.auth.alarms.models import Alarm
from app.db import Base, microseconds
from app.materials.models import Material, Reader
from app.ops.seal_commands import SEALED
from app.permits.models import Permit
from app.seals import RowAltered, Sealed
from app.vault.objects import page_name
from tests.app.homes import use
from tests.app.reading.shelf import Laid, lay, replace_object
from tests.support.council import Council
from tests.support.examined import accept, mark_listed

pytestmark = pytest.mark.rare("rows that were changed by SQL; only seals move it")

Tampering = Callable[[Council, Laid], None]


def sql(council: Council, statement: str, **values: object) -> None:
    """As somebody does who holds the database and not the keys."""
    with council.services.database.engine.begin() as connection:
        connection.execute(text(statement), values)


def altered(council: Council) -> list[dict[str, Any]]:
    council.services.findings.close()
    return council.ledger("evidence.altered")


def lower_the_label(council: Council, laid: Laid) -> None:
    sql(council, "UPDATE material SET confidentiality = '1' WHERE id = :id", id=laid.material)


def release_it(council: Council, laid: Laid) -> None:
    moment = microseconds(clock.now())
    statement = "UPDATE material SET confidentiality = '1', released_at = :at, released_version_id = :v"
    sql(council, statement, at=moment, v=laid.version)


def publish_it(council: Council, laid: Laid) -> None:
    sql(council, "UPDATE material SET published_at = :at", at=microseconds(clock.now()))


def turn_the_reader(council: Council, laid: Laid) -> None:
    sql(council, "UPDATE material_reader SET person_id = :id, group_id = NULL", id=council.people["executive"].id)


def add_a_reader(council: Council, laid: Laid) -> None:
    statement = "INSERT INTO material_reader (id, material_id, person_id, seal) VALUES ('x', :material, :person, '')"
    sql(council, statement, material=laid.material, person=council.people["executive"].id)


def join_the_group(council: Council, laid: Laid) -> None:
    statement = "INSERT INTO people_group_member (group_id, person_id, seal) VALUES (:group, :person, :seal)"
    values = {"group": council.groups["soumu"].id, "person": council.people["executive"].id}
    sql(council, statement, **values, seal="0" * 32)


def turn_the_group_into_another_office(council: Council, laid: Laid) -> None:
    sql(council, "UPDATE people_group SET key = 'before' WHERE key = 'executives'")
    sql(council, "UPDATE people_group SET key = 'executives' WHERE key = 'members'")


def move_the_version(council: Council, laid: Laid) -> None:
    other = lay(council, groups=("executives",))
    sql(
        council,
        "UPDATE material_version SET material_id = :other, number = 9 WHERE id = :id",
        other=other.material,
        id=laid.version,
    )


OPENINGS: list[tuple[Tampering, str, dict[str, Any]]] = [
    (lower_the_label, "member1", {"level": "3A", "people": ("member1",)}),
    (publish_it, "member1", {"is_published": False}),
    (turn_the_reader, "executive", {}),
    (add_a_reader, "executive", {}),
    (join_the_group, "executive", {"groups": ("soumu",)}),
    (turn_the_group_into_another_office, "executive", {}),
    (move_the_version, "executive", {}),
]


@pytest.mark.clause("I 6-5(1)②")
@pytest.mark.parametrize(("tamper", "login", "how"), OPENINGS, ids=[act.__name__ for act, *_ in OPENINGS])
def test_paper_that_was_opened_by_sql_stays_closed_and_the_offices_hear_of_it(
    council: Council, tamper: Tampering, login: str, how: dict[str, Any]
) -> None:
    council.gather("soumu", "member1")
    laid = lay(council, **how)
    tamper(council, laid)
    reader = council.browser(login)

    answers = [reader.fetch(laid.page()), reader.fetch(laid.page()), reader.get(f"/papers/{laid.material}")]

    assert not any(answer.status_code == 200 for answer in answers)
    assert council.ledger("page.issued") == []
    assert len(altered(council)) == 1
    with council.services.database.read() as unit:
        assert [alarm.kind for alarm in unit.scalars(select(Alarm))] == ["altered"]
    for office in ("admin", "chair"):
        assert "書き換えられた疑い" in council.browser(office).get("/admin/connections").text


def test_row_is_examined_at_each_request_also_when_it_was_whole_before(council: Council) -> None:
    laid = lay(council)
    member = council.browser("member1")

    before = [member.fetch(laid.page()).status_code for _ in range(2)]
    sql(council, "UPDATE material_reader SET added_at = added_at + 1")
    meanwhile = member.fetch(laid.page()).status_code
    sql(council, "UPDATE material_reader SET added_at = added_at - 1")

    assert (before, meanwhile, member.fetch(laid.page()).status_code) == ([200, 200], 409, 200)
    assert len(altered(council)) == 1


def test_group_that_was_renamed_by_sql_is_made_a_reader_by_nobody(council: Council) -> None:
    """Its people would read what was meant for those whose name it bears."""
    council.gather("soumu", "member1")
    laid = lay(council, level="2", is_published=False)
    sql(council, "UPDATE people_group SET name = '予算委員会' WHERE key = 'soumu'")
    groups = [council.groups[key].id for key in ("members", "soumu")]

    answer = council.browser("clerk1").post(
        f"/prepare/materials/{laid.material}/readers", {"groups": groups}, headers={"accept": "application/json"}
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "S502")
    assert len(altered(council)) == 1


def test_reader_is_told_plainly_why(council: Council) -> None:
    laid = lay(council)
    turn_the_reader(council, laid)

    answer = council.browser("executive").fetch(laid.page())

    assert (answer.status_code, answer.json()["code"]) == (409, "S502")
    assert "議会事務局に連絡" in answer.json()["sentence"]
    [refusal] = council.ledger("access.refused")
    assert refusal["detail"]["reason"] == "altered"


def test_who_never_might_know_of_the_paper_hears_nothing_new(council: Council) -> None:
    laid = lay(council)
    turn_the_reader(council, laid)

    assert council.browser("member1").fetch(laid.page()).status_code == 404


def test_release_by_sql_publishes_nothing(council: Council) -> None:
    laid = lay(council, level="3B")
    release_it(council, laid)

    assert council.browser().fetch(laid.page()).status_code == 401
    assert council.browser().get(f"/papers/{laid.material}/original").status_code != 200
    assert len(altered(council)) == 1


def test_office_that_was_given_by_sql_gives_nothing(council: Council) -> None:
    member = council.browser("member1")
    statement = (
        "INSERT INTO office (id, person_id, role, scope, remit, starts_at, seal) "
        "VALUES ('x', :person, :role, '', '', 0, '')"
    )
    sql(council, statement, person=council.people["member1"].id, role="administrator")

    assert member.get("/admin/people").status_code in {403, 404}
    assert altered(council)[0]["detail"]["name"] == "office/x"


def test_office_that_was_changed_by_sql_is_none(council: Council) -> None:
    member = council.browser("member1")
    sql(council, "UPDATE office SET role = 'chair' WHERE person_id = :person", person=council.people["member1"].id)

    assert member.get("/").status_code in {302, 303, 401}


def test_delegation_by_sql_carries_nothing(council: Council) -> None:
    deputy = council.browser("deputy")
    sql(council, "UPDATE delegation SET duties = 'permits,suspension', ends_at = ends_at + 1")

    assert deputy.get("/permits/decide").status_code in {403, 404}
    assert len(altered(council)) == 1


def test_permit_that_was_granted_by_sql_opens_nothing(council: Council) -> None:
    laid = lay(council, level="3B")
    until = clock.now() + timedelta(days=3)
    with council.services.database.write() as unit:
        permit = Permit(
            number="令和8年 第1号",
            person_id=council.people["member1"].id,
            material_id=laid.material,
            version_id=laid.version,
            reason="質問の準備",
            wanted_until=until,
            asked_at=clock.now(),
        )
        unit.add(permit)
        unit.flush()
        permit_id = permit.id
    sql(council, "UPDATE permit SET state = 'granted', expires_at = :until, max_uses = 9", until=microseconds(until))

    answer = council.browser("member1").post(f"/permits/{permit_id}/file")

    assert answer.status_code in {403, 404, 405, 409}
    assert council.ledger("permit.issued") == []


def test_row_that_was_altered_is_not_sealed_again_by_an_act(council: Council) -> None:
    """Else the next honest change of it would make the dishonest one good."""
    laid = lay(council)
    lower_the_label(council, laid)

    with pytest.raises(RowAltered), council.services.database.write() as unit:
        unit.get_one(Material, laid.material).published_at = clock.now()


def test_altered_object_is_recorded_and_told(council: Council) -> None:
    laid = lay(council)
    replace_object(council, page_name(laid.version, 1), b"GJE1" + bytes(200))

    answer = council.browser("member1").fetch(laid.page())

    assert answer.json()["code"] == "S500"
    [record] = altered(council)
    assert record["detail"] == {"what": "object", "name": page_name(laid.version, 1)}


def test_altered_key_is_told_as_damage(council: Council) -> None:
    laid = lay(council)
    sql(council, "UPDATE material_version SET sealed_key = 'k1.00000000.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAA'")

    assert council.browser("member1").fetch(laid.page()).json()["code"] == "S500"
    assert len(altered(council)) == 1


def test_every_sealed_table_is_looked_at_by_the_rounds() -> None:
    assert tables.metadata.tables
    models = {mapper.class_ for mapper in Base.registry.mappers}
    assert {model for model in models if issubclass(model, Sealed)} == {*SEALED}


def test_rounds_find_what_nobody_reads_and_a_row_is_accepted_with_a_reason(
    council: Council, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(council.settings.home, monkeypatch)
    monkeypatch.setenv("GIJO_DATABASE_URL", council.settings.database_url)
    laid = lay(council)
    with council.services.database.read() as unit:
        reader_id = unit.scalars(select(Reader.id).where(Reader.material_id == laid.material)).one()
    assert main(["seals"]) == 0
    turn_the_reader(council, laid)

    assert main(["seals"]) == 1
    assert f"material_reader/{reader_id}" in capsys.readouterr().out
    name, reason = f"material_reader/{reader_id}", "控えと比べ、正しいと確かめた"
    assert main(["seals", "--accept", name]) == 2
    seen = mark_listed(council.settings, name)
    sql(council, "UPDATE material_reader SET added_at = 1 WHERE id = :id", id=reader_id)
    late = [accept(council.settings, name, reason, mark) for mark in (seen, "")]
    assert (late, council.ledger("evidence.accepted")) == ([1, 1], []), "something else was looked at"
    listed = mark_listed(council.settings, name)
    assert main(["seals", "--accept", name, "--shown", listed, "--reason", reason]) == 0
    assert main(["seals"]) == 0
    assert council.browser("executive").fetch(laid.page()).status_code == 200
    assert council.ledger("evidence.accepted")[0]["detail"]["reason"] == reason
