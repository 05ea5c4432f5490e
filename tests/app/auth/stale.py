"""A session whose strong sign-in is a while ago, and the way through the confirmation that it meets."""

import html
import re
from typing import Any

from tests.app.auth.signing import PASSWORD, Clock, code_of
from tests.support.council import Browser, Council

STALE = 15 * 60 + 1


def stale(council: Council, moment: Clock, login: str = "member1") -> Browser:
    """A session that is open, and whose last strong sign-in is a while ago."""
    browser = council.browser(login)
    for _ in range(4):
        moment.forward(STALE / 4)
        browser.renew()
    return browser


def fields_of(page: Any) -> dict[str, str]:
    """The hidden fields of a page's forms; of fields with one name, the last."""
    return {name: html.unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', page.text)}


def confirm_and_send(browser: Browser, asked: Any, secret: str) -> Any:
    """From the confirmation that stands instead of a refused form to the answer of the form itself."""
    held = fields_of(asked)
    known = {"held": held["held"], "next": held["next"], "password": PASSWORD, "code": code_of(secret)}
    confirmed = browser.post("/signin/again", known)
    path = re.search(r'action="([^"]+)" data-send-now', confirmed.text)
    assert path, confirmed.text
    return browser.post(path[1], fields_of(confirmed))
