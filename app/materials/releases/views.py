"""HTTP for releases: ask, show what becomes public, decide, take back, end."""

from starlette.responses import Response

from app.access.reasons import Reason
from app.errors import AppError
from app.materials.errors import VersionChangedMeanwhile
from app.materials.forms import PaperForm, ReleaseDecisionForm, ReleaseForm, answer, way_back
from app.materials.models import Material, Version
from app.materials.progress import warning_words
from app.materials.queries import Paper, load_material
from app.materials.releases import acts, ending
from app.materials.releases.proposals import RELEASE, present_file
from app.materials.releases.removed import removed_words
from app.members.identity import identified_since
from app.members.queries import people_by_id
from app.proposals import screens as proposals
from app.proposals.kinds import ProposalState, Proposed
from app.proposals.queries import is_over, row_of
from app.web import answers
from app.web.call import Call
from app.web.forms.merging import mark


def ask(call: Call) -> Response:
    """Ask for the current version to be opened to residents; leads on to the screen of the release."""
    form = ReleaseForm.read(call)
    material = load_material(call.session, call.loaded(Paper).material_id, locked=True)
    with way_back(call, form):
        if form.is_stale(mark(material.current_version_id or "")):
            raise VersionChangedMeanwhile
        release = acts.ask(call.session, call.by, material, is_no_procedure=form.is_no_procedure, reason=form.reason)
    if answers.wants_json(call):
        return _answer(call, form, material, release.id)
    return answers.see_other(f"/prepare/releases/{release.id}")


def show(call: Call) -> Response:
    """The screen of a release: what becomes public, who asks for it, and what this person can do about it now."""
    return _page(call, ReleaseDecisionForm())


def _page(call: Call, form: ReleaseDecisionForm, stopped: AppError | None = None) -> Response:
    release = call.loaded(Proposed)
    row = row_of(call.session, RELEASE, release.id)
    material = load_material(call.session, release.subject)
    version = call.session.get(Version, release.payload.version_id)
    file = present_file(call.session, release.payload.version_id)
    ready = file if file is not None and file.is_ready else None
    is_waiting = row.state == ProposalState.ASKED
    is_closed = is_waiting and is_over(call.session, RELEASE, row)
    decision = call.judge(RELEASE.confirms, RELEASE.facts(call.session, call.actor, release))
    return answers.html(
        call,
        "prepare/release.html",
        200 if stopped is None else stopped.status,
        release=release,
        state="stale" if is_closed else row.state,
        material=material,
        version=version,
        findings=warning_words(version) if version else [],
        file=file,
        removed=removed_words(code for code in ready.removed.split(",") if code) if ready else [],
        pictures=[number for number in ready.pictures.split(",") if number] if ready else [],
        addresses=[line.split(" ", 1) for line in ready.addresses.splitlines()] if ready else [],
        names={
            key: identified_since(call.session, person, release.asked_at)
            for key, person in people_by_id(call.session, _people(release, row.decided_by)).items()
        },
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        is_own=release.asked_by == call.actor.person_id,
        may_decide=is_waiting and not is_closed and decision.can_be_allowed,
        needs_administrator=decision.reason is Reason.RELEASE_NEEDS_ADMINISTRATOR,
        form=form,
        shown=RELEASE.mark(call.session, row),
        stopped=stopped,
    )


def _people(release: Proposed[object], decided_by: str | None) -> list[str]:
    return [release.asked_by, *([decided_by] if decided_by else [])]


def decide(call: Call) -> Response:
    """Take the second person's decision."""
    form, release = ReleaseDecisionForm.read(call), call.loaded(Proposed)
    material = load_material(call.session, release.subject, locked=True)
    with way_back(call, form):
        stopped = proposals.decide(call, RELEASE, release.id, form)
        if stopped and answers.wants_json(call):
            raise stopped
    if stopped:
        return _page(call, form, stopped)
    return _answer(call, form, material)


def withdraw(call: Call) -> Response:
    """The asker takes the release back."""
    form, release = PaperForm.read(call), call.loaded(Proposed)
    with way_back(call, form):
        proposals.withdraw(call, RELEASE, release.id)
    return _answer(call, form, load_material(call.session, release.subject))


def end(call: Call) -> Response:
    """Close a paper to residents at once."""
    form = PaperForm.read(call)
    material = load_material(call.session, call.loaded(Paper).material_id, locked=True)
    with way_back(call, form):
        ending.end(call.session, call.by, material)
    return _answer(call, form, material)


def _answer(call: Call, form: PaperForm, material: Material, release_id: str | None = None) -> Response:
    call.session.flush()
    state: dict[str, object] = {
        "material": material.id,
        "is_released": material.is_released,
        "release": release_id,
    }
    return answer(call, form, state)
