"""What somebody does by SQL to the row that says a version was replaced: it brings nothing back, and is told."""

import pytest
from sqlalchemy import text

from app.materials.models import Material, Version
from app.materials.replacements.kept import keep_before_lowering
from app.ops.seal_commands import SEALED
from app.rounds.gone import RowWatch
from tests.app.materials.office import Office
from tests.app.permits.desk import ask, decide, permits, receive
from tests.app.reading.shelf import Laid
from tests.support.council import Browser, Council

pytestmark = pytest.mark.rare("rows that were changed by SQL; only seals move it")

EARLIER = "UPDATE material_replacement SET at = at - 864000000000 WHERE former_id = :version"
OTHER_VERSION = "UPDATE material_replacement SET former_id = version_id WHERE former_id = :version"


def altered(office: Office) -> set[str]:
    office.council.services.findings.close()
    return {record["detail"]["name"].split("/")[0] for record in office.council.ledger("evidence.altered")}


def ended_by_a_replacement(office: Office) -> tuple[Council, Version, Browser, str]:
    """A member's permit that ended with a replacement, which was put back: the first version, the member, its id."""
    council, first = office.council, office.ready(label="2")
    member = council.browser("member1")
    ask(member, Laid(first.material_id, first.id))
    permit = permits(council)[-1].id
    decide(council, permit)
    office.replaced(first)
    office.replacement(first, "put-back")
    return council, first, member, permit


@pytest.mark.parametrize("statement", [EARLIER, OTHER_VERSION], ids=["earlier", "another version"])
def test_permit_that_a_replacement_ended_does_not_come_back_by_sql(office: Office, statement: str) -> None:
    council, first, member, permit = ended_by_a_replacement(office)
    assert receive(member, permit).status_code == 403
    with council.services.database.engine.begin() as connection:
        connection.execute(text(statement), {"version": first.id})

    answer = receive(member, permit)

    assert answer.status_code == 403
    assert "記録の確認待ち" in member.get("/permits").text
    assert council.ledger("permit.issued") == []
    assert altered(office) == {"material_replacement"}


def look(office: Office) -> None:
    """What a worker does in its sweep."""
    with office.council.services.database.read() as unit:
        RowWatch(SEALED).look(unit)


def test_permit_that_a_replacement_ended_does_not_come_back_when_its_row_is_deleted(office: Office) -> None:
    council, _, member, permit = ended_by_a_replacement(office)
    with council.services.database.engine.begin() as connection:
        connection.execute(text("DELETE FROM material_replacement"))

    look(office)

    assert altered(office) == {"material_replacement"}
    assert receive(member, permit).status_code == 403
    assert council.ledger("permit.issued") == []


def test_replacements_that_go_with_their_paper_are_missed_by_nobody(office: Office) -> None:
    first = office.ready(is_published=False)
    office.prepared(first)
    taken = office.council.browser("clerk1").post(f"/prepare/materials/{first.material_id}/take-out", {})

    look(office)

    assert taken.status_code == 303
    assert altered(office) == set()


def test_version_whose_replacement_was_altered_keeps_its_level_when_the_label_goes_down(office: Office) -> None:
    first = office.ready(label=None)
    office.replaced(first)
    with office.council.services.database.engine.begin() as connection:
        connection.execute(text(OTHER_VERSION), {"version": first.id})

    with office.council.services.database.write() as unit:
        unit.get_one(Version, first.id).kept_level = None  # as before versions kept it when they are replaced
        unit.flush()
        keep_before_lowering(unit, unit.get_one(Material, first.material_id))

    with office.council.services.database.read() as session:
        assert session.get_one(Version, first.id).kept_level is not None
