"""The master keys of a council are exchanged, while it goes on: nobody loses anything, and no key goes too early."""

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Text, func, select, update
from sqlalchemy.orm import Session

from app.__main__ import main
from app.audit import sealing
from app.audit.notes import SYSTEM, note
from app.audit.vocabulary import EventKind
from app.auth.factors.models import TotpKey
from app.materials.models import Version
from app.members.models import Person
from app.ops.keys.rewrapping import rewrap_all
from app.ops.keys.wrapped import counted
from app.services import open_services
from app.tables import metadata
from app.vault.objects import key_context, page_name
from storage.keyring import Keyring, KeyUnknown, key_id_of
from tests.app.auth.signing import Clock, enrol_person, sign_in
from tests.app.homes import stamp, use
from tests.app.notes.test_notes import TEXT, keep, notes, words_on
from tests.app.permits.desk import fetch, granted, prepare
from tests.app.reading.shelf import Laid, lay
from tests.support.copied_keys import copied_keys
from tests.support.council import Council, council_in
from tests.support.slots import bind_all

pytestmark = pytest.mark.rare("keys are exchanged once a year")

DAY = 86400
BY_TWO = ["--reason", "年に一度", "--ordered-by", "admin", "--confirmed-by", "chair"]
Said = Callable[[], str]


@pytest.fixture
def moment() -> Clock:
    return Clock()


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    """What a command has printed since the last asking."""

    def read() -> str:
        captured = capsys.readouterr()
        return captured.out + captured.err

    return read


def exchanged(council: Council, copy: Path) -> str:
    """The id of a new key, made by a process of its own beside the council's."""
    assert main(["keys", "new", "--copy", str(copy), *BY_TWO]) == 0
    return Keyring.load(council.settings.keys_folder).current_id


def tokens_anywhere(session: Session) -> int:
    """Tokens in all columns of text of all tables."""
    columns = [column for table in metadata.sorted_tables for column in table.c if isinstance(column.type, Text)]
    queries = [select(func.count()).where(column.like("k1.________.%")) for column in columns]
    return sum(session.scalar(query) or 0 for query in queries)


@dataclass
class Used:
    """A council of which every kind of thing is under a key: a paper, notes, a permit's PDF, an authenticator."""

    council: Council
    laid: Laid
    permit: str
    secret: str

    def has_lost_nothing(self) -> None:
        """All of it opens, and who sees the mark of a page from before is told whose it is."""
        self.council.services.vault.memory.forget_all()
        member = self.council.browser("member1")
        assert member.fetch(self.laid.page(2)).status_code == 200
        assert words_on(member, notes(self.laid)) == [TEXT["words"]]
        assert fetch(member, self.permit).content.startswith(b"%PDF")
        assert sign_in(self.council.browser(), "member1", self.secret).status_code == 303
        assert main(["seals"]) == 0
        assert main(["ledger", "issue", self.council.ledger("page.issued")[0]["code"]]) == 0


@pytest.fixture
def used(council: Council, found_home: Path) -> Used:
    secret, laid = enrol_person(council, "member1"), lay(council, level="3B")
    member, permit = council.browser("member1"), granted(council, laid)
    assert member.fetch(laid.page(1)).status_code == 200
    keep(member, notes(laid), TEXT)
    assert prepare(member, permit).status_code == 303
    bind_all(council.services)
    return Used(council, laid, permit, secret)


@pytest.mark.both("asks what each key opens, and skips rows that somebody holds")
def test_keys_are_exchanged_while_members_read_and_nobody_loses_anything(moment: Clock, used: Used, said: Said) -> None:
    council, former = used.council, used.council.services.keyring.current_id
    copy = copied_keys(council.settings)

    key = exchanged(council, copy)

    (copy / f"master-{former}.key").unlink()  # as once no backup needs it any more
    assert Keyring.load(copy).key_ids == (key,), "the copy is a whole ring by itself"
    later = lay(council, title="あとの資料")
    with council.services.database.read() as unit:
        opens = counted(unit)
        assert tokens_anywhere(unit) == sum(sum(each.values()) for each in opens.values()) == 5
    assert opens[key] == {"資料の版（元のファイル、ページ、文字）": 1}, "the running service has it at once"
    assert sorted(opens[former].values()) == [1, 1, 1, 1]
    assert main(["keys", "rewrap"]) == main(["keys", "rewrap"]) == main(["keys", "list"]) == 0
    assert f"{former}　前の鍵　開くものはありません" in said()
    moment.forward(DAY + 60)
    assert main(["keys", "remove", former, *BY_TWO]) == 0

    used.has_lost_nothing()
    assert council.people["member1"].display_name in said()
    assert council.browser("member1").fetch(later.page(1)).status_code == 200
    told = {kind: council.ledger(f"keys.{kind}") for kind in ("made", "rewrapped", "removed")}
    assert [(one["detail"]["former"], one["detail"]["key"]) for one in told["made"]] == [(former, key)]
    assert [one["detail"]["rows"] for one in told["rewrapped"]] == [1, 1, 1, 1]
    assert [one["detail"]["key"] for one in told["removed"]] == [former]
    assert len(council.ledger("register.entered")) == 2, "both are work that a second person checks"


