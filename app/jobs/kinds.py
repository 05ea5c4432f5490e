"""Kinds of jobs as domains declare them: name, payload, limits. The worker's list of handlers says what does each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, Protocol

from app.jobs.payloads import Payload, check_type, pack, unpack

NAME_LIMIT = 32


@dataclass(frozen=True)
class JobLimits:
    """When a job may be taken by another worker, when it is tried again, and when it is given up."""

    attempts: int = 3
    """Leases without a finished step before it is given up; each finished step starts the count again."""
    lease_seconds: int = 60
    """How long after its worker's death nobody else takes it; a living worker renews the lease four times as often."""
    again_in_seconds: int = 20
    """Time until the next try after a failure, or while the store is away."""
    store_may_be_away_for: timedelta = timedelta(hours=24)
    """How long a job waits for a store that is away or full, without such tries being counted as attempts."""


class AnyJobKind(Protocol):
    """A kind, whatever its payload's type: what the queue needs of it."""

    @property
    def name(self) -> str:
        """At most 32 characters. It is kept in rows, so it must never be given to another kind."""

    @property
    def priority(self) -> int:
        """Jobs with a smaller number are taken first."""

    @property
    def is_background(self) -> bool:
        """True for long work that nobody waits for: one slot of a worker does it, and stops while others have work."""

    @property
    def limits(self) -> JobLimits:
        """When it is tried again and when it is given up."""

    def check(self, text: str) -> None:
        """Raise PayloadUnreadable for a payload that is not one of this kind's."""


@dataclass(frozen=True)
class JobKind(Generic[Payload]):
    """One kind of job. `subject`: from a payload to an id of at most 64 characters, by which the job is found again."""

    name: str
    payload: type[Payload]
    subject: Callable[[Payload], str]
    priority: int = 5
    is_background: bool = False
    limits: JobLimits = JobLimits()

    def __post_init__(self) -> None:
        if not 0 < len(self.name) <= NAME_LIMIT:
            raise ValueError(f"{self.name!r} is no name of a kind of job")
        check_type(self.payload)

    def write(self, payload: Payload) -> tuple[str, str]:
        """A payload's subject, and the payload as JSON, for the row."""
        return self.subject(payload), pack(payload)

    def read(self, text: str) -> Payload:
        """The payload of a row. Raises PayloadUnreadable."""
        return unpack(self.payload, text)

    def check(self, text: str) -> None:
        self.read(text)
