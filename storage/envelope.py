"""Sealing objects: AES-256-GCM in chunks. Knows a data key and a name; knows no store, no key ring, no page.

The STREAM construction of Hoang, Reyhanitabar, Rogaway, Vizár (CRYPTO 2015).

An object is `GJE1`, the chunk size as a power of two (one byte), a random salt (32 bytes), then chunks of
ciphertext and tag. Its key is HKDF-SHA256(data key, salt, name); the nonce is the chunk's number (11 bytes)
and 1 on the last chunk, else 0; header and name are authenticated with every chunk.
"""

import secrets
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

DATA_KEY_BYTES = 32
CHUNK_BYTES_LOG2 = 18
_LEAST_LOG2, _MOST_LOG2 = 16, 20
_MAGIC = b"GJE1"
_SALT_BYTES = 32
_HEADER_BYTES = len(_MAGIC) + 1 + _SALT_BYTES
_TAG_BYTES = 16

Piece = bytes | memoryview


class SealBroken(Exception):
    """Decryption failed: wrong key, wrong name, or bytes changed, moved, missing or added. Which, cannot be told."""

    code = "S220"
    sentence = "データが壊れているか、入れ替えられています。使用をやめ、議会事務局に連絡してください。"


def new_data_key() -> bytes:
    """A new random key for all objects of one version. When it is destroyed, none of them can be decrypted."""
    return secrets.token_bytes(DATA_KEY_BYTES)


def seal(data_key: bytes, name: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the encrypted object piece by piece. The same bytes encrypted again differ, because the salt is new."""
    header = _MAGIC + bytes([CHUNK_BYTES_LOG2]) + secrets.token_bytes(_SALT_BYTES)
    cipher, bound = _cipher(data_key, name, header)
    yield header
    for number, is_last, piece in _pieces(chunks, 1 << CHUNK_BYTES_LOG2):
        yield cipher.encrypt(_nonce(number, is_last=is_last), piece, bound)


def unseal(data_key: bytes, name: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the plain object. Every byte yielded is authentic and in its place; SealBroken may still follow.

    Whoever must not act on half an object waits for the end of the iterator.
    """
    yield from _unseal(data_key, name, iter(chunks))


def _unseal(data_key: bytes, name: str, source: Iterator[Piece]) -> Iterator[bytes]:
    header, rest = _take_header(source)
    cipher, bound = _cipher(data_key, name, header)
    for number, is_last, piece in _pieces(_chain(rest, source), (1 << header[len(_MAGIC)]) + _TAG_BYTES):
        try:
            plain = cipher.decrypt(_nonce(number, is_last=is_last), piece, bound)
        except (InvalidTag, ValueError) as error:
            raise SealBroken from error
        if plain:
            yield plain
        elif number:
            raise SealBroken


def seal_bytes(data_key: bytes, name: str, plain: bytes) -> bytes:
    """As `seal`, for an object that is in memory as a whole."""
    return b"".join(seal(data_key, name, [plain]))


def unseal_bytes(data_key: bytes, name: str, sealed: bytes) -> bytes:
    """As `unseal`, for a whole object: returns all of it, or raises SealBroken."""
    view = memoryview(sealed)  # two pieces, so that the header is cut off without copying the rest
    return b"".join(_unseal(data_key, name, iter((view[:_HEADER_BYTES], view[_HEADER_BYTES:]))))


def _cipher(data_key: bytes, name: str, header: bytes) -> tuple[AESGCM, bytes]:
    if len(data_key) != DATA_KEY_BYTES:
        raise ValueError("a data key has 32 bytes")
    info = b"gijo envelope 1\0" + name.encode()
    key = HKDF(SHA256(), 32, salt=header[-_SALT_BYTES:], info=info).derive(data_key)
    return AESGCM(key), header + info


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _take_header(source: Iterator[Piece]) -> tuple[bytes, bytes]:
    start = bytearray()
    while len(start) < _HEADER_BYTES:
        piece = next(source, None)
        if piece is None:
            raise SealBroken
        start += piece
    header, rest = bytes(start[:_HEADER_BYTES]), bytes(start[_HEADER_BYTES:])
    if header[: len(_MAGIC)] != _MAGIC or not _LEAST_LOG2 <= header[len(_MAGIC)] <= _MOST_LOG2:
        raise SealBroken
    return header, rest


def _chain(first: bytes, rest: Iterator[Piece]) -> Iterator[Piece]:
    yield first
    yield from rest


def _pieces(chunks: Iterable[Piece], piece_bytes: int) -> Iterator[tuple[int, bool, Piece]]:
    """Cut into pieces of exactly `piece_bytes` but for the last, which is known only when nothing follows it.

    There is always a last piece; it is empty only when the whole is empty.
    """
    number = 0
    kept: Piece = b""
    for chunk in chunks:
        if not chunk:
            continue
        whole = memoryview(b"".join((kept, chunk)) if kept else chunk)
        start = 0
        while len(whole) - start > piece_bytes:
            yield number, False, whole[start : start + piece_bytes]
            number, start = number + 1, start + piece_bytes
        kept = bytes(whole[start:])
    yield number, True, kept
