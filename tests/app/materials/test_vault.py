"""Sealing each object once, and opening it with a bounded cache."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.errors import PaperDamaged, StorageUnavailable
from app.vault import objects as vault
from app.vault.objects import Vault
from storage.local import LocalStore
from storage.store import Unavailable
from tests.app.materials.office import Office
from tests.support.waiting import LONG_SECONDS
from viewer import master
from viewer.stamp import Issued

pytestmark = pytest.mark.alike("what becomes of files and what is told of it; others ask for the same on both")


def test_an_object_that_a_dead_worker_left_whole_stays_as_it_is(office: Office) -> None:
    opened, store = office.council.services.vault, office.council.services.store
    key = opened.new_key("v1")
    opened.put_once(key, "v1", "v/v1/p/1/w", b"words")
    before = store.read("v/v1/p/1/w")

    opened.put_once(key, "v1", "v/v1/p/1/w", b"words")

    assert store.read("v/v1/p/1/w") == before


@pytest.mark.parametrize("left", [b"noise", b""])
def test_an_object_that_cannot_be_what_is_to_be_there_is_put_anew(office: Office, left: bytes) -> None:
    opened, store = office.council.services.vault, office.council.services.store
    key = opened.new_key("v1")
    store.put("v/v1/p/1/w", [left])

    opened.put_once(key, "v1", "v/v1/p/1/w", b"words")

    assert opened.read(key, "v1", "v/v1/p/1/w") == b"words"


def test_an_object_of_another_page_does_not_open_in_its_place(office: Office) -> None:
    opened, store = office.council.services.vault, office.council.services.store
    key = opened.new_key("v1")
    opened.put_once(key, "v1", "v/v1/p/1/w", b"one")
    store.put("v/v1/p/2/w", [store.read("v/v1/p/1/w")])

    with pytest.raises(PaperDamaged):
        opened.read(key, "v1", "v/v1/p/2/w")


def test_a_missing_object_is_damage_and_a_store_that_is_away_is_not(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = office.council.services.vault
    key = opened.new_key("v1")
    with pytest.raises(PaperDamaged):
        opened.read(key, "v1", "v/v1/p/1/w")

    def away(*_: object) -> None:
        raise Unavailable("v/v1/p/1/w")

    monkeypatch.setattr(LocalStore, "stream", away)
    with pytest.raises(StorageUnavailable):
        opened.read(key, "v1", "v/v1/p/1/w")


def test_masters_in_memory_stay_within_their_limit_and_are_the_ones_asked_for_last(office: Office) -> None:
    version = office.ready()
    services = office.council.services
    key = version.sealed_key or ""
    first, second = (vault.page_name(version.id, number) for number in (1, 2))
    size = services.vault.master(key, version.id, first).rows.nbytes
    small = Vault(services.store, services.keyring, cache_bytes=size + 10)

    held = small.master(key, version.id, first)
    assert small.master(key, version.id, first) is held
    small.master(key, version.id, second)

    assert small.master(key, version.id, first) is not held
    assert master.dump(small.master(key, version.id, first)) == master.dump(held)


def test_what_is_forgotten_is_opened_anew(office: Office) -> None:
    version = office.ready()
    opened, name, key = office.council.services.vault, vault.page_name(version.id, 1), version.sealed_key or ""
    held = opened.master(key, version.id, name)

    opened.memory.forget(version.id)

    assert opened.master(key, version.id, name) is not held


def test_contents_list_that_was_asked_for_is_read_while_the_store_is_away(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    version, other = office.ready(), office.ready()
    opened = office.council.services.vault
    told = opened.outline(version.sealed_key or "", version.id)

    def away(*_: object) -> None:
        raise Unavailable("v")

    monkeypatch.setattr(LocalStore, "stream", away)

    assert opened.outline(version.sealed_key or "", version.id) == told
    with pytest.raises(StorageUnavailable):
        opened.outline(other.sealed_key or "", other.id)


def test_pages_that_are_turned_later_do_not_push_the_contents_list_out(office: Office) -> None:
    version = office.ready()
    services, key = office.council.services, version.sealed_key or ""
    names = [vault.page_name(version.id, number) for number in (1, 2)]
    size = services.vault.master(key, version.id, names[0]).rows.nbytes
    small = Vault(services.store, services.keyring, cache_bytes=size + 10)
    held = small.outline(key, version.id)

    for name in names:
        small.master(key, version.id, name)

    assert small.outline(key, version.id) is held


def test_contents_lists_in_memory_stay_within_their_share(office: Office) -> None:
    first, second = office.ready(), office.ready()
    services = office.council.services
    size = len(services.vault.outline(first.sealed_key or "", first.id))
    small = Vault(services.store, services.keyring, cache_bytes=(size + 1) * 32)
    held = small.outline(first.sealed_key or "", first.id)

    small.outline(second.sealed_key or "", second.id)

    assert small.outline(first.sealed_key or "", first.id) is not held


def test_contents_list_is_forgotten_with_its_paper(office: Office) -> None:
    version = office.ready()
    opened, key = office.council.services.vault, version.sealed_key or ""
    held = opened.outline(key, version.id)

    opened.memory.forget(version.id)

    assert opened.outline(key, version.id) is not held


class HeldStore:
    """The store itself, whose reads wait until they are let go; each is counted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reads, self.began, self.may_end = 0, threading.Semaphore(0), threading.Event()
        plain = LocalStore.read

        def read(store: LocalStore, name: str) -> bytes:
            self.reads += 1
            self.began.release()
            self.may_end.wait(LONG_SECONDS)
            return plain(store, name)

        monkeypatch.setattr(LocalStore, "read", read)


