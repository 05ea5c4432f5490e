"""「本人確認」 in place: the form, its two ways, and sending on what was held up."""

from starlette.responses import Response

from app.access.reasons import TELLINGS, Reason
from app.auth.attempts.errors import SignInStopped
from app.auth.factors.passkeys.requests import key_answer, passkeys_here
from app.auth.signin import stepup
from app.auth.signin.forms import AgainByCodeForm, AgainForm
from app.auth.signin.stepup import Asker, Repeat
from app.auth.signin.views import visitor
from app.web import answers, csrf
from app.web.call import Call
from app.web.refusal import Refused, asking_screen, wants_html


def show(call: Call) -> Response:
    """The form, for a screen that needs a fresh sign-in."""
    return _form(call, next_path=answers.own_path(call.query.raw("next")))


def show_dialog(call: Call) -> Response:
    """The same over the screen that is open, for its script; `code`: what the script was refused with."""
    ways = stepup.ways(call.session, call.services, _asker(call))
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
    """Password and code. A script gets JSON; a form goes on to its screen, or to what was held up."""
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
    """A challenge for one's own keys."""
    return answers.json(stepup.begin_key(call.services, _asker(call), call.address).as_json())


def submit_key(call: Call) -> Response:
    """A key was shown."""
    stepup.confirm_by_key(call.services, _asker(call), call.address, key_answer(call))
    return answers.json({"next": AgainForm.read(call).next})


def go_on(call: Call) -> Response:
    """After a key: the form that was held up, to be sent now."""
    return _confirmed(call, AgainForm.demand(call))


def confirm_instead(refused: Refused) -> Response | None:
    """Instead of an error page for a form that needs a fresh sign-in: the confirmation, which holds what was typed."""
    call = refused.call
    if refused.decision.reason is not Reason.STALE or call.sent is None or call.sent.files or not wants_html(call):
        return None
    kept = [(name, value) for name, value in call.sent.pairs() if name != csrf.FIELD]
    repeat = Repeat(call.request.scope["path"], kept)
    held = stepup.seal(call.services.csrf_key, call.identity.session_id, repeat)
    next_path = answers.own_path(asking_screen(call))
    return _form(call, next_path=next_path, held=held, status=refused.status, sentence=refused.sentence)


def _confirmed(call: Call, form: AgainForm) -> Response:
    repeat = stepup.unseal(call.services.csrf_key, call.identity.session_id, form.held)
    if not wants_html(call):
        return answers.json({"next": form.next})
    if repeat is None:
        return answers.see_other(form.next)
    return answers.html(call, "auth/again_send.html", path=repeat.path, fields=repeat.fields)


def _asker(call: Call) -> Asker:
    viewer = call.viewer
    return Asker(viewer.person_id, viewer.login, viewer.session_id)


def _form(
    call: Call,
    *,
    next_path: str,
    held: str = "",
    status: int = 200,
    sentence: str = "",
    stopped: SignInStopped | None = None,
) -> Response:
    with call.services.database.read() as unit:
        call.session = unit  # the request's own unit is over
        return _rendered(call, next_path, held, status, sentence, stopped)


def _rendered(
    call: Call, next_path: str, held: str, status: int, sentence: str, stopped: SignInStopped | None
) -> Response:
    ways = stepup.ways(call.session, call.services, _asker(call))
    has_keys = ways.has_keys and passkeys_here(call)
    values: dict[str, object] = {
        "form": AgainByCodeForm(),
        "next_path": next_path,
        "held": held,
        "sentence": f"{stopped.sentence}{stopped.hint}" if stopped else "",
        "why": sentence,
        "has_keys": has_keys,
        "has_codes": ways.has_codes or not has_keys,
    }
    return answers.html(call, "auth/again.html", stopped.status if stopped else status, **values)