def test_rewrapping_that_was_interrupted_goes_on_and_leaves_what_it_cannot_open(
    council: Council, found_home: Path, said: Said
) -> None:
    former, laid, other = council.services.keyring.current_id, lay(council), lay(council)
    enrol_person(council, "member1")
    enrol_person(council, "member2")
    key = exchanged(council, copied_keys(council.settings))
    with council.services.database.write() as unit:  # beside the service
        unit.execute(update(Version).where(Version.id == laid.version).values(sealed_key=f"k1.{former}.{'A' * 50}"))
        unit.execute(update(TotpKey).where(TotpKey.person_id == council.people["member2"].id).values(last_step=7))
    assert main(["doctor"]) in {0, 1}  # as the machine is
    assert "前の鍵で封印したものが 4 件あります" in said()

    with sealing.own_database(council.settings) as database:
        next(rewrap_all(database, Keyring.load(council.settings.keys_folder)))  # Ctrl-C behind the first step
    with council.services.database.read() as unit:
        assert {name: sum(each.values()) for name, each in counted(unit).items()} == {former: 3, key: 1}
    assert main(["keys", "rewrap"]) == 1

    assert (told := said()).count("移せません") == 2
    assert f"material_version/{laid.version}\t移せません" in told
    assert "2 件が残っています" in told
    assert main(["keys", "remove", former, *BY_TWO]) == 1
    assert f"鍵 {former} で開くものが 2 件あるため、捨てられません" in said()
    assert (found_home / "keys" / f"master-{former}.key").exists()
    council.services.vault.memory.forget_all()
    assert council.browser("member1").fetch(Laid(other.material, other.version).page(1)).status_code == 200


@pytest.mark.alike("what is refused, and why; the others ask for the same on both")
def test_key_is_neither_made_nor_destroyed_too_early_or_by_one_person(
    moment: Clock, council: Council, found_home: Path, said: Said
) -> None:
    keys, copy = found_home / "keys", copied_keys(council.settings)
    former, before = council.services.keyring.current_id, sorted(keys.iterdir())
    another = found_home / "another council's"
    Keyring.create(another)

    for wrong, why in (
        (["--copy", str(copy), *BY_TWO[:-1], "admin"], "命じた人とは別の人が"),
        (["--copy", str(copy), *BY_TWO[:3], "clerk1", "--confirmed-by", "chair"], "議長か議会事務局長です"),
        (["--copy", str(copy), *BY_TWO[:-1], "member1"], "書記のだれかです"),
        (["--copy", str(copy), "--reason", " ", *BY_TWO[2:]], "--reason に"),
        (["--copy", str(copy), "--copy", str(another), *BY_TWO], "この場所には、いまの鍵の控えがありません"),
        (["--copy", str(found_home / "nowhere"), *BY_TWO], "この場所には、いまの鍵の控えがありません"),
    ):
        assert main(["keys", "new", *wrong]) == 2
        assert why in said()
    assert sorted(keys.iterdir()) == before
    assert council.ledger("keys.made") == []

    key = exchanged(council, copy)
    for named, why in (
        (former, "にしてから 1 日は、前の鍵を捨てられません"),
        (key, "いま封印に使っているため"),
        ("00000000", "gijo keys list で確かめて"),
    ):
        assert main(["keys", "remove", named, *BY_TWO]) == 1
        assert why in said()
    moment.forward(DAY + 60)
    assert main(["keys", "remove", former, *BY_TWO[:-1], "admin"]) == 2
    assert (keys / f"master-{former}.key").exists()
    assert main(["keys", "remove", former, *BY_TWO]) == 0
    assert not (keys / f"master-{former}.key").exists()
    moment.forward(400 * DAY)
    assert main(["doctor"]) in {0, 1}
    assert f"封印に使う鍵 {key} は、1 年を過ぎました" in said()


