"""Records on the ledger's screens: as a line in a list, and one record with everything known about it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from app import clock
from app.access.facts import DeviceKind
from app.access.remits.remit import Remit
from app.audit.search import Found
from app.audit.vocabulary import EventKind
from app.auth.sessions.words import browser_words
from app.ledger.lookups import Names
from app.ledger.plain import exact_text, plain, second_text
from app.ledger.runs import Run
from app.ledger.words import factor_words, paper_and_page, sentence

_DEVICES = {
    DeviceKind.ISSUED.value: "支給された端末",
    DeviceKind.PERSONAL.value: "承認された個人の端末",
    DeviceKind.UNKNOWN.value: "登録されていない端末",
}
_AHEAD = "めくる前に、端末が読み込みました。そのあと見たかどうかは、記録からは分かりません。"
_ALARMS = frozenset(
    {
        EventKind.REFUSED,
        EventKind.SIGN_IN_REFUSED,
        EventKind.ALARM,
        EventKind.DEVICE_UNPROVEN,
        EventKind.DEVICE_REVOKED,
        EventKind.FACTOR_REFUSED,
        EventKind.LETTER_REFUSED,
    }
)


@dataclass(frozen=True)
class RecordLine:
    """One record in a list, or a run of them. `is_alarm`: refused, or a sign-in while another device was signed in.

    `time`: for a run, from its first record to its last. `parts`: the records of a run, the newest first.
    """

    seq: int
    day: str
    time: str
    who: str
    words: str
    code: str | None
    is_alarm: bool
    parts: tuple["RecordLine", ...] = ()


def lines(records: Iterable[Found], names: Names) -> list[RecordLine]:
    """The records as lines, in their order."""
    return [_line(record, names) for record in records]


def lines_of_runs(runs: Iterable[Run], names: Names) -> list[RecordLine]:
    """A line for each run, with the lines of its records where there are several."""
    return [_folded(run, names) if run.is_folded else _line(run.newest, names) for run in runs]


def _folded(run: Run, names: Names) -> RecordLine:
    oldest = second_text(run.records[-1].at)
    line = _line(run.newest, names)
    return replace(
        line,
        time=line.time if oldest == line.time else f"{oldest}〜{line.time}",
        words=f"{names.paper(run.newest)}　{run.words()}",
        code=None,
        parts=tuple(_line(record, names) for record in run.records),
    )


def _line(record: Found, names: Names) -> RecordLine:
    is_elsewhere = record.known_kind is EventKind.SIGN_IN and bool(record.detail.get("open_elsewhere"))
    return RecordLine(
        seq=record.seq,
        day=clock.day_text(record.at),
        time=second_text(record.at),
        who=names.who(record.actor_id),
        words=sentence(record, names),
        code=record.code or plain(record.detail.get("mark") or "") or None,
        is_alarm=record.known_kind in _ALARMS or is_elsewhere,
    )


def told_facts(
    record: Found, sign_in: Found | None, names: Names, within: tuple[Remit, ...] | None = None
) -> list[tuple[str, str]]:
    """All facts of the record, its sign-in and its session, as pairs of term and words. `within`: as of Filter."""
    version = names.versions.get(record.version_id or "")
    withheld = names.is_withheld(record)
    return [
        ("だれの画面に", names.who(record.actor_id)),
        ("いつ", exact_text(record.at)),
        ("何を", plain(record.known_kind.words if record.known_kind else record.kind_text)),
        ("どのページ", paper_and_page(record, None if withheld else version, names.paper(record))),
        *([("マークの発行コード", plain(str(code)))] if (code := record.detail.get("mark")) else []),
        *([("先読み", _AHEAD)] if record.detail.get("ahead") else []),
        ("どこから", plain(record.address or "記録がありません")),
        ("どの端末", _device_words(record, names)),
        ("本人確認", _proved(record, sign_in, names, within)),
        ("記録の番号", f"{record.seq:,}"),
    ]


def _device_words(record: Found, names: Names) -> str:
    """「支給された端末 タブレット07（iPad の Safari）」."""
    session = names.sessions.get(record.session_id or "")
    if session is None:
        return "記録がありません"
    browser = f"（{browser_words(session.browser)}）" if session.browser else ""
    device = names.devices.get(session.device_id or "")
    name = f" {plain(device.name)}" if device is not None and device.name else ""
    return f"{_DEVICES.get(session.device, plain(session.device))}{name}{browser}"


def _proved(record: Found, sign_in: Found | None, names: Names, within: tuple[Remit, ...] | None) -> str:
    """How and when the person signed in, from the record of the sign-in, else from the session's row."""
    if record.session_id is None:
        return "サインインしていません"
    if sign_in is not None:
        return f"{factor_words(sign_in)}　{_near(sign_in.at, record.at)}"
    session = names.sessions.get(record.session_id)
    is_within = (
        session is None or within is None or any(each.holds(record.actor_id, session.created_at) for each in within)
    )
    if not is_within:
        return "サインインは、調べられる範囲の外にあります"
    return f"{_near(session.created_at, record.at)} にサインイン" if session else "記録がありません"


def _near(moment: datetime, other: datetime) -> str:
    is_same_day = clock.jst(moment).date() == clock.jst(other).date()
    return f"{clock.jst(moment):%H:%M}" if is_same_day else clock.moment_text(moment)
