"""A kind of job as its domain declares it: its name, its payload, its limits. Who handles it is said in the worker."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, Protocol

from app.jobs.payloads import Payload, check_type, pack, unpack

NAME_LIMIT = 32


@dataclass(frozen=True)
class JobLimits:
    """When a job is another worker's, when it is tried again, and when it is given up."""

    attempts: int = 3
    """Leases without getting on before it is given up; getting on starts the count anew."""
    lease_seconds: int = 60
    """How long nobody else takes it after its worker has died; a living worker renews four times as often."""
    again_in_seconds: int = 20
    """After a failure, or while the store is away."""
    store_may_be_away_for: timedelta = timedelta(hours=24)
    """A store that is away, or full, is no fault of the work: it waits for the store, though not for ever."""


class AnyJobKind(Protocol):
    """A kind, whatever its payload: what the queue has to know."""

    @property
    def name(self) -> str:
        """At most 32 characters; it stands in the rows, so it never changes its meaning."""

    @property
    def priority(self) -> int:
        """The smaller goes first."""

    @property
    def is_background(self) -> bool:
        """True for long work that nobody waits for: one slot of a worker does it, and rests while others work."""

    @property
    def limits(self) -> JobLimits:
        """When it is tried again and when it is given up."""

    def check(self, text: str) -> None:
        """Raise PayloadUnreadable for a payload that is not one of this kind's."""


@dataclass(frozen=True)
class JobKind(Generic[Payload]):
    """One kind of job. `subject`: what a payload is about, to find the job again by, at most 64 characters."""

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
        """A payload's subject and text, for the row."""
        return self.subject(payload), pack(payload)

    def read(self, text: str) -> Payload:
        """The payload of a row. Raises PayloadUnreadable."""
        return unpack(self.payload, text)

    def check(self, text: str) -> None:
        self.read(text)
