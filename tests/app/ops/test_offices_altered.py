"""`gijo offices` while a row by which it would decide was altered: a sentence and an exit code, and nothing changed."""

import argparse

import pytest
from sqlalchemy import update

from app.members.models import Office
from app.ops import office_commands
from tests.app.ops.test_office_commands import asked_for_a_deputy, run
from tests.support.council import Council


def test_altered_office_is_told_in_words_by_each_command(council: Council, capsys: pytest.CaptureFixture[str]) -> None:
    change = asked_for_a_deputy(council)
    with council.services.database.write() as unit:
        unit.execute(update(Office).where(Office.person_id == council.people["member2"].id).values(role="clerk"))

    listed = run(council, office_commands.waiting), capsys.readouterr().err
    lift = argparse.Namespace(login="member1", reason="確認した")
    lifted = office_commands.lift(council.settings, lift), capsys.readouterr().err
    confirmed = run(council, office_commands.confirm, change), capsys.readouterr().err

    for code, told in (listed, lifted, confirmed):
        assert (code, "書き換えられた疑い" in told) == (1, True)
    assert council.ledger("people.office_decided") == []
