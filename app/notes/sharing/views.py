"""The screens on which a member shares notes and takes that back, and what others share, for the reader's script."""

from collections import defaultdict
from collections.abc import Iterable

from starlette.responses import Response

from app import clock
from app.access.actions import Action
from app.audit.vocabulary import EventKind
from app.materials.queries import Paper, papers
from app.members.models import Group, Person
from app.members.queries import people_by_id
from app.notes.forms import PagesForm
from app.notes.marks import told
from app.notes.models import NoteShare
from app.notes.sharing import acts
from app.notes.sharing.forms import PageForm, ShareForm, ShareOf, WithdrawForm
from app.notes.sharing.opening import SharedRow, opened_marks, pages_shown, shared_rows, shown_by_owner
from app.notes.sharing.standing import members_to_show, own_groups, shares_to_take_back
from app.reading.errors import NoSuchPage, PageNotReady
from app.reading.issue import event
from app.web import answers
from app.web.call import Call, Issue

_PIECE_BYTES = 1024 * 1024
"""About so much of what others share one answer gives."""
_CHOOSE_AGAIN = "選んだ相手の登録が変わりました。もう一度選んでください。"


def screen(call: Call) -> Response:
    """The screen on which a member shares the notes of the page in `?p=`, or of the paper; with what is shared now."""
    asked = PageForm.asked(call).p
    return _screen(call, ShareForm(page=str(max(asked, 1)), of=ShareOf.PAGE.value))


def share(call: Call) -> Response:
    """Share. Whom it names is looked up in the unit that shares: who has left meanwhile is not among them."""
    form, paper = ShareForm.read(call), call.loaded(Paper)
    if form.errors:
        return _screen(call, form, status=422)
    if not 1 <= form.page <= (paper.pages or 0):
        raise NoSuchPage
    people = [one for one in members_to_show(call.session, call.viewer.person_id) if one.id in form.person]
    groups = [one for one in own_groups(call.session, call.viewer.person_id) if one.id in form.group]
    if len(people) + len(groups) != len(form.person) + len(form.group):
        form.blame("person", _CHOOSE_AGAIN)
        return _screen(call, form, status=422)
    page = form.page if form.of is ShareOf.PAGE else 0
    acts.share(call.session, call.services.keyring, call.by, paper, page, people, groups)
    return answers.see_other(f"/papers/{paper.version_id}/notes/sharing?p={form.page}")


def listed(call: Call) -> Response:
    """Everything that a member shares now, whatever has become of the papers, to be taken back."""
    return answers.html(
        call, "notes/shares.html", shares=_lines(call, shares_to_take_back(call.session, call.viewer.person_id))
    )


def withdraw(call: Call) -> Response:
    """Take a sharing back. One that is gone already is no error: nothing is shared, as was wanted."""
    form = WithdrawForm.demand(call)
    acts.withdraw(call.session, call.by, form.share)
    return answers.see_other(form.next)


def shown(call: Call) -> Issue:
    """JSON with what others share with this person on the pages after `?after=`.

    `{"owners": [{"id", "name"}], "pages": {number: [{"owner", "marks": [as `marks.told` has them], "was"}]}, "next"}`.
    `was`: the number of the page before it changed, 0 if it has not. `next`: what to send to go on, 0 at the end. The
    record names each owner, and neither pages nor what stands there.
    """
    paper, after = call.loaded(Paper), PagesForm.asked(call).after
    if paper.version_id is None or paper.state != "ready":
        raise PageNotReady
    of = shown_by_owner(call, paper)
    rows = {
        owner: [one for one in shared_rows(call, paper, owner, shares) if one.page > after]
        for owner, shares in of.items()
    }
    last = _last_page(row for found in rows.values() for row in found)
    pages: dict[int, list[dict[str, object]]] = defaultdict(list)
    for owner, found in rows.items():
        for row, marks in opened_marks(call, owner, [one for one in found if not last or one.page <= last]):
            pages[row.page].append({"owner": owner, "marks": [told(mark) for mark in marks], "was": row.was})
    owners = [{"id": one.id, "name": one.display_name} for one in people_by_id(call.session, of).values()]
    events = tuple(event(call, EventKind.NOTES_SHOWN, person=owner) for owner in of)
    values = {"owners": owners, "pages": pages, "next": last}
    return Issue(answers.json(values), events or (event(call, EventKind.NOTES_SHOWN),))


def _last_page(rows: Iterable[SharedRow]) -> int:
    """The page with which this piece ends, 0 when everything fits into it."""
    size, last = 0, 0
    for row in sorted(rows, key=lambda each: each.page):
        if last and row.page > last and size > _PIECE_BYTES:
            return last
        size, last = size + row.row.size_bytes, row.page
    return 0


def _screen(call: Call, form: ShareForm, status: int = 200) -> Response:
    paper, person_id = call.loaded(Paper), call.viewer.person_id
    if paper.version_id is None or paper.state != "ready":
        raise PageNotReady
    page = min(max(1, int(form["page"].value or 1)), paper.pages or 1) if form["page"].value.isdecimal() else 1
    return answers.html(
        call,
        "notes/sharing.html",
        status,
        paper=paper,
        page=page,
        form=form,
        people=[(one.id, one.display_name) for one in members_to_show(call.session, person_id)],
        groups=[(one.id, one.name) for one in own_groups(call.session, person_id)],
        shares=_lines(call, shares_to_take_back(call.session, person_id, paper.material_id)),
    )


def _lines(call: Call, shares: list[NoteShare]) -> list[dict[str, object]]:
    """What a list says of each: the paper where its owner may know of it, what of it, with whom, since when."""
    known = papers(call.session, call.actor, list({each.material_id for each in shares}))
    open_now = {id_: one for id_, one in known.items() if call.may(Action.MATERIAL_READ, one.facts(call.actor))}
    return [_line(call, each, open_now.get(each.material_id)) for each in shares]


def _line(call: Call, share: NoteShare, paper: Paper | None) -> dict[str, object]:
    person = call.session.get(Person, share.person_id) if share.person_id else None
    group = call.session.get(Group, share.group_id) if share.group_id else None
    pages = pages_shown(call, paper, [share]) if paper is not None else []
    return {
        "id": share.id,
        "title": paper.title if paper is not None else "いまは読めない資料",
        "href": f"/papers/{share.material_id}?p={pages[0] if pages else 1}" if paper is not None else "",
        "what": _what(share, pages),
        "whom": person.display_name if person is not None else f"{group.name}の人" if group is not None else "",
        "since": clock.moment_text(share.shared_at),
    }


def _what(share: NoteShare, pages: list[int] | None) -> str:
    if share.page == 0 or pages is None:
        return "すべてのページ"
    return f"{pages[0]} ページ" if pages else f"前の版の {share.page} ページ"
