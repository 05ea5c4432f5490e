"""What a decision may look at: who asks (Actor) and what about (Facts). Plain values, loaded by the route's loader."""

from dataclasses import dataclass
from enum import StrEnum

from app.access.actions import Action
from app.access.levels import Confidentiality
from app.access.roles import Role


class DeviceKind(StrEnum):
    """What the request comes from: an issued tablet, an approved personal device, or neither."""

    ISSUED = "issued"
    PERSONAL = "personal"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Actor:
    """Who asks. An anonymous visitor holds the role PUBLIC alone.

    `strong_age_seconds`: seconds since the last sign-in with two factors; None when there was none.
    `has_accommodation`: a recorded accommodation lets assistive technology read level 3 text.
    `device_allowed_in_sitting`: False while a sitting that the person attends is on and the device is a personal one
    that the chair has not approved for sittings. `needs_renewal`: nobody yet, but the device could prove itself.
    `delegated_duties`: what a delegation that runs now allows in the chair's place; `acting_for`: that chair's id.
    `is_phishing_resistant`: the last strong sign-in was made with a key that answers to this site alone.
    """

    person_id: str | None
    roles: frozenset[Role]
    device: DeviceKind = DeviceKind.UNKNOWN
    in_trusted_zone: bool = False
    strong_age_seconds: int | None = None
    has_accommodation: bool = False
    device_allowed_in_sitting: bool = True
    needs_renewal: bool = False
    is_phishing_resistant: bool = False
    delegated_duties: frozenset[Action] = frozenset()
    acting_for: str | None = None

    @property
    def is_signed_in(self) -> bool:
        return self.person_id is not None

    def holds(self, *roles: Role) -> bool:
        """True when the actor holds at least one of the roles."""
        return not self.roles.isdisjoint(roles)


ANONYMOUS = Actor(person_id=None, roles=frozenset({Role.PUBLIC}))


@dataclass(frozen=True)
class PaperFacts:
    """One paper as a decision sees it. `level` None means that it has no label yet.

    `in_audience`: the actor is named, or belongs to a group named, as a reader. `is_named`: named as a person.
    `has_download_permit`: a granted, unexpired permit of this actor for this version with a use left.
    """

    level: Confidentiality | None
    is_released: bool = False
    is_published: bool = False
    is_withdrawn: bool = False
    in_audience: bool = False
    is_named: bool = False
    has_download_permit: bool = False
    is_own_permit: bool = False


@dataclass(frozen=True)
class PermitFacts:
    """A request for a permit, as the one who decides it meets it."""

    is_own: bool
    is_open: bool


@dataclass(frozen=True)
class MeetingFacts:
    """A meeting as a decision sees it."""

    is_published: bool
    is_attendee: bool


@dataclass(frozen=True)
class LabelChangeFacts:
    """A proposed label that needs a second person."""

    is_own: bool
    is_3a: bool


@dataclass(frozen=True)
class DeviceFacts:
    """A device, as the one who decides about it meets it. `is_own`: the actor is its holder."""

    is_own: bool
    holder_is_administrator: bool = False


@dataclass(frozen=True)
class EnrolmentFacts:
    """Somebody's letter or reset, as whoever issues, asks for or confirms it meets it.

    `is_own`: the actor's own factors. `is_administrators`: an administrator's. `is_asker`: the actor asked for it.
    """

    is_own: bool
    is_administrators: bool = False
    is_asker: bool = False


@dataclass(frozen=True)
class PersonFacts:
    """A person whose right to use the system is decided about. `is_own`: the actor; `is_chair`: holds that office."""

    is_own: bool
    is_chair: bool = False


@dataclass(frozen=True)
class RegisterFacts:
    """A register as its declaration names its readers and writers; `clause`: what asks for it."""

    readers: frozenset[Role]
    writers: frozenset[Role]
    clause: str


Facts = (
    PaperFacts
    | PermitFacts
    | MeetingFacts
    | LabelChangeFacts
    | DeviceFacts
    | PersonFacts
    | EnrolmentFacts
    | RegisterFacts
    | None
)
