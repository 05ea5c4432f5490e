"""A proposal that was changed by SQL is decided by nobody, shown to nobody, and told once."""

import pytest
from sqlalchemy import text

from app.access.decisions import Denied
from app.kinds.proposals import PROPOSALS
from tests.app.proposals.test_desk import seen_by
from tests.app.proposals.trial import Office


@pytest.mark.parametrize("column", ["asked_by", "asked_at", "subject", "payload", "reason"])
def test_proposal_that_was_changed_by_sql_is_decided_by_nobody(office: Office, column: str) -> None:
    proposal = office.ask("clerk1")
    values = {"asked_by": office.council.people["clerk2"].id, "asked_at": 1_700_000_000_000_000}
    value = values.get(column, "{}")
    with office.council.services.database.engine.begin() as connection:
        connection.execute(text(f"UPDATE proposal SET {column} = :value"), {"value": value})  # noqa: S608 - names above

    with pytest.raises(Denied, match="altered"):
        office.decide(proposal)
    assert seen_by(office, "admin") == []
    assert PROPOSALS.close_what_is_over(office.council.services.database) == 0
    office.council.services.findings.close()
    assert [one["detail"]["name"] for one in office.council.ledger("evidence.altered")] == [f"proposal/{proposal}"]
