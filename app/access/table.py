"""The label → behaviour table as data: what each level means for readers. The clerk sees a row before publishing.

Sources: 茨城町議会情報セキュリティポリシー 第2章2(1) 取扱制限, 6-1(14). `rules/reading.py` decides by these rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from app.access.facts import DeviceKind
from app.access.levels import Confidentiality

STRONG_SECONDS = 24 * 3600
"""How old a sign-in with two factors may be for papers (NIST SP 800-63B-4 §2.2.3): a council may ask for less."""
STRONG_SECONDS_3A = 15 * 60
"""The same for papers of level 3A (policy 6-2(3)②)."""


@dataclass(frozen=True)
class Handling:
    """One row of the table (a level, not released). Times in seconds."""

    level: Confidentiality
    devices: frozenset[DeviceKind]
    trusted_zone_only: bool
    strong_seconds: int
    named_persons_only: bool
    text_needs_accommodation: bool
    permit_is_encrypted: bool
    handling_words: str
    clause: str


_ISSUED = frozenset({DeviceKind.ISSUED})
_ISSUED_OR_PERSONAL = frozenset({DeviceKind.ISSUED, DeviceKind.PERSONAL})


def _level_3(level: Confidentiality, words: str) -> Handling:
    return Handling(
        level=level,
        devices=_ISSUED,
        trusted_zone_only=False,
        strong_seconds=STRONG_SECONDS,
        named_persons_only=False,
        text_needs_accommodation=True,
        permit_is_encrypted=True,
        handling_words=words,
        clause="2(1)",
    )


_ROWS = {
    Confidentiality.C3A: Handling(
        level=Confidentiality.C3A,
        devices=_ISSUED,
        trusted_zone_only=True,
        strong_seconds=STRONG_SECONDS_3A,
        named_persons_only=True,
        text_needs_accommodation=True,
        permit_is_encrypted=True,
        handling_words="名あて人限り・複製を禁じます",
        clause="2(1)",
    ),
    Confidentiality.C3B: _level_3(Confidentiality.C3B, "関係者限り・複製を禁じます"),
    Confidentiality.C3C: _level_3(Confidentiality.C3C, "複製・配付を禁じます"),
    Confidentiality.C2: Handling(
        level=Confidentiality.C2,
        devices=_ISSUED_OR_PERSONAL,
        trusted_zone_only=False,
        strong_seconds=STRONG_SECONDS,
        named_persons_only=False,
        text_needs_accommodation=False,
        permit_is_encrypted=False,
        handling_words="複製・配付を禁じます",
        clause="6-1(14)②",
    ),
    Confidentiality.C1: Handling(
        level=Confidentiality.C1,
        devices=_ISSUED_OR_PERSONAL,
        trusted_zone_only=False,
        strong_seconds=STRONG_SECONDS,
        named_persons_only=False,
        text_needs_accommodation=False,
        permit_is_encrypted=False,
        handling_words="公開前・配付を禁じます",
        clause="6-1(14)③",
    ),
}


@dataclass(frozen=True)
class HandlingTable:
    """The rows in force, and whether trusted zones are configured at all (the zone rule is off until they are).

    `passkey_levels`: read only after a sign-in with a passkey or security key.
    """

    rows: Mapping[Confidentiality, Handling] = field(default_factory=lambda: MappingProxyType(_ROWS))
    zones_are_configured: bool = False
    passkey_levels: frozenset[Confidentiality] = frozenset()

    def row(self, level: Confidentiality) -> Handling:
        """The row of a level."""
        return self.rows[level]

    def level_words(self, level: Confidentiality, *, is_released: bool) -> str:
        """What stands in a page's corner: 「機密性2　複製・配付を禁じます」."""
        if is_released:
            return f"{level.words}　公開"
        return f"{level.words}　{self.rows[level].handling_words}"


def rows_with(*, strong_seconds: int, strong_seconds_3a: int) -> Mapping[Confidentiality, Handling]:
    """The policy's rows with a council's own limits on the age of a sign-in. Raises ValueError for weaker ones."""
    if strong_seconds > STRONG_SECONDS or strong_seconds_3a > STRONG_SECONDS_3A:
        raise ValueError("a council may ask for a younger sign-in than the policy, never for an older one")
    # 3A is never more lenient than the rest, whatever was written for it.
    limits = {Confidentiality.C3A: min(strong_seconds, strong_seconds_3a)}
    return MappingProxyType(
        {level: replace(row, strong_seconds=limits.get(level, strong_seconds)) for level, row in _ROWS.items()}
    )


DEFAULT = HandlingTable()


@dataclass(frozen=True)
class HandlingLine:
    """One line of a row in words, for the clerk: what members will be able to do. tone: ok, warn, shield."""

    label: str
    tone: str
    text: str


def describe(
    level: Confidentiality, *, is_released: bool, readers: str, table: HandlingTable = DEFAULT
) -> list[HandlingLine]:
    """The row of a level in words. `readers` names the audience ("議員 16 人")."""
    if level is Confidentiality.C1 and is_released:
        return [
            HandlingLine("読む", "ok", "だれでも。サインインしなくても読めます"),
            HandlingLine("ページ", "ok", "透かしは入りません"),
            HandlingLine("印刷・保存", "ok", "もとの PDF を自由に保存できます"),
            HandlingLine("記録", "ok", "保存した回数が残ります"),
        ]
    row = table.row(level)
    return [
        HandlingLine("読む", "ok", f"{readers}。{_device_words(row)}"),
        HandlingLine("場所", "warn" if row.trusted_zone_only else "ok", _place_words(row, table)),
        HandlingLine("ページ", "shield", "氏名と発行コードの透かし入り"),
        HandlingLine("読み上げ", "warn" if row.text_needs_accommodation else "ok", _text_words(row)),
        HandlingLine("印刷・保存", "warn", _permit_words(row)),
        HandlingLine("端末に残る", "ok", "何も残りません"),
        HandlingLine("記録", "ok", "表示した 1 ページごとに残ります"),
    ]


def _device_words(row: Handling) -> str:
    return "支給端末だけ" if row.devices == _ISSUED else "支給端末と、承認された個人の端末"


def _place_words(row: Handling, table: HandlingTable) -> str:
    limit = _age_words(row.strong_seconds)
    if row.trusted_zone_only and table.zones_are_configured:
        return f"決められた場所のネットワークだけ（{limit}に本人確認）"
    return f"どこからでも（{limit}に本人確認）"


def _age_words(seconds: int) -> str:
    """「24 時間以内」, 「15 分以内」: whole hours as hours, everything else in minutes, never more than is granted."""
    return f"{seconds // 3600} 時間以内" if seconds % 3600 == 0 else f"{seconds // 60} 分以内"


def _text_words(row: Handling) -> str:
    return "配慮の記録がある人だけ" if row.text_needs_accommodation else "使えます"


def _permit_words(row: Handling) -> str:
    extra = "透かし入り、パスワード付き" if row.permit_is_encrypted else "透かし入り"
    return f"議長の許可があるときだけ。{extra}"
