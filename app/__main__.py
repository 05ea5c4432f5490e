"""The command line: `gijo COMMAND`. Reads arguments; every command's work is in `app.ops` or `app.demo`."""

import argparse
import sys
import tomllib
from collections.abc import Callable, Sequence
from importlib import import_module

from sqlalchemy.exc import DBAPIError

from app.ops.migrate import LaterVersion
from app.settings import Settings, SettingsError, load
from storage.files import UnsafeFile
from storage.keyring import KeyFailure
from storage.ledger import SignerFailure
from storage.store import StoreFailure

Command = Callable[[Settings, argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit code: the command's own, or 2 when it could not begin (settings, keys, database).

    130 when Ctrl-C ended it, as shells do, and without a traceback.
    """
    parsed = _parser().parse_args(arguments)
    try:
        return _carried_out(parsed)
    except KeyboardInterrupt:
        return 130


def _carried_out(parsed: argparse.Namespace) -> int:
    """The command's exit code. Faults of settings, keys, database and store are printed on standard error."""
    try:
        return find(parsed.command)(load(), parsed)
    except SettingsError as error:
        print(f"設定を使えません: {error}", file=sys.stderr)
        return 2
    except tomllib.TOMLDecodeError as error:
        print(f"設定を使えません: gijo.toml の書き方に誤りがあります: {error}", file=sys.stderr)
        return 2
    except (KeyFailure, SignerFailure, UnsafeFile, LaterVersion) as failure:
        print(f"{failure.sentence}（{failure}）", file=sys.stderr)
        return 2
    except DBAPIError as error:
        print(f"データベースを使えません。gijo doctor で確かめてください（{error.orig}）。", file=sys.stderr)
        return 2
    except StoreFailure as failure:
        print(f"{failure.sentence}（{failure}）", file=sys.stderr)
        return 1


def find(name: str) -> Command:
    """The command `module:function`. Imported when it is run, so that a worker does not load a hundred screens."""
    module, _, function = name.partition(":")
    command: Command = getattr(import_module(module), function)
    return command


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="gijo", description="議場: a paperless conference system for councils")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: str, words: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=words, description=words)
        sub.set_defaults(command=command)
        return sub

    add("demo", "app.demo.commands:serve_demo", "found the demo council if there is none, then serve it")
    serve = add("serve", "app.serving:serve", "serve the council under $GIJO_HOME")
    serve.add_argument("--no-worker", action="store_true", help="convert papers in another process of your own")
    serve.add_argument("--workers", type=int, default=1, help="server processes; more than one needs PostgreSQL")
    process = add("server-process", "app.serving:server_process", "one of the server processes (started by `serve`)")
    for name in ("--parent", "--socket", "--share"):
        process.add_argument(name, type=int, required=True)
    worker = add("worker", "app.worker:command", "convert papers (started by `serve` unless told otherwise)")
    worker.add_argument("--parent", type=int, default=0, help="stop when this process is gone")
    council = add("found", "app.ops.founding:command", "found a council, with the first administrator's letter")
    council.add_argument("--login", required=True, help="the first administrator's ID")
    council.add_argument("--name", required=True, help="their name, as it stands in the marks of pages")
    council.add_argument("--title", default="事務局長", help="what follows the name")
    add("found-demo", "app.demo.founding:command", "found the demo council and leave it")
    code = add("demo-code", "app.demo.founding:code_command", "the code that an app would show for a demo account")
    code.add_argument("login")
    _add_approval(add("device-approve", "app.ops.device_commands:approve", "approve the first administrator's device"))
    _add_offices(commands.add_parser("offices", help="offices of power that wait for a second person"))
    _add_halt(commands.add_parser("halt", help="stop the council at once, or say what is stopped"))
    add("migrate", "app.ops.migrate:migrate_command", "bring the database to the present revision")
    add("doctor", "app.worker:doctor_command", "say what is well, what is missing and what to do")
    _add_evidence(add)
    add("remake", "app.materials.remaking.commands:command", "have pages made anew that an older converter made")
    _add_tables(add)
    jobs = add("jobs", "app.worker:jobs_command", "what the workers have to do")
    jobs.add_argument("--withdraw", metavar="JOB", default="", help="take back the job with this number")
    _add_keys(commands.add_parser("keys", help="the master keys: what each opens, a new one, an old one's end"))
    _add_store(commands.add_parser("store", help="the store of sealed papers"))
    _add_ledger(commands.add_parser("ledger", help="verify, search and export the ledger"))
    return parser


