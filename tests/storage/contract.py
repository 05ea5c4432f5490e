"""What every store must do, as tests: a class to inherit from, with a fixture `store` of one's own."""

import datetime as dt
import hashlib
import threading
import tracemalloc
from collections.abc import Iterator

import pytest

from storage.store import NAME_LIMIT_CHARACTERS, BadName, Gravity, Missing, NameTaken, Store, Stored

PIECE = bytes(range(256)) * 1024
BAD_NAMES = (
    "",
    "/a",
    "a/",
    "a//b",
    "A",
    "あ",
    "a b",
    "a\n",
    "a\0b",
    ".",
    "..",
    "a/../b",
    "a/./b",
    ".hidden",
    "a/.hidden",
    "a..b",
    "a@",
    "a\\b",
    "x" * 121,
    "/".join(["abcdefghi"] * 41),
)


class SourceFailed(Exception):
    """Raised by a test's own source of bytes."""


def failing_source(pieces: int) -> Iterator[bytes]:
    for _ in range(pieces):
        yield PIECE
    raise SourceFailed


class StoreContract:
    """Inherit, and give a fixture `store` that is empty."""

    def test_what_was_put_is_read_back_whole_and_in_pieces(self, store: Store) -> None:
        stored = store.put("v/1/page-1.png", [b"ab", b"", b"c"])

        assert stored == Stored(3, hashlib.sha256(b"abc").hexdigest())
        assert store.read("v/1/page-1.png") == b"abc"
        assert b"".join(store.stream("v/1/page-1.png")) == b"abc"
        assert store.exists("v/1/page-1.png")

    def test_an_empty_object_is_an_object(self, store: Store) -> None:
        stored = store.put("empty", [])

        assert stored == Stored(0, hashlib.sha256().hexdigest())
        assert store.read("empty") == b""
        assert list(store.stream("empty")) == []
        assert list(store.names()) == ["empty"]

    @pytest.mark.parametrize("mebibytes", [5, 8, 17])
    def test_objects_larger_than_one_part_come_back_bit_for_bit(self, store: Store, mebibytes: int) -> None:
        pieces = mebibytes * 4

        stored = store.put("large", (bytes([number]) + PIECE[1:] for number in range(pieces)))

        digest = hashlib.sha256()
        for chunk in store.stream("large"):
            digest.update(chunk)
        assert stored == Stored(pieces * len(PIECE), digest.hexdigest())
        assert hashlib.sha256(store.read("large")).hexdigest() == digest.hexdigest()

    def test_a_put_of_many_megabytes_needs_little_memory(self, store: Store) -> None:
        tracemalloc.start()
        try:
            stored = store.put("long", (PIECE for _ in range(256)))
            peak_bytes = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

        assert stored.size_bytes == 64 << 20
        assert peak_bytes < 40 << 20

    def test_an_existing_name_is_refused_and_keeps_its_bytes(self, store: Store) -> None:
        store.put("a", [b"first"])

        with pytest.raises(NameTaken):
            store.put("a", [b"second"])

        assert store.read("a") == b"first"

    def test_a_large_object_does_not_replace_an_existing_one(self, store: Store) -> None:
        def occupied_meanwhile() -> Iterator[bytes]:
            yield from [PIECE] * 70
            store.put("a", [b"first"])
            yield PIECE

        with pytest.raises(NameTaken):
            store.put("a", occupied_meanwhile())

        assert store.read("a") == b"first"
        assert list(store.names()) == ["a"]

    def test_a_name_taken_while_the_bytes_are_read_is_refused(self, store: Store) -> None:
        def occupied_meanwhile() -> Iterator[bytes]:
            yield b"second"
            store.put("a", [b"first"])

        with pytest.raises(NameTaken):
            store.put("a", occupied_meanwhile())

        assert store.read("a") == b"first"

    def test_of_many_writers_of_one_name_exactly_one_succeeds(self, store: Store) -> None:
        outcomes: list[str] = []

        def write(number: int) -> None:
            try:
                store.put("race", [b"%d" % number])
                outcomes.append(str(number))
            except NameTaken:
                outcomes.append("taken")

        writers = [threading.Thread(target=write, args=(number,)) for number in range(8)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()

        winners = [outcome for outcome in outcomes if outcome != "taken"]
        assert len(outcomes) == 8
        assert len(winners) == 1
        assert store.read("race").decode() == winners[0]

    @pytest.mark.parametrize("pieces", [0, 3, 50])
    def test_a_source_that_fails_leaves_nothing(self, store: Store, pieces: int) -> None:
        with pytest.raises(SourceFailed):
            store.put("a/b", failing_source(pieces))

        assert not store.exists("a/b")
        assert list(store.names()) == []
        assert store.put("a/b", [b"again"]).size_bytes == 5

    def test_a_missing_object_is_named_missing(self, store: Store) -> None:
        assert not store.exists("nothing/here")
        with pytest.raises(Missing):
            store.read("nothing/here")
        with pytest.raises(Missing):
            next(store.stream("nothing/here"))

    def test_a_folder_of_objects_is_no_object(self, store: Store) -> None:
        store.put("a/b", [b"1"])

        assert not store.exists("a")
        assert store.put("a", [b"2"]).size_bytes == 1
        assert store.put("a/b/c", [b"3"]).size_bytes == 1
        assert sorted(store.names()) == ["a", "a/b", "a/b/c"]

    def test_delete_removes_once_and_may_be_repeated(self, store: Store) -> None:
        store.put("a/b", [b"1"])
        store.put("a/bc", [b"2"])

        assert store.delete("a/b")
        assert not store.delete("a/b")

        assert not store.exists("a/b")
        assert store.read("a/bc") == b"2"

    def test_a_deleted_name_can_be_used_again(self, store: Store) -> None:
        store.put("a/b/c", [b"1"])
        store.delete("a/b/c")

        store.put("a/b/c", [b"2"])

        assert store.read("a/b/c") == b"2"

    def test_names_are_found_by_any_beginning(self, store: Store) -> None:
        for name in ("a/1", "a/2", "ab/1", "b", "a.x"):
            store.put(name, [b"-"])

        assert sorted(store.names()) == ["a.x", "a/1", "a/2", "ab/1", "b"]
        assert sorted(store.names("a")) == ["a.x", "a/1", "a/2", "ab/1"]
        assert sorted(store.names("a/")) == ["a/1", "a/2"]
        assert sorted(store.names("a.")) == ["a.x"]
        assert list(store.names("c/d/")) == []

    @pytest.mark.parametrize("name", BAD_NAMES)
    def test_names_outside_the_alphabet_are_refused_everywhere(self, store: Store, name: str) -> None:
        with pytest.raises(BadName):
            store.put(name, [b""])
        with pytest.raises(BadName):
            store.read(name)
        with pytest.raises(BadName):
            store.exists(name)
        with pytest.raises(BadName):
            store.delete(name)
        assert list(store.names()) == []

    @pytest.mark.parametrize("prefix", ["/", "..", "A", "a/../", "a b"])
    def test_beginnings_outside_the_alphabet_are_refused(self, store: Store, prefix: str) -> None:
        with pytest.raises(BadName):
            list(store.names(prefix))

    def test_the_longest_name_works(self, store: Store) -> None:
        name = "/".join(["x" * 99] * 4)
        assert len(name) == NAME_LIMIT_CHARACTERS - 1

        store.put(name, [b"1"])

        assert list(store.names()) == [name]
        assert store.read(name) == b"1"

    def test_a_reader_may_stop_early(self, store: Store) -> None:
        store.put("a", (PIECE for _ in range(8)))
        pieces = store.stream("a")

        first = next(pieces)
        pieces.close()  # type: ignore[attr-defined] # both stores stream with generators

        assert PIECE.startswith(first[:100])
        assert store.delete("a")

    def test_a_sound_store_has_no_findings_and_keeps_no_trace_of_the_check(self, store: Store) -> None:
        assert {finding.gravity for finding in store.check()} <= {Gravity.KNOW}
        assert store.sweep() == 0
        assert list(store.names()) == []

    def test_what_is_kept_is_told_with_its_name_and_never_changed(self, store: Store) -> None:
        until = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)

        store.keep("ledger/1", b"one", until)
        store.keep("ledger/2", b"two", until)

        with pytest.raises(NameTaken):
            store.keep("ledger/1", b"other", until)
        assert list(store.kept("ledger/")) == [("ledger/2", b"two"), ("ledger/1", b"one")]
        assert list(store.kept("other/")) == []
        assert store.read("ledger/1") == b"one"
