"""Settings: `$GIJO_HOME/gijo.toml`, then the environment. Read once; a value that cannot be used stops the start."""

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from app.limits.of_exceptions import EXCEPTION_BOUNDS, ExceptionLimits
from app.limits.of_worker import HABIT_BOUNDS, ROUND_BOUNDS, HabitLimits, Recognition, Reminders, Rounds

Zone = IPv4Network | IPv6Network
Section = TypeVar("Section")


class SettingsError(Exception):
    """A setting that cannot be used; the message names the setting and what it may be."""


@dataclass(frozen=True)
class Council:
    """The council, as every screen names it."""

    name: str = "みなと町議会"
    short: str = "みなと町"
    contact: str = "内線 240"

    @property
    def office(self) -> str:
        """The office to call: 「みなと町議会事務局（内線 240）」."""
        return f"{self.name}事務局（{self.contact}）"


@dataclass(frozen=True)
class StoreSettings:
    """Where sealed papers are stored: `local` (a folder) or `s3` (any S3 server).

    `connect_seconds` to `write_seconds`: how long the server may be silent. `lock_days`: for how long the ledger's
    checkpoints may not be removed by anybody, where the bucket offers object lock; 0 locks nothing.
    """

    kind: str = "local"
    endpoint: str = ""
    bucket: str = ""
    prefix: str = ""
    region: str = "us-east-1"
    access_key: str = ""
    secret_key: str = field(default="", repr=False)
    ca_file: str = ""
    connect_seconds: float = 3.0
    read_seconds: float = 4.0
    write_seconds: float = 10.0
    lock_days: int = 400


@dataclass(frozen=True)
class SessionLimits:
    """NIST SP 800-63B-4 §2.2.3: at AAL2 overall ≤ 24 h, idle ≤ 1 h."""

    absolute_seconds: int = 12 * 3600
    idle_seconds: int = 3600
    strong_seconds: int = 24 * 3600
    strong_seconds_3a: int = 15 * 60
    renew_seconds: int = 300
    renew_grace_seconds: int = 60
    """A device proves its key again within `renew_seconds`, plus this time for slow connections."""
    renew_seconds_3: int = 60
    """The greatest age of the proof when something of a paper of level 3 is shown."""


SESSION_BOUNDS: Mapping[str, tuple[int, int]] = {
    "absolute_seconds": (60, 24 * 3600),
    "idle_seconds": (60, 3600),
    "strong_seconds": (60, 24 * 3600),
    "strong_seconds_3a": (60, 15 * 60),
    "renew_seconds": (60, 900),
    "renew_grace_seconds": (10, 120),
    "renew_seconds_3": (30, 300),
}
"""The least and the greatest value of each limit. The service does not start with a value that is weaker than the
standard or the policy, or with which nobody could work."""


@dataclass(frozen=True)
class Rates:
    """How fast one caller may go: `at_once` after a rest, then by the minute or second, in each server process.

    `reading` counts a person's pages (a thumbnail as a tenth, a sharper cell as a quarter), `hours` does so over a long
    time. `person` counts all other requests of a signed-in person, `address` all requests of people not signed in.
    `sockets` counts a caller's openings of the live channel, `hashing` the passwords that a signed-in person gives.
    """

    reading_at_once: int = 120
    reading_a_minute: int = 240
    hours_at_once: int = 600
    hours_a_minute: int = 60
    person_at_once: int = 300
    person_a_second: int = 10
    address_at_once: int = 600
    address_a_second: int = 60
    sockets_at_once: int = 30
    sockets_a_minute: int = 60
    hashing_at_once: int = 10
    hashing_a_minute: int = 6
    refusals_at_once: int = 60
    refusals_a_minute: int = 30
    stranger_refusals_a_minute: int = 1


MOST_REMIND_DAYS, MOST_ADMINISTRATORS = 30, 10
_BOUNDS = {"rates": (1, 10**6), "rounds": (1, 10**5), "reminders": (0, MOST_REMIND_DAYS), "recognition": (0, 1000)}
"""The least and the most of every value of these sections."""


