"""Outside the trusted zones: what to look at in a foreign network is asked before anything of class 2 is read."""

from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest

from app.auth.sessions.checks import has_checked
from tests.app.auth.devicing import add_paper, check_network
from tests.app.auth.signing import enrol_person, sign_in
from tests.support.council import Council, council_in

SCREEN = "/account/network"


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    """A council whose settings tell its own network from all others; every request comes from outside."""
    with council_in(tmp_path / "home", trusted_zones=(ip_network("10.9.0.0/16"),)) as founded:
        yield founded


@pytest.mark.clause("I 6-1(11)①")
def test_foreign_network_is_checked_once_a_session_before_class_2_and_above(council: Council) -> None:
    papers = {level: add_paper(council, level) for level in ("1", "2", "3B", "3A")}
    member, other = council.browser("member1"), council.browser("member1")

    def read(browser: object = member) -> dict[str, int]:
        return {level: browser.get(f"/papers/{paper}").status_code for level, paper in papers.items()}  # type: ignore[attr-defined]  # a Browser

    before, told = read(), member.get(f"/papers/{papers['2']}").text
    some = check_network(member, "encrypted", "known")
    still = read()
    gone_on = check_network(member, next_path=f"/papers/{papers['2']}")
    again = check_network(member)

    assert before == still == {"1": 200, "2": 403, "3B": 403, "3A": 404}
    assert all(words in told for words in ("P434", f'href="{SCREEN}?next=%2Fpapers%2F{papers["2"]}"'))
    assert (some.status_code, "すべてを確かめて" in some.text) == (422, True)
    assert gone_on.headers["location"] == f"/papers/{papers['2']}"
    assert read() == {"1": 200, "2": 200, "3B": 403, "3A": 404}
    assert read(other) == {"1": 200, "2": 403, "3B": 403, "3A": 404}
    assert again.status_code == 303
    records = [one["detail"] for one in council.ledger("auth.network_checked")]
    assert records == [{"network": "127.0.0.1", "points": "encrypted known unseen kept"}]
    assert "確かめてあります" in member.get(SCREEN).text
    reasons = [one["detail"]["reason"] for one in council.ledger("access.refused")]
    assert {"network_not_checked", "no_take_out_notice"} <= set(reasons)


def test_check_holds_for_its_network_alone_and_not_when_it_was_made_beside_the_service(council: Council) -> None:
    paper, member = add_paper(council, "2"), council.browser("member1")
    check_network(member)

    with council.services.database.read() as unit:
        found = [has_checked(unit, member.session_id, address) for address in ("127.0.0.1", "127.0.0.2")]
    with council.services.database.write() as unit:
        unit.connection().exec_driver_sql("UPDATE checked_network SET checked_at = checked_at + 1")
    altered = member.get(f"/papers/{paper}").status_code
    check_network(member)

    assert found == [True, False]
    assert (altered, member.get(f"/papers/{paper}").status_code) == (403, 200)


def test_inside_and_without_zones_nothing_is_asked(each_database: str, tmp_path: Path) -> None:
    assert each_database
    for number, zones in enumerate([(), (ip_network("127.0.0.0/8"),)]):
        with council_in(tmp_path / f"{number}", trusted_zones=zones) as council:
            paper, member = add_paper(council, "2"), council.browser("member1")

            assert member.get(f"/papers/{paper}").status_code == 200
            shown = member.get(SCREEN).text
            assert "確かめることはありません" in shown
            assert ("信頼するネットワークを決めていません" in shown) is (not zones)
            assert check_network(member).status_code == 303
            assert council.ledger("auth.network_checked") == []


@pytest.mark.clause("I 6-1(11)①")
def test_zone_of_a_connection_is_recorded_with_the_sign_in(council: Council) -> None:
    secret, browser = enrol_person(council, "member1"), council.browser()

    sign_in(browser, "member1", secret)

    assert council.ledger("auth.sign_in")[-1]["detail"]["zone"] == "outside"
    assert "議会のネットワークの外" in council.browser("chair").get("/ledger").text
