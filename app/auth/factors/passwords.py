"""What may be a password, and how a typed one is read (NIST SP 800-63B-4 §3.1.1.2). Knows no account and no form."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from app.errors import BadInput

MIN_CHARACTERS = 12
MAX_CHARACTERS = 128
_LEAST_DISTINCT = 5

_COMMON = frozenset(
    (
        "password",
        "passw0rd",
        "passwords",
        "p@ssw0rd",
        "p@ssword",
        "qwerty",
        "qwertyuiop",
        "qwertyuiopasdf",
        "asdfghjkl",
        "zxcvbnm",
        "letmein",
        "welcome",
        "admin",
        "administrator",
        "iloveyou",
        "sakura",
        "sunshine",
        "princess",
        "football",
        "baseball",
        "dragon",
        "monkey",
        "shadow",
        "master",
        "superman",
        "trustno",
        "changeme",
        "secret",
        "abcdef",
        "abcdefg",
        "abcdefgh",
        "abcdefghijkl",
    )
)
_OWN_WORDS = ("gijo", "議場")
_ENDS = re.compile(r"^[\W\d_]+|[\W\d_]+$")


class PasswordRefused(BadInput):
    """A new password that will not do; the sentence says why (the blocklist's reason is to be told)."""

    code = "A120"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, fields={"password": sentence})


def normalise(untrusted_password: str) -> str | None:
    """The password as it is hashed: NFC, nothing else changed. None when it is too long to be one.

    The length is looked at first, because composing a long run of marks takes quadratic time.
    """
    if len(untrusted_password) > MAX_CHARACTERS:
        return None
    return unicodedata.normalize("NFC", untrusted_password)


def login_key(untrusted_login: str) -> str:
    """A typed ID in the form in which it is looked up: NFKC, lower case, no spaces around it, at most 64 characters."""
    return unicodedata.normalize("NFKC", untrusted_login[:64]).strip().lower()


def accept_new(untrusted_password: str, *, login: str, forbidden: Iterable[str] = ()) -> str:
    """A new password, normalised. `forbidden`: the council's names. Raises PasswordRefused.

    No rules about kinds of characters and no expiry: people answer both with weaker passwords (SP 800-63B-4 §3.1.1.2).
    """
    password = normalise(untrusted_password)
    if password is None:
        raise PasswordRefused(f"パスワードは {MAX_CHARACTERS} 文字までにしてください。")
    if len(password) < MIN_CHARACTERS:
        raise PasswordRefused(f"パスワードは {MIN_CHARACTERS} 文字以上にしてください。")
    folded = _fold(password)
    for word in (login, *forbidden, *_OWN_WORDS):
        if word and _fold(word) in folded:
            raise PasswordRefused("ID や議会の名前を含むパスワードは使えません。別の言葉にしてください。")
    if len(set(folded)) < _LEAST_DISTINCT or _ENDS.sub("", folded) in _COMMON or _is_run(folded):
        raise PasswordRefused("よく使われるパスワードなので使えません。別の言葉にしてください。")
    return password


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _is_run(text: str) -> bool:
    """True when each character follows the one before by one step, up or down: 「123456789012」「abcdefghijkl」.

    Digits are counted modulo ten, so that 9 is followed by 0.
    """
    steps = {
        (ord(after) - ord(before)) % 10 if after.isdigit() and before.isdigit() else ord(after) - ord(before)
        for before, after in pairwise(text)
    }
    return steps in ({1}, {9}, {-1})
