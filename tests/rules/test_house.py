"""Rules about the code itself: sizes, words that must not come, secrets that must not be logged."""

import ast
import re

import pytest

from tests.rules import house
from tests.rules.house import CODE, functions, lines_of, nodes, python, text, tracked, tree


def test_python_files_have_less_than_400_lines() -> None:
    long = {name: lines_of(name) for name in python(*CODE) if lines_of(name) >= 400}

    assert long.keys() <= house.LONG_FILES.keys()


def test_functions_have_less_than_40_lines() -> None:
    long = {where: size for name in python(*CODE) for where, size in functions(name) if size >= 40}

    assert long.keys() <= house.LONG_FUNCTIONS.keys()


def test_any_is_left_to_libraries_without_types() -> None:
    """At most 3 in 1,000 lines. The demo's invented papers are no part of the service."""
    names = [name for name in python("app", "viewer", "storage") if not name.startswith("app/demo/")]
    met = sum(len(re.findall(r"\bAny\b", text(name))) for name in names)

    assert met * 1000 <= 3 * sum(lines_of(name) for name in names)


def test_browser_modules_have_less_than_250_lines() -> None:
    assert {name: lines_of(name) for name in tracked(".js") if lines_of(name) >= 250} == {}


def test_templates_have_less_than_150_lines() -> None:
    assert {name: lines_of(name) for name in tracked(".html") if lines_of(name) >= 150} == {}


@pytest.mark.parametrize(
    "exceptions",
    [
        house.LONG_FILES,
        house.LONG_FUNCTIONS,
        house.BUILT_STATEMENTS,
        house.HARMLESS_IN_LOGS,
        house.READS_THE_TIME,
        house.UNUSED_HERE,
        house.REACHED_OTHERWISE,
        house.UNREAD_HERE,
        house.SKIPS,
    ],
)
def test_every_exception_has_its_reason(exceptions: dict[str, str]) -> None:
    assert all(len(reason) > 15 for reason in exceptions.values())


def test_modules_say_what_they_are_for() -> None:
    silent = [name for name in python("app", "viewer", "storage", "load") if not ast.get_docstring(tree(name))]

    assert silent == []


@pytest.mark.clause("I 2章2(2)⑦-1")
def test_no_address_carries_a_permission() -> None:
    """Presigned URLs would open a paper to whoever holds the address, past the gate and the ledger."""
    met = [name for name in python("app", "viewer", "storage") if re.search(r"presign", text(name), re.IGNORECASE)]

    assert met == []


_SQL = re.compile(r"^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|WITH|REPLACE|MERGE)\s", re.IGNORECASE)


def _built_strings(name: str) -> list[str]:
    """f-strings, `%` and `+` and `.format` whose fixed beginning reads like a statement."""
    found: list[str] = []
    for node in nodes(name):
        fixed: ast.expr | None = None
        if isinstance(node, ast.JoinedStr) and node.values:
            fixed = node.values[0]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add):
            fixed = node.left
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            fixed = node.func.value
        if isinstance(fixed, ast.Constant) and isinstance(fixed.value, str) and _SQL.match(fixed.value):
            found.append(f"{name}:{fixed.lineno}")
    return found


def test_no_statement_is_put_together_from_strings() -> None:
    looked_at = [name for name in python("app", "storage", "migrations", "load") if name not in house.BUILT_STATEMENTS]

    assert [place for name in looked_at for place in _built_strings(name)] == []


def test_text_statements_are_constants() -> None:
    """`text()` and `exec_driver_sql()` take a literal, never something computed."""
    computed = [
        f"{name}:{node.lineno}"
        for name in python("app", "storage", "load")
        for node in nodes(name)
        if isinstance(node, ast.Call) and _name(node.func) in {"text", "exec_driver_sql"}
        if node.args and not _is_literal(node.args[0]) and _takes_sql(name, node)
    ]

    assert computed == []


def _takes_sql(name: str, node: ast.Call) -> bool:
    """`text` is SQLAlchemy's only where it was imported as such."""
    return _name(node.func) == "exec_driver_sql" or "text" in _imported(name)


def _imported(name: str) -> set[str]:
    return {
        alias.name
        for node in nodes(name)
        if isinstance(node, ast.ImportFrom) and node.module == "sqlalchemy"
        for alias in node.names
    }


