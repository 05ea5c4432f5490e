"""What an open screen asks over its socket, and what is new for it. Only translates."""

from starlette.responses import Response

from app.web import answers
from app.web.call import Call
from app.web.live.topics import Topics


def hear(call: Call, *, topics: Topics) -> Response:
    """JSON by topic. Raises BadInput for a topic that is none, and Refused for one that the person may not hear."""
    return answers.json(topics.answer(call))
