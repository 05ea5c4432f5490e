"""Signing in as a person does: both screens, their forms, their style sheets, the code of an authenticator."""

import base64
import hmac
import html
import re
import struct
import time
from dataclasses import dataclass
from hashlib import sha1

from load.rehearsal.browser import Answer, Browser
from load.rehearsal.device import DeviceKey, Over, keep
from load.rehearsal.plan import Account

_FIELD = re.compile(r'name="csrf_token"\s+value="([^"]+)"')
_META = re.compile(r'<meta name="csrf-token" content="([^"]+)"')
_ASSET = re.compile(r'(?:href|src)="(/(?:static|client)/[^"]+)"')
_NONCE = re.compile(r'data-device-nonce="([^"]+)"')
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_SENT_ON = re.compile(r'action="([^"]+)" data-send-now')
_PAUSES = {429, 503}
_TRIES = 6


class Unexpected(Exception):
    """The server answered with something that no tablet should see."""


@dataclass(frozen=True)
class Entry:
    """How long a sign-in took, without the time for typing, and how often the server asked to wait."""

    began: float
    seconds: float
    waits: int


def code_of(secret: str, moment_seconds: float) -> str:
    """RFC 6238 with SHA-1, 30 s, six digits."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(moment_seconds) // 30), sha1).digest()
    at = digest[-1] & 15
    number = struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def token_in(page: str) -> str:
    """The CSRF token of a screen."""
    found = _FIELD.search(page) or _META.search(page)
    if found is None:
        raise Unexpected("a screen without a token")
    return found[1]


def expect(answer: Answer, status: int, what: str) -> Answer:
    """The answer, when it has this status. Raises Unexpected."""
    if answer.status != status:
        raise Unexpected(f"{what}: {answer.status} {answer.text[:160]!r}")
    return answer


def fetch_assets(browser: Browser, page: str, seen: set[str]) -> None:
    """Fetch the style sheets and scripts that a screen links to, each once for a tablet."""
    for path in _ASSET.findall(page):
        if path not in seen:
            seen.add(path)
            expect(browser.get(path, accept="*/*"), 200, path)


def sign_in(browser: Browser, account: Account, seen_assets: set[str], over: Over) -> Entry:
    """From the first screen to the home screen; the session is renewed until it is over.

    Raises Unexpected and LineLost.
    """
    began, waits = time.monotonic(), 0
    screen = expect(browser.get("/signin"), 200, "/signin").text
    fetch_assets(browser, screen, seen_assets)
    fields = {"login": account.login, "password": account.password, "next": "/", "csrf_token": token_in(screen)}
    answer = browser.post("/signin", fields)
    while answer.status in _PAUSES and waits < _TRIES:
        waits += 1
        time.sleep(float(answer.headers.get("retry-after", "5")))
        answer = browser.post("/signin", fields)
    expect(answer, 303, "ID and password")
    screen = expect(browser.get("/signin/code"), 200, "/signin/code").text
    key = DeviceKey()
    fields = {"code": code_of(account.totp_secret, time.time()), "csrf_token": token_in(screen)}
    nonce = _NONCE.search(screen)
    if nonce is not None:
        fields |= {"device_key": key.public, "device_proof": key.sign("sign-in", nonce[1])}
    expect(browser.post("/signin/code", fields), 303, "code")
    home_path = "/prepare" if account.login.startswith("clerk") else "/"
    home = expect(browser.get(home_path), 200, "home").text
    keep(browser, key, home, token_in(home), over)
    fetch_assets(browser, home, seen_assets)
    return Entry(began, time.monotonic() - began, waits)


def confirm(browser: Browser, account: Account, asked: Answer) -> Answer:
    """The answer of a form; where it needs a fresh sign-in, that is made first, as the person would in a long sitting.

    Raises Unexpected and LineLost.
    """
    if asked.status != 403 or 'name="held"' not in asked.text:
        return asked
    fields = _hidden(asked) | {"password": account.password, "code": code_of(account.totp_secret, time.time())}
    confirmed = expect(browser.post("/signin/again", fields), 200, "fresh sign-in")
    path = _SENT_ON.search(confirmed.text)
    if path is None:
        raise Unexpected("the form that was held up did not come back")
    return browser.post(path[1], _hidden(confirmed))


def _hidden(screen: Answer) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in _HIDDEN.findall(screen.text)}