@dataclass(frozen=True)
class Settings:
    """All settings of a deployment."""

    home: Path
    council: Council = Council()
    host: str = "127.0.0.1"
    port: int = 8000
    database_url: str = ""
    store: StoreSettings = StoreSettings()
    sessions: SessionLimits = SessionLimits()
    rates: Rates = Rates()
    rounds: Rounds = field(default_factory=Rounds)
    reminders: Reminders = field(default_factory=Reminders)
    recognition: Recognition = field(default_factory=Recognition)
    habits: HabitLimits = field(default_factory=HabitLimits)
    exceptions: ExceptionLimits = field(default_factory=ExceptionLimits)
    trusted_zones: tuple[Zone, ...] = ()
    trusted_proxies: tuple[Zone, ...] = ()
    is_https: bool = False
    allowed_hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    passkey_id: str = ""
    passkey_origins: tuple[str, ...] = ()
    passkey_required_roles: frozenset[str] = frozenset()
    """Roles that sign in with a passkey or security key only."""
    passkey_required_levels: frozenset[str] = frozenset()
    """Levels (3A, 3B, 3C, 2) read only after such a sign-in."""
    administrators_at_most: int = 3
    """How many people may hold the administrator's office at one time (policy 6-2: privileged accounts are few)."""
    is_demo: bool = False
    enrols_browsers: bool = False
    """The demo only: a browser on this machine becomes an issued tablet at its first sign-in."""
    upload_limit_bytes: int = 200 * 1024 * 1024
    master_cache_bytes: int = 96 * 1024 * 1024
    ledger_wait_ms: int = 4
    page_threads: int = 3
    note_days: int = 14

    @property
    def keys_folder(self) -> Path:
        return self.home / "keys"

    @property
    def ledger_key_folder(self) -> Path:
        return self.home / "ledger-key"

    @property
    def store_folder(self) -> Path:
        return self.home / "store"

    @property
    def rp_id(self) -> str:
        """The site that passkeys belong to (WebAuthn Level 3, "RP ID"): one exact host name, never a parent domain."""
        names = (host for host in self.allowed_hosts if not _is_address(host) and host != "*")
        return self.passkey_id or next(names, "localhost")

    @property
    def origins(self) -> tuple[str, ...]:
        """The exact origins from which passkeys are used."""
        if self.passkey_origins:
            return self.passkey_origins
        if self.is_https:
            return (f"https://{self.rp_id}",)
        return (f"http://{self.rp_id}" if self.port == 80 else f"http://{self.rp_id}:{self.port}",)

    @property
    def cookie_name(self) -> str:
        """`__Host-` needs HTTPS; plain http is for the demo on this machine only."""
        return "__Host-gijo" if self.is_https else "gijo"


_WHOLE: Mapping[str, Callable[..., Any]] = {  # sections whose keys are the fields of one class
    "council": Council,
    "sessions": SessionLimits,
    "rates": Rates,
    "rounds": Rounds,
    "reminders": Reminders,
    "recognition": Recognition,
    "habits": HabitLimits,
    "exceptions": ExceptionLimits,
}

