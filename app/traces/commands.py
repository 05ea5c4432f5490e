"""`gijo trace FILE…`: whose copy of a paper do these pictures show? Ordered by the chair, told to the chair."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from app import clock
from app.access.commands import Command
from app.audit import sealing
from app.audit.append import append_pending
from app.audit.notes import COMMAND_LINE, RecordSubject, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.telling import tell
from app.db import Database
from app.members.identity import identified
from app.members.models import Person
from app.services import PAGE_MARK
from app.settings import Settings
from app.traces import queries
from app.vault.opening import open_vault
from storage.keyring import Keyring
from viewer.failures import ViewerFailure
from viewer.render import Renderer
from viewer.stamp import Stamper

if TYPE_CHECKING:
    from app.traces.acts import Seen
    from viewer.tracing.verdict import Suspect

_REASON_CHARACTERS = 200
_MOST_BYTES = 64 << 20
NOT_INSTALLED = (
    "調べるための部品が、このサーバーに入っていません。"
    "議場を置いたフォルダーで make trace を実行してから、もう一度お試しください。"
)
CANNOT_TELL = "分かりません。だれの画面か、この画像からは決められません。名前は出しません。"


@dataclass(frozen=True)
class TraceRequest:
    """What was asked on the command line: pictures, the paper, which pages and copies, and why."""

    files: Sequence[Path]
    material_id: str
    page: int | None
    since: datetime | None
    until: datetime | None
    reason: str


class _Refused(Exception):
    """The request cannot be carried out; the sentence says why, and what to do."""


def command(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print who was named, or that nobody can be. Exit code 2 for a request that cannot be carried out."""
    if find_spec("cv2") is None:
        print(NOT_INSTALLED, file=sys.stderr)
        return 2
    database = Database(settings.database_url)
    database.before_commit.append(append_pending)
    sealing.install(database, settings)
    try:
        return _trace(settings, database, _request(arguments))
    except _Refused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    finally:
        database.close()


def _request(arguments: argparse.Namespace) -> TraceRequest:
    reason = str(arguments.reason).strip()
    if not 0 < len(reason) <= _REASON_CHARACTERS:
        raise _Refused(f"--reason に、だれが何のために命じたかを {_REASON_CHARACTERS} 文字までで書いてください。")
    return TraceRequest(
        [Path(name) for name in arguments.files],
        str(arguments.paper).rstrip("/").rpartition("/")[2],
        arguments.page,
        _moment(arguments.since),
        _moment(arguments.until),
        reason,
    )


def _moment(typed: str) -> datetime | None:
    if not typed:
        return None
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        words = "2026-12-08 か 2026-12-08T10:00 のように書いてください。"
        raise _Refused(f"「{typed}」は日時として読めません。{words}") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=clock.JST)


def _trace(settings: Settings, database: Database, request: TraceRequest) -> int:
    with database.write() as session:
        if not queries.exists(session, request.material_id):
            raise _Refused("その資料はありません。資料を開いたときのアドレスの、/papers/ のあとを指定してください。")
        pages = queries.pages_of(session, request.material_id, request.page)
        codes = queries.codes_of(session, request.material_id, request.since, request.until)
        _note(session, request, state="begun", copies=len(codes))
        tell(session, COMMAND_LINE, Command.TRACE, "漏れた画像の調査")
    if not pages:
        raise _Refused("その資料に、調べられるページがありません。")
    suspects = _compare(settings, request, pages, codes)
    named = [suspect for suspect in suspects if suspect.is_named]
    with database.write() as session:
        for suspect in named:
            _note(session, request, state="named", person=suspect.holder)
            _print_named(session, suspect)
        if not named:
            _note(session, request, state="untold")
            print(CANNOT_TELL)
    return 0


def _compare(
    settings: Settings, request: TraceRequest, pages: Sequence[queries.TracedPage], codes: Sequence[queries.IssuedCode]
) -> "list[Suspect]":
    from app.traces.acts import Seen, Tracer  # noqa: PLC0415 - what it rests on is there only where somebody traces

    def told(done: int, of: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done} / {of} ページと比べました", end="", file=sys.stderr, flush=True)

    tracer = Tracer(open_vault(settings), Stamper(Keyring.load(settings.keys_folder).derive(PAGE_MARK)))
    seen: list[Seen] = []
    with Renderer() as renderer:
        for file in request.files:
            found = tracer.look(_pixels(renderer, file), pages, told)
            print(_words_of(file, found))
            seen += [found] if found is not None else []
    return tracer.suspects(seen, codes)


def _pixels(renderer: Renderer, file: Path) -> NDArray[np.uint8]:
    """The picture in grey, opened in the sandbox: it comes from anywhere."""
    try:
        with file.open("rb") as opened:
            data = opened.read(_MOST_BYTES + 1)
    except OSError as error:
        raise _Refused(f"{file} を開けません（{error.strerror}）。") from error
    if len(data) > _MOST_BYTES:
        raise _Refused(f"{file} が大きすぎます。{_MOST_BYTES >> 20} MB までの画像にしてください。")
    try:
        return renderer.picture(data)
    except ViewerFailure as failure:
        raise _Refused(f"{file}: {failure.sentence}（{failure.code}）") from failure


def _words_of(file: Path, seen: "Seen | None") -> str:
    if seen is None:
        return f"{file}: この資料のページは見つかりません。"
    which = f"第{seen.page.version_number}版の {seen.page.number} ページ目"
    if seen.carriers == 0:
        return f"{file}: {which}。このページには、見えない印を入れられる場所がありません。"
    if seen.evidence is None:
        return f"{file}: {which}。画像が小さいか粗いため、見えない印を読み取れません。"
    return f"{file}: {which}。見えない印 {seen.carriers} 個のうち {seen.evidence.seen} 個を読み取りました。"


def _print_named(session: Session, suspect: "Suspect") -> None:
    person = session.get(Person, suspect.holder)
    who = identified(session, person) if person is not None else f"名簿にない人（{suspect.holder}）"
    print(f"{who} に見せたページです。発行コード {'、'.join(sorted(set(suspect.codes)))}")
    print(f"  比べたどの控えについても、偶然でここまで合う確率は {suspect.by_chance:.0e} 以下です。")
    print("  本人が漏らしたとは限りません。画面をほかの人が写したことも考えて、話を聞いてください。")


def _note(session: Session, request: TraceRequest, **detail: str | int) -> None:
    subject = RecordSubject(material_id=request.material_id)
    note(
        session,
        COMMAND_LINE,
        EventKind.COPY_TRACED,
        subject,
        reason=request.reason,
        pictures=len(request.files),
        **detail,
    )
