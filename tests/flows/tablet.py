"""A person of the council at a tablet or desk: signs in with two factors and sends the forms that the pages hold."""

import re
from typing import Any

from tests.app.auth.signing import enrol_person, sign_in
from tests.support.council import Browser, Council

_META_TOKEN = re.compile(r'<meta name="csrf-token" content="([0-9a-f]+)">')


class Tablet:
    """One person's browser. Tokens come from the pages that the person has seen, as a real browser has them."""

    def __init__(self, council: Council, login: str) -> None:
        self._browser: Browser = council.browser()
        self.person = council.people[login]
        answer = sign_in(self._browser, login, enrol_person(council, login))
        assert answer.status_code == 303, answer.text

    def open(self, path: str, status: int = 200) -> str:
        """A screen; its text."""
        answer = self._browser.get(path)
        assert answer.status_code == status, (path, answer.status_code, answer.text[-600:])
        return str(answer.text)

    def fetch(self, path: str) -> Any:
        """What the page's script or image asks for."""
        return self._browser.fetch(path)

    def send(self, path: str, fields: dict[str, Any] | None = None, *, seen_at: str = "/account") -> Any:
        """A form of the screen `seen_at`."""
        return self._browser.post(path, fields or {}, headers={"x-csrf-token": self._token(seen_at)})

    def ask_json(self, path: str, values: dict[str, Any], *, seen_at: str = "/account") -> Any:
        """An act that the page's script sends, with its answer as JSON."""
        headers = {"x-csrf-token": self._token(seen_at), "accept": "application/json"}
        answer = self._browser.post(path, values, headers=headers)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def upload(self, path: str, content: bytes) -> Any:
        """A file."""
        return self._browser.put(path, content, headers={"x-csrf-token": self._token("/account")})

    def _token(self, path: str) -> str:
        found = _META_TOKEN.search(self.open(path))
        assert found, path
        return found[1]
