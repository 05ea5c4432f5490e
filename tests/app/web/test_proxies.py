"""A set-up around the service that cannot work is told with its remedy, and nothing is served past the proxy."""

import contextlib
import logging
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app.auth.alarms.models import Alarm
from app.auth.sessions.acts import new_token
from app.setup.faults import SetupFault
from tests.support.council import Council, council_in

pytestmark = pytest.mark.alike("what headers and addresses are taken; nothing in it is about rows")

NAME = "gijo.example.jp"
PROXY = "10.0.0.5"
NAMED = {"trusted_proxies": (ip_network(f"{PROXY}/32"),), "allowed_hosts": (NAME,)}
HTTPS = {**NAMED, "is_https": True}
FORWARDED = {"x-forwarded-for": "203.0.113.7"}
SIGN_IN = {"login": "member1", "password": "wrong", "next": "/"}


@contextlib.contextmanager
def council_of(tmp_path: Path, **settings: Any) -> Iterator[Council]:
    with council_in(tmp_path / "home", **settings) as council:
        yield council


def visitor(council: Council, address: str, host: str = NAME) -> TestClient:
    """Somebody at the service's own port; `host` as the request has it in the end."""
    scheme = "https" if council.settings.is_https else "http"
    client = TestClient(
        council.app, base_url=f"{scheme}://{host}", raise_server_exceptions=False, client=(address, 50000)
    )
    client.headers["accept"] = "text/html"
    return client


def told(council: Council) -> list[str]:
    """Codes of the faults that the administrator hears of."""
    council.app.watch.close()  # waits for what is being told
    with council.services.database.read() as unit:
        return sorted(alarm.detail[:4] for alarm in unit.scalars(select(Alarm).where(Alarm.kind == "setup")))


@pytest.mark.parametrize("header", ["x-forwarded-for", "x-forwarded-proto"])
def test_proxy_that_nobody_named_is_told(
    each_database: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, header: str
) -> None:
    with council_of(tmp_path, allowed_hosts=(NAME,)) as council, caplog.at_level(logging.WARNING, "gijo.setup"):
        assert visitor(council, "127.0.0.1").get("/signin", headers={header: "http"}).status_code == 200

        assert told(council) == ["C201"]
        assert "C201" in caplog.text
        assert "network.trusted_proxies に書かれていません（127.0.0.1）" in caplog.text
    assert "始め直します" in caplog.text


def test_fault_is_told_once_until_somebody_has_dealt_with_it(each_database: str, tmp_path: Path) -> None:
    with council_of(tmp_path, allowed_hosts=(NAME,)) as council:
        for _ in range(3):
            visitor(council, "127.0.0.1").get("/signin", headers=FORWARDED)

        assert told(council) == ["C201"]
        assert len(council.ledger("auth.alarm")) == 1


def test_stranger_from_afar_cannot_make_up_a_proxy(each_database: str, tmp_path: Path) -> None:
    with council_of(tmp_path, is_demo=True, allowed_hosts=(NAME,)) as council:
        visitor(council, "8.8.4.4").get("/signin", headers=FORWARDED)

        assert told(council) == []


def test_proxy_that_hides_who_comes_is_told(each_database: str, tmp_path: Path) -> None:
    with council_of(tmp_path, **HTTPS) as council:
        visitor(council, PROXY).get("/healthz")
        assert told(council) == []

        visitor(council, PROXY).get("/signin", headers={"cookie": "a=b"})

        assert told(council) == ["C202"]


@pytest.mark.parametrize("site", [{"sec-fetch-site": "same-origin"}, {}])
def test_dropped_port_is_told_to_the_person_and_the_administrator(
    each_database: str, tmp_path: Path, site: dict[str, str]
) -> None:
    with council_of(tmp_path, **HTTPS) as council:
        headers = {**FORWARDED, **site, "origin": f"https://{NAME}:8443"}

        answer = visitor(council, PROXY).post("/signin", data=SIGN_IN, headers=headers)

        assert answer.status_code == 403
        assert "C203 と伝えて" in answer.text
        assert "読み込み直して" not in answer.text
        assert told(council) == ["C203"]