SECTIONS: Mapping[str, frozenset[str]] = {
    "server": frozenset({"host", "port", "https", "allowed_hosts", "rp_id", "origins"}),
    "database": frozenset({"url"}),
    "store": frozenset(vars(StoreSettings())),
    "network": frozenset({"trusted_zones", "trusted_proxies"}),
    "auth": frozenset({"passkey_required_roles", "passkey_required_levels", "administrators_at_most"}),
    "limits": frozenset({"upload_limit_bytes", "master_cache_bytes", "ledger_wait_ms", "page_threads", "note_days"}),
    **{name: frozenset(vars(kind())) for name, kind in _WHOLE.items()},
    "demo": frozenset({"enabled", "enrol_browsers", "every_device_is_issued"}),
}
"""Every section of `gijo.toml` with its keys; `docs/settings.md` explains each, and a test holds the two together."""


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from `$GIJO_HOME/gijo.toml` (absent: defaults) and the environment, which wins.

    Raises SettingsError naming the setting.
    """
    env = os.environ if environment is None else environment
    home = Path(env.get("GIJO_HOME", "var")).absolute()
    file = home / "gijo.toml"
    raw = tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
    _refuse_unknown(raw, file)
    server, auth, demo = raw.get("server", {}), raw.get("auth", {}), raw.get("demo", {})
    is_demo = bool(demo.get("enabled", False))
    settings = Settings(
        home=home,
        **{name: _section(kind, raw.get(name, {}), name) for name, kind in _WHOLE.items()},
        host=env.get("HOST") or server.get("host", "127.0.0.1"),
        port=_port(env.get("PORT") or server.get("port", 8000)),
        database_url=env.get("GIJO_DATABASE_URL") or raw.get("database", {}).get("url", "") or _sqlite_url(home),
        store=_store(raw.get("store", {}), env),
        trusted_zones=_zones(raw.get("network", {}), "trusted_zones"),
        trusted_proxies=_zones(raw.get("network", {}), "trusted_proxies"),
        is_https=bool(server.get("https", False)),
        allowed_hosts=tuple(server.get("allowed_hosts", Settings.allowed_hosts)),
        passkey_id=str(server.get("rp_id", "")),
        passkey_origins=tuple(server.get("origins", ())),
        passkey_required_roles=frozenset(auth.get("passkey_required_roles", ())),
        passkey_required_levels=frozenset(auth.get("passkey_required_levels", ())),
        administrators_at_most=_administrators(auth),
        is_demo=is_demo,
        enrols_browsers=bool(demo.get("enrol_browsers", demo.get("every_device_is_issued", is_demo))),
        **_limits(raw.get("limits", {})),
    )
    return _safe(settings)


def _refuse_unknown(raw: Mapping[str, object], file: Path) -> None:
    """Raise SettingsError for unknown names: a misspelt setting would otherwise be ignored in silence."""
    if unknown := set(raw) - set(SECTIONS):
        raise SettingsError(f"{file}: unknown section {min(unknown)!r}; known are {sorted(SECTIONS)}")
    for name, keys in SECTIONS.items():
        given = raw.get(name, {})
        if not isinstance(given, Mapping):
            raise SettingsError(f"{file}: {name} is a section: [{name}]")
        if unknown := set(given) - keys:
            raise SettingsError(f"{file}: [{name}] has no {min(unknown)!r}; known are {sorted(keys)}")


def _limits(raw: Mapping[str, object]) -> dict[str, Any]:
    given: dict[str, int] = {}
    least = {"upload_limit_bytes": 1 << 20, "master_cache_bytes": 16 << 20, "page_threads": 2}
    for name, value in raw.items():
        if not isinstance(value, int) or value < least.get(name, 0):
            raise SettingsError(f"[limits] {name} must be a whole number, {least.get(name, 0)} or more")
        given[name] = value
    return given


def _section(kind: Callable[..., Section], raw: Mapping[str, object], name: str) -> Section:
    try:
        section = kind(**raw)
    except TypeError as error:
        raise SettingsError(f"[{name}]: {error}") from error
    for key, default in vars(kind()).items():
        if type(getattr(section, key)) is not type(default):
            raise SettingsError(f"[{name}] {key} is a {type(default).__name__}, not {raw[key]!r}")
    return section


def _store(raw: Mapping[str, object], env: Mapping[str, str]) -> StoreSettings:
    kinds: dict[str, type] = {name: type(value) for name, value in vars(StoreSettings()).items()}
    merged = dict(raw) | {
        key: value for key in kinds if (value := env.get(f"GIJO_STORE_{key.upper()}")) not in {None, ""}
    }
    for key in kinds.keys() & merged.keys():
        try:
            merged[key] = kinds[key](merged[key])
        except (TypeError, ValueError) as error:
            raise SettingsError(f"[store] {key}: {error}") from error
    store = _section(StoreSettings, merged, "store")
    if store.kind not in {"local", "s3"}:
        raise SettingsError("[store] kind must be 'local' or 's3'")
    if store.kind == "s3":
        for key in ("endpoint", "bucket", "access_key", "secret_key"):
            if not getattr(store, key):
                raise SettingsError(f"[store] {key} is needed when kind is 's3' (or GIJO_STORE_{key.upper()})")
    if not 0 <= store.lock_days <= 36_500:
        raise SettingsError("[store] lock_days must be 0 to 36500")
    return store


def _sqlite_url(home: Path) -> str:
    return f"sqlite:///{home / 'gijo.sqlite3'}"


def _port(value: object) -> int:
    try:
        port = int(str(value))
    except ValueError:
        port = -1
    if not 0 < port < 65536:
        raise SettingsError(f"PORT must be 1 to 65535, not {value!r}")
    return port


def _administrators(auth: Mapping[str, object]) -> int:
    value = auth.get("administrators_at_most", Settings.administrators_at_most)
    if type(value) is not int or not 1 <= value <= MOST_ADMINISTRATORS:
        raise SettingsError(f"[auth] administrators_at_most must be 1 to {MOST_ADMINISTRATORS}, not {value!r}")
    return value


def _zones(network: Mapping[str, object], name: str) -> tuple[Zone, ...]:
    values = network.get(name, [])
    if not isinstance(values, list):
        raise SettingsError(f"[network] {name} is a list of networks, such as ['10.1.0.0/16']")
    try:
        return tuple(ip_network(value) for value in values)
    except ValueError as error:
        raise SettingsError(f"[network] {name}: {error}") from error


def _is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _refuse_wrong_passkeys(settings: Settings) -> None:
    if _is_address(settings.rp_id) or (settings.passkey_id and settings.passkey_id not in settings.allowed_hosts):
        raise SettingsError("[server] rp_id is the one host name of this service, as it stands in allowed_hosts")
    for origin in settings.origins:
        parts = urlsplit(origin)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname == "localhost")
        is_exact = origin == f"{parts.scheme}://{parts.netloc}"
        if settings.passkey_origins and not (is_safe and is_exact and parts.hostname == settings.rp_id):
            raise SettingsError(f"[server] origins: {origin!r} must be https://{settings.rp_id} with or without a port")
    if unknown := settings.passkey_required_roles - _ROLES:
        raise SettingsError(f"[auth] passkey_required_roles: unknown role {min(unknown)!r}; known are {sorted(_ROLES)}")
    if unknown := settings.passkey_required_levels - _LEVELS:
        raise SettingsError(f"[auth] passkey_required_levels: {min(unknown)!r} is none of {sorted(_LEVELS)}")


_OF_A_MATTER = {"investigator", "auditor", "adviser", "contractor"}
_ROLES = frozenset({"chair", "deputy", "administrator", "clerk", "member", "executive"} | _OF_A_MATTER)
_LEVELS = frozenset({"3A", "3B", "3C", "2"})


def _refuse_plain_http(settings: Settings) -> None:
    """Raise SettingsError for plain HTTP over a network. A proxy named in the settings has to provide TLS."""
    is_here = settings.host == "localhost" or (_is_address(settings.host) and ip_address(settings.host).is_loopback)
    if is_here or settings.is_demo or (settings.is_https and settings.trusted_proxies):
        return
    raise SettingsError(
        f"[server] host = {settings.host!r} では、暗号化しない HTTP のまま、ほかの機械から開けてしまいます。"
        "TLS を受け持つプロキシのアドレスを [network] trusted_proxies に書き、[server] https = true にしてください。"
        "プロキシが同じ機械にあるときは、host を 127.0.0.1 にします（policy 6-1(7)②）"
    )


def _safe(settings: Settings) -> Settings:
    _refuse_plain_http(settings)
    if settings.enrols_browsers and not settings.is_demo:
        raise SettingsError("[demo] enrol_browsers is for the demo council only (policy 2(1), 6-2(4))")
    if any(zone.prefixlen == 0 for zone in settings.trusted_proxies):
        raise SettingsError("[network] trusted_proxies names the proxies one by one, never every address")
    _refuse_wrong_passkeys(settings)
    _refuse_out_of_bounds(settings)
    return settings


def _refuse_out_of_bounds(settings: Settings) -> None:
    for section, bounds, source in (
        ("sessions", SESSION_BOUNDS, "NIST SP 800-63B-4, AAL2; policy 6-2(3)"),
        ("habits", HABIT_BOUNDS, "policy 6-5(4)"),
        ("exceptions", EXCEPTION_BOUNDS, "policy 7-4"),
        ("rounds", ROUND_BOUNDS, "policy 7-2(2)"),
    ):
        for key, (least, most) in bounds.items():
            if not least <= getattr(getattr(settings, section), key) <= most:
                raise SettingsError(f"[{section}] {key} must be {least} to {most} ({source})")
    for section, (least, most) in _BOUNDS.items():
        for key, value in vars(getattr(settings, section)).items():
            if not least <= value <= most:
                raise SettingsError(f"[{section}] {key} must be {least} to {most}")
