"""Where a request comes from: proxies that settings name are believed hop by hop, nobody else; zones rest on it."""

from ipaddress import ip_network
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from app.access.facts import DeviceKind
from app.settings import SettingsError, load
from app.web.addresses import Addresses, is_in, is_this_machine
from tests.app.auth.devicing import add_paper
from tests.app.auth.signing import Clock
from tests.support.council import BROWSER_WORDS, ORIGIN, Browser, Council, council_in

pytestmark = pytest.mark.alike("what becomes of devices and who is told; others ask for the same on both")

PROXIES = (ip_network("10.0.0.0/24"), ip_network("fd00::/64"))


def asked(peer: str | None, *forwarded: str) -> Request:
    headers = [(b"x-forwarded-for", line.encode()) for line in forwarded]
    client = (peer, 5000) if peer is not None else None
    return Request({"type": "http", "client": client, "headers": headers})


@pytest.mark.clause("I 6-1(5)②")
@pytest.mark.parametrize(
    ("peer", "forwarded", "sender"),
    [
        ("203.0.113.5", (), "203.0.113.5"),
        ("203.0.113.5", ("192.168.1.1",), "203.0.113.5"),
        ("10.0.0.1", (), "10.0.0.1"),
        ("10.0.0.1", ("198.51.100.7",), "198.51.100.7"),
        ("10.0.0.1", ("192.168.1.1, 198.51.100.7",), "198.51.100.7"),
        ("10.0.0.1", ("192.168.1.1", "198.51.100.7"), "198.51.100.7"),
        ("10.0.0.1", ("198.51.100.7, 10.0.0.2",), "198.51.100.7"),
        ("10.0.0.1", ("10.0.0.3, 10.0.0.2",), "10.0.0.3"),
        ("10.0.0.1", ("198.51.100.7:4711",), "198.51.100.7"),
        ("10.0.0.1", ("[2001:db8::9]:4711",), "2001:db8::9"),
        ("10.0.0.1", ("198.51.100.7, nonsense",), "10.0.0.1"),
        ("10.0.0.1", ("198.51.100.7, ",), "10.0.0.1"),
        ("::ffff:10.0.0.1", ("::ffff:198.51.100.7",), "198.51.100.7"),
        ("fd00::1", ("198.51.100.7",), "198.51.100.7"),
        (None, ("198.51.100.7",), "unknown"),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(peer: str | None, forwarded: tuple[str, ...], sender: str) -> None:
    assert Addresses(PROXIES)(asked(peer, *forwarded)) == sender


def test_without_named_proxies_no_header_is_believed() -> None:
    assert Addresses()(asked("127.0.0.1", "198.51.100.7")) == "127.0.0.1"


def test_an_address_lies_in_a_zone_however_it_is_written() -> None:
    zones = (ip_network("192.168.0.0/16"),)

    assert is_in("192.168.4.5", zones)
    assert is_in("::ffff:192.168.4.5", zones)
    assert not is_in("193.168.4.5", zones)
    assert not is_in("unknown", zones)
    assert is_this_machine("127.0.0.1")
    assert is_this_machine("::1")
    assert not is_this_machine("192.168.4.5")


@pytest.mark.parametrize("value", ['["0.0.0.0/0"]', '["::/0"]', '"10.0.0.1"', '["10.0.0.300"]'])
def test_proxies_that_name_everybody_or_nothing_stop_the_start(tmp_path: Path, value: str) -> None:
    (tmp_path / "gijo.toml").write_text(f"[network]\ntrusted_proxies = {value}\n")

    with pytest.raises(SettingsError, match="trusted_proxies"):
        load({"GIJO_HOME": str(tmp_path)})


@pytest.mark.parametrize("name", ["enrol_browsers", "every_device_is_issued"])
def test_enrolling_browsers_outside_the_demo_stops_the_start(tmp_path: Path, name: str) -> None:
    (tmp_path / "gijo.toml").write_text(f"[demo]\nenabled = false\n{name} = true\n")

    with pytest.raises(SettingsError, match="enrol_browsers"):
        load({"GIJO_HOME": str(tmp_path)})


def reader_at(council: Council, address: str) -> Browser:
    """A named reader's tablet somewhere, behind no proxy."""
    browser = council.browser("member1", device=DeviceKind.ISSUED)
    browser.get("/account")
    cookies = browser.client.cookies
    browser.client = TestClient(council.app, base_url=ORIGIN, raise_server_exceptions=False, client=(address, 50000))
    browser.client.cookies = cookies
    browser.client.headers["user-agent"] = BROWSER_WORDS
    return browser


@pytest.mark.parametrize(
    ("address", "forwarded", "status"),
    [
        ("10.9.0.4", None, 200),
        ("203.0.113.5", None, 403),
        ("203.0.113.5", "10.9.0.4", 403),
        ("192.0.2.1", "10.9.0.4", 200),
        ("192.0.2.1", "10.9.0.4, 203.0.113.5", 403),
    ],
)
def test_3a_is_read_in_the_zone_alone_and_a_spoofed_header_opens_nothing(
    each_database: str, tmp_path: Path, address: str, forwarded: str | None, status: int
) -> None:
    zones, proxies = (ip_network("10.9.0.0/16"),), (ip_network("192.0.2.1/32"),)
    with council_in(tmp_path / "zoned", trusted_zones=zones, trusted_proxies=proxies) as council:
        Clock()
        paper = add_paper(council, "3A", named="member1")
        headers = {"x-forwarded-for": forwarded} if forwarded else {}

        reader = reader_at(council, address)
        reader.client.headers.update(headers)

        answer = reader.get(f"/papers/{paper}")  # proves its key there first

        assert answer.status_code == status
        if status == 403:
            assert "決められたネットワークの中でだけ読めます" in answer.text
            assert council.ledger("access.refused")[-1]["detail"]["reason"] == "outside_trusted_zone"
