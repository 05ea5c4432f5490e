"""Guesses who sends a request, before the session is looked up. Only lanes and rates use it; it decides no access.

Who a request counts for:
- With a cookie that this process has lately identified: its person.
- With a cookie that it does not know, but that has our seal (just set, just renewed, or known to another process): the
  session and moment that the cookie was made for.
- With a cookie that was replaced some time ago: the former cookies of its session together. Such a cookie opens
  nothing, and whoever sends it must not use up the places of its owner.
- Otherwise (no cookie, an invented one, or one of a session that has ended): the address.
"""

import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from app.web.addresses import network_of


class MadeFor(NamedTuple):
    """What a cookie says under our seal: the id of its session, and when it was made, in seconds since 1970."""

    session_id: str
    made_at: int


SessionOf = Callable[[str], MadeFor | None]
"""Cookie → what it was made for, read by its seal without a query; None when the seal is not ours."""

_ON_ITS_WAY_SECONDS = 90
"""How many seconds after a new cookie was made requests with the former one may still arrive."""
_MOST_COOKIES = 8192
_MOST_LETTERS = 200


@dataclass(frozen=True)
class Caller:
    """`key`: what lanes and rates count by. `person_id`, `session_id`: whose cookie it was; None and "" when unknown.

    Without a person, `session_id` is the session that a cookie with our seal was made for. Whether that session is
    open, and the cookie its present one, has not been looked up.
    """

    key: str
    address: str
    person_id: str | None = None
    session_id: str = ""


class Callers:
    """The cookies that came lately, and whose they were. Kept as hashes under a key of this process. Thread-safe."""

    def __init__(self, session_of: SessionOf) -> None:
        self._session_of = session_of
        self._key = secrets.token_bytes(32)
        self._by_cookie: OrderedDict[bytes, tuple[str | None, MadeFor | None]] = OrderedDict()
        self._newest: OrderedDict[str, int] = OrderedDict()

    def of(self, untrusted_cookie: str | None, address: str) -> Caller:
        """The caller: the person whose cookie this was, else what it was made for, else the network."""
        if untrusted_cookie and len(untrusted_cookie) <= _MOST_LETTERS:
            known = self._by_cookie.get(self._hash(untrusted_cookie))
            person_id, made = known or (None, self._session_of(untrusted_cookie))
            if made is not None:
                return self._of_session(made, person_id, address)
        return Caller(f"address {network_of(address)}", address)

    def _of_session(self, made: MadeFor, person_id: str | None, address: str) -> Caller:
        newest = self._newest[made.session_id] = max(made.made_at, self._newest.pop(made.session_id, 0))
        while len(self._newest) > _MOST_COOKIES:
            self._newest.popitem(last=False)
        if newest - made.made_at > _ON_ITS_WAY_SECONDS:
            counted = f"former {made.session_id}"
        elif person_id is not None:
            return Caller(f"person {person_id}", address, person_id, made.session_id)
        else:
            counted = f"session {made.session_id} {made.made_at}"
        return Caller(counted, address, None, counted)

    def note(self, untrusted_cookie: str, person_id: str | None, session_id: str) -> None:
        """Note whose cookie it is. Without a person and a session it counts for its address from now on."""
        if len(untrusted_cookie) > _MOST_LETTERS:
            return
        hashed = self._hash(untrusted_cookie)
        _, known = self._by_cookie.pop(hashed, (None, None))
        made = known or self._session_of(untrusted_cookie)
        if made is not None:  # made-up ones would push out everybody else's
            self._by_cookie[hashed] = (person_id, made if session_id else None)
            while len(self._by_cookie) > _MOST_COOKIES:
                self._by_cookie.popitem(last=False)

    def _hash(self, untrusted_cookie: str) -> bytes:
        return blake2b(untrusted_cookie.encode(errors="replace"), key=self._key, digest_size=16).digest()
