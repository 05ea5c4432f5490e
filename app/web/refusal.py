"""A refusal by the policy, as an error the edge can tell."""

from urllib.parse import quote, urlsplit

from app.access.actions import Action
from app.access.decisions import Decision
from app.access.reasons import TELLINGS, Ask
from app.audit.notes import RecordSubject, event
from app.audit.vocabulary import Event, EventKind
from app.errors import AppError, NextStep
from app.web.call import Call


class Refused(AppError):
    """The policy said no. Status, code and sentence come from the reason's telling."""

    def __init__(self, call: Call, decision: Decision) -> None:
        telling = TELLINGS[decision.reason]
        super().__init__(
            sentence=telling.sentence, next_step=_next_step(call, telling.ask), cause=decision.reason.value
        )
        self.status = telling.status
        self.code = telling.code
        self.call = call
        self.decision = decision

    def event(self, action: Action) -> Event:
        """The ledger's record of it."""
        about, why = RecordSubject(material_id=self.call.material_id), self.decision
        because = {"action": action.value, "reason": why.reason.value, "clause": why.clause}
        return event(self.call.by, EventKind.REFUSED, about, **because)


def _next_step(call: Call, ask: Ask) -> NextStep | None:
    if ask is Ask.SIGN_IN:
        return NextStep(f"/signin?next={quote(return_path(call), safe='')}", "サインインする")
    if ask is Ask.SIGN_IN_AGAIN:
        return NextStep(f"/signin/again?next={quote(asking_screen(call), safe='')}", "本人確認をする")
    if ask is Ask.RENEW:
        return NextStep(f"/session/renew?next={quote(return_path(call), safe='')}", "つづける")
    if ask is Ask.REGISTER:
        return NextStep(f"/devices/request?next={quote(return_path(call), safe='')}", "この端末の登録を申し込む")
    if ask is Ask.ASK_PERMIT and call.material_id:
        return NextStep(f"/papers/{call.material_id}/permit", "許可を申請する")
    return None


def return_path(call: Call) -> str:
    """Where the person was, for coming back after signing in: only for screens, never for an act or an image."""
    request = call.request
    if request.method not in {"GET", "HEAD"} or not wants_html(call):
        return "/"
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{request.scope['path']}{query}"


def asking_screen(call: Call) -> str:
    """The screen that was being looked at: for an act, an image or a script's fetch, the one that it came from.

    "/" when that is not known, or when it was itself the answer to an act.
    """
    request = call.request
    if request.method in {"GET", "HEAD"} and wants_html(call):
        return return_path(call)
    parts = urlsplit(request.headers.get("referer", ""))
    is_own = parts.netloc == request.headers.get("host", "") and parts.path.startswith("/")
    if not is_own or parts.path == request.scope["path"]:
        return "/"
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def wants_html(call: Call) -> bool:
    """A navigation, rather than an image or a script's fetch."""
    headers = call.request.headers
    destination = headers.get("sec-fetch-dest", "")
    if destination:
        return destination in {"document", "iframe"}
    return "text/html" in headers.get("accept", "")
