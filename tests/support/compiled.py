"""SQL is compiled once in a process, and not once for each test's database. A pytest plugin.

SQLAlchemy caches compiled statements by engine and dialect. The service has one engine, so it compiles a statement
once. Each test's council has an engine of its own, and without this would spend more on compiling than on running.
"""

from sqlalchemy import Connection, Dialect, Engine, event
from sqlalchemy.util import LRUCache

_STATEMENTS = 3000  # the whole service asks about a thousand

_dialects: dict[tuple[type[Dialect], object], Dialect] = {}
_compiled: LRUCache[object, object] = LRUCache(_STATEMENTS)


def kept() -> int:
    """How many compiled statements are kept now."""
    return len(_compiled)


@event.listens_for(Engine, "engine_connect")
def _share(connection: Connection) -> None:
    """At its first connection an engine gets the dialect of the first of its kind, and what was compiled for it."""
    own = connection.dialect
    shared = _dialects.setdefault((type(own), getattr(own, "server_version_info", None)), own)
    engine = connection.engine
    if engine.get_execution_options().get("compiled_cache") is not _compiled:
        engine.dialect = shared
        engine.update_execution_options(compiled_cache=_compiled)
    if connection.get_execution_options().get("compiled_cache") is not _compiled or own is not shared:
        # also one that was being made by another thread just when the engine got them
        connection.dialect = shared
        connection.execution_options(compiled_cache=_compiled)
