"""A row that SQL has moved out of a question's reach is missed: what rests on "there is none" is refused."""

import pytest
from sqlalchemy import text

from app.access.decisions import Denied
from app.access.facts import Actor
from app.access.roles import Role
from app.audit.notes import By
from app.auth.enrolment import vouchers
from app.db import new_id
from app.materials.models import Material
from app.materials.readers import check_clerks
from app.materials.visible import WITHHELD_TITLE, shown_titles
from tests.app.reading.shelf import lay
from tests.support.council import Council


def sql(council: Council, statement: str, **values: object) -> None:
    with council.services.database.engine.begin() as connection:
        connection.execute(text(statement), values)


@pytest.mark.parametrize("hiding", ["person_id = :other", "state = 'revoked' WHERE :other <> ''"])
def test_device_that_was_hidden_by_sql_leaves_nobody_unnamed_who_approved_it(council: Council, hiding: str) -> None:
    person = council.people["member1"].id
    council.browser("member1").get("/account")
    with council.services.database.read() as session:
        vouchers.of(session, person)

    sql(council, f"UPDATE device SET {hiding}", other=council.people["member2"].id)  # noqa: S608 - words of this test

    with council.services.database.read() as session, pytest.raises(Denied):
        vouchers.of(session, person)


def test_clerk_whose_office_was_hidden_by_sql_is_named_as_reader_by_no_clerk(council: Council) -> None:
    clerk, friend = council.people["clerk1"], council.people["clerk2"]
    sql(council, "UPDATE office SET role = 'member' WHERE person_id = :friend", friend=friend.id)

    with council.services.database.read() as session, pytest.raises(Denied):
        check_clerks(session, By(Actor(clerk.id, frozenset({Role.CLERK}))), [friend])


def test_reader_whom_sql_has_named_does_not_learn_the_title_of_a_secret_paper(council: Council) -> None:
    laid, person = lay(council, level="3A", title="人事案件"), council.people["clerk1"].id
    naming = "INSERT INTO material_reader (id, material_id, person_id, seal) VALUES (:id, :paper, :person, '')"
    sql(council, naming, id=new_id(), paper=laid.material, person=person)

    with council.services.database.read() as session:
        actor = Actor(person, frozenset({Role.CLERK}))
        titles = shown_titles(session, actor, [session.get_one(Material, laid.material)])

    assert titles == {laid.material: WITHHELD_TITLE}
