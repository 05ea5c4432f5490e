"""Limits how many request bodies one caller may be sending at the same time, before the request enters a lane."""

from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio

from app.errors import BadInput

AT_ONCE_EACH = 64


@dataclass
class ComingBodies:
    """Each caller may have `at_once_each` bodies on their way. One more ends the reception of that caller's oldest.

    So somebody who sends slowly, to keep places occupied, only loses forms of their own address or session.
    Used on the event loop only, so it needs no lock.
    """

    at_once_each: int = AT_ONCE_EACH
    _by_caller: dict[str, OrderedDict[int, anyio.CancelScope]] = field(default_factory=dict)

    @asynccontextmanager
    async def place(self, caller: str) -> AsyncIterator[None]:
        """Receive one body in the block. Raises BadInput when a newer one took its place before it was complete."""
        own = self._by_caller.setdefault(caller, OrderedDict())
        if len(own) >= self.at_once_each:
            own.popitem(last=False)[1].cancel()
        with anyio.CancelScope() as scope:
            own[id(scope)] = scope
            try:
                yield
            finally:
                own.pop(id(scope), None)
                if not own and self._by_caller.get(caller) is own:
                    del self._by_caller[caller]
        if scope.cancelled_caught:
            raise BadInput(cause="body too slow, others of the same sender came")
