"""The list of handlers, one for each kind of job: made and checked when the worker starts, and passed on from there."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol

from app.jobs.errors import JobKindsMismatch
from app.jobs.kinds import AnyJobKind, JobKind
from app.jobs.payloads import Payload
from app.jobs.runs import JobRun


class AnyHandler(Protocol):
    """A handler, whatever its payload's type."""

    @property
    def kind(self) -> AnyJobKind:
        """What it handles."""

    def do(self, text: str, run: JobRun) -> None:
        """Do the job with this payload (JSON). Raises PayloadUnreadable, and whatever its function raises."""

    def tell(self, text: str, run: JobRun, error: Exception) -> None:
        """Tell the people concerned that the job was given up because of `error`."""


@dataclass(frozen=True)
class Handler(Generic[Payload]):
    """The functions of one kind of job; the worker binds services (database, vault) to them where it makes handlers.

    `function`: does the job. After a crash it is called again from the start, so it has to look which steps are done.
    `given_up`: called when the job will not be done, with the cause: Withdrawn, WorkerDied, or the last failure.
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
    """Every kind with its handler. Raises JobKindsMismatch unless both lists hold the same kinds, each once, and every
    urgent kind goes before every background one.
    """

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
        # Background work makes way for urgent work: leased before it, it would be put back and leased again for ever.
        first = min((kind.priority for kind in kinds if kind.is_background), default=None)
        if late := sorted(kind.name for kind in self.urgent if first is not None and kind.priority >= first):
            raise JobKindsMismatch(f"leased after background work that makes way for them: {late}")
        self._handlers = {handler.kind.name: handler for handler in handlers}

    def handler(self, name: str) -> AnyHandler:
        """The handler of the kind with this name."""
        return self._handlers[name]
