"""Which function does which kind of job. Put together once in the worker, checked there, and passed on."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol

from app.jobs.errors import JobKindsMismatch
from app.jobs.kinds import AnyJobKind, JobKind
from app.jobs.payloads import Payload
from app.jobs.runs import JobRun


class AnyHandler(Protocol):
    """A handler, whatever its payload."""

    @property
    def kind(self) -> AnyJobKind:
        """What it handles."""

    def do(self, text: str, run: JobRun) -> None:
        """Do the job with this payload. Raises PayloadUnreadable, and whatever stops the work."""

    def tell(self, text: str, run: JobRun, error: Exception) -> None:
        """The job is given up: tell whoever has to know."""


@dataclass(frozen=True)
class Handler(Generic[Payload]):
    """What does a kind of job. Its services are bound to the functions where the worker opens them.

    `function` may be called again after any of its steps: it looks for what is there, and goes on. `given_up` tells
    whoever waits that the job will not be done, with what ended it: Withdrawn, WorkerDied, or the last failure.
    """

    kind: JobKind[Payload]
    function: Callable[[Payload, JobRun], None]
    given_up: Callable[[Payload, JobRun, Exception], None] | None = None

    def do(self, text: str, run: JobRun) -> None:
        self.function(self.kind.read(text), run)

    def tell(self, text: str, run: JobRun, error: Exception) -> None:
        if self.given_up is not None:
            self.given_up(self.kind.read(text), run, error)


class Registry:
    """Every kind with its handler. Raises JobKindsMismatch when the two lists are not of the same kinds, each once."""

    def __init__(self, kinds: Sequence[AnyJobKind], handlers: Sequence[AnyHandler]) -> None:
        names = Counter(kind.name for kind in kinds)
        handled = Counter(handler.kind.name for handler in handlers)
        if unhandled := sorted(names.keys() - handled.keys()):
            raise JobKindsMismatch(f"nobody handles {unhandled}")
        if unnamed := sorted(handled.keys() - names.keys()):
            raise JobKindsMismatch(f"handled, and in no list of kinds: {unnamed}")
        if twice := sorted(name for name in names if names[name] + handled[name] > 2):
            raise JobKindsMismatch(f"more than once: {twice}")
        self.kinds = tuple(kinds)
        self.urgent = tuple(kind for kind in kinds if not kind.is_background)
        self._handlers = {handler.kind.name: handler for handler in handlers}

    def handler(self, name: str) -> AnyHandler:
        """Who does jobs of this kind."""
        return self._handlers[name]
