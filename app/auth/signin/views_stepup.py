"""「本人確認」: the page on which a signed-in person proves again who they are, and sending an interrupted form on."""

from starlette.responses import Response

from app.access.reasons import TELLINGS, Reason
from app.auth.attempts.errors import SignInStopped
from app.auth.factors.passkeys.requests import key_answer, passkeys_here
from app.auth.signin import stepup
from app.auth.signin.forms import AgainByCodeForm, AgainForm
from app.auth.signin.stepup import Asker, Repeat
from app.auth.signin.views import visitor
from app.web import answers
from app.web.call import Call
from app.web.refusal import Refused, asking_screen, sent_by_page, wants_html

_CONFIRMABLE = frozenset({Reason.STALE, Reason.NEEDS_PASSKEY})


def show(call: Call) -> Response:
    """The confirmation page, for a screen that needs a fresh sign-in; `next`: that screen."""
    return _form(call, next_path=answers.own_path(call.query.raw("next")))


def show_dialog(call: Call) -> Response:
    """The same as a dialog that a script lays over the open screen; `code`: the code of the refusal that it got."""
    ways = stepup.ways(call.session, _asker(call))
    return answers.html(
        call,
        "auth/again_dialog.html",
        name=call.viewer.display_name,
        form=AgainByCodeForm(),
        has_keys=ways.has_keys and passkeys_here(call),
        has_codes=ways.has_codes,
        wants_key=call.query.one("code") == TELLINGS[Reason.NEEDS_PASSKEY].code,
    )


def submit(call: Call) -> Response:
    """Take password and code. A script gets JSON; a form leads on to `next`, or sends the interrupted form."""
    form = AgainByCodeForm.demand(call)
    try:
        stepup.confirm_by_code(call.services, _asker(call), visitor(call), form.password, form.code)
    except SignInStopped as stopped:
        if not wants_html(call):
            told = answers.as_json(stopped) | {"sentence": f"{stopped.sentence}{stopped.hint}"}
            return answers.json(told, stopped.status)
        return _form(call, next_path=form.next, held=form.held, stopped=stopped)
    return _confirmed(call, form)


def begin_key(call: Call) -> Response:
    """A challenge for the person's own keys, as JSON."""
    return answers.json(stepup.begin_key(call.services, _asker(call), call.address).as_json())


def submit_key(call: Call) -> Response:
    """Take the key's answer; the session is fresh. JSON: where to go on."""
    stepup.confirm_by_key(call.services, _asker(call), call.address, key_answer(call))
    return answers.json({"next": AgainForm.read(call).next})


def go_on(call: Call) -> Response:
    """After a key made the session fresh: the page that sends the interrupted form, or on to `next` without one."""
    return _confirmed(call, AgainForm.demand(call))


def confirm_instead(refused: Refused) -> Response | None:
    """The confirmation page in place of the error page, when a form was refused because the sign-in is too old.

    The page holds what was typed. None for every other refusal, for scripts, and for forms with files, which cannot
    travel in a page.
    """
    call = refused.call
    reason = refused.decision.reason
    kept = sent_by_page(call) if reason in _CONFIRMABLE else None
    if kept is None:
        return None
    repeat = Repeat(call.request.scope["path"], kept)
    held = stepup.seal(call.services.csrf_key, call.identity.session_id, repeat)
    next_path = answers.own_path(asking_screen(call))
    wants_key = reason is Reason.NEEDS_PASSKEY
    return _form(
        call, next_path=next_path, held=held, status=refused.status, sentence=refused.sentence, wants_key=wants_key
    )


def _confirmed(call: Call, form: AgainForm) -> Response:
    repeat = stepup.unseal(call.services.csrf_key, call.identity.session_id, form.held)
    if not wants_html(call):
        return answers.json({"next": form.next})
    if repeat is None:
        return answers.see_other(form.next)
    return answers.html(call, "auth/again_send.html", path=repeat.path, fields=repeat.fields)


def _asker(call: Call) -> Asker:
    viewer = call.viewer
    return Asker(viewer.person_id, viewer.login, viewer.session_id, call.decide_again)


def _form(
    call: Call,
    *,
    next_path: str,
    held: str = "",
    status: int = 200,
    sentence: str = "",
    stopped: SignInStopped | None = None,
    wants_key: bool = False,
) -> Response:
    with call.services.database.read() as unit:
        call.session = unit  # the request's own unit is over
        return _rendered(call, next_path, held, status, sentence, stopped, wants_key=wants_key)


def _rendered(
    call: Call,
    next_path: str,
    held: str,
    status: int,
    sentence: str,
    stopped: SignInStopped | None,
    *,
    wants_key: bool,
) -> Response:
    ways = stepup.ways(call.session, _asker(call))
    has_keys = ways.has_keys and passkeys_here(call)
    values: dict[str, object] = {
        "form": AgainByCodeForm(),
        "next_path": next_path,
        "held": held,
        "sentence": f"{stopped.sentence}{stopped.hint}" if stopped else "",
        "why": sentence,
        "has_keys": has_keys,
        "has_codes": (ways.has_codes or not has_keys) and not wants_key,
        "wants_key": wants_key,
    }
    return answers.html(call, "auth/again.html", stopped.status if stopped else status, **values)
