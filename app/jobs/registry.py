"""The list of handlers, one for each kind of job: made and checked when the worker starts, and passed on from there."""

from collections import Counter
from collections.abc import Sequence

from app.jobs.errors import JobKindsMismatch
from app.jobs.kinds import AnyJobKind
from app.jobs.runs import AnyHandler


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
