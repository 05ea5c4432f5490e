"""A refusal by the policy as an error, with the sentence for the person and the next step."""

from urllib.parse import quote, urlsplit

from app.access.actions import Action
from app.access.decisions import Decision
from app.access.reasons import TELLINGS, Ask
from app.audit.notes import RecordSubject, event
from app.audit.vocabulary import Event, EventKind
from app.errors import AppError, NextStep
from app.web import csrf
from app.web.call import Call


class Refused(AppError):
    """The policy refused a request. Status, code and sentence are those of the decision's reason (`TELLINGS`)."""

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
        """The ledger's record of the refusal of this action."""
        about, why = RecordSubject(material_id=self.call.material_id), self.decision
        because = {"action": action.value, "reason": why.reason.value, "clause": why.clause}
        return event(self.call.by, EventKind.REFUSED, about, **because)


def _next_step(call: Call, ask: Ask) -> NextStep | None:
    if ask is Ask.ASK_PERMIT:
        return NextStep(f"/papers/{call.material_id}/permit", "許可を申請する") if call.material_id else None
    here, asking = quote(return_path(call), safe=""), quote(asking_screen(call), safe="")
    return {
        Ask.SIGN_IN: NextStep(f"/signin?next={here}", "サインインする"),
        Ask.SIGN_IN_AGAIN: NextStep(f"/signin/again?next={asking}", "本人確認をする"),
        Ask.RENEW: NextStep(f"/session/renew?next={here}", "つづける"),
        Ask.REGISTER: NextStep(f"/devices/request?next={here}", "この端末の登録を申し込む"),
        Ask.HALT: NextStep("/halt", "停止のお知らせを見る"),
        Ask.GIVE_NOTICE: NextStep("/registers/takeouts/new", "持ち出しを届け出る"),
        Ask.CHECK_NETWORK: NextStep(f"/account/network?next={asking}", "ネットワークの安全を確かめる"),
        Ask.EXCEPTION: NextStep("/permits", "許可の画面をひらく"),
        Ask.READ_RULES: NextStep(f"/rules/owed?next={asking}", "規程を読んで確認する"),
    }.get(ask)


def return_path(call: Call) -> str:
    """The address to come back to after signing in: the screen that was asked for, "/" for an act or an image."""
    request = call.request
    if request.method not in {"GET", "HEAD"} or not wants_html(call):
        return "/"
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{request.scope['path']}{query}"


def asking_screen(call: Call) -> str:
    """The screen that the person was looking at: the one asked for, or the one that an act, image or fetch came from.

    "/" when that is not known, or when its address is that of the act, which cannot be opened by GET.
    """
    request = call.request
    if request.method in {"GET", "HEAD"} and wants_html(call):
        return return_path(call)
    parts = urlsplit(request.headers.get("referer", ""))
    is_own = parts.netloc == request.headers.get("host", "") and parts.path.startswith("/")
    if not is_own or parts.path == request.scope["path"]:
        return "/"
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def sent_by_page(call: Call) -> list[tuple[str, str]] | None:
    """What a page's form sent, for a page that sends it again with a CSRF token of its own.

    None when no page waits for an answer, and for forms with files, which a page cannot contain.
    """
    if call.sent is None or call.sent.files or not wants_html(call):
        return None
    return [(name, value) for name, value in call.sent.pairs() if name != csrf.FIELD]


def wants_html(call: Call) -> bool:
    """True when the browser loads a page, rather than an image or what a script fetches."""
    headers = call.request.headers
    destination = headers.get("sec-fetch-dest", "")
    if destination:
        return destination in {"document", "iframe"}
    return "text/html" in headers.get("accept", "")
