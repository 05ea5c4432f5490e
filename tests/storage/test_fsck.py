"""The comparison of a store with what should be in it."""

import errno
import os
from pathlib import Path

import pytest

from storage import fsck
from storage.fsck import Expected, compare
from storage.local import LocalStore
from storage.store import Unavailable


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path)


def put(store: LocalStore, name: str, content: bytes = b"sealed") -> Expected:
    return Expected(name, *store.put(name, [content]))


def found(store: LocalStore, expected: list[Expected], *, reads_content: bool = True) -> list[tuple[str, str]]:
    return [(finding.kind, finding.name) for finding in compare(store, expected, reads_content=reads_content)]


def test_a_sound_store_has_no_findings(store: LocalStore) -> None:
    expected = [put(store, f"v/{number}", bytes(number * 1000)) for number in range(5)]

    assert found(store, expected) == []
    assert found(store, expected, reads_content=False) == []


def test_each_loss_is_named_with_its_object(store: LocalStore, tmp_path: Path) -> None:
    expected = [put(store, name) for name in ("v/whole", "v/gone", "v/flipped", "v/longer", "v/cut")]
    put(store, "v/unknown")
    store.delete("v/gone")
    (tmp_path / "objects/v/flipped@").write_bytes(b"seAled")
    (tmp_path / "objects/v/longer@").write_bytes(b"sealed.")
    (tmp_path / "objects/v/cut@").write_bytes(b"seal")

    assert found(store, expected) == [
        ("missing", "v/gone"),
        ("changed", "v/flipped"),
        ("changed", "v/longer"),
        ("changed", "v/cut"),
        ("unknown", "v/unknown"),
    ]
    assert found(store, expected, reads_content=False) == [("missing", "v/gone"), ("unknown", "v/unknown")]


def test_every_finding_says_what_to_do(store: LocalStore) -> None:
    put(store, "v/unknown")

    findings = list(compare(store, [Expected("v/gone", 1, "00" * 32)]))

    assert all(finding.sentence.endswith("ください。") for finding in findings)
    assert len(set(fsck._SENTENCES.values())) == 4


def test_a_disk_that_cannot_be_read_is_unreadable(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [put(store, "a")]

    def refuse(descriptor: int, size: int) -> bytes:
        raise OSError(errno.EIO, "medium error")

    monkeypatch.setattr(os, "read", refuse)

    assert found(store, expected) == [("unreadable", "a")]


def test_an_outage_does_not_look_like_a_loss(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [put(store, "a")]

    def refuse(*_arguments: object, **_more: object) -> int:
        raise OSError(errno.ESTALE, "the server went away")

    monkeypatch.setattr(os, "open", refuse)

    with pytest.raises(Unavailable):
        found(store, expected)


def test_objects_outside_the_prefix_are_not_looked_at(store: LocalStore) -> None:
    expected = [put(store, "v/a")]
    put(store, "other/b")

    assert [finding.name for finding in compare(store, expected, prefix="v/")] == []


def test_an_object_written_during_the_run_is_not_unknown(store: LocalStore) -> None:
    first = put(store, "a")

    def expected() -> list[Expected]:
        return [first, put(store, "written-meanwhile")]

    generator = compare(store, (one for one in expected()))

    assert list(generator) == []
