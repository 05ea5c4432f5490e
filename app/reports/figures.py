"""The figures of a report, with the ledger records that each counts. A figure that is redefined gets a new name."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from app.access.levels import Confidentiality
from app.audit.models import LedgerRecord
from app.audit.vocabulary import EventKind
from app.reports.period import ReportPeriod

_MOST_CHARACTERS = 60
_OF = "："
"""Between a figure's label and the value that a line of it counts; in no label."""

_LEVELS = {level.value: level.words for level in Confidentiality}
_OUTCOMES = {"granted": "許可", "refused": "不許可", "revoked": "取り消し"}


@dataclass(frozen=True)
class Figure:
    """One count of records of these kinds. `by`: the detail by whose values it is divided, told by `words`.

    The words of a value are in reports that were recorded, so they never change.
    """

    part: str
    label: str
    kinds: tuple[EventKind, ...]
    by: str = ""
    words: Callable[[str], str] = str


@dataclass(frozen=True)
class ReportLine:
    """A figure as a report holds it."""

    part: str
    label: str
    count: int


FIGURES = (
    Figure("会議", "公開した会議", (EventKind.MEETING_PUBLISHED,)),
    Figure("資料", "区分を決めた資料", (EventKind.MATERIAL_LABELLED,), "to", lambda value: _LEVELS.get(value, "なし")),
    Figure("資料", "登録したファイル", (EventKind.MATERIAL_UPLOADED,)),
    Figure("資料", "差し替え", (EventKind.MATERIAL_REPLACED,)),
    Figure("資料", "取り下げ", (EventKind.MATERIAL_WITHDRAWN,)),
    Figure("資料", "住民への公開", (EventKind.MATERIAL_RELEASED,)),
    Figure("資料", "表示したページ", (EventKind.PAGE_ISSUED,)),
    Figure("許可", "申請", (EventKind.PERMIT_ASKED,)),
    Figure("許可", "決裁", (EventKind.PERMIT_DECIDED,), "decision", lambda value: _OUTCOMES.get(value, value)),
    Figure("許可", "許可による PDF の保存", (EventKind.PERMIT_ISSUED,)),
    Figure("許可", "会議での個人の端末についての決定（例外）", (EventKind.DEVICE_SITTING,)),
    Figure("台帳", "記録", (EventKind.REGISTER_ENTERED,), "register"),
    Figure("台帳", "状態の変更", (EventKind.REGISTER_MOVED,)),
    Figure("警報", "起きた警報", (EventKind.ALARM,)),
    Figure("警報", "対応した警報", (EventKind.ALARM_HANDLED,)),
    Figure("サインイン", "サインイン", (EventKind.SIGN_IN,)),
    Figure("サインイン", "断ったサインイン", (EventKind.SIGN_IN_REFUSED,)),
    Figure("サインイン", "断った操作", (EventKind.REFUSED,)),
    Figure("サインイン", "サインインの方法のリセット", (EventKind.RESET_DECIDED,)),
    Figure("端末", "承認", (EventKind.DEVICE_APPROVED,)),
    Figure("端末", "一時停止", (EventKind.DEVICE_SUSPENDED,)),
    Figure("端末", "取り消し", (EventKind.DEVICE_REVOKED,)),
    Figure("人と役職", "利用者の登録", (EventKind.PERSON_ADDED,)),
    Figure("人と役職", "役職と任期の変更", (EventKind.OFFICE_CHANGED,)),
    Figure("人と役職", "役職の申し出の決定", (EventKind.OFFICE_DECIDED,)),
    Figure("人と役職", "議長の職務の委任", (EventKind.DELEGATED,)),
    Figure("人と役職", "利用の停止", (EventKind.PERSON_SUSPENDED,)),
    Figure("人と役職", "退任の手続き", (EventKind.PERSON_RETIRED,)),
    Figure("システム", "開始", (EventKind.STARTED,)),
    Figure("システム", "設定と備えの点検", (EventKind.SETUP_CHECKED,)),
    Figure("システム", "ページの印の点検で閉じたか、ふたたびひらいた", (EventKind.MARKS_CHECKED,)),
    Figure("システム", "外からの書き換えの発見", (EventKind.ALTERED,)),
    Figure("システム", "控えからの復元", (EventKind.LEDGER_RESTORED,)),
)


def last_record(session: Session) -> int:
    """The number of the newest record."""
    return session.scalar(select(func.max(LedgerRecord.seq))) or 0


def count(session: Session, period: ReportPeriod, *, through: int) -> list[ReportLine]:
    """Every figure of the period, of the records up to this number."""
    within = and_(_in(period), LedgerRecord.seq <= through)
    by_kind = _by_kind(session, within)
    return [
        counted
        for figure in FIGURES
        for counted in (_divided(session, within, figure) if figure.by else [_whole(figure, by_kind)])
    ]


def is_counted(line: ReportLine) -> bool:
    """False for a line of a report that an edition recorded whose figure is no longer among `FIGURES`.

    A value of a figure that is, and of which no record is left, counts as none.
    """
    name = line.label.partition(_OF)[0]
    return any((one.part, one.label) == (line.part, name) for one in FIGURES)


def late(session: Session, period: ReportPeriod, *, through: int) -> int:
    """How many records of the period came behind this number."""
    query = select(func.count()).select_from(LedgerRecord).where(_in(period), LedgerRecord.seq > through)
    return session.scalar(query) or 0


def _in(period: ReportPeriod) -> ColumnElement[bool]:
    return and_(LedgerRecord.at >= period.begins, LedgerRecord.at < period.ends)


def _by_kind(session: Session, within: ColumnElement[bool]) -> Counter[str]:
    query = select(LedgerRecord.kind, func.count()).where(within).group_by(LedgerRecord.kind)
    return Counter({str(kind): int(number) for kind, number in session.execute(query)})


def _whole(figure: Figure, by_kind: Counter[str]) -> ReportLine:
    return ReportLine(figure.part, figure.label, sum(by_kind[kind] for kind in figure.kinds))


def _divided(session: Session, within: ColumnElement[bool], figure: Figure) -> Iterable[ReportLine]:
    """The figure's sum, and a line for each value of its detail."""
    bodies = session.scalars(select(LedgerRecord.body).where(within, LedgerRecord.kind.in_(figure.kinds)))
    values = Counter(_value(figure, body) for body in bodies)
    yield ReportLine(figure.part, figure.label, values.total())
    for words, number in sorted(values.items()):
        yield ReportLine(figure.part, f"{figure.label}{_OF}{words}", number)


def _value(figure: Figure, body: str) -> str:
    detail = json.loads(body).get("detail", {})
    return figure.words(str(detail.get(figure.by)))[:_MOST_CHARACTERS]