def _add_tables(add: Callable[[str, str, str], argparse.ArgumentParser]) -> None:
    _add_standards(add("standards", "app.board.setting.commands:show", "the policy's values in force, and from where"))
    add("routes", "app.routes:command", "every address, with its method, its action and the function that answers")
    add("guards", "app.ops.guard_commands:command", "the acts that are guarded more than others")
    add("clauses", "app.clauses.commands:command", "what is done about each clause of the policies")


def _add_evidence(add: Callable[[str, str, str], argparse.ArgumentParser]) -> None:
    _add_rounds(add("rounds", "app.rounds.commands:command", "read every stored object and open its seal, at once"))
    _add_seals(add("seals", "app.ops.seal_commands:command", "check every row that carries a decision"))
    _add_trace(add("trace", "app.traces.commands:command", "say whose copy of a paper pictures show"))


def _add_rounds(rounds: argparse.ArgumentParser) -> None:
    rounds.add_argument("--marked", action="store_true", help="only papers of 完全性2 or 可用性2")


def _add_store(store: argparse.ArgumentParser) -> None:
    create = store.add_subparsers(required=True, metavar="ACT").add_parser("create", help="make the S3 bucket")
    create.set_defaults(command="app.ops.store_commands:create")


def _add_approval(device: argparse.ArgumentParser) -> None:
    device.add_argument("login")
    device.add_argument("number", help="the four digits on the device's screen")


def _add_offices(of_power: argparse.ArgumentParser) -> None:
    steps = of_power.add_subparsers(required=True, metavar="ACT")
    steps.add_parser("list", help="what waits, and who could confirm it").set_defaults(
        command="app.ops.office_commands:waiting"
    )
    confirm = steps.add_parser("confirm", help="confirm one where nobody could do it on a screen")
    confirm.add_argument("proposal", help="its number, as `gijo offices list` prints it")
    confirm.add_argument("shown", nargs="?", default="", help="the mark that was printed with it")
    confirm.set_defaults(command="app.ops.office_commands:confirm")
    lift = steps.add_parser("lift", help="lift a suspension that no chair could lift on a screen")
    lift.add_argument("login", help="the person's ID")
    lift.add_argument("--reason", required=True, help="why, in a sentence")
    lift.set_defaults(command="app.ops.office_commands:lift")


def _add_halt(halt: argparse.ArgumentParser) -> None:
    acts = halt.add_subparsers(required=True, metavar="ACT")
    acts.add_parser("show", help="what is stopped, and who could lift it").set_defaults(
        command="app.board.halting.commands:show"
    )
    begin = acts.add_parser("begin", help="stop the council at once")
    begin.add_argument("--depth", choices=("reading", "all"), required=True, help="papers of level 2 and above, or all")
    begin.add_argument("--reason", required=True, help="why, in a sentence")
    begin.set_defaults(command="app.board.halting.commands:begin")
    lift = acts.add_parser("lift", help="lift a stop that no two people could lift on a screen")
    lift.add_argument("shown", nargs="?", default="", help="the mark that `gijo halt show` printed with it")
    lift.add_argument("--reason", required=True, help="why, in a sentence")
    lift.set_defaults(command="app.board.halting.commands:lift")


