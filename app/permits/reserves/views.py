"""The screen of all paper reserve sets."""

from starlette.responses import Response

from app.permits.reserves.queries import ListedCopy, counts_of, reason_of, sets
from app.web import answers
from app.web.call import Call


def show(call: Call) -> Response:
    """All sets, with how many of their copies are where."""
    return answers.html(call, "permits/reserves.html", 200, sets=[_shown(copies) for copies in sets(call.session)])


def _shown(copies: list[ListedCopy]) -> dict[str, object]:
    first = copies[0].parts[0].permit
    return {
        "application": copies[0].copy.application,
        "number": first.number.partition("の")[0],
        "reason": reason_of(copies),
        "asked_at": first.asked_at,
        "papers": len(copies[0].parts),
        "copies": len(copies),
        "counts": counts_of(copies),
    }
