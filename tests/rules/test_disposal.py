"""Whatever disposes of stored papers, or of what an inquiry may need, asks whether a hold stands, or says why not."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ASKS = "asks"
OF_ITS_CALLERS = "called by whoever has asked: "
KEYLESS = "what is left of a version whose key went before: it opens no more"
DRAWN = "pages that can be drawn again from the original, which stays"

COPY = "a marked copy for one person; its original and the record of it stay"

DISPOSALS = {
    "app/auth/devices/forgetting.py:forget_seen": f"{OF_ITS_CALLERS}worker.py",
    "app/demo/papers.py:_forget_broken": "the demo's own, before anybody uses it",
    "app/materials/intake/conversion.py:_tidy": f"{DRAWN}; {KEYLESS}",
    "app/materials/intake/receipt.py:_fail": "a file that never came whole",
    "app/materials/intake/receipt.py:_queue": "a file that was given up before it was whole",
    "app/materials/intake/stages/current.py:_take_place": ASKS,
    "app/materials/intake/views.py:remove": ASKS,
    "app/materials/intake/views.py:take_out": ASKS,
    "app/materials/pages/sharpening.py:_keep": DRAWN,
    "app/materials/pages/workshop.py:clear_if_gone": KEYLESS,
    "app/materials/releases/cleaning.py:_keep": DRAWN,
    "app/materials/remaking/making.py:_tidy": f"{DRAWN}; {KEYLESS}",
    "app/materials/remaking/making.py:clear": ASKS,
    "app/disposals/destroying.py:destroy": ASKS,
    "app/materials/removal.py:shred": f"{OF_ITS_CALLERS}disposals/destroying.py",
    "app/materials/removal.py:_remove_paper": f"{OF_ITS_CALLERS}intake/views.py",
    "app/materials/removal.py:remove_failed": f"{OF_ITS_CALLERS}intake/views.py",
    "app/materials/removal.py:remove_unread": f"{OF_ITS_CALLERS}intake/views.py",
    "app/materials/replacements/acts.py:discard": f"{OF_ITS_CALLERS}replacements/views.py",
    "app/materials/replacements/acts.py:throw_away": f"{OF_ITS_CALLERS}replacements/views.py and stages/current.py",
    "app/materials/replacements/views.py:discard": ASKS,
    "app/notes/acts.py:destroy_of_papers": ASKS,
    "app/notes/acts.py:destroy_of_people": f"{OF_ITS_CALLERS}worker.py",
    "app/notes/acts.py:let_go": f"{OF_ITS_CALLERS}intake/views.py",
    "app/permits/booklets/acts.py:end": COPY,
    "app/permits/booklets/bindery.py": COPY,
    "app/permits/booklets/binding.py": COPY,
    "app/permits/reserves/volumes/acts.py:end_volume": COPY,
    "app/permits/reserves/volumes/binding.py": COPY,
    "app/worker.py:_destroy_notes": ASKS,
    "app/worker.py:_forget_devices": ASKS,
}
_OF_VERSIONS = {
    "Version",
    "Material",
    "Device",
    "LedgerRecord",
    "RegisterEntry",
    "RegisterChange",
    "NotedPage",
    "NoteKey",
}
_ROWS = {"version", "material"}
_ACTS = {"remove_failed", "remove_unread", "throw_away", "forget_seen", "shred", "destroy_of_papers"}


@pytest.mark.clause("I 6-5(3)")
def test_every_place_that_disposes_of_something_asks_for_holds_or_says_why_not() -> None:
    found: dict[str, ast.AST] = {}
    for path in sorted((ROOT / "app").rglob("*.py")):
        name = str(path.relative_to(ROOT))
        for function in _functions(ast.parse(path.read_text("utf-8"))):
            if any(_disposes(node) or _takes_key(node) for node in ast.walk(function)):
                whole = f"{name}:{function.name}"
                found[name if name in DISPOSALS else whole] = function

    assert sorted(found) == sorted(DISPOSALS)
    asking = [name for name, how in DISPOSALS.items() if how == ASKS]
    unasked = [name for name in asking if not re.search("holds|held", ast.unparse(found[name]))]
    assert unasked == []


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _disposes(node: ast.AST) -> bool:
    """Deletes objects of the vault, rows of papers, versions, devices, ledger or registers; or an act that does."""
    if not isinstance(node, ast.Call | ast.Attribute):
        return False
    if isinstance(node, ast.Attribute):
        return node.attr in _ACTS or ast.unparse(node) == "acts.discard"
    called, arguments = ast.unparse(node.func), [ast.unparse(one) for one in node.args]
    if called.endswith(("vault.delete", "vault.delete_pages")) or called in _ACTS:
        return True
    is_row = called.endswith("session.delete") and bool(_ROWS & set(arguments))
    return is_row or (called == "delete" and bool(_OF_VERSIONS & set(arguments)))


def _takes_key(node: ast.AST) -> bool:
    """A version's key is emptied: its objects are noise from then on."""
    return isinstance(node, ast.Assign) and "sealed_key" in ast.unparse(node.targets[0]) and "None" in ast.unparse(node)
