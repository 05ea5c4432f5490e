"""Objects in a local folder: the contract, and what only a file system can do to us."""

import errno
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import local
from storage.local import LocalStore
from storage.store import Broken, Forbidden, Full, Missing, NameTaken, StoreFailure, Unavailable
from tests.storage.contract import StoreContract


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "store")


class TestLocalStore(StoreContract):
    """The contract, on files."""


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_everything_is_readable_by_the_owner_only(store: LocalStore, tmp_path: Path) -> None:
    store.put("a/b", [b"secret"])

    for path in (tmp_path / "store").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_writer_killed_half_way_leaves_nothing_readable_and_is_swept(tmp_path: Path) -> None:
    root = tmp_path / "store"
    program = (
        "import sys, time; from pathlib import Path; from storage.local import LocalStore\n"
        "def source():\n"
        "    yield b'half of it' * 100_000\n"
        "    print('written', flush=True); time.sleep(60); yield b'end'\n"
        "LocalStore(Path(sys.argv[1])).put('a/b', source())\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(root)], stdout=subprocess.PIPE, cwd=Path(local.__file__).parents[1]
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"written\n"
        alive = LocalStore(root)
        assert alive.sweep() == 0, "a living writer is left alone"
        assert len(files_below(root)) == 1
        writer.send_signal(signal.SIGKILL)
        writer.wait()

    assert not alive.exists("a/b")
    assert list(alive.names()) == []
    assert alive.sweep() == 1
    assert files_below(root) == []


def test_opening_a_store_sweeps_it(tmp_path: Path) -> None:
    LocalStore(tmp_path)
    (tmp_path / "incoming" / "left-by-a-crash").write_bytes(b"x")

    LocalStore(tmp_path)

    assert files_below(tmp_path) == []


def test_a_second_name_of_a_complete_object_is_swept_without_harm(store: LocalStore, tmp_path: Path) -> None:
    store.put("a", [b"whole"])
    os.link(tmp_path / "store/objects/a@", tmp_path / "store/incoming/crashed-before-unlink")

    assert store.sweep() == 1

    assert store.read("a") == b"whole"


def test_empty_folders_go_with_the_last_object(store: LocalStore, tmp_path: Path) -> None:
    store.put("v/1/a", [b""])
    store.put("v/2/a", [b""])

    store.delete("v/1/a")

    assert not (tmp_path / "store/objects/v/1").exists()
    assert (tmp_path / "store/objects/v/2").exists()


def test_a_folder_pruned_between_making_and_linking_is_made_again(
    store: LocalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, calls = LocalStore._make_folders, []

    def pruned_once(self: LocalStore, folder: Path) -> None:
        original(self, folder)
        calls.append(folder)
        if len(calls) == 1:
            folder.rmdir()

    monkeypatch.setattr(LocalStore, "_make_folders", pruned_once)

    store.put("v/a", [b"x"])

    assert store.read("v/a") == b"x"
    assert len(calls) == 2


def test_a_folder_that_always_vanishes_ends_in_an_error(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LocalStore, "_make_folders", lambda _self, _folder: None)

    with pytest.raises(Unavailable):
        store.put("v/a", [b"x"])

    assert list(store.names()) == []


def test_two_writers_may_make_the_same_folder(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    original = Path.mkdir

    def made_by_another(self: Path, *args: object, **kwargs: object) -> None:
        original(self)
        raise FileExistsError(errno.EEXIST, "made just now", str(self))

    monkeypatch.setattr(Path, "mkdir", made_by_another)

    store.put("v/a", [b"x"])

    assert store.read("v/a") == b"x"


def test_a_sweep_that_meets_a_file_before_its_lock_only_costs_a_second_try(
    store: LocalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, calls = fcntl.flock, []

    def swept_first(descriptor: int, operation: int) -> None:
        calls.append(descriptor)
        if len(calls) == 1:
            raise BlockingIOError(errno.EAGAIN, "the sweep holds it")
        if len(calls) == 2:
            Path(f"/proc/self/fd/{descriptor}").readlink().unlink()
        original(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", swept_first)

    store.put("a", [b"x"])

    assert store.read("a") == b"x"
    assert len(calls) == 3


def test_a_writer_that_never_gets_its_lock_gives_up(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(descriptor: int, operation: int) -> None:
        raise BlockingIOError(errno.EAGAIN, "held")

    monkeypatch.setattr(fcntl, "flock", refuse)

    with pytest.raises(Unavailable):
        store.put("a", [b"x"])


def test_a_disk_that_runs_full_keeps_nothing(tmp_path: Path) -> None:
    """A file-size limit of the process makes the kernel refuse the write, as a full disk would."""
    program = (
        "import resource, signal, sys; from pathlib import Path; from storage.local import LocalStore\n"
        "from storage.store import Full\n"
        "store = LocalStore(Path(sys.argv[1])); signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try: store.put('a', [b'x' * 1_000_000])\n"
        "except Full as full: print(full.code, store.exists('a'))\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "store")],
        cwd=Path(local.__file__).parents[1],
        capture_output=True,
        check=True,
    )

    assert done.stdout == b"S103 False\n"
    assert files_below(tmp_path) == []


@pytest.mark.parametrize(
    ("number", "cause"),
    [
        (errno.ENOSPC, Full),
        (errno.EDQUOT, Full),
        (errno.EROFS, Forbidden),
        (errno.EACCES, Forbidden),
        (errno.EIO, Broken),
        (errno.ENOENT, Missing),
        (errno.EEXIST, NameTaken),
        (errno.EMFILE, Unavailable),
        (None, Unavailable),
    ],
)
def test_errors_of_the_system_have_one_cause_each(number: int | None, cause: type[StoreFailure]) -> None:
    with pytest.raises(cause) as caught, local._translated("a"):
        raise OSError(number, "said the kernel") if number else OSError("without a number")

    assert caught.value.name == "a"
    assert "a" in str(caught.value)
    assert caught.value.sentence.endswith("。")


def test_a_folder_others_may_open_is_found(store: LocalStore, tmp_path: Path) -> None:
    (tmp_path / "store/objects").chmod(0o755)

    findings = store.check()

    assert [finding.kind for finding in findings] == ["mode"]
    assert "700" in findings[0].sentence


def test_a_store_whose_folder_vanished_is_unavailable(store: LocalStore, tmp_path: Path) -> None:
    (tmp_path / "store/incoming").rmdir()

    with pytest.raises(Unavailable):
        store.put("a", [b"x"])
    assert [finding.kind for finding in store.check()] == ["refused"]


def test_a_disk_that_gives_back_other_bytes_is_found(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    original = os.read
    monkeypatch.setattr(os, "read", lambda descriptor, size: original(descriptor, size).upper())

    assert [finding.kind for finding in store.check()] == ["unreadable"]


def test_a_link_to_another_file_is_no_object(store: LocalStore, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"not ours")
    (tmp_path / "store/objects/a@").symlink_to(tmp_path / "elsewhere")

    assert not store.exists("a")
    with pytest.raises(Forbidden):
        store.read("a")


def test_foreign_files_are_not_names(store: LocalStore, tmp_path: Path) -> None:
    (tmp_path / "store/objects/lost+found").mkdir()
    (tmp_path / "store/objects/README").write_bytes(b"")

    assert list(store.names()) == []


def test_a_folder_that_cannot_be_walked_is_an_error_not_an_empty_list(
    store: LocalStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: object) -> Iterator[object]:
        raise PermissionError(errno.EACCES, "no", str(path))

    monkeypatch.setattr(os, "scandir", refused)

    with pytest.raises(Forbidden):
        list(store.names())


def test_an_existing_name_is_seen_although_its_folder_is_new(tmp_path: Path) -> None:
    first, second = LocalStore(tmp_path), LocalStore(tmp_path)

    first.put("deep/er/a", [b"1"])

    assert second.read("deep/er/a") == b"1"


def test_writing_a_page_takes_milliseconds(store: LocalStore) -> None:
    page = os.urandom(100_000)
    began = time.perf_counter()

    for number in range(20):
        store.put(f"v/{number}", [page])

    assert time.perf_counter() - began < 20 * 0.25