def test_page_of_another_site_is_no_fault_of_the_proxy(each_database: str, tmp_path: Path) -> None:
    with council_of(tmp_path, **HTTPS) as council:
        for origin, site in (
            ("https://evil.example", ""),
            (f"https://{NAME}:8443", "same-site"),
            ("https://evil.example", "cross-site"),
            ("null", ""),
            ("https://[", "same-origin"),
        ):
            headers = {**FORWARDED, "origin": origin} | ({"sec-fetch-site": site} if site else {})
            answer = visitor(council, PROXY).post("/signin", data=SIGN_IN, headers=headers)
            assert "E403" in answer.text

        assert told(council) == []


def test_name_that_the_proxy_replaces_is_told(each_database: str, tmp_path: Path) -> None:
    with council_of(tmp_path, **HTTPS) as council:
        assert visitor(council, PROXY, "gijo_upstream").get("/signin", headers=FORWARDED).status_code == 421
        assert told(council) == ["C204"]


def test_replaced_name_that_is_ours_too_is_told_at_the_first_act(each_database: str, tmp_path: Path) -> None:
    with council_of(tmp_path, **{**HTTPS, "allowed_hosts": (NAME, "127.0.0.1")}) as council:
        headers = {**FORWARDED, "origin": f"https://{NAME}", "sec-fetch-site": "same-origin"}

        answer = visitor(council, PROXY, "127.0.0.1").post("/signin", data=SIGN_IN, headers=headers)

        assert "C204 と伝えて" in answer.text
        assert told(council) == ["C204"]


def test_wrong_name_is_no_fault_once_people_come_by_the_right_one(each_database: str, tmp_path: Path) -> None:
    with council_of(tmp_path, **HTTPS) as council:
        visitor(council, PROXY).get("/signin", headers=FORWARDED)
        visitor(council, PROXY, "scanner.example").get("/", headers=FORWARDED)

        assert told(council) == []


def test_tls_in_front_of_a_service_that_does_not_know_of_it_is_told(each_database: str, tmp_path: Path) -> None:
    with council_of(tmp_path, **NAMED) as council:
        headers = {**FORWARDED, "origin": f"https://{NAME}", "sec-fetch-site": "same-origin"}

        answer = visitor(council, PROXY).post("/signin", data=SIGN_IN, headers=headers)

        assert "C205 と伝えて" in answer.text
        assert told(council) == ["C205"]


def test_tls_that_the_proxy_tells_of_is_told_before_anybody_fails(each_database: str, tmp_path: Path) -> None:
    with council_of(tmp_path, **NAMED) as council:
        assert visitor(council, PROXY).get("/signin", headers={**FORWARDED, "x-forwarded-proto": "https"}).is_success

        assert told(council) == ["C205"]


def test_plain_http_that_the_proxy_passes_on_is_refused_with_words(each_database: str, tmp_path: Path) -> None:
    with council_of(tmp_path, **HTTPS) as council:
        answer = visitor(council, PROXY).get("/signin", headers={**FORWARDED, "x-forwarded-proto": "http"})

        assert answer.status_code == 403
        assert "E425" in answer.text
        assert "https:// のアドレス" in answer.text
        assert told(council) == ["C206"]
        for scheme in ("https", "https, http", "HTTPS"):
            answer = visitor(council, PROXY).get("/signin", headers={**FORWARDED, "x-forwarded-proto": scheme})
            assert answer.status_code == 200, scheme


@pytest.mark.clause("I 6-1(7)②")
@pytest.mark.parametrize("path", ["/signin", "/", "/static/js/session/live.js", "/papers/x/pages/1", "/nothing"])
@pytest.mark.parametrize("address", ["10.0.0.77", "203.0.113.9", "127.0.0.1"])
def test_nothing_is_served_past_the_proxy(each_database: str, tmp_path: Path, path: str, address: str) -> None:
    with council_of(tmp_path, **HTTPS) as council:
        answer = visitor(council, address).get(path, headers=FORWARDED)

        assert answer.status_code == 403
        assert "E425" in answer.text
        assert told(council) == ["C207"]


