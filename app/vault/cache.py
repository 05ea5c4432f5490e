"""What was used last, up to so many bytes. Not thread-safe, and knows not what it holds."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Name = tuple[str, str]
Thing = TypeVar("Thing")


class Recent(Generic[Thing]):
    """Least recently used out first; the one that was put last stays, whatever its size."""

    def __init__(self, limit_bytes: int, size_bytes: Callable[[Thing], int]) -> None:
        self._limit_bytes, self._size_bytes = limit_bytes, size_bytes
        self._held_bytes = 0
        self._things: OrderedDict[Name, Thing] = OrderedDict()

    def get(self, name: Name) -> Thing | None:
        """It, and it counts as used now."""
        held = self._things.get(name)
        if held is not None:
            self._things.move_to_end(name)
        return held

    def put(self, name: Name, thing: Thing) -> None:
        """Hold it, unless it is held already; what was not used for longest goes."""
        if name in self._things:
            return
        self._things[name] = thing
        self._held_bytes += self._size_bytes(thing)
        while self._held_bytes > self._limit_bytes and len(self._things) > 1:
            _, dropped = self._things.popitem(last=False)
            self._held_bytes -= self._size_bytes(dropped)

    def forget(self, beginning: str) -> None:
        """Drop everything whose name begins so."""
        for name in [name for name in self._things if name[0].startswith(beginning)]:
            self._held_bytes -= self._size_bytes(self._things.pop(name))
