"""What is done in one way is done in no second one."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.rules import house

COUNTS_ROWS = "app/db.py"


def reads_of(name: str, attribute: str) -> Iterator[int]:
    """The lines of a file that read an attribute of this name."""
    for node in ast.walk(house.tree(name)):
        if isinstance(node, ast.Attribute) and node.attr == attribute:
            yield node.lineno


def test_rows_that_a_statement_met_are_counted_in_one_place() -> None:
    assert {name for name in house.python("app") if [*reads_of(name, "rowcount")]} == {COUNTS_ROWS}


MAKES_RECORDS = "app/audit/"
MAKES_RECORDS_ELSEWHERE: dict[str, str] = {
    "app/reading/issue.py": "bytes of a page on their way out are no act; they leave by the hundred a second, and the "
    "record is put together once, from what the gate has found",
}


def makes_of(name: str, class_name: str) -> Iterator[int]:
    """The lines of a file that call a class by this name, or by the one under which the file imports it."""
    called = {class_name}
    for node in ast.walk(house.tree(name)):
        if isinstance(node, ast.ImportFrom):
            called |= {one.asname for one in node.names if one.name == class_name and one.asname}
    for node in ast.walk(house.tree(name)):
        if isinstance(node, ast.Call):
            function = node.func
            made = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
            if made in called:
                yield node.lineno


def imports_event(name: str) -> bool:
    """True when a file knows the ledger's Event: `threading.Event` and others are none of its."""
    return any(
        isinstance(node, ast.ImportFrom) and node.module == "app.audit.vocabulary" and "Event" in names_in(node)
        for node in ast.walk(house.tree(name))
    )


def names_in(node: ast.ImportFrom) -> set[str]:
    return {one.name for one in node.names}


def test_records_are_put_together_by_audit_alone() -> None:
    found = {name for name in house.python("app") if imports_event(name) and [*makes_of(name, "Event")]}

    assert {name for name in found if not name.startswith(MAKES_RECORDS)} == set(MAKES_RECORDS_ELSEWHERE)


WHO_ACTS = {"person_id", "session_id", "address"}
TAKES_IT_APART: dict[str, str] = {
    "app/auth/alarms/raising.py::raise_alarm": "whom an alarm is about, who may have done nothing at all",
}


def test_who_acts_is_handed_on_whole() -> None:
    found = {
        f"{name}::{node.name}"
        for name in house.python("app")
        if not name.startswith(MAKES_RECORDS)
        for node in ast.walk(house.tree(name))
        if isinstance(node, ast.FunctionDef) and {one.arg for one in node.args.args + node.args.kwonlyargs} >= WHO_ACTS
    }

    assert found == set(TAKES_IT_APART)


_HOLDS_WHAT_WAS_SENT = {"query_params", "multi_items", "getlist"}
_ON_A_REQUEST = {"form", "json", "body", "stream"}


def raw_reads(name: str) -> Iterator[str]:
    """Places that reach for what a request brought without a Form: `call.sent`, a request's body, its parameters."""
    for node in ast.walk(house.tree(name)):
        if not isinstance(node, ast.Attribute):
            continue
        of_request = ast.unparse(node.value).endswith("request")
        if (
            (node.attr == "sent" and ast.unparse(node.value) == "call")
            or node.attr in _HOLDS_WHAT_WAS_SENT
            or (of_request and node.attr in _ON_A_REQUEST)
        ):
            yield f"{name}:{node.lineno} {ast.unparse(node)}"


def test_what_a_request_brought_is_read_by_a_form() -> None:
    """`app/web/` alone reads it, a form as a whole too that is held up and sent again."""
    looked_at = [name for name in house.python("app") if not name.startswith("app/web/")]

    found = {place for name in looked_at for place in raw_reads(name)}

    assert found == set()


def test_rule_about_forms_sees_each_other_way(monkeypatch: pytest.MonkeyPatch) -> None:
    others = ["call.sent.raw('a')", "call.request.query_params['a']", "await request.form()", "await request.json()"]
    others += ["await call.request.body()", "form.getlist('a')", "form.multi_items()"]
    monkeypatch.setattr(house, "tree", lambda name: ast.parse(f"async def view(call, request):\n    {name}"))

    assert [len(list(raw_reads(other))) for other in others] == [1, 1, 1, 1, 1, 1, 1]


_OWN_INPUTS = re.compile(r"<(?:textarea|input(?![^>]*type=\"(?:hidden|checkbox|file)\"))[^>]*\bname=\"(\w+)\"")
_WITHOUT_A_FORM = {
    "admin/connections_alarms.html note": "a line among many alarms; what is wrong with it comes as an error page",
    "admin/parts.html code": "the ledger's look-up, a field of an address that leads on",
    "auth/again.html username": "for password managers, read by nobody",
    "auth/again_dialog.html username": "for password managers, read by nobody",
    "auth/enrol_password.html username": "for password managers, read by nobody",
    "auth/factors.html username": "for password managers, read by nobody",
    "reading/parts.html p": "the page to go to, which the reader follows without a form",
    "search/search.html scope": "where a script looks; nothing is typed into it, and no form is sent",
    "permits/decide.html reason": "a line among many permits; what is wrong with it comes as an error page",
}


def test_what_somebody_types_is_drawn_with_what_is_wrong_with_it() -> None:
    """`control` of `parts/form.html` draws a field; whoever draws one by hand loses what was typed."""
    by_hand = {
        f"{name.removeprefix('app/templates/')} {field}"
        for name in house.tracked(".html")
        if name.startswith("app/templates/") and not name.endswith("parts/form.html")
        for field in _OWN_INPUTS.findall(house.text(name))
    }

    assert by_hand == _WITHOUT_A_FORM.keys()