def test_socket_past_the_proxy_is_not_opened(each_database: str, tmp_path: Path) -> None:
    with council_of(tmp_path, **HTTPS) as council:
        tablet = council.browser("member1")
        headers = {"host": NAME, "origin": f"https://{NAME}"}
        client = visitor(council, "10.0.0.77")
        client.cookies = tablet.client.cookies
        with pytest.raises(WebSocketDisconnect), client.websocket_connect("/live", headers=headers):
            pass
        assert told(council) == ["C207"]


def test_monitor_on_this_machine_may_ask_for_health(each_database: str, tmp_path: Path) -> None:
    with council_of(tmp_path, **HTTPS) as council:
        assert visitor(council, "127.0.0.1").get("/healthz").status_code == 200
        assert visitor(council, "10.0.0.77").get("/healthz").status_code == 403


def test_council_behind_its_named_proxy_is_served_and_nothing_is_told(each_database: str, tmp_path: Path) -> None:
    with council_of(tmp_path, **HTTPS) as council:
        headers = {**FORWARDED, "x-forwarded-proto": "https", "origin": f"https://{NAME}"}

        assert visitor(council, PROXY).get("/signin", headers=headers).status_code == 200
        assert "E403" in visitor(council, PROXY).post("/signin", data=SIGN_IN, headers=headers).text  # no token

        assert told(council) == []


@pytest.mark.parametrize("mark", [{"sec-websocket-key": "x"}, {"sec-fetch-mode": "websocket"}])
def test_socket_that_the_proxy_makes_a_request_of_is_told(
    each_database: str, tmp_path: Path, mark: dict[str, str]
) -> None:
    with council_of(tmp_path, **HTTPS) as council:
        assert visitor(council, PROXY).get("/live?ask=alarms", headers={**FORWARDED, **mark}).status_code == 404

        assert told(council) == ["C208"]


def test_stranger_makes_up_no_fault_once_somebody_signed_in_has_shown_that_all_is_well(
    each_database: str, tmp_path: Path
) -> None:
    with council_of(tmp_path, **HTTPS) as council:
        own, stranger = visitor(council, PROXY), visitor(council, PROXY)
        token = new_token(council.services.session_key, "s" * 26)
        cookie = {"cookie": f"{council.settings.cookie_name}={token}"}
        well = {**FORWARDED, **cookie, "origin": f"https://{NAME}", "sec-fetch-site": "same-origin"}
        own.post("/signin", data=SIGN_IN, headers=well)
        garbled = {**FORWARDED, "origin": f"https://{NAME}:8443", "sec-fetch-site": "same-origin"}

        stranger.post("/signin", data=SIGN_IN, headers=garbled)
        stranger.post("/signin", data=SIGN_IN, headers={**FORWARDED, "origin": f"http://{NAME}"})
        assert told(council) == []

        own.post("/signin", data=SIGN_IN, headers={**garbled, **cookie})
        assert told(council) == ["C203"]


def test_fault_stands_on_the_administrators_board(council: Council) -> None:
    TestClient(council.app, base_url="http://localhost", client=("127.0.0.1", 5)).get("/signin", headers=FORWARDED)
    assert told(council) == ["C201"]

    page = council.browser("admin").get("/admin/connections").text

    assert "サーバーか、その前に置いた機器の設定に誤りがあります。" in page
    assert "C201" in page
    assert "C201" not in council.browser("chair").get("/admin/connections").text


@pytest.mark.parametrize("fault", list(SetupFault))
def test_sentence_of_every_fault_fits_an_alarm_whole(fault: SetupFault) -> None:
    assert len(fault.sentence("x" * 60)) <= 300
    assert not fault.sentence().endswith("。")


def test_no_two_faults_have_one_code() -> None:
    assert len({fault.code for fault in SetupFault}) == len(SetupFault)
