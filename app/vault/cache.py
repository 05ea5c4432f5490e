"""A cache of things used last, limited in bytes. Not thread-safe: the caller locks."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Name = tuple[str, str]
Thing = TypeVar("Thing")


class Recent(Generic[Thing]):
    """A cache that drops the thing not used for longest when it holds more than `limit_bytes`.

    The thing that was put last stays even if it alone is larger. `size_bytes`: the size of a thing.
    """

    def __init__(self, limit_bytes: int, size_bytes: Callable[[Thing], int]) -> None:
        self._limit_bytes, self._size_bytes = limit_bytes, size_bytes
        self._held_bytes = 0
        self._things: OrderedDict[Name, Thing] = OrderedDict()

    def get(self, name: Name) -> Thing | None:
        """The thing with this name, which counts as used now; None when it is not held."""
        held = self._things.get(name)
        if held is not None:
            self._things.move_to_end(name)
        return held

    def put(self, name: Name, thing: Thing) -> None:
        """Hold a thing, unless its name is held already; drops others if it must."""
        if name in self._things:
            return
        self._things[name] = thing
        self._held_bytes += self._size_bytes(thing)
        while self._held_bytes > self._limit_bytes and len(self._things) > 1:
            _, dropped = self._things.popitem(last=False)
            self._held_bytes -= self._size_bytes(dropped)

    def forget(self, beginning: str) -> None:
        """Drop every thing the first part of whose name begins with this text."""
        for name in [name for name in self._things if name[0].startswith(beginning)]:
            self._held_bytes -= self._size_bytes(self._things.pop(name))
