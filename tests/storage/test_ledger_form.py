"""The ledger's form: one spelling per record, checkpoints as notes other tools read, exports that read back."""

import base64
import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_public_key,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.files import UnsafeFile, write_secret
from storage.ledger import (
    GENESIS_HASH,
    Checkpoint,
    CheckpointBroken,
    Header,
    NotCanonical,
    Signer,
    SignerFailure,
    TrustedKey,
    canonical,
    chain,
    hash_record,
    read,
    write,
)
from storage.ledger.record import BODY_LIMIT_BYTES, TEXT_LIMIT_CHARACTERS, parse
from storage.letters import composed
from tests.support.marks import examples

ORIGIN = "gijo.example.jp/ledger"
SIGNER = Signer(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
POINT = SIGNER.sign(ORIGIN, 12, "ab" * 32, 1_795_000_000_000_000)

texts = st.text(st.characters(codec="utf-8"), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.from_regex("[a-z]{1,4}", fullmatch=True), inner),
    max_leaves=5,
)
records = st.dictionaries(st.from_regex("[a-z][a-z0-9_]{0,5}", fullmatch=True), values, max_size=4)


@given(record=records)
@settings(max_examples=examples(150), deadline=None)
def test_every_record_has_one_spelling_that_reads_back(record: dict[str, Any]) -> None:
    body = canonical(record)

    assert canonical(parse(body)) == body
    assert canonical(dict(reversed(record.items()))) == body
    assert composed(body.decode()) == body.decode()
    assert len(body.decode().splitlines()) == 1
    assert chain(GENESIS_HASH, 1, record).record == parse(body)


def test_the_spelling_is_pinned() -> None:
    """Changing it would make every ledger written before fail: bytes and hash stand here as written."""
    body = canonical(
        {"kind": "page", "at": 1, "who": "か\u3099", "detail": {"b": None, "a": [True, -2]}, "note": "\u202e\n"}
    )

    assert body == '{"at":1,"detail":{"a":[true,-2],"b":null},"kind":"page","note":"\\u202e\\n","who":"が"}'.encode()
    expected = hashlib.sha256(b"gijo ledger record 1\n" + bytes(32) + b"\0\0\0\0\0\0\0\x01" + body).hexdigest()
    assert hash_record(GENESIS_HASH, 1, body) == expected


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        2**53,
        -(2**53),
        b"bytes",
        "\ud800",
        "x" * (TEXT_LIMIT_CHARACTERS + 1),
        {"Key": 1},
        {1: 1},
        {"": 1},
        ["x" * 8000] * 9,
        [[[[[[[]]]]]]],
        {1, 2},
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_has_no_safe_spelling_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical({"detail": value})


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":1,"a":1}',
        b'{"a": 1}',
        b'{"b":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":1e3}',
        b'{"a":NaN}',
        b'{"a":"\\u0061"}',
        '{"a":"か\u3099"}'.encode(),
        '{"a":"\u2028"}'.encode(),
        b"[]",
        b"1",
        b"",
        b"\xff",
        b'{"a":' + b"[" * 30_000 + b"]" * 30_000 + b"}",
        b'{"a":"' + b"x" * BODY_LIMIT_BYTES + b'"}',
        b'{"a":' + b"9" * 5000 + b"}",
    ],
    ids=lambda body: repr(body[:20]),
)
def test_another_spelling_is_not_taken_for_the_record(body: bytes) -> None:
    with pytest.raises(NotCanonical):
        parse(body)


def test_the_hash_covers_the_former_hash_the_number_and_the_body() -> None:
    hashes = {
        hash_record(GENESIS_HASH, 1, b"{}"),
        hash_record("11" * 32, 1, b"{}"),
        hash_record(GENESIS_HASH, 2, b"{}"),
        hash_record(GENESIS_HASH, 1, b"{ }"),
    }

    assert len(hashes) == 4


def test_a_checkpoint_reads_back_from_its_text() -> None:
    closing = replace(POINT, export="cd" * 32, previous="ef" * 32)

    assert Checkpoint.parse(POINT.text()) == POINT
    assert Checkpoint.parse(closing.text()) == closing
    assert POINT.digest() != closing.digest()


def test_a_checkpoint_is_a_signed_note_that_other_tools_verify() -> None:
    """C2SP signed-note: text, empty line, em dash, key name, base64 of four bytes of key hash and the signature."""
    text, _, last = POINT.text().rpartition("\n\n")
    dash, name, blob = last.rstrip("\n").split(" ")
    key = load_pem_public_key(SIGNER.public_pem().encode())
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    signature = base64.b64decode(blob)

    assert dash == "—"
    assert text.split("\n")[:2] == [ORIGIN, "12"]
    assert signature[:4] == hashlib.sha256(name.encode() + b"\n\x01" + raw).digest()[:4]
    key.verify(signature[4:], (text + "\n").encode())  # type: ignore[union-attr,call-arg] # Ed25519 it is


@given(data=st.data())
@settings(max_examples=examples(150), deadline=None)
def test_any_changed_character_of_a_checkpoint_is_refused(data: st.DataObject) -> None:
    text = POINT.text()
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("0Aa+ \n—/=é"))
    changed = text[:place] + other + text[place + 1 :]
    trusted = TrustedKey.from_pem(SIGNER.public_pem())

    if changed != text:
        with pytest.raises(CheckpointBroken):
            trusted.check(Checkpoint.parse(changed))


