from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.access.facts import Actor
from app.access.roles import Role
from app.materials.models import Material, Version
from app.permits.models import Permit
from app.permits.news import news
from tests.support.council import Council


def _permit(council: Council, state: str, *, decided_days_ago: int = 0) -> None:
    moment = clock.now()
    decided = moment - timedelta(days=decided_days_ago)
    with council.services.database.write() as unit:
        material = Material(title="財産の取得", created_at=moment, created_by=council.people["clerk1"].id)
        unit.add(material)
        unit.flush()
        version = Version(
            material_id=material.id,
            number=1,
            file_name="a.pdf",
            sealed_key=None,
            created_at=moment,
            created_by=council.people["clerk1"].id,
        )
        unit.add(version)
        unit.flush()
        unit.add(
            Permit(
                number=f"令和8年 第{len(unit.scalars(select(Permit)).all()) + 1}号",
                person_id=council.people["member1"].id,
                material_id=material.id,
                version_id=version.id,
                reason="現地で確かめるため",
                wanted_until=moment + timedelta(days=3),
                asked_at=decided,
                state=state,
                decided_at=None if state == "asked" else decided,
                expires_at=moment + timedelta(days=3) if state == "granted" else None,
            )
        )


def _titles(council: Council, login: str, *roles: Role) -> list[str]:
    with council.services.database.read() as unit:
        return [line.title for line in news(unit, Actor(council.people[login].id, frozenset(roles)))]


def test_a_granted_and_a_refused_request_are_news_to_who_asked(council: Council) -> None:
    _permit(council, "granted")
    _permit(council, "refused")

    assert sorted(_titles(council, "member1", Role.MEMBER)) == ["許可されませんでした", "議長の許可が出ました"]
    assert council.browser("member1").get("/").text.count("不許可") == 1, "once is enough"
    assert _titles(council, "member2", Role.MEMBER) == []


def test_a_decision_older_than_a_week_is_no_news(council: Council) -> None:
    _permit(council, "granted", decided_days_ago=8)

    assert _titles(council, "member1", Role.MEMBER) == []


def test_a_waiting_request_is_news_to_the_chair_and_never_to_who_asked(council: Council) -> None:
    _permit(council, "asked")

    assert _titles(council, "chair", Role.CHAIR, Role.MEMBER) == ["佐藤 花子 議員の申請があります"]
    assert _titles(council, "member1", Role.MEMBER, Role.DEPUTY) == []