def _add_standards(standards: argparse.ArgumentParser) -> None:
    acts = standards.add_subparsers(metavar="ACT")
    rebuild = acts.add_parser("rebuild", help="write what is in force anew from the decisions, after an alteration")
    rebuild.add_argument("--reason", required=True, help="what you have found, in a sentence")
    rebuild.set_defaults(command="app.board.setting.commands:rebuild")


def _add_seals(seals: argparse.ArgumentParser) -> None:
    seals.add_argument("--accept", metavar="ROW", default="", help="seal this row anew as it is, as it was listed")
    seals.add_argument("--shown", metavar="MARK", default="", help="the mark that was listed with it")
    seals.add_argument("--lay", action="store_true", help="seal rows of before, though the ledger is not whole")
    seals.add_argument("--reason", default="", help="what was found out about it, in a sentence")


def _add_trace(trace: argparse.ArgumentParser) -> None:
    trace.add_argument("files", nargs="+", metavar="FILE", help="JPEG, PNG or WebP, a page each")
    trace.add_argument("--paper", required=True, help="the paper's address, or what follows /papers/ in it")
    trace.add_argument("--page", type=int, help="the page that all pictures show; else all pages are compared")
    trace.add_argument("--from", dest="since", default="", help="only copies issued from then on: 2026-12-08T10:00")
    trace.add_argument("--to", dest="until", default="", help="only copies issued before")
    trace.add_argument("--reason", default="", help="who ordered it, and what for, in a sentence")


def _add_keys(keys: argparse.ArgumentParser) -> None:
    acts = keys.add_subparsers(required=True, metavar="ACT")
    acts.add_parser("list", help="every key, since when, and how much it opens").set_defaults(
        command="app.ops.keys.commands:show"
    )
    new = acts.add_parser("new", help="let a new key seal from now on, once every copy of the keys has it")
    new.add_argument("--copy", action="append", required=True, metavar="FOLDER", help="a copy of the folder keys")
    _add_order(new, "why, in a sentence")
    new.set_defaults(command="app.ops.keys.commands:new")
    acts.add_parser("rewrap", help="seal with the present key what former ones sealed").set_defaults(
        command="app.ops.keys.commands:rewrap"
    )
    remove = acts.add_parser("remove", help="destroy a former key that nothing needs any more")
    remove.add_argument("key", help="its id, as `gijo keys list` prints it")
    _add_order(remove, "why, in a sentence")
    remove.set_defaults(command="app.ops.keys.commands:remove")


def _add_order(work: argparse.ArgumentParser, why: str) -> None:
    """Of work behind which two persons in office stand."""
    work.add_argument("--reason", required=True, help=why)
    work.add_argument("--ordered-by", required=True, metavar="LOGIN", help="the chair or administrator who ordered it")
    work.add_argument("--confirmed-by", required=True, metavar="LOGIN", help="another person in office who agreed")


def _add_ledger(ledger: argparse.ArgumentParser) -> None:
    acts = ledger.add_subparsers(required=True, metavar="ACT")
    verify = acts.add_parser("verify", help="check an export file or the database; names the first bad record")
    verify.add_argument("target", nargs="?", default="", help="an export file or a database URL; default: ours")
    verify.add_argument("--key", default="", help="the ledger's public key (PEM); default: $GIJO_HOME/keys")
    verify.set_defaults(command="app.ops.ledger_commands:verify")
    accept = acts.add_parser("accept-restore", help="record, signed, that the database was set back on purpose")
    _add_order(accept, "why it was restored, in a sentence")
    accept.set_defaults(command="app.ops.restores.commands:accept")
    issue = acts.add_parser("issue", help="whose copy is this: who, when, which page, which address and session")
    issue.add_argument("code", help="the code in the page's mark, like K7QM-3F")
    issue.set_defaults(command="app.ops.ledger_commands:issue")
    export = acts.add_parser("export", help="write the whole ledger as NDJSON with signed checkpoints")
    export.add_argument("file", help="where to; - for standard output")
    export.set_defaults(command="app.ops.ledger_commands:export")


if __name__ == "__main__":
    sys.exit(main())
