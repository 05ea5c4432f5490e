"""The key ring: what it keeps private, what it refuses, and what a rotation changes."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.files import UnsafeFile, read_secret, write_all, write_secret
from storage.keyring import (
    KeyFailure,
    Keyring,
    KeyringMissing,
    KeyringTaken,
    KeyUnknown,
    WrapBroken,
    key_id_of,
)

DATA_KEY = bytes(range(32))
PLACE = "material_version.data_key:42"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def ring(folder: Path) -> Keyring:
    return Keyring.create(folder)


@pytest.fixture(scope="module")
def lasting_ring(tmp_path_factory: pytest.TempPathFactory) -> Keyring:
    return Keyring.create(tmp_path_factory.mktemp("ring") / "keys")


def test_a_wrapped_key_comes_back_and_is_not_readable_in_the_token(ring: Keyring) -> None:
    token = ring.wrap(DATA_KEY, PLACE)

    assert ring.unwrap(token, PLACE) == DATA_KEY
    assert token.split(".")[:2] == ["k1", ring.current_id]
    assert DATA_KEY.hex() not in token
    assert token != ring.wrap(DATA_KEY, PLACE)


def test_a_token_moved_to_another_row_is_refused(ring: Keyring) -> None:
    token = ring.wrap(DATA_KEY, PLACE)

    with pytest.raises(WrapBroken):
        ring.unwrap(token, PLACE + "1")


def test_any_changed_character_of_a_token_is_refused(ring: Keyring) -> None:
    token = ring.wrap(DATA_KEY, PLACE)

    for place, character in enumerate(token):
        for other in "A", "B", ".", "=", "\n", "0":
            changed = token[:place] + other + token[place + 1 :]
            if other != character:
                with pytest.raises((WrapBroken, KeyUnknown)):
                    ring.unwrap(changed, PLACE)


@pytest.mark.parametrize("token", ["", "k1", "k2.00000000.AAAAAAAAAAAAAAAA." + "A" * 22, "k1...", "あ"])
def test_what_is_no_token_is_refused(ring: Keyring, token: str) -> None:
    with pytest.raises(WrapBroken):
        ring.unwrap(token, PLACE)
    with pytest.raises(WrapBroken):
        key_id_of(token)


@pytest.mark.parametrize("length", [22, 23, 24, 25, 26])
def test_a_token_of_impossible_length_is_refused(ring: Keyring, length: int) -> None:
    with pytest.raises(WrapBroken):
        ring.unwrap(f"k1.{ring.current_id}.{'A' * 16}.{'B' * length}", PLACE)


@given(text=st.text(max_size=120))
def test_no_text_ever_unwraps_by_chance(lasting_ring: Keyring, text: str) -> None:
    with pytest.raises(KeyFailure):
        lasting_ring.unwrap(text, PLACE)


def test_after_a_rotation_old_tokens_unwrap_and_new_ones_use_the_new_key(ring: Keyring, folder: Path) -> None:
    old_id, token, stamp_key = ring.current_id, ring.wrap(DATA_KEY, PLACE), ring.derive("stamp")

    new_id = ring.add()
    elsewhere = Keyring.load(folder)
    assert ring.current_id == old_id
    ring.use(new_id)

    again = Keyring.load(folder)
    for known in ring, again, elsewhere:
        assert known.current_id == new_id
        assert set(known.key_ids) == {old_id, new_id}
        assert known.unwrap(token, PLACE) == DATA_KEY
        assert key_id_of(known.wrap(DATA_KEY, PLACE)) == new_id
        assert known.derive("stamp") == stamp_key


def test_rewrapping_moves_a_token_to_the_current_key_and_only_then_the_old_one_may_go(
    ring: Keyring, folder: Path
) -> None:
    old_id, token = ring.current_id, ring.wrap(DATA_KEY, PLACE)
    ring.use(ring.add())

    moved = ring.rewrap(token, PLACE)
    ring.remove(old_id)

    assert ring.rewrap(moved, PLACE) == moved
    assert ring.unwrap(moved, PLACE) == DATA_KEY
    with pytest.raises(KeyUnknown):
        ring.unwrap(token, PLACE)
    assert Keyring.load(folder).key_ids == (ring.current_id,)


def test_the_current_key_and_unknown_keys_cannot_be_removed(ring: Keyring) -> None:
    with pytest.raises(ValueError, match="current"):
        ring.remove(ring.current_id)
    with pytest.raises(KeyUnknown):
        ring.remove("00000000")


def test_a_ring_of_another_installation_does_not_unwrap(ring: Keyring, tmp_path: Path) -> None:
    token = ring.wrap(DATA_KEY, PLACE)

    with pytest.raises(KeyUnknown):
        Keyring.create(tmp_path / "other").unwrap(token, PLACE)


def test_purposes_have_keys_of_their_own(ring: Keyring, tmp_path: Path) -> None:
    assert len(ring.derive("stamp")) == 32
    assert ring.derive("stamp") == ring.derive("stamp")
    assert ring.derive("stamp") != ring.derive("csrf")
    assert ring.derive("stamp") != Keyring.create(tmp_path / "other").derive("stamp")


def test_key_files_are_private(ring: Keyring, folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes == {0o600}
    assert {path.name for path in folder.iterdir()} == {"current", "root.secret", f"master-{ring.current_id}.key"}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o620])
def test_key_files_others_can_read_or_write_are_refused(ring: Keyring, folder: Path, mode: int) -> None:
    (folder / "root.secret").chmod(mode)

    with pytest.raises(UnsafeFile) as caught:
        Keyring.load(folder)

    assert "600" in caught.value.sentence


def test_a_key_folder_others_may_enter_is_refused(ring: Keyring, folder: Path) -> None:
    folder.chmod(0o750)

    with pytest.raises(UnsafeFile):
        Keyring.load(folder)


def test_a_new_ring_is_not_made_in_a_folder_others_may_enter(folder: Path) -> None:
    folder.mkdir(mode=0o755)

    with pytest.raises(UnsafeFile):
        Keyring.create(folder)


def test_a_key_folder_that_is_a_file_or_a_link_is_refused(ring: Keyring, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "link").symlink_to(folder)

    for place in tmp_path / "file", tmp_path / "link":
        with pytest.raises(UnsafeFile):
            Keyring.load(place)


def test_a_key_file_that_is_a_link_or_a_pipe_is_refused(ring: Keyring, folder: Path, tmp_path: Path) -> None:
    (folder / "root.secret").rename(tmp_path / "moved")
    (folder / "root.secret").symlink_to(tmp_path / "moved")
    with pytest.raises(UnsafeFile):
        Keyring.load(folder)
    (folder / "root.secret").unlink()
    os.mkfifo(folder / "root.secret", 0o600)
    with pytest.raises(UnsafeFile):
        Keyring.load(folder)


def test_a_key_file_of_another_user_is_refused(ring: Keyring, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() == 0:
        os.chown(folder / "root.secret", 65534, 65534)
    else:  # only root can give a file away: here we are somebody else from now on
        monkeypatch.setattr(os, "geteuid", lambda: 65534)

    with pytest.raises(UnsafeFile):
        Keyring.load(folder)


def test_a_folder_that_holds_keys_is_never_overwritten(ring: Keyring, folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    with pytest.raises(KeyringTaken):
        Keyring.create(folder)

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("name", ["root.secret", "current", "master"])
@pytest.mark.parametrize("damage", ["removed", "emptied", "exchanged"])
def test_a_ring_that_is_not_whole_does_not_load(ring: Keyring, folder: Path, name: str, damage: str) -> None:
    path = folder / (f"master-{ring.current_id}.key" if name == "master" else name)
    other = folder / ("root.secret" if name == "master" else f"master-{ring.current_id}.key")
    content = {"emptied": b"", "exchanged": other.read_bytes(), "removed": b""}[damage]

    path.unlink()
    if damage != "removed":
        write_secret(path, content)

    with pytest.raises(KeyringMissing):
        Keyring.load(folder)


def test_a_folder_without_a_ring_says_so(tmp_path: Path) -> None:
    with pytest.raises(KeyringMissing) as caught:
        Keyring.load(tmp_path / "nowhere")

    assert "バックアップ" in caught.value.sentence


def test_a_secret_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_secret(tmp_path / "a", b"first")
    with pytest.raises(FileExistsError):
        write_secret(tmp_path / "a", b"second")
    monkeypatch.setattr(os, "fsync", lambda _descriptor: (_ for _ in ()).throw(OSError("disk gone")))

    with pytest.raises(OSError, match="disk gone"):
        write_secret(tmp_path / "a", b"third", may_replace=True)

    assert read_secret(tmp_path / "a") == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_write_the_kernel_cuts_short_is_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: original(descriptor, data[:3]))
    descriptor = os.open(tmp_path / "a", os.O_WRONLY | os.O_CREAT, 0o600)

    write_all(descriptor, b"ten bytes.")

    os.close(descriptor)
    assert (tmp_path / "a").read_bytes() == b"ten bytes."
