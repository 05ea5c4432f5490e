"""`gijo keys`: which master keys there are, a new one, everything moved to it, an old one destroyed.

Who may run this holds the keys anyway; two persons in office stand behind a new key and a key's end (6-1(2)②).
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from app import clock
from app.access.commands import Command
from app.audit import sealing
from app.audit.notes import COMMAND_LINE, note
from app.audit.vocabulary import EventKind
from app.ops.keys.rewrapping import Moved, rewrap_all
from app.ops.keys.state import MasterKey, master_keys
from app.ops.orders import order_of, write_down
from app.settings import Settings
from storage.keyring import Keyring, KeyUnknown, NoCopy

REMOVED_AFTER = timedelta(days=1)
"""How long a former key stays at least: a PDF that was being bound when it was exchanged is sealed with it yet."""


def show(settings: Settings, _arguments: argparse.Namespace) -> int:
    """Print every key with what it opens. Exit code 1 when rows need a key that is not there."""
    keyring = Keyring.load(settings.keys_folder)
    with sealing.own_database(settings) as database, database.read() as session:
        keys = master_keys(session, keyring)
    for key in keys:
        print(_line(key))
        for words, count in key.opens.items():
            print(f"    {words} {count} 件")
    print("root.secret（透かし、決定の封印、パスワードなどの元）と ledger-key/ は、入れ替えません。")
    return 1 if any(not key.is_there for key in keys) else 0


def _line(key: MasterKey) -> str:
    if not key.is_there:
        return f"{key.id}　ない鍵　鍵の控えから master-{key.id}.key を keys フォルダーに写してください"
    since = "" if key.since is None else f"　{clock.moment_text(key.since)} から"
    if key.seals:
        return f"{key.id}　いま封印に使う鍵{since}"
    return f"{key.id}　前の鍵{since}" + ("" if key.count else "　開くものはありません")


def new(settings: Settings, arguments: argparse.Namespace) -> int:
    """Let a new key seal from now on, once every copy of the key ring has it. Exit code 2 when refused."""
    keyring = Keyring.load(settings.keys_folder)
    with sealing.own_database(settings) as database:
        with database.read() as session:
            order = order_of(session, arguments, "鍵の入れ替え")
        if isinstance(order, str):
            print(order, file=sys.stderr)
            return 2
        former = keyring.current_id
        try:
            key_id = _added(keyring, arguments.copy)
        except NoCopy as failure:
            print(f"{failure.sentence}（{failure}）", file=sys.stderr)
            return 2
        with database.write() as session:
            note(session, COMMAND_LINE, EventKind.KEY_MADE, key=key_id, former=former, **order.detail)
            what = f"封印に使う鍵を {former} から {key_id} にした。{order.reason}"
            write_down(session, order, Command.KEYS_NEW, what, "鍵を新しくしたこと")
    keyring.use(key_id)
    print(f"新しい鍵 {key_id} を作り、{len(arguments.copy)} か所の控えに書きました。いまから、この鍵で封印します。")
    print("議場は止めなくてかまいません。次に gijo keys rewrap で、前の鍵で封印したものを移してください。")
    return 0


def _added(keyring: Keyring, copies: Sequence[str]) -> str:
    """A key that is in every copy before it seals anything: what it seals is never lost with this machine alone."""
    key_id = keyring.add()
    try:
        keyring.copy_to([Path(folder) for folder in copies], key_id)
    except NoCopy:
        keyring.remove(key_id)
        raise
    return key_id


def rewrap(settings: Settings, _arguments: argparse.Namespace) -> int:
    """Move everything to the present key, step by step. Exit code 1 when something is left."""
    keyring = Keyring.load(settings.keys_folder)
    moved: list[Moved] = []
    with sealing.own_database(settings) as database:
        for step in rewrap_all(database, keyring):
            moved.append(step)
            if step.rows:
                print(f"{step.words} {step.rows} 件を移しました。", flush=True)
        with database.read() as session:
            left = sum(key.count for key in master_keys(session, keyring) if not key.seals)
    print(f"{sum(step.rows for step in moved)} 件を、鍵 {keyring.current_id} に移しました。")
    return _told_of_left(left, [name for step in moved for name in step.stuck])


def _told_of_left(left: int, stuck: Sequence[str]) -> int:
    for name in stuck:
        print(f"{name}\t移せません。鍵がないか、システムの外から書き換えられた疑いがあります。", file=sys.stderr)
    if left:
        print(
            f"{left} 件が残っています。使われていたものは、もう一度 gijo keys rewrap を行うと移ります。"
            "移せないものは、gijo keys list、gijo seals、gijo doctor で確かめてください。",
            file=sys.stderr,
        )
    else:
        print("残っているものはありません。")
    return 1 if left else 0


def remove(settings: Settings, arguments: argparse.Namespace) -> int:
    """Destroy a former key that nothing needs. Exit code 1 while something does, 2 when the command is not complete."""
    keyring, key_id = Keyring.load(settings.keys_folder), str(arguments.key)
    with sealing.own_database(settings) as database, database.write() as session:
        order = order_of(session, arguments, "鍵を捨てること")
        if isinstance(order, str):
            print(order, file=sys.stderr)
            return 2
        if hindrance := _hindrance(session, keyring, key_id):
            print(hindrance, file=sys.stderr)
            return 1
        note(session, COMMAND_LINE, EventKind.KEY_REMOVED, key=key_id, **order.detail)
        what = f"前の鍵 {key_id} を捨てた。{order.reason}"
        write_down(session, order, Command.KEYS_REMOVE, what, "前の鍵を捨てたこと")
    keyring.remove(key_id)
    print(f"鍵 {key_id} を捨てました。台帳に記録しました。")
    print(f"控えの master-{key_id}.key は、この鍵のときのデータの控えをすべて捨てるまで残し、そのあとで捨てます。")
    return 0


def _hindrance(session: Session, keyring: Keyring, key_id: str) -> str:
    """Why the key may not be destroyed now; "" when it may."""
    keys = master_keys(session, keyring)
    key, present = next((one for one in keys if one.id == key_id), None), keys[0]
    if key is None or not key.is_there:
        return f"{KeyUnknown.sentence}（{key_id}）gijo keys list で確かめてください。"
    if key.seals:
        return f"鍵 {key_id} は、いま封印に使っているため、捨てられません。先に gijo keys new で新しくします。"
    if key.count:
        kinds = "、".join(f"{words} {count} 件" for words, count in key.opens.items())
        return (
            f"鍵 {key_id} で開くものが {key.count} 件あるため、捨てられません（{kinds}）。先に gijo keys rewrap です。"
        )
    if present.since is not None and clock.now() - present.since < REMOVED_AFTER:
        until = clock.moment_text(present.since + REMOVED_AFTER)
        words = f"鍵 {present.id} にしてから 1 日は、前の鍵を捨てられません。"
        return f"{words}{until} のあとに、gijo keys rewrap からもう一度行ってください。"
    return ""