def _is_literal(node: ast.expr) -> bool:
    if isinstance(node, ast.IfExp):
        return _is_literal(node.body) and _is_literal(node.orelse)
    return isinstance(node, ast.Constant)


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def test_templates_never_switch_escaping_off() -> None:
    switched_off = re.compile(r"\|\s*safe\b|autoescape\s+false|Markup\(", re.IGNORECASE)
    names = [*tracked(".html"), *python("app")]

    assert [name for name in names if switched_off.search(text(name))] == []


def test_templates_hold_no_script_and_no_style_of_their_own() -> None:
    """The content security policy would refuse them; here they are found before a browser does."""
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)

    assert [name for name in tracked(".html") if inline.search(text(name))] == []


_LOGGERS = {"log", "logger", "logging"}
_LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
_SECRET = re.compile(r"(code|secret|token|password|cookie|passphrase|otp)s?($|_)", re.IGNORECASE)
_HARMLESS = {"status_code", "returncode", "exit_code"}


def _dotted(argument: ast.expr) -> list[str]:
    """Names and attributes in an argument, as they are written."""
    parts = [part for part in ast.walk(argument) if isinstance(part, ast.Attribute | ast.Name)]
    return [ast.unparse(part) for part in parts]


def _is_secret(dotted: str) -> bool:
    last = dotted.rsplit(".", 1)[-1]
    return _SECRET.search(last) is not None and last not in _HARMLESS


def _logged_names(name: str) -> list[str]:
    found: list[str] = []
    for node in nodes(name):
        is_log = (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _LEVELS
            and _name(node.func.value) in _LOGGERS
        )
        if not is_log or not isinstance(node, ast.Call):
            continue
        arguments = [*node.args, *(word.value for word in node.keywords)]
        found += [f"{name} {whole}" for argument in arguments for whole in _dotted(argument) if _is_secret(whole)]
    return found


def test_no_secret_is_logged() -> None:
    logged = {place for name in python("app", "viewer", "storage") for place in _logged_names(name)}

    assert logged <= house.HARMLESS_IN_LOGS.keys()


def test_rule_about_logs_sees_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    leaking = "log.info('%s', form.totp_code)\nlog.error('%s', exc_info=token)\nlog.info('%s', answer.status_code)\n"
    monkeypatch.setitem(globals(), "nodes", lambda _name: ast.walk(ast.parse(leaking)))

    assert _logged_names("x") == ["x form.totp_code", "x token"]


def test_only_the_clock_reads_the_time() -> None:
    """Everything else asks app.clock, so that a test can hold time still."""
    reads = re.compile(r"\bdatetime\.(now|utcnow|today)\(|\btime\.time\(\)|\bdate\.today\(")

    found = {name for name in python("app", "viewer", "storage") if reads.search(text(name))}

    assert found <= house.READS_THE_TIME.keys()


def test_randomness_is_never_guessable() -> None:
    """`random` and numpy's generators are for pictures; identities, codes and keys come from `secrets`."""
    pictures = ("app/demo/pack/", "load/")
    guessable = re.compile(r"^\s*(import random\b|from random import)", re.MULTILINE)

    looked_at = [name for name in python("app", "storage") if not name.startswith(pictures)]

    assert [name for name in looked_at if guessable.search(text(name))] == []


def test_every_lint_exception_has_its_reason() -> None:
    bare = re.compile(r"# noqa(?!: [A-Z]+\d+(, ?[A-Z]+\d+)* - )|# type: ignore(?!\[[a-z-]+(, ?[a-z-]+)*\]  ?# )")
    own = "tests/rules/test_house.py"
    found = [
        f"{name}:{number}"
        for name in python(*CODE)
        if name != own
        for number, line in enumerate(text(name).splitlines(), 1)
        if bare.search(line)
    ]

    assert found == []


_SKIPPING = re.compile(r"\b(pytest\.(mark\.)?(skip|skipif|importorskip)|unittest\.\w*[sS]kip\w*|from pytest import)\b")


def test_tests_are_skipped_in_one_place_which_fails_them_in_ci() -> None:
    own = "tests/rules/test_house.py"

    assert {name for name in python("tests") if _SKIPPING.search(text(name))} - {own} == house.SKIPS.keys()


def test_waiting_for_a_page_is_said_as_a_function() -> None:
    """A bare expression is evaluated anew at each look, which our content policy refuses: it works if true at once."""
    found = [
        f"{name}:{node.lineno}"
        for name in python("tests")
        for node in nodes(name)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr == "wait_for_function" and "=>" not in ast.unparse(node.args[0])
    ]

    assert found == []
