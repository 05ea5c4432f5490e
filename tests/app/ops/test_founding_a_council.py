"""`gijo found`: a real council begins with one administrator, one letter, and no password anybody knows."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.auth.enrolment import letters
from app.auth.factors.models import EnrolmentLetter, Password
from app.members.models import Person
from app.members.people import offices_now
from app.ops.founding import CannotFound, found
from app.rulebook.models import RuleVersion
from app.services import open_services
from app.settings import Settings
from tests.support import backends

NAME = {"login": "nakamura", "name": "中村 修", "title": "事務局長"}


@pytest.fixture
def settings(each_database: str, tmp_path: Path) -> Iterator[Settings]:
    with backends.empty_for(tmp_path) as url:
        yield Settings(home=tmp_path, database_url=url)


@pytest.mark.clause("I 6-2(3)⑤")
def test_first_administrator_gets_a_letter_and_no_password(settings: Settings) -> None:
    letter = found(settings, **NAME)

    services = open_services(settings)
    with services.database.read() as unit:
        person = unit.scalars(select(Person)).one()
        assert [role.value for role in offices_now(unit, person.id)] == ["administrator"]
        assert unit.scalar(select(func.count()).select_from(Password)) == 0
        assert letter.person.id == person.id
    services.close()


def test_founded_council_has_the_rule_that_tells_what_is_recorded(settings: Settings) -> None:
    found(settings, **NAME)
    found(settings, **NAME)  # before the enrolment it may be done again

    services = open_services(settings)
    with services.database.read() as unit:
        version = unit.scalars(select(RuleVersion)).one()
    services.close()

    assert version.is_asked
    for told in ("すべて記録されます", "議長、議会事務局長", "印として入ります"):
        assert told in version.parts


def test_letter_of_the_founding_opens_one_enrolment(settings: Settings) -> None:
    letter = found(settings, **NAME)

    services = open_services(settings)
    outcomes = []
    for _ in range(2):
        with services.database.write() as unit:
            outcomes.append(letters.claim(unit, services.keyring, letter.code, "127.0.0.1"))
    services.close()

    assert isinstance(outcomes[0], letters.Claim)
    assert outcomes[1] == "held"


def test_running_it_again_before_the_enrolment_voids_the_former_letter(settings: Settings) -> None:
    former = found(settings, **NAME)
    found(settings, **NAME)

    services = open_services(settings)
    with services.database.write() as unit:
        assert letters.claim(unit, services.keyring, former.code, "127.0.0.1") == "cancelled"
        assert unit.scalar(select(func.count()).select_from(EnrolmentLetter)) == 2
        assert unit.scalar(select(func.count()).select_from(Person)) == 1
    services.close()


def test_council_is_founded_once(settings: Settings) -> None:
    found(settings, **NAME)

    with pytest.raises(CannotFound, match="もう始まっています"):
        found(settings, login="other1", name="別 人", title="事務局長")


@pytest.mark.parametrize(
    ("change", "words"), [({"login": "admin"}, "だれでも思いつく"), ({"login": "a"}, "3 文字"), ({"name": ""}, "氏名")]
)
def test_first_administrator_has_a_name_and_an_id_of_their_own(
    settings: Settings, change: dict[str, str], words: str
) -> None:
    with pytest.raises(CannotFound, match=words):
        found(settings, **(NAME | change))


def test_demo_is_not_founded_as_a_council(settings: Settings) -> None:
    demo = Settings(**{**settings.__dict__, "is_demo": True})

    with pytest.raises(CannotFound, match="見本"):
        found(demo, **NAME)