@pytest.mark.alike("who is in office")
def test_who_is_suspended_stands_behind_no_new_key(council: Council, found_home: Path, said: Said) -> None:
    with council.services.database.write() as unit:
        chair = unit.get_one(Person, council.people["chair"].id)
        chair.state = "suspended"
        note(unit, SYSTEM, EventKind.PERSON_SUSPENDED, person=chair.id)

    assert main(["keys", "new", "--copy", str(copied_keys(council.settings)), *BY_TWO]) == 2

    assert "（利用停止の人を除きます）" in said()
    assert council.ledger("keys.made") == []


@pytest.mark.alike("what the folders hold")
def test_copies_are_others_than_the_ring_and_stay_as_they_were_when_one_is_refused(
    council: Council, found_home: Path, said: Said
) -> None:
    keys, copy, link = found_home / "keys", copied_keys(council.settings), found_home / "media"
    link.symlink_to(keys)
    before = [contents(keys), contents(copy)]

    for refused in ((keys,), (link,), (keys, found_home / "nowhere"), (copy, copy), (copy, found_home / "nowhere")):
        assert main(["keys", "new", *(word for each in refused for word in ("--copy", str(each))), *BY_TWO]) == 2
        assert "別々の場所" in said()
        assert [contents(keys), contents(copy)] == before
    assert council.ledger("keys.made") == []


@pytest.mark.alike("what the folders hold")
def test_copy_that_was_not_named_at_the_last_exchange_is_whole_after_the_next(
    council: Council, found_home: Path
) -> None:
    first, second = (copied_keys(council.settings, name) for name in ("first", "second"))
    exchanged(council, first)
    laid = lay(council)

    exchanged(council, second)

    with council.services.database.read() as unit:
        token = unit.get_one(Version, laid.version).sealed_key or ""
    assert contents(second) == contents(found_home / "keys")
    assert Keyring.load(second).unwrap(token, key_context(laid.version)), "what the key in between has sealed"


@pytest.mark.alike("what a process holds in memory")
def test_destroyed_key_is_forgotten_by_the_running_service_too(
    moment: Clock, council: Council, found_home: Path
) -> None:
    ring = council.services.keyring
    former, token = ring.current_id, ring.wrap(b"k" * 32, "of a backup")
    exchanged(council, copied_keys(council.settings))
    assert ring.unwrap(token, "of a backup")
    moment.forward(DAY + 60)
    assert main(["keys", "remove", former, *BY_TWO]) == 0

    with pytest.raises(KeyUnknown):
        ring.unwrap(token, "of a backup")


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


@pytest.mark.own_database("SQLite's file is put back")
def test_backup_from_before_the_exchange_is_restored_with_the_key_of_that_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: Said
) -> None:
    with council_in(tmp_path / "home", backend="sqlite", ledger_wait_ms=0) as council:
        use(council.settings.home, monkeypatch)
        stamp(council)
        moment, laid, former = Clock(), lay(council), council.services.keyring.current_id
        file, backup = council.settings.home / "gijo.sqlite3", tmp_path / "yesterday.sqlite3"
        with sqlite3.connect(file) as now, sqlite3.connect(backup) as copy:
            now.backup(copy)
        safe = copied_keys(council.settings)
        key = exchanged(council, safe)
        assert main(["keys", "rewrap"]) == 0
        moment.forward(DAY + 60)
        assert main(["keys", "remove", former, *BY_TWO]) == 0, said()
        council.services.close()
        with sqlite3.connect(backup) as copy, sqlite3.connect(file) as now:
            copy.backup(now)

        said()
        assert main(["keys", "list"]) == main(["doctor"]) == main(["keys", "rewrap"]) == 1
        assert said().count(f"master-{former}.key を keys フォルダーに写") == 2
        shutil.copy(safe / f"master-{former}.key", council.settings.keys_folder)
        assert main(["keys", "rewrap"]) == 0

        council.services = open_services(council.settings)
        with council.services.database.read() as unit:
            token = unit.get_one(Version, laid.version).sealed_key or ""
        assert key_id_of(token) == key
        assert council.services.vault.master(token, laid.version, page_name(laid.version, 1)).rows.size
