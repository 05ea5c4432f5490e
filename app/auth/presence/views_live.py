"""The view of the socket's row: what an open screen asks for, answered as JSON. Only translates."""

from starlette.responses import Response

from app.web import answers
from app.web.call import Call
from app.web.live.topics import Topics


def hear(call: Call, *, topics: Topics) -> Response:
    """JSON, one member for each topic asked for. Raises BadInput for an unknown topic, Refused for a forbidden one."""
    return answers.json(topics.answer(call))
