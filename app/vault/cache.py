"""A cache of things used last, limited in bytes. Not thread-safe: the caller locks."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Name = tuple[str, str]
Thing = TypeVar("Thing")


class Recent(Generic[Thing]):
    """A cache that drops the thing not used for longest when it holds more than `limit_bytes`.

    The thing that was put last stays even if it alone is larger. `size_bytes`: the size of a thing. What nobody has
    used for `idle_seconds` is not found any more, and dropped by `drop_idle` or when the next thing is put.
    """

    def __init__(self, limit_bytes: int, size_bytes: Callable[[Thing], int], *, idle_seconds: float = math.inf) -> None:
        self._limit_bytes, self._size_bytes, self._idle_seconds = limit_bytes, size_bytes, idle_seconds
        self._held_bytes = 0
        self._things: OrderedDict[Name, Thing] = OrderedDict()
        self._used_at: dict[Name, float] = {}

    def get(self, name: Name) -> Thing | None:
        """The thing with this name, which counts as used now; None when it is not held."""
        held = self._things.get(name)
        if held is None or self._is_idle(name):
            return None
        self._things.move_to_end(name)
        self._used_at[name] = time.monotonic()
        return held

    def put(self, name: Name, thing: Thing) -> None:
        """Hold a thing, unless its name is held already; drops others if it must."""
        while self._things and self._is_idle(next(iter(self._things))):
            self._drop(next(iter(self._things)))
        if name in self._things:
            return
        self._things[name] = thing
        self._used_at[name] = time.monotonic()
        self._held_bytes += self._size_bytes(thing)
        while self._held_bytes > self._limit_bytes and len(self._things) > 1:
            self._drop(next(iter(self._things)))

    def names(self) -> list[Name]:
        """The names of all that is held."""
        return list(self._things)

    def forget(self, is_meant: Callable[[Name], bool]) -> None:
        """Drop every thing whose name is meant."""
        for name in [name for name in self._things if is_meant(name)]:
            self._drop(name)

    def drop_idle(self) -> None:
        """Drop what nobody has used for its time."""
        self.forget(self._is_idle)

    def _drop(self, name: Name) -> None:
        self._held_bytes -= self._size_bytes(self._things.pop(name))
        del self._used_at[name]

    def _is_idle(self, name: Name) -> bool:
        return time.monotonic() - self._used_at[name] > self._idle_seconds
