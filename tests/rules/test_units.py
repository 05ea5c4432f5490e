"""Every job, every tidying of the worker and every command says what it records, or why it records nothing.

That a unit of theirs does not change a decision in silence is looked at in every test of the service
(`tests/support/silent_units.py`).
"""

import ast
from pathlib import Path

from app.audit.vocabulary import EventKind
from app.kinds.jobs import KINDS
from app.worker import OFTEN, TIDYING
from tests.support.silent_units import SILENT

APP = Path(__file__).parents[2] / "app"
Told = str | tuple[EventKind, ...]

PIXELS = "pictures and words of a page, made from the file as often as they are lost; what is told of them is recorded"
COPY = "a marked copy for one holder, recorded when it leaves"
ASKS = "only asks for jobs, which stand here themselves"
LOOKS = "only looks; what it finds is recorded by the thread of findings"
SHOWS = "only shows"
OWN = (EventKind.STARTED, EventKind.STOPPED)
TOLD = (EventKind.ALARM,)

JOBS: dict[str, Told] = {
    "convert": (EventKind.MATERIAL_READY, EventKind.MATERIAL_FAILED),
    "sharpen": PIXELS,
    "sharpen2": PIXELS,
    "sharpen4": PIXELS,
    "booklet": COPY,
    "volume": COPY,
    "clean": (EventKind.MATERIAL_CHANGED,),
    "clear": "objects without a key, whose paper went by an act that was recorded",
    "remake": (EventKind.MATERIAL_CHANGED,),
    "clear_making": "pages that were replaced, which is recorded",
    "words": PIXELS,
    "know": PIXELS,
    "recognise": (EventKind.MATERIAL_CHANGED,),
    "clear_recognised": "words that the office dropped, which is recorded",
    "round": LOOKS,
    "marked_round": LOOKS,
    "office_groups": TOLD,
}
TIDIED: dict[str, Told] = {
    "uploads that broke off": (EventKind.MATERIAL_FAILED,),
    "the store": "what writers that died left half written: no object, and nobody was told of it",
    "devices that nobody asked for": "they never gave any access; the sign-ins on them stay in the ledger",
    "notes that nobody may read any more": (EventKind.NOTES_DESTROYED,),
    "seals of decisions": LOOKS,
    "files for the public": ASKS,
    "pages that an older converter made": ASKS,
    "words that are not gathered": ASKS,
    "pages that are not known": ASKS,
    "rounds over what is stored": ASKS,
    "register entries past their day": TOLD,
    "parts that are not compared": TOLD,
    "paper copies that are out too long": TOLD,
    "volumes of paper copies that are over": COPY,
    "papers above the store's level": TOLD,
    "papers whose time is over": TOLD,
    "reviews of exceptions past their day": TOLD,
    "the set-up, once a day": (EventKind.SETUP_CHECKED,),
    "proposals that are over": (EventKind.OFFICE_DECIDED, EventKind.RELEASE_DECIDED, EventKind.LABEL_CHANGE_DECIDED),
    "PDFs of permits that are over": COPY,
    "seals of alarms": LOOKS,
    "scanned pages without words": ASKS,
    "what is unusual in the ledger": TOLD,
    "former devices of a fleet": (EventKind.DEVICE_REVOKED, EventKind.DEVICE_FLEET),
    "spares whose time is over": (EventKind.DEVICE_SPARE,),
    "explainers who have left the executive": (EventKind.MATERIAL_CHANGED,),
    "emergencies that nobody confirmed": TOLD,
}
COMMANDS: dict[str, Told] = {
    "app.demo.commands:serve_demo": OWN,
    "app.serving:serve": OWN,
    "app.serving:server_process": "its parent records start and stop",
    "app.worker:command": "its jobs and its tidying stand here themselves",
    "app.ops.founding:command": (EventKind.FOUNDED, EventKind.LETTER_ISSUED),
    "app.demo.founding:command": (EventKind.FOUNDED,),
    "app.demo.founding:code_command": SHOWS,
    "app.ops.device_commands:approve": (EventKind.DEVICE_APPROVED,),
    "app.ops.migrate:migrate_command": "the form of the tables alone; a start seals what is older, and records that",
    "app.worker:doctor_command": SHOWS,
    "app.rounds.commands:command": LOOKS,
    "app.materials.remaking.commands:command": ASKS,
    "app.ops.seal_commands:command": (EventKind.SEALED, EventKind.ALTERED_ACCEPTED),
    "app.worker:jobs_command": (EventKind.WORK_WITHDRAWN,),
    "app.ops.store_commands:create": "an empty bucket",
    "app.ops.office_commands:waiting": SHOWS,
    "app.ops.office_commands:confirm": (EventKind.OFFICE_DECIDED, EventKind.RESET_DECIDED),
    "app.ops.office_commands:lift": (EventKind.PERSON_RESUMED,),
    "app.board.halting.commands:show": SHOWS,
    "app.board.halting.commands:begin": (EventKind.HALT_BEGAN,),
    "app.board.halting.commands:lift": (EventKind.HALT_LIFTED,),
    "app.board.setting.commands:show": SHOWS,
    "app.board.setting.commands:rebuild": (EventKind.STANDARDS_REBUILT,),
    "app.ops.ledger_commands:verify": SHOWS,
    "app.ops.ledger_commands:issue": SHOWS,
    "app.ops.ledger_commands:export": SHOWS,
    "app.ops.restores.commands:accept": (EventKind.LEDGER_RESTORED,),
    "app.ops.keys.commands:show": SHOWS,
    "app.ops.keys.commands:new": (EventKind.KEY_MADE,),
    "app.ops.keys.commands:rewrap": (EventKind.KEYS_REWRAPPED,),
    "app.ops.keys.commands:remove": (EventKind.KEY_REMOVED,),
    "app.traces.commands:command": (EventKind.COPY_TRACED,),
    "app.routes:command": SHOWS,
    "app.ops.guard_commands:command": SHOWS,
    "app.clauses.commands:command": SHOWS,
}


def test_every_job_tidying_and_command_says_what_it_records() -> None:
    assert {kind.name for kind in KINDS} == JOBS.keys(), "say in JOBS what it records, or why nothing"
    assert {*TIDYING, *OFTEN} == TIDIED.keys(), "say in TIDIED what it records, or why nothing"
    assert _named_commands() == COMMANDS.keys(), "say in COMMANDS what it records, or why nothing"


def test_each_unit_that_is_silent_for_a_reason_is_there() -> None:
    for unit in SILENT:
        file, _, name = unit.partition(":")
        functions = [node for node in ast.walk(ast.parse((APP / file).read_text("utf-8"))) if _is_of(node, name)]
        assert [".write()" in ast.unparse(function) for function in functions] == [True], unit


def _named_commands() -> set[str]:
    tree = ast.parse((APP / "__main__.py").read_text("utf-8"))
    words = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {word for word in words if word.startswith("app.") and ":" in word}


def _is_of(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name == name
