"""`/healthz`: answers when the service can serve, which is when the database answers."""

from sqlalchemy import text
from starlette.responses import JSONResponse, Response

from app.web.call import Call


def show(call: Call) -> Response:
    """200 {"status": "ok"}; an error of the database becomes 500 at the boundary."""
    call.session.execute(text("SELECT 1"))
    return JSONResponse({"status": "ok"})
