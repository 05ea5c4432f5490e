"""`gijo trace FILE…`: whose copy of a paper do these pictures show? Ordered by the chair, told to the chair."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from app import clock
from app.access.commands import Command
from app.audit import sealing
from app.audit.notes import COMMAND_LINE, RecordSubject, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.telling import tell
from app.db import Database
from app.errors import StorageUnavailable
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


@dataclass(frozen=True)
class _OpenedPicture:
    """A file, the SHA-256 of its bytes in hex, and its grey pixels."""

    file: Path
    digest: str
    pixels: NDArray[np.uint8]


class _Refused(Exception):
    """The request cannot be carried out; the sentence says why, and what to do."""


def command(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print who was named, or that nobody can be. Exit code 2 for a request that cannot be carried out."""
    if find_spec("cv2") is None:
        print(NOT_INSTALLED, file=sys.stderr)
        return 2
    try:
        with sealing.own_database(settings) as database:
            return _trace(settings, database, _request(arguments))
    except _Refused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except StorageUnavailable as error:
        print(f"{error.sentence}（{error.code}）", file=sys.stderr)
        return 2


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
    with database.read() as session:
        if not queries.exists(session, request.material_id):
            raise _Refused("その資料はありません。資料を開いたときのアドレスの、/papers/ のあとを指定してください。")
        pages = queries.pages_of(session, request.material_id, request.page)
    if not pages:
        raise _Refused("その資料に、調べられるページがありません。")
    with Renderer() as renderer:
        pictures = [_opened(renderer, file) for file in request.files]
    with database.write() as session:
        codes = queries.codes_of(session, request.material_id, request.since, request.until)
        digests = " ".join(picture.digest for picture in pictures)
        _note(session, request, state="begun", copies=len(codes), sha256=digests)
        tell(session, COMMAND_LINE, Command.TRACE, "漏れた画像の調査")
    lines, suspects = _compare(settings, pictures, pages, codes)
    named = [suspect for suspect in suspects if suspect.is_named]
    with database.write() as session:
        for suspect in named:
            found = {"codes": " ".join(suspect.codes), "chance": f"{suspect.by_chance:.0e}"}
            _note(session, request, state="named", person=suspect.holder, **found)
            lines += _words_about(session, suspect)
        if not named:
            _note(session, request, state="untold")
            lines.append(CANNOT_TELL)
    print("\n".join(lines))  # a name leaves once it is in the ledger
    return 0


def _compare(
    settings: Settings,
    pictures: Sequence[_OpenedPicture],
    pages: Sequence[queries.TracedPage],
    codes: Sequence[queries.IssuedCode],
) -> "tuple[list[str], list[Suspect]]":
    """A line about each picture, and the people whose copies were compared."""
    from app.traces.acts import Tracer  # noqa: PLC0415 - what it rests on is there only where somebody traces

    def told(done: int, of: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done} / {of} ページと比べました", end="", file=sys.stderr, flush=True)

    tracer = Tracer(open_vault(settings), Stamper(Keyring.load(settings.keys_folder).derive(PAGE_MARK)))
    looked = [(picture.file, tracer.look(picture.pixels, pages, told)) for picture in pictures]
    lines = [_words_of(file, seen) for file, seen in looked]
    damaged = sorted(_page_words(page) for page in tracer.damaged)
    lines += [f"壊れていて比べられないページがあります：{'、'.join(damaged)}"] if damaged else []
    return lines, tracer.suspects([seen for _, seen in looked if seen is not None], codes)


def _opened(renderer: Renderer, file: Path) -> _OpenedPicture:
    """The picture in grey, opened in the sandbox: it comes from anywhere."""
    try:
        with file.open("rb") as opened:
            data = opened.read(_MOST_BYTES + 1)
    except OSError as error:
        raise _Refused(f"{file} を開けません（{error.strerror}）。") from error
    if len(data) > _MOST_BYTES:
        raise _Refused(f"{file} が大きすぎます。{_MOST_BYTES >> 20} MB までの画像にしてください。")
    try:
        return _OpenedPicture(file, sha256(data).hexdigest(), renderer.picture(data))
    except ViewerFailure as failure:
        raise _Refused(f"{file}: {failure.sentence}（{failure.code}）") from failure


def _words_of(file: Path, seen: "Seen | None") -> str:
    if seen is None:
        return f"{file}: この資料のページは見つかりません。"
    which, best = "か".join(_page_words(each.page) for each in seen.pages), seen.best
    if best.carriers == 0:
        return f"{file}: {which}。このページには、見えない印を入れられる場所がありません。"
    if best.evidence is None:
        return f"{file}: {which}。画像が小さいか粗いため、見えない印を読み取れません。"
    return f"{file}: {which}。見えない印 {best.carriers} 個のうち {best.evidence.seen} 個を読み取りました。"


def _page_words(page: queries.TracedPage) -> str:
    return f"第{page.version_number}版の {page.number} ページ目"


def _words_about(session: Session, suspect: "Suspect") -> list[str]:
    person = session.get(Person, suspect.holder)
    who = identified(session, person) if person is not None else f"名簿にない人（{suspect.holder}）"
    codes = sorted(set(suspect.codes))
    return [
        f"{who} の控えを写したものです。" + (f"発行コード {'、'.join(codes)}" if codes else ""),
        f"  比べたどの控えについても、偶然でここまで合う確率は {suspect.by_chance:.0e} 以下です。",
        "  本人が漏らしたとは限りません。画面や紙の控えをほかの人が写したことも考えて、話を聞いてください。",
        *(f"  いつ、どこで出した控えか：gijo ledger issue {code}" for code in codes),
    ]


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
