"""What the tests of signing in share: enrolled people, a clock that stands still, and the two steps by HTTP."""

import re
from typing import Any

import pyotp
from starlette.testclient import TestClient

from app import clock
from app.auth.factors import hashing
from app.auth.factors import provision as enrol
from tests.support import morning
from tests.support.council import ORIGIN, Browser, Council

PASSWORD = "correct horse 電池 staple"


class Clock:
    """Time that moves only when told; it starts now (the council was founded a moment ago), early in a time step."""

    def __init__(self) -> None:
        self.seconds = (morning.now() // 30 + 1) * 30 + 5.0
        clock.use(lambda: self.seconds)

    def forward(self, seconds: float) -> None:
        self.seconds += seconds


def enrol_person(council: Council, login: str, password: str = PASSWORD) -> str:
    """Give somebody a first password and an authenticator; returns its secret."""
    with council.services.database.write() as unit:
        pepper = council.services.keyring.derive(enrol.PEPPER)
        enrol.store_hash(unit, council.people[login].id, hashing.hash_password(pepper, password))
        return enrol.add_totp(unit, council.services, council.people[login].id)


def code_of(secret: str, offset_seconds: float = 0) -> str:
    """What the authenticator app shows now."""
    return pyotp.TOTP(secret).at(int(clock.unix_seconds() + offset_seconds))


def form_token(page: Any) -> str:
    """The CSRF token a page's form holds."""
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', page.text)
    assert found, page.text
    return found[1]


def send_form(browser: Browser, path: str, fields: dict[str, str], *, seen_at: str | None = None) -> Any:
    """Open the page with the form and send it, as a person does."""
    token = form_token(browser.get(seen_at or path))
    return browser.post(path, fields | {"csrf_token": token}, headers={"x-csrf-token": token})


def first_step(browser: Browser, login: str, password: str = PASSWORD, *, next_path: str | None = None) -> Any:
    """ID and password. With `next_path` the form is opened as the refusal's link opens it."""
    seen_at = "/signin" if next_path is None else f"/signin?next={next_path}"
    fields = {"login": login, "password": password} | ({} if next_path is None else {"next": next_path})
    return send_form(browser, "/signin", fields, seen_at=seen_at)


def second_step(browser: Browser, code: str, *, has_key: bool = True) -> Any:
    """The code, with the proof of the browser's device key unless it has none (no script)."""
    screen = browser.get("/signin/code")
    token = form_token(screen)
    nonce = re.search(r'data-device-nonce="([^"]+)"', screen.text)
    proof = browser.tablet.fields_of_sign_in(nonce[1]) if nonce and has_key else {}
    fields = {"code": code, "csrf_token": token} | proof
    return browser.post("/signin/code", fields, headers={"x-csrf-token": token})


def sign_in(browser: Browser, login: str, secret: str, *, next_path: str | None = None) -> Any:
    """Both steps; returns the last answer."""
    assert first_step(browser, login, next_path=next_path).status_code == 303
    return second_step(browser, code_of(secret))


def is_signed_in(browser: Browser) -> bool:
    """Whether the browser may see its own account."""
    return bool(browser.get("/account").status_code == 200)


def causes(council: Council) -> list[str]:
    """The true causes of the refusals, in order."""
    return [entry["detail"]["cause"] for entry in council.ledger("auth.sign_in_refused")]


def browser_at(council: Council, address: str) -> Browser:
    """A browser somewhere else."""
    browser = council.browser()
    browser.client = TestClient(council.app, base_url=ORIGIN, raise_server_exceptions=False, client=(address, 50000))
    return browser


def wrong_code(secret: str) -> str:
    """Six digits that are no code of this secret now."""
    valid = {code_of(secret, offset) for offset in (-30, 0, 30)}
    return next(f"{number:06}" for number in range(10) if f"{number:06}" not in valid)
