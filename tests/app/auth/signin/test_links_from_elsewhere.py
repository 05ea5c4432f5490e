"""A link from webmail or groupware: the browser keeps the cookie back, and the session is found all the same, once."""

import html
import re
from typing import Any

import pytest

from app.auth.devices.proving.suspicion import void_proof
from tests.support.council import Browser, Council

pytestmark = pytest.mark.alike("what a sign-in asks for and takes; others ask for the same on both")

FROM_ELSEWHERE: list[dict[str, str]] = [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {}]


def follow(council: Council, path: str, headers: dict[str, str]) -> Any:
    """The first answer that is no redirect, to a browser that keeps its cookies back from links of other sites."""
    bare = council.browser().client
    answer = bare.get(path, headers={"accept": "text/html"} | headers, follow_redirects=False)
    while answer.status_code == 303:
        answer = bare.get(answer.headers["location"], headers={"accept": "text/html"} | headers, follow_redirects=False)
    return answer


def led_to(answer: Any) -> str:
    """Where the page goes on by itself."""
    found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', answer.text)
    assert found, answer.text
    return html.unescape(found[1])


@pytest.mark.parametrize("headers", FROM_ELSEWHERE)
def test_member_who_is_signed_in_comes_to_the_screen_that_the_link_names(
    council: Council, headers: dict[str, str]
) -> None:
    member = council.browser("member1")

    asked = follow(council, "/account?lost=1", headers)
    again = member.get(led_to(asked))

    assert asked.status_code == 200
    assert 'name="password"' not in asked.text
    assert again.headers["location"] == "/account?lost=1"


@pytest.mark.parametrize("headers", FROM_ELSEWHERE)
def test_who_is_not_signed_in_is_asked_once_and_then_signs_in(council: Council, headers: dict[str, str]) -> None:
    asked = follow(council, "/account", headers)

    form = council.browser().client.get(led_to(asked), headers={"accept": "text/html"} | headers)

    assert 'name="password"' in form.text
    assert 'name="next" value="/account"' in form.text
    assert "http-equiv" not in form.text


def test_tablet_whose_proof_is_due_is_led_on_to_prove_itself(council: Council) -> None:
    member = council.browser("member1")
    with council.services.database.write() as unit:
        void_proof(unit, member.session_id, address="203.0.113.9", because="test")

    again = plain(member, "/signin?asked&next=/account")

    assert again.headers["location"] == "/account"


def plain(browser: Browser, path: str) -> Any:
    """Without the renewal that the test's browser does by itself."""
    headers = {"accept": "text/html", "sec-fetch-site": "same-origin"}
    return browser.client.get(path, headers=headers, follow_redirects=False)


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_to_another_site(council: Council, elsewhere: str) -> None:
    bare, member = council.browser().client, council.browser("member1")

    asked = bare.get("/signin", params={"next": elsewhere}, headers={"sec-fetch-site": "cross-site"})

    assert led_to(asked) == "/signin?asked&next=%2F"
    assert member.get(f"/signin?asked&next={elsewhere}").headers["location"] == "/"


def test_form_that_another_site_sends_is_refused_and_asks_nothing_again(council: Council) -> None:
    answer = council.browser("member1").post("/signout", headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403
    assert "http-equiv" not in answer.text
