"""What the tests of passkeys share: registering one, and the ceremonies by HTTP."""

import re
from typing import Any

from tests.app.auth.signing import form_token
from tests.support.authenticator import Authenticator, Spoil, _nothing
from tests.support.council import Browser, Council


def begin(browser: Browser, path: str) -> Any:
    """The options of a ceremony."""
    return _sent(browser, path, {})


def _sent(browser: Browser, path: str, fields: dict[str, str]) -> Any:
    return browser.post(path, fields, headers={"accept": "application/json", "sec-fetch-dest": "empty"})


def send(browser: Browser, path: str, begun: dict[str, Any], credential: str, **fields: str) -> Any:
    """An answer to a ceremony, with the proof of the browser's device key where it is asked for."""
    nonce = begun["device_nonce"]
    proof = browser.tablet.fields_of_sign_in(nonce) if nonce else {}
    return _sent(browser, path, {"ceremony": begun["ceremony"], "credential": credential} | proof | fields)


def add_key(browser: Browser, authenticator: Authenticator, spoil: Spoil = _nothing) -> Any:
    """Register a key on the account page."""
    begun = begin(browser, "/account/factors/keys/options").json()
    return send(browser, "/account/factors/keys", begun, authenticator.make(begun["options"], spoil), name="鍵")


def holder_of_key(council: Council, login: str = "member1", **changes: Any) -> Authenticator:
    """An authenticator that a person has registered."""
    authenticator = Authenticator(**changes)
    answer = add_key(council.browser(login), authenticator)
    assert answer.status_code == 200, answer.text
    return authenticator


def sign_in_with_key(browser: Browser, authenticator: Authenticator, spoil: Spoil = _nothing, **fields: str) -> Any:
    """The passkey alone, from the sign-in screen."""
    browser.session_id = browser.session_id if browser.client.cookies.get("gijo") else ""
    begun = begin(browser, "/signin/passkey/options").json()
    return send(browser, "/signin/passkey", begun, authenticator.show(begun["options"], spoil), **fields)


def second_key(browser: Browser, authenticator: Authenticator, spoil: Spoil = _nothing) -> Any:
    """The key after the password."""
    begun = begin(browser, "/signin/code/key/options").json()
    return send(browser, "/signin/code/key", begun, authenticator.show(begun["options"], spoil))


def last_cause(council: Council) -> str:
    """The cause of the newest refusal in the ledger."""
    kinds = {"auth.sign_in_refused", "factor.refused", "letter.refused"}
    return str([one for one in council.ledger() if one["kind"] in kinds][-1]["detail"]["cause"])


def token_on(page: Any) -> str:
    """The CSRF token of a page."""
    return form_token(page)


def codes_on(page: Any) -> list[str]:
    """The recovery codes that a page shows."""
    return re.findall(r"<code>([2-9A-Z]{5}-[2-9A-Z]{5})</code>", page.text)
