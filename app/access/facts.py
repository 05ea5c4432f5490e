"""The values that decisions are made by: who asks (Actor) and what it is about (Facts), loaded by routes' loaders."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.access.actions import Action
from app.access.duties import ActingGround
from app.access.levels import Confidentiality
from app.access.remits.remit import OF_LEDGER, BoundContract, Remit, Sought, may_look
from app.access.roles import Role
from app.access.stops.halting import HaltDepth
from app.access.stops.marking import MarkState


class DeviceKind(StrEnum):
    """The kind of device of a request: an issued tablet, an approved personal device, or neither (UNKNOWN)."""

    ISSUED = "issued"
    PERSONAL = "personal"
    UNKNOWN = "unknown"


class Lift(StrEnum):
    """A condition of the handling table that an exception (7-4) lifts for its holder, its paper and its time."""

    DEVICE = "device"
    ZONE = "zone"


@dataclass(frozen=True)
class Actor:
    """Who asks. An anonymous visitor holds the role PUBLIC alone.

    `strong_age_seconds`: seconds since the last sign-in with two factors; None when there was none.
    `has_accommodation`: a recorded accommodation lets assistive technology read level 3 text.
    `device_allowed_in_sitting`: False while a sitting that the person attends is on and the device is a personal one
    that the chair has not approved for sittings. `needs_renewal`: the session's device has to prove its key first;
    `person_id` is None until then. `delegated_duties`: actions that a delegation allows now in the chair's place;
    `acting_for`: that chair's id. `acts_because`: why somebody carries all of the chair's duties by law; where there is
    no chair `acting_for` is None then.
    `is_phishing_resistant`: the last strong sign-in was by a passkey or security key.
    `proof_age_seconds`: seconds since the device proved its key; None where that proof does not speak for this request:
    it came from another network or browser, or with a cookie that has just been replaced.
    `owes_rules`: rules that were in force when the person signed in have still to be acknowledged.
    `halt`: how far the council is stopped at this moment, for whoever asks.
    `marks`: whether pages that are made now bear their marks.
    `has_notice`: outside the trusted zones, a notice of theirs that they take their tablet out is in force (5(1)③).
    `has_checked_network`: outside the trusted zones, this network was checked in this session (6-1(11)①).
    `reads_by_name`: the council lets administrators read of class 3 only what names them as a person (6-2(3)②).
    `remits`: what each office of theirs that is given for a matter reaches, with the office.
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
    acts_because: ActingGround | None = None
    proof_age_seconds: int | None = 0
    owes_rules: bool = False
    halt: HaltDepth | None = None
    marks: MarkState = MarkState.FOUND
    has_notice: bool = False
    has_checked_network: bool = False
    remits: tuple[tuple[Role, Remit], ...] = ()
    reads_by_name: bool = False

    @property
    def is_signed_in(self) -> bool:
        return self.person_id is not None

    def holds(self, *roles: Role) -> bool:
        """True when the actor holds at least one of the roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def ledger_remits(self) -> tuple[Remit, ...]:
        """Within which they look into the ledger by an office that is given for a matter."""
        return tuple(remit for role, remit in self.remits if role in OF_LEDGER and may_look(role, remit))

    @property
    def lent_registers(self) -> frozenset[str]:
        """Keys of the registers that such an office lets them read."""
        return frozenset(lent.key for _role, remit in self.remits for lent in remit.registers)

    def lends(self, register: str, begins: datetime, ends: datetime | None) -> bool:
        """Whether such an office lets them see what stood in a register from one moment to another (None: yet)."""
        keys = ((remit, {lent.key for lent in remit.registers}) for _role, remit in self.remits)
        return any(register in known and remit.reaches(begins, ends) for remit, known in keys)

    @property
    def contract(self) -> BoundContract | None:
        """The contract by which a contractor is here; None for everybody else, and for a contractor without one."""
        return next((remit.contract for role, remit in self.remits if role is Role.CONTRACTOR), None)

    @property
    def audited_registers(self) -> frozenset[str]:
        """Keys of those that they may also take out: those that are lent to them as an auditor."""
        of_audit = (remit for role, remit in self.remits if role is Role.AUDITOR)
        return frozenset(lent.key for remit in of_audit for lent in remit.registers)


ANONYMOUS = Actor(person_id=None, roles=frozenset({Role.PUBLIC}))


@dataclass(frozen=True)
class PaperFacts:
    """The facts of a paper. `level` None: it has no label yet.

    `is_released`: this version is open to residents. `is_being_renewed`: a former version was, this one is not yet.
    `in_audience`: the actor is a reader, named as a person or through a group. `is_named`: named as a person.
    `is_brought_by_actor`: registered by the actor, and this file of it too.
    `is_altered`: the label, the readers or the publication are not what was decided: somebody wrote beside the service.
    `is_left_open`: the version before the one that readers get, which whoever replaced it has left open to them.
    `is_further`: a version that would take the place of the one that readers get now.
    `has_download_permit`: a granted, unexpired permit of this actor for this version with a use left.
    `lifted`: what exceptions lift for this session, which the table would refuse. `under`: their numbers.
    """

    level: Confidentiality | None
    is_released: bool = False
    is_being_renewed: bool = False
    is_published: bool = False
    is_withdrawn: bool = False
    in_audience: bool = False
    is_named: bool = False
    is_left_open: bool = False
    is_further: bool = False
    has_download_permit: bool = False
    is_own_permit: bool = False
    is_brought_by_actor: bool = False
    is_altered: bool = False
    lifted: frozenset[Lift] = frozenset()
    under: str = ""


@dataclass(frozen=True)
class ListFacts:
    """The facts of a list that is taken out as a file. `level`: the highest one of the papers that it tells of."""

    level: Confidentiality


@dataclass(frozen=True)
class PermitFacts:
    """The facts of a permit that is decided about.

    `is_own`: the actor asked for it, it was applied for on the actor's word, or it is for the actor.
    """

    is_own: bool
    is_open: bool


@dataclass(frozen=True)
class MeetingFacts:
    """The facts of a meeting. `is_attendee`: the actor belongs to it."""

    is_published: bool
    is_attendee: bool


@dataclass(frozen=True)
class LabelChangeFacts:
    """A proposed label that needs a second person."""

    is_own: bool
    is_3a: bool


@dataclass(frozen=True)
class ReleaseFacts:
    """The facts of a proposed release. `is_own`: the actor asked for it; `is_administrators`: an administrator did.

    `is_3a`: its paper is 3A now, of which clerks do not know.
    """

    is_own: bool
    is_administrators: bool
    is_3a: bool = False


@dataclass(frozen=True)
class DisposalFacts:
    """A proposed disposal of a paper. `is_own`: the actor asked for it.

    `level`: the highest one at which any of the paper's versions is handled.
    """

    is_own: bool
    level: Confidentiality = Confidentiality.C3A


@dataclass(frozen=True)
class DeviceFacts:
    """The facts of a device that is decided about. `is_own`: the actor is its holder.

    `holder_has_power`: its holder holds an office of power, or will. `is_letter_issuer`: the actor issued the letter by
    which its holder signs in. `is_here`: the actor is signed in on it. `is_stopper`: the actor stopped it as infected.
    """

    is_own: bool
    holder_has_power: bool = False
    is_letter_issuer: bool = False
    is_here: bool = False
    is_stopper: bool = False


@dataclass(frozen=True)
class LiftFacts:
    """A proposal to lift a stop, or to lessen it. `is_own`: the actor asked for it."""

    is_own: bool


@dataclass(frozen=True)
class StandardFacts:
    """A proposal to change a value of the policy's. `is_own`: the actor asked for it; `is_chairs`: the chair did.

    `loosens`: it lets more through than what is in force, or is an exception from the policy.
    """

    is_own: bool
    loosens: bool = True
    is_chairs: bool = False


@dataclass(frozen=True)
class EnrolmentFacts:
    """The facts of a letter or reset. `is_own`: it is about the actor's own factors.

    `has_power`: about those of somebody who holds an office of power, or will. `is_asker`: the actor asked for the
    reset. `is_agreed`: a second person has confirmed a reset, on which the letter would rest.
    """

    is_own: bool
    has_power: bool = False
    is_asker: bool = False
    is_agreed: bool = False


@dataclass(frozen=True)
class PersonFacts:
    """A person whose right to use the system is decided about. `is_own`: the actor.

    `is_chair`: holds that office, or will; `has_power`: the same of any office of power.
    """

    is_own: bool
    is_chair: bool = False
    has_power: bool = False


@dataclass(frozen=True)
class OfficeFacts:
    """A change of an office. `is_subject`: the actor's own, or to look into the actor; `is_asker`: the actor asked.

    `is_for_chair`: the chair alone confirms it, since there is one who neither asked nor is concerned, or since an
    investigator is the chair's to name. `is_voucher`: it gives power to somebody whose letter the actor
    printed, or whose device the actor approved.
    """

    is_subject: bool
    is_asker: bool = False
    is_for_chair: bool = False
    is_voucher: bool = False


@dataclass(frozen=True)
class RegisterFacts:
    """The facts of a register, from its declaration. `clause`: the clause that demands the register.

    `is_own`: the route is about an entry that the asker has made. `is_makers_move`: and its maker may put it into a
    state that comes next. `key`: the register's; "" for the list of all. `is_altered`: that entry, or a step of
    its history, is not what was written: somebody wrote beside the service.
    `is_about_actor`: the entry is about the asker, who does not deal with it. `is_kept`: and does not read it.
    `stands_in`: it is about all who would write it, and the asker reads the register.
    `is_out_of_reach`: it did not stand within the time of the office that lends the asker the register.
    `is_second`: it waits for a second person, all who write the register have written in it, and the asker reads it.
    """

    readers: frozenset[Role]
    writers: frozenset[Role]
    clause: str
    reporters: frozenset[Role] = frozenset()
    is_own: bool = False
    is_makers_move: bool = False
    is_altered: bool = False
    key: str = ""
    is_about_actor: bool = False
    is_kept: bool = False
    stands_in: bool = False
    is_out_of_reach: bool = False
    is_second: bool = False


@dataclass(frozen=True)
class RuleFacts:
    """The facts of a rule or notice. `is_concerned`: it is for the actor.

    `office`: the one that wrote it, None when that is not known. `is_about_devices`: it has to be acknowledged before a
    personal device is approved, and so is read on one that is not.
    """

    is_concerned: bool
    is_notice: bool = False
    office: Role | None = None
    is_about_devices: bool = False


Facts = (
    PaperFacts
    | ListFacts
    | PermitFacts
    | MeetingFacts
    | LabelChangeFacts
    | ReleaseFacts
    | DisposalFacts
    | DeviceFacts
    | PersonFacts
    | OfficeFacts
    | EnrolmentFacts
    | LiftFacts
    | StandardFacts
    | RegisterFacts
    | RuleFacts
    | Sought
    | None
)

HIDDEN: Mapping[type, Facts] = {
    PaperFacts: PaperFacts(Confidentiality.C3A, is_published=True),
    ListFacts: ListFacts(Confidentiality.C3A),
    PermitFacts: PermitFacts(is_own=False, is_open=True),
    MeetingFacts: MeetingFacts(is_published=False, is_attendee=False),
    LabelChangeFacts: LabelChangeFacts(is_own=False, is_3a=True),
    ReleaseFacts: ReleaseFacts(is_own=False, is_administrators=False, is_3a=True),
    DisposalFacts: DisposalFacts(is_own=False),
    OfficeFacts: OfficeFacts(is_subject=False, is_for_chair=True),
    DeviceFacts: DeviceFacts(is_own=False),
    PersonFacts: PersonFacts(is_own=False),
    EnrolmentFacts: EnrolmentFacts(is_own=False),
    LiftFacts: LiftFacts(is_own=False),
    StandardFacts: StandardFacts(is_own=False),
    RegisterFacts: RegisterFacts(frozenset(), frozenset(), "6-1"),
    RuleFacts: RuleFacts(is_concerned=False),
    Sought: Sought(is_there=False),
}
"""Of each kind, one that as few as possible may know of; what is not there is answered like it."""