@pytest.mark.both("what happens at once or in between")
def test_a_page_that_a_whole_council_turns_to_is_fetched_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    version = office.ready()
    key, name = version.sealed_key or "", vault.page_name(version.id, 1)
    services = office.council.services
    fresh = Vault(services.store, services.keyring, cache_bytes=64 << 20)
    monkeypatch.setattr(vault, "_PATIENCE_SECONDS", LONG_SECONDS)
    store = HeldStore(monkeypatch)

    with ThreadPoolExecutor(3) as threads:
        asked = [threads.submit(fresh.master, key, version.id, name) for _ in range(3)]
        assert store.began.acquire(timeout=LONG_SECONDS)
        store.may_end.set()
        first, *others = [one.result(LONG_SECONDS) for one in asked]

    assert store.reads == 1
    assert all(other is first for other in others)


@pytest.mark.both("what happens at once or in between")
def test_a_page_whose_fetcher_is_stuck_is_asked_for_again_by_the_next(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = office.ready()
    key, name = version.sealed_key or "", vault.page_name(version.id, 1)
    services = office.council.services
    fresh = Vault(services.store, services.keyring, cache_bytes=64 << 20)
    store = HeldStore(monkeypatch)

    with ThreadPoolExecutor(2) as threads:
        asked = [threads.submit(fresh.master, key, version.id, name) for _ in range(2)]
        both_asked = [store.began.acquire(timeout=LONG_SECONDS) for _ in range(2)]
        store.may_end.set()
        pages = [one.result(LONG_SECONDS) for one in asked]

    assert both_asked == [True, True]
    assert pages[0].width == pages[1].width


def test_images_in_memory_stay_within_their_share_and_are_forgotten_with_their_paper(office: Office) -> None:
    services = office.council.services
    small = Vault(services.store, services.keyring, cache_bytes=8 * 250)
    one, two, three = (Issued(bytes(100), "image/png", 1, 1) for _ in range(3))
    for number, image in enumerate((one, two, three), 1):
        small.keep_issued("key", vault.page_name("v1", number), "session", "reader", image)

    held = [small.issued("key", vault.page_name("v1", number), "session", "reader") for number in (1, 2, 3)]
    assert held == [None, two, three]
    assert small.issued("another key", vault.page_name("v1", 3), "session", "reader") is None
    assert small.issued("key", vault.page_name("v1", 3), "session", "another reader") is None

    small.memory.forget("v1")

    assert small.issued("key", vault.page_name("v1", 3), "session", "reader") is None
