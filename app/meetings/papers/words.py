"""The state of a paper as one line of words, with what the clerk can do about it."""

from dataclasses import asdict, dataclass
from datetime import timedelta

from app import clock
from app.materials.labels.proposals import LabelChange
from app.materials.models import Material, Version
from app.materials.progress import warning_words
from app.proposals.kinds import Proposed

_NOT_BEGUN_AFTER = timedelta(minutes=3)
_STOPPED_AFTER = timedelta(minutes=30)
SECOND_PERSON = "もう 1\u00a0人の確認待ち"


@dataclass(frozen=True)
class StateLine:
    """`tone`: ok | warn | stop | run. `value` of `maximum` is progress (None when it cannot be measured).

    `is_moving`: it will change without an act, so the script asks again soon. `can_retry`: the file can be sent again.
    """

    tone: str
    icon: str
    text: str
    value: int | None = None
    maximum: int | None = None
    is_moving: bool = False
    can_retry: bool = False

    def as_json(self) -> dict[str, object]:
        """For the script that keeps the column up to date."""
        return asdict(self)


def state_line(
    material: Material,
    latest: Version | None,
    pending: Proposed[LabelChange] | None,
    *,
    prepared: Version | None = None,
    are_marks_asked: bool = False,
) -> StateLine:
    """The most urgent thing to say about a paper: withdrawn, its file, its label, else that it can be used.

    `prepared`: a replacement that waits to be sent out. `are_marks_asked`: a change of its marks waits.
    """
    if material.withdrawn_at is not None:
        return StateLine("warn", "eye-off", "取り下げています")
    if latest is None or latest.state != "ready":
        return _file_line(latest)
    if prepared is not None:
        return StateLine("warn", "clock", f"第{prepared.number}版は、まだ公開していません")
    if pending is not None or are_marks_asked:
        return StateLine("warn", "clock", waiting_words(pending.payload) if pending is not None else SECOND_PERSON)
    count = len(warning_words(latest))
    if count:
        return StateLine("warn", "warn", f"確かめるところ {count}\u00a0件")
    return StateLine("ok", "check", "使えます")


def waiting_words(change: LabelChange) -> str:
    """The words for who has to confirm a proposed label."""
    if change.names_3a:
        return "事務局長の確認待ち"
    return SECOND_PERSON


def _file_line(latest: Version | None) -> StateLine:
    if latest is None:
        return StateLine("stop", "stop", "ファイルがありません。入れ直してください。", can_retry=True)
    edition = f"第{latest.number}版：" if latest.number > 1 else ""
    match latest.state:
        case "failed":
            sentence = latest.failure_sentence or "変換が途中で止まりました。PDF を作り直して、入れ直してください。"
            return StateLine("stop", "stop", edition + sentence, can_retry=True)
        case "converting":
            return _converting_line(latest, edition)
        case "queued":
            return StateLine("run", "turn", f"{edition}変換の順番を待っています", is_moving=True)
    limit = _NOT_BEGUN_AFTER if latest.sealed_key is None else _STOPPED_AFTER
    if clock.now() - latest.created_at > limit:
        return StateLine("warn", "warn", f"{edition}送信が途中で止まりました。入れ直してください。", can_retry=True)
    return StateLine("run", "upload", f"{edition}送信しています", is_moving=True)


def _converting_line(latest: Version, edition: str) -> StateLine:
    if not latest.pages:
        return StateLine("run", "turn", f"{edition}変換しています", is_moving=True)
    text = f"{edition}変換しています {latest.pages_done} / {latest.pages}\u00a0ページ"
    return StateLine("run", "turn", text, latest.pages_done, latest.pages, is_moving=True)
