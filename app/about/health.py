"""`/healthz`: answers when the service can serve, which is when the database answers and takes what is written."""

from starlette.responses import JSONResponse, Response

from app.errors import Busy
from app.web.call import Call


def show(call: Call) -> Response:
    """200 {"status": "ok"}. Raises Busy (503) when nothing could be recorded now, so that no page would leave either.

    An error of the database becomes 500 at the boundary.
    """
    if not call.services.database.takes_writes():
        raise Busy(cause="the database takes no writes")
    return JSONResponse({"status": "ok"})
