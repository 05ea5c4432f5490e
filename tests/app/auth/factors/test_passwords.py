"""What may be a password."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.auth.factors import passwords, totp
from app.auth.factors.passwords import PasswordRefused

pytestmark = pytest.mark.alike("which passwords and keys are taken; others ask for the same on both")


def accept(password: str) -> str:
    return passwords.accept_new(password, login="minato-07", forbidden=("みなと町議会", "みなと町"))


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "あさつゆのこみちをあるく",
        "ten4-bak9-fur2-lo",
        "🍙 おにぎり三つと麦茶 🍵",
        "x7" * 3 + "qrst" * 30,
    ],
)
def test_long_phrases_of_any_letters_are_accepted(password: str) -> None:
    assert accept(password) == password


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("elevenchars", "12 文字以上"),
        ("a" * 129, "128 文字まで"),
        ("my-MINATO-07-phrase", "ID や議会の名前"),
        ("ｍｉｎａｔｏ－０７ phrase", "ID や議会の名前"),
        ("わたしのみなと町議会です", "ID や議会の名前"),
        ("gijo gijo tablet", "ID や議会の名前"),
        ("Password1234", "よく使われる"),
        ("!!Qwertyuiop99", "よく使われる"),
        ("123456789012", "よく使われる"),
        ("987654321098", "よく使われる"),
        ("abcdefghijklmn", "よく使われる"),
        ("aaaaaaaabbbb", "よく使われる"),
        ("ああああああああああああ", "よく使われる"),
    ],
)
def test_refusal_says_why(password: str, said: str) -> None:
    with pytest.raises(PasswordRefused) as refused:
        accept(password)
    assert said in refused.value.sentence
    assert refused.value.fields == {"password": refused.value.sentence}


def test_short_login_counts_too() -> None:
    with pytest.raises(PasswordRefused):
        passwords.accept_new("the chair sits here", login="chair")


def test_length_is_looked_at_before_composing() -> None:
    assert passwords.normalise("か" + "\u3099" * 100_000) is None


def test_letters_count_once_composed() -> None:
    assert passwords.normalise("か\u3099") == "が"


@pytest.mark.rare("a property of normal forms; only the reading of passwords moves it")
@given(st.text(max_size=128))
def test_reading_a_password_twice_changes_nothing(text: str) -> None:
    once = passwords.normalise(text)
    assert once is not None
    assert len(once) > 128 or passwords.normalise(once) == once


@given(st.text(max_size=60))
def test_only_six_digits_are_a_code(text: str) -> None:
    code = totp.typed_code(text)
    assert code is None or (len(code) == 6 and code.isascii() and code.isdigit())


def test_setup_address_names_issuer_and_login() -> None:
    uri = totp.provisioning_uri(totp.new_secret(), "minato-07", "みなと町議会")

    assert uri.startswith("otpauth://totp/")
    assert "minato-07" in uri
    assert "issuer=" in uri
