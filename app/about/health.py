"""`/healthz`: answers when the service can serve, which is when the database answers and takes what is written."""

import shutil

from starlette.responses import JSONResponse, Response

from app.errors import Busy
from app.web.call import Call

_ROOM_BYTES = 16 * 1024 * 1024
"""Less room beside SQLite's file counts as none: it finds a disk full only at a record that needs a new page."""


def show(call: Call) -> Response:
    """200 {"status": "ok"}. Raises Busy (503) when nothing could be recorded now, so that no page would leave either.

    An error of the database becomes 500 at the boundary.
    """
    database = call.services.database
    if not database.takes_writes():
        raise Busy(cause="the database takes no writes")
    if database.is_embedded and shutil.disk_usage(call.services.settings.home).free < _ROOM_BYTES:
        raise Busy(cause="the disk is full")
    return JSONResponse({"status": "ok"})
