"""Things made with some effort and asked for again, kept within a bound of bytes. Thread-safe."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Made = TypeVar("Made")


class KeptInk(Generic[Made]):
    """Keeps what was used last, at most `limit_bytes` of it. `size_bytes`: the size of a thing."""

    def __init__(self, limit_bytes: int, size_bytes: Callable[[Made], int]) -> None:
        self._limit_bytes, self._size_bytes = limit_bytes, size_bytes
        self._lock = threading.Lock()
        self._held_bytes = 0
        self._things: OrderedDict[Hashable, Made] = OrderedDict()

    def get(self, name: Hashable, make: Callable[[], Made]) -> Made:
        """The thing of this name; made outside of the lock if it is not kept, so that two may make it at once."""
        with self._lock:
            if (held := self._things.get(name)) is not None:
                self._things.move_to_end(name)
                return held
        made = make()
        with self._lock:
            if name not in self._things:
                self._things[name] = made
                self._held_bytes += self._size_bytes(made)
            while self._held_bytes > self._limit_bytes and self._things:
                self._held_bytes -= self._size_bytes(self._things.popitem(last=False)[1])
        return made
