"""Decided values as the program uses them: the handling table, the zones, the limits of sessions. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from app.access.facts import DeviceKind
from app.access.levels import Confidentiality
from app.access.table import DEFAULT, Handling, HandlingTable
from app.settings import SessionLimits, Settings, Zone
from app.standards.browsers import BrowserMinimum, minimums_of
from app.standards.catalogue import BY_NAME, BY_NEED, NOTICED, SEALED, STANDARDS, TRUSTED, WITH_PERSONAL
from app.standards.values import zones_of

_TIMES = ("absolute_seconds", "idle_seconds", "strong_seconds", "strong_seconds_3a", "renew_seconds", "renew_seconds_3")


class Origin(StrEnum):
    """Where a value in force comes from, in words."""

    POLICY = "規程の表"
    FILE = "設定ファイル（gijo.toml）"
    DECIDED = "画面での決定"
    EXCEPTION = "画面での決定（例外）"
    STRICTER = "書き換えの疑いがあるため、厳しいほう"


@dataclass(frozen=True)
class ValueInForce:
    """A value with its origin. `until`: an exception's last day (ISO), "" for none. `after`: the value after it."""

    value: str
    origin: Origin
    until: str = ""
    after: str = ""


@dataclass(frozen=True)
class Standards:
    """Everything that the council decides, as it is in force. `is_altered`: something was changed beside the service.

    `holds_from`, `holds_until`: no exception ends between these moments.
    """

    values: Mapping[str, ValueInForce]
    sessions: SessionLimits
    trusted_zones: tuple[Zone, ...]
    passkey_required_roles: frozenset[str]
    administrators_at_most: int
    oldest_browsers: tuple[BrowserMinimum, ...]
    administrators_read_by_name: bool
    handling: HandlingTable
    is_altered: bool
    holds_from: datetime
    holds_until: datetime | None

    def holds_at(self, moment: datetime) -> bool:
        """True at a moment at which no exception has ended since these were put together."""
        return self.holds_from <= moment and (self.holds_until is None or moment < self.holds_until)


def origin_of_file(key: str) -> Origin:
    """The origin of a value while the council has decided nothing about it."""
    return Origin.FILE if STANDARDS[key].setting else Origin.POLICY


def put_together(
    settings: Settings, values: Mapping[str, ValueInForce], *, is_altered: bool, since: datetime, until: datetime | None
) -> Standards:
    """The standards with these values of every key. Settings that are decided on no screen are those of the file."""
    plain = {key: found.value for key, found in values.items()}
    sessions = replace(settings.sessions, **{name: int(plain[name]) for name in _TIMES})
    zones = plain["trusted_zones"]
    return Standards(
        values=MappingProxyType(dict(values)),
        sessions=sessions,
        trusted_zones=zones_of(zones),
        passkey_required_roles=frozenset(plain["passkey_roles"].split()),
        administrators_at_most=int(plain["administrators"]),
        oldest_browsers=minimums_of(plain["oldest_browsers"]),
        administrators_read_by_name=plain["administrators_read_3"] == BY_NAME,
        handling=HandlingTable(
            rows=MappingProxyType({level: _row(row, plain, sessions) for level, row in DEFAULT.rows.items()}),
            zones_are_configured=bool(zones),
            passkey_levels=frozenset(Confidentiality(level) for level in plain["passkey_levels"].split()),
        ),
        is_altered=is_altered,
        holds_from=since,
        holds_until=until,
    )


def _row(row: Handling, plain: Mapping[str, str], limits: SessionLimits) -> Handling:
    """A level's row of the handling table. Of 3A's own age of the sign-in and the general one, the shorter counts."""
    level, strong = row.level, limits.strong_seconds
    place = plain[f"place_{level}"]
    personal = {DeviceKind.PERSONAL} if plain[f"devices_{level}"] == WITH_PERSONAL else set[DeviceKind]()
    return replace(
        row,
        devices=frozenset({DeviceKind.ISSUED} | personal),
        trusted_zone_only=place == TRUSTED,
        notice_outside=place == NOTICED or (place == TRUSTED and row.notice_outside),
        text_needs_accommodation=plain[f"text_{level}"] == BY_NEED,
        permit_is_encrypted=plain[f"permit_{level}"] == SEALED,
        strong_seconds=min(strong, limits.strong_seconds_3a) if level is Confidentiality.C3A else strong,
        proof_seconds=row.proof_seconds and limits.renew_seconds_3,
    )
