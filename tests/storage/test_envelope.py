"""Sealed objects: what goes in comes out, and nothing else ever does."""

import time
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from storage import envelope
from storage.envelope import _HEADER_BYTES, _TAG_BYTES, SealBroken, new_data_key, seal, seal_bytes, unseal, unseal_bytes
from tests.support.marks import examples

KEY = bytes(range(32))
NAME = "v/7/page-1.gray"
CHUNK = 1 << envelope.CHUNK_BYTES_LOG2
TAG = 16
HEADER = 37
SIZES = st.sampled_from([0, 1, 1000, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5])


def plain_of(size_bytes: int) -> bytes:
    return (b"0123456789abcdef" * (size_bytes // 16 + 1))[:size_bytes]


def in_pieces(data: bytes, piece_bytes: int) -> Iterator[bytes]:
    for start in range(0, len(data), piece_bytes):
        yield data[start : start + piece_bytes]


def yielded_before_breaking(sealed: bytes, key: bytes = KEY, name: str = NAME, piece_bytes: int = CHUNK) -> bytes:
    """What a reader got before SealBroken; it must have been raised."""
    got = bytearray()

    def read() -> None:
        for piece in unseal(key, name, in_pieces(sealed, piece_bytes)):
            got.extend(piece)

    with pytest.raises(SealBroken):
        read()
    return bytes(got)


def sealed_size_bytes(plain_bytes: int) -> int:
    """How long an object of so many bytes becomes: a header, and a tag for each chunk, at least one."""
    return _HEADER_BYTES + plain_bytes + max(1, -(-plain_bytes // CHUNK)) * _TAG_BYTES


@given(size=SIZES, writes=st.integers(1, 3 * CHUNK), reads=st.integers(1, 3 * CHUNK))
@settings(max_examples=examples(60), deadline=None)
@example(size=0, writes=1, reads=1)
def test_what_is_sealed_comes_back_however_it_is_cut(size: int, writes: int, reads: int) -> None:
    writes, reads = max(writes, size // 200 + 1), max(reads, size // 200 + 1)
    plain = plain_of(size)

    sealed = b"".join(seal(KEY, NAME, in_pieces(plain, writes)))

    assert len(sealed) == sealed_size_bytes(size)
    assert b"".join(unseal(KEY, NAME, in_pieces(sealed, reads))) == plain
    assert unseal_bytes(KEY, NAME, sealed) == plain
    assert unseal_bytes(KEY, NAME, seal_bytes(KEY, NAME, plain)) == plain


@pytest.mark.clause("I 1章2(6)")
@given(size=SIZES, data=st.data())
@settings(max_examples=examples(150), deadline=None)
def test_any_flipped_bit_breaks_the_seal(size: int, data: st.DataObject) -> None:
    plain, sealed = plain_of(size), bytearray(seal_bytes(KEY, NAME, plain_of(size)))
    place = data.draw(st.one_of(st.integers(0, HEADER), st.integers(0, len(sealed) - 1)))

    sealed[place] ^= 1 << data.draw(st.integers(0, 7))

    assert plain.startswith(yielded_before_breaking(bytes(sealed)))
    with pytest.raises(SealBroken):
        unseal_bytes(KEY, NAME, bytes(sealed))


@given(size=SIZES, data=st.data())
@settings(max_examples=examples(150), deadline=None)
def test_any_truncation_breaks_the_seal(size: int, data: st.DataObject) -> None:
    plain, sealed = plain_of(size), seal_bytes(KEY, NAME, plain_of(size))
    at_borders = [HEADER + number * (CHUNK + TAG) for number in range(size // CHUNK + 1)]
    lengths = st.one_of(st.integers(0, len(sealed) - 1), st.sampled_from([0, 1, HEADER, *at_borders]))

    cut = sealed[: min(data.draw(lengths), len(sealed) - 1)]

    assert plain.startswith(yielded_before_breaking(cut))


@given(size=SIZES, more=st.one_of(st.binary(min_size=1, max_size=40), st.just(bytes(CHUNK + TAG))))
@settings(max_examples=examples(60), deadline=None)
def test_any_extension_breaks_the_seal(size: int, more: bytes) -> None:
    plain, sealed = plain_of(size), seal_bytes(KEY, NAME, plain_of(size))

    assert plain.startswith(yielded_before_breaking(sealed + more))
    assert plain.startswith(yielded_before_breaking(sealed + sealed))


@given(first=st.integers(0, 3), second=st.integers(0, 3))
@settings(deadline=None)
def test_chunks_in_another_order_or_twice_break_the_seal(first: int, second: int) -> None:
    plain = b"".join(bytes([number]) * CHUNK for number in range(4))
    sealed = seal_bytes(KEY, NAME, plain)
    chunks = list(in_pieces(sealed[HEADER:], CHUNK + TAG))
    changed = list(chunks)

    changed[first], changed[second] = chunks[second], chunks[first]
    doubled = [*chunks[: first + 1], *chunks[first:]]
    without = [*chunks[:first], *chunks[first + 1 :]]

    for wrong in [doubled, without] + ([changed] if first != second else []):
        got = yielded_before_breaking(sealed[:HEADER] + b"".join(wrong))
        assert plain.startswith(got)
        assert len(got) <= 4 * CHUNK - CHUNK


def test_chunks_of_another_seal_of_the_same_object_do_not_fit() -> None:
    plain = bytes(2 * CHUNK)
    one, other = seal_bytes(KEY, NAME, plain), seal_bytes(KEY, NAME, plain)
    border = HEADER + CHUNK + TAG

    assert one != other
    assert yielded_before_breaking(one[:border] + other[border:]) == bytes(CHUNK)
    assert yielded_before_breaking(other[:HEADER] + one[HEADER:]) == b""


@given(name=st.text(max_size=30).filter(lambda name: name != NAME))
def test_a_sealed_object_under_another_name_is_refused(name: str) -> None:
    try:
        name.encode()
    except UnicodeEncodeError:
        return

    assert yielded_before_breaking(seal_bytes(KEY, NAME, b"page"), name=name) == b""


@given(key=st.binary(min_size=32, max_size=32).filter(lambda key: key != KEY))
def test_another_key_gives_nothing(key: bytes) -> None:
    assert yielded_before_breaking(seal_bytes(KEY, NAME, b"page"), key=key) == b""


@given(noise=st.one_of(st.binary(max_size=200), st.binary(max_size=200).map(lambda rest: b"GJE1\x12" + rest)))
def test_noise_is_refused(noise: bytes) -> None:
    assert yielded_before_breaking(noise) == b""


@pytest.mark.parametrize("log2", [0, 15, 21, 63, 255])
def test_a_chunk_size_outside_the_bounds_is_refused_before_memory_is_taken(log2: int) -> None:
    sealed = bytearray(seal_bytes(KEY, NAME, b"page"))
    sealed[4] = log2

    assert yielded_before_breaking(bytes(sealed)) == b""


def test_an_empty_last_chunk_behind_a_full_one_is_refused() -> None:
    """`seal` never writes it; were it accepted, one content would have two sealed forms."""
    header = seal_bytes(KEY, NAME, b"")[:HEADER]
    cipher, bound = envelope._cipher(KEY, NAME, header)
    full = cipher.encrypt(envelope._nonce(0, is_last=False), bytes(CHUNK), bound)
    empty = cipher.encrypt(envelope._nonce(1, is_last=True), b"", bound)

    assert yielded_before_breaking(header + full + empty) == bytes(CHUNK)


def test_the_plain_text_is_not_in_the_sealed_object() -> None:
    assert b"0123456789abcdef" not in seal_bytes(KEY, NAME, plain_of(CHUNK * 2))


def test_a_key_of_another_length_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        seal_bytes(KEY[:16], NAME, b"")
    with pytest.raises(ValueError, match="32 bytes"):
        unseal_bytes(KEY + b"x", NAME, seal_bytes(KEY, NAME, b""))


def test_data_keys_are_new_each_time() -> None:
    keys = {new_data_key() for _ in range(100)}

    assert len(keys) == 100
    assert {len(key) for key in keys} == {32}


def test_sealing_keeps_only_a_chunk_in_memory() -> None:
    """The first sealed chunk leaves before the third plain one is asked for."""
    asked = []

    def source() -> Iterator[bytes]:
        for number in range(10):
            asked.append(number)
            yield bytes(CHUNK)

    sealed = seal(KEY, NAME, source())
    next(sealed)
    next(sealed)

    assert asked == [0, 1]


def test_the_sentence_tells_what_to_do() -> None:
    with pytest.raises(SealBroken) as caught:
        unseal_bytes(KEY, NAME, b"")

    assert "議会事務局に連絡" in caught.value.sentence


def test_unsealing_a_page_is_far_below_the_time_of_stamping_it() -> None:
    sealed = seal_bytes(KEY, NAME, bytes(100_000))
    began = time.thread_time()

    for _ in range(100):
        unseal_bytes(KEY, NAME, sealed)

    assert (time.thread_time() - began) / 100 < 0.002