def test_a_checkpoint_has_one_spelling() -> None:
    """The last base64 digit of a hash holds two bits that mean nothing; they must be zero."""
    hash_line = POINT.text().split("\n")[2]
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    digit = last[last.index(hash_line[-2]) + 1]

    with pytest.raises(CheckpointBroken, match="spelling"):
        Checkpoint.parse(POINT.text().replace(hash_line, hash_line[:-2] + digit + "="))


def test_a_signature_with_the_mark_of_another_key_is_refused() -> None:
    marked = base64.b64encode(b"abcd" + base64.b64decode(POINT.signature)[4:]).decode()

    with pytest.raises(CheckpointBroken, match="another key"):
        TrustedKey.from_pem(SIGNER.public_pem()).check(replace(POINT, signature=marked))


def test_a_checkpoint_line_in_another_spelling_is_damaged() -> None:
    lines = list(write(Header(ORIGIN, "例町議会", SIGNER.key_id, 5), [POINT], SIGNER, 6))

    for line in lines[1:]:
        spaced = line.replace('":"', '": "')
        assert type(list(read([lines[0], spaced]))[1]).__name__ == "DamagedExport"


def test_a_checkpoint_is_checked_by_the_key_it_names() -> None:
    stranger = Signer(Ed25519PrivateKey.from_private_bytes(bytes(32)))

    TrustedKey.from_pem(SIGNER.public_pem()).check(POINT)
    with pytest.raises(CheckpointBroken):
        TrustedKey.from_pem(stranger.public_pem()).check(POINT)


@pytest.mark.parametrize("origin", ["", "議会", "a\nb", "a  b", " a", "x" * 201])
def test_an_origin_that_could_forge_a_line_is_refused(origin: str) -> None:
    with pytest.raises(ValueError, match="origin"):
        SIGNER.sign(origin, 1, GENESIS_HASH, 1)


def test_the_signing_key_is_kept_private_and_loads_again(tmp_path: Path) -> None:
    made = Signer.create(tmp_path / "keys")

    again = Signer.load(tmp_path / "keys")

    assert again.key_id == made.key_id
    assert again.public_pem() == made.public_pem()
    assert TrustedKey.from_pem(made.public_pem()).key_id == made.key_id
    assert (tmp_path / "keys/ledger-signing.key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(SignerFailure):
        Signer.create(tmp_path / "keys")
    (tmp_path / "keys/ledger-signing.key").chmod(0o644)
    with pytest.raises(UnsafeFile):
        Signer.load(tmp_path / "keys")


def test_a_missing_broken_or_other_key_is_no_signing_key(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    other = rsa.generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    for content in None, b"", b"no key", other:
        if content is not None:
            write_secret(folder / "ledger-signing.key", content, may_replace=True)
        with pytest.raises(SignerFailure) as caught:
            Signer.load(folder)
        assert "バックアップ" in caught.value.sentence


def test_only_an_ed25519_key_is_trusted() -> None:
    other = rsa.generate_private_key(65537, 2048).public_key()
    pem = other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    with pytest.raises(ValueError, match="Ed25519"):
        TrustedKey.from_pem(pem)


@given(given_records=st.lists(records, max_size=5))
@settings(max_examples=examples(40), deadline=None)
def test_an_export_reads_back_as_it_was_written(given_records: list[dict[str, Any]]) -> None:
    header = Header(ORIGIN, "例町議会", SIGNER.key_id, 5)
    prev, items = GENESIS_HASH, []
    for seq, record in enumerate(given_records, 1):
        items.append(chain(prev, seq, record))
        prev = items[-1].hash

    lines = list(write(header, [*items, POINT], SIGNER, 6))

    assert all(line.endswith("\n") and len(line.splitlines()) == 1 for line in lines)
    assert all(isinstance(json.loads(line), dict) for line in lines)
    assert list(read(lines))[:-1] == [header, *items, POINT]


@pytest.mark.parametrize(
    "changed",
    [
        {"first_seq": 0},
        {"first_seq": True},
        {"exported_at": "1"},
        {"council": 1},
        {"prev_hash": "xyz"},
        {"extra": 1},
        {"format": None},
    ],
    ids=str,
)
def test_a_first_line_of_another_form_is_refused(changed: dict[str, Any]) -> None:
    fields = json.loads(Header(ORIGIN, "例町議会", SIGNER.key_id, 5).line())

    with pytest.raises(NotCanonical):
        Header.parse(canonical({**fields, **changed}).decode())


def test_a_line_with_a_lone_surrogate_is_damaged_not_an_error() -> None:
    header = Header(ORIGIN, "例町議会", SIGNER.key_id, 5)
    lines = list(write(header, [chain(GENESIS_HASH, 1, {"who": "x"})], SIGNER, 6))
    lines[1] = lines[1].replace('"x"', '"\ud800"')

    assert type(list(read(lines))[1]).__name__ == "DamagedExport"
    assert type(next(read(["\ud800"]))).__name__ == "DamagedExport"
