"""The handling table: what each level of confidentiality means for readers, as data. Clerks see it before publishing.

Sources: 茨城町議会情報セキュリティポリシー 第2章2(1) 取扱制限, 6-1(14). `rules/reading.py` decides by these rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.access.facts import DeviceKind
from app.access.levels import Confidentiality

STRONG_SECONDS = 24 * 3600
"""Seconds that a sign-in with two factors may be old for papers (NIST SP 800-63B-4 §2.2.3). Councils may set less."""
STRONG_SECONDS_3A = 15 * 60
"""The same for papers of level 3A (policy 6-2(3)②)."""
PROOF_SECONDS_3 = 60
"""Seconds that the device's proof of its key may be old for what is shown of a paper of level 3."""


@dataclass(frozen=True)
class Handling:
    """One row of the table: how papers of a level are handled that are not released. Times in seconds.

    `notice_outside`: outside the trusted zones they are read only while a notice of the reader's take-out is in force.
    `proof_seconds`: how old the device's proof of its key may be; None: as old as the session allows.
    """

    level: Confidentiality
    devices: frozenset[DeviceKind]
    trusted_zone_only: bool
    strong_seconds: int
    text_needs_accommodation: bool
    permit_is_encrypted: bool
    handling_words: str
    clause: str
    notice_outside: bool = False
    proof_seconds: int | None = None


_ISSUED = frozenset({DeviceKind.ISSUED})
_ISSUED_OR_PERSONAL = frozenset({DeviceKind.ISSUED, DeviceKind.PERSONAL})


def _level_3(level: Confidentiality, words: str) -> Handling:
    return Handling(
        level=level,
        devices=_ISSUED,
        trusted_zone_only=False,
        strong_seconds=STRONG_SECONDS,
        text_needs_accommodation=True,
        permit_is_encrypted=True,
        handling_words=words,
        clause="2(1)",
        notice_outside=True,
        proof_seconds=PROOF_SECONDS_3,
    )


_ROWS = {
    Confidentiality.C3A: Handling(
        level=Confidentiality.C3A,
        devices=_ISSUED,
        trusted_zone_only=True,
        strong_seconds=STRONG_SECONDS_3A,
        text_needs_accommodation=True,
        permit_is_encrypted=True,
        handling_words="名あて人限り・複製を禁じます",
        clause="2(1)",
        notice_outside=True,
        proof_seconds=PROOF_SECONDS_3,
    ),
    Confidentiality.C3B: _level_3(Confidentiality.C3B, "関係者限り・複製を禁じます"),
    Confidentiality.C3C: _level_3(Confidentiality.C3C, "複製・配付を禁じます"),
    Confidentiality.C2: Handling(
        level=Confidentiality.C2,
        devices=_ISSUED_OR_PERSONAL,
        trusted_zone_only=False,
        strong_seconds=STRONG_SECONDS,
        text_needs_accommodation=False,
        permit_is_encrypted=True,
        handling_words="複製・配付を禁じます",
        clause="6-1(14)②",
    ),
    Confidentiality.C1: Handling(
        level=Confidentiality.C1,
        devices=_ISSUED_OR_PERSONAL,
        trusted_zone_only=False,
        strong_seconds=STRONG_SECONDS,
        text_needs_accommodation=False,
        permit_is_encrypted=False,
        handling_words="公開前・配付を禁じます",
        clause="6-1(14)③",
    ),
}


@dataclass(frozen=True)
class HandlingTable:
    """The rows in force. `zones_are_configured`: without trusted zones in the settings, no row demands one.

    `passkey_levels`: levels that are read only after a sign-in with a passkey or security key.
    """

    rows: Mapping[Confidentiality, Handling] = field(default_factory=lambda: MappingProxyType(_ROWS))
    zones_are_configured: bool = False
    passkey_levels: frozenset[Confidentiality] = frozenset()

    def row(self, level: Confidentiality) -> Handling:
        """The row of a level."""
        return self.rows[level]

    def level_words(self, level: Confidentiality, *, is_released: bool) -> str:
        """The words in a page's corner: 「機密性2　複製・配付を禁じます」."""
        if is_released:
            return f"{level.words}　公開"
        return f"{level.words}　{self.rows[level].handling_words}"


DEFAULT = HandlingTable()


@dataclass(frozen=True)
class HandlingLine:
    """One line that tells a clerk what members will be able to do with a paper. `tone`: ok, warn or shield."""

    label: str
    tone: str
    text: str


def describe(
    level: Confidentiality, *, is_released: bool, readers: str, table: HandlingTable = DEFAULT
) -> list[HandlingLine]:
    """The row of a level as lines of words. `readers`: who can read, as in "議員 16 人"; "" for nobody."""
    if level is Confidentiality.C1 and is_released:
        return [
            HandlingLine("読む", "ok", "だれでも。サインインしなくても読めます"),
            HandlingLine("ページ", "ok", "透かしは入りません"),
            HandlingLine("印刷・保存", "ok", "公開用の PDF（見えない文字を除いて作り直したもの）を自由に保存できます"),
            HandlingLine("記録", "ok", "保存した回数が残ります"),
        ]
    row = table.row(level)
    return [
        HandlingLine("読む", "ok", f"{readers}。{_device_words(row)}") if readers else _nobody(level),
        HandlingLine("場所", "warn" if row.trusted_zone_only or row.notice_outside else "ok", _place_words(row, table)),
        HandlingLine("ページ", "shield", "氏名と発行コードの透かし入り"),
        HandlingLine("読み上げ", "warn" if row.text_needs_accommodation else "ok", _text_words(row)),
        HandlingLine("印刷・保存", "warn", _permit_words(row)),
        HandlingLine("端末に残る", "ok", "何も残りません"),
        HandlingLine("記録", "ok", "表示した 1 ページごとに残ります"),
    ]


def _nobody(level: Confidentiality) -> HandlingLine:
    named = "読む人を、名前で指定してください" if level is Confidentiality.C3A else "読む人を決めてください"
    return HandlingLine("読む", "warn", f"だれも読めません。{named}")


def _device_words(row: Handling) -> str:
    return "支給端末だけ" if row.devices == _ISSUED else "支給端末と、承認された個人の端末"


def _place_words(row: Handling, table: HandlingTable) -> str:
    limit = _age_words(row.strong_seconds)
    if row.trusted_zone_only and table.zones_are_configured:
        return f"決められた場所のネットワークだけ（{limit}に本人確認）"
    if row.notice_outside and table.zones_are_configured:
        return f"決められた場所のネットワークと、持ち出しの届が出ている間はその外でも（{limit}に本人確認）"
    return f"どこからでも（{limit}に本人確認）"


def _age_words(seconds: int) -> str:
    """「24 時間以内」, 「15 分以内」: whole hours as hours, everything else in minutes, never more than is granted."""
    return f"{seconds // 3600} 時間以内" if seconds % 3600 == 0 else f"{seconds // 60} 分以内"


def _text_words(row: Handling) -> str:
    return "配慮の記録がある人だけ" if row.text_needs_accommodation else "使えます"


def _permit_words(row: Handling) -> str:
    extra = "透かし入り、パスワード付き" if row.permit_is_encrypted else "透かし入り"
    return f"議長の許可があるときだけ。{extra}"
