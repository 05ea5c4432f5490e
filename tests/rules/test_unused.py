"""What is declared is used: functions, classes and constants; members of enums; classes of style; icons; templates."""

import ast
import re
from collections import Counter
from collections.abc import Iterator

from tests.rules.house import REACHED_OTHERWISE, UNREAD_HERE, UNUSED_HERE, nodes, python, text, tracked, tree

PRODUCT = ("app", "viewer", "storage")
_DECLARATIONS = "app/registers/kept/"
"""The fields of its forms are used by the screens of all registers, which name none of them."""


def _words(name: str) -> Iterator[str]:
    """Every identifier a file uses, names inside short strings included: `getattr`, Jinja filters, `__all__`."""
    for node in nodes(name):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 80:
            yield from re.findall(r"\w+", node.value)


def _declared(name: str) -> Iterator[tuple[str, str]]:
    """Module-level functions, classes and constants, and what classes declare, each with its short name."""
    for node in tree(name).body:
        yield from _names_in(node, name)
        if isinstance(node, ast.ClassDef) and not _is_enum(node):
            for inner in node.body:
                if not name.startswith(_DECLARATIONS):
                    yield from _names_in(inner, f"{name}::{node.name}")


def _is_enum(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base).endswith("Enum") for base in node.bases)


def _names_in(node: ast.stmt, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        if any(ast.unparse(each).startswith("event.listens_for") for each in node.decorator_list):
            return  # SQLAlchemy calls it
        yield f"{where}::{node.name}", node.name
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield f"{where}::{node.target.id}", node.target.id
    elif isinstance(node, ast.Assign):
        yield from ((f"{where}::{each.id}", each.id) for each in node.targets if isinstance(each, ast.Name))


def _markup() -> str:
    return "\n".join(text(name) for ending in (".html", ".js") for name in tracked(ending))


def test_every_function_class_and_constant_has_a_use() -> None:
    """A use in a test alone is none: nothing of the product would miss it."""
    uses = Counter(word for name in python(*PRODUCT, "load", "migrations") for word in _words(name))
    uses.update(re.findall(r"\w+", _markup()))
    uses.update(re.findall(r"\w+", text("pyproject.toml") + text("migrations/env.py")))

    unused = {
        where
        for name in python(*PRODUCT)
        for where, short in _declared(name)
        if not uses[short] and not short.startswith("__")
    }

    assert unused == UNUSED_HERE.keys()


def test_every_function_and_class_is_reached_under_its_own_modules_name() -> None:
    """One that nobody calls would pass for used where another thing somewhere has the same name."""
    users = [*python(*PRODUCT, "load", "migrations"), "migrations/env.py"]
    imported = {name: set(_imports(name)) for name in users}
    reached = {pair[:2] for pairs in imported.values() for pair in pairs} | set(_commands())
    for name, pairs in imported.items():
        modules = {alias: f"{folder}.{last}" for folder, last, alias in pairs}
        reached |= {(modules[alias], member) for alias, member in _attributes(name) if alias in modules}
        reached |= {(_module(name), word) for word in _loaded_beside(name)}

    unreached = {
        f"{name}::{node.name}"
        for name in python(*PRODUCT)
        for node in tree(name).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and [*_names_in(node, name)]
        if (_module(name), node.name) not in reached
    }

    assert unreached == REACHED_OTHERWISE.keys()


def _module(name: str) -> str:
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _imports(name: str) -> Iterator[tuple[str, str, str]]:
    """Of each name that a file imports: where from, its name there, its name here."""
    for node in nodes(name):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, each.name, each.asname or each.name) for each in node.names)


def _commands() -> Iterator[tuple[str, str]]:
    """What the command line calls by its name."""
    yield from re.findall(r'"([\w.]+):(\w+)"', text("app/__main__.py"))


def _attributes(name: str) -> Iterator[tuple[str, str]]:
    """`screens.ask` as (screens, ask), wherever a file reads one."""
    for node in nodes(name):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield node.value.id, node.attr


def _loaded_beside(name: str) -> Iterator[str]:
    """The names that a module reads, each function's and class's own name within itself left out."""
    for outer in tree(name).body:
        own = getattr(outer, "name", "")
        for node in ast.walk(outer):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id != own:
                yield node.id


def _fields(name: str) -> Iterator[tuple[str, str]]:
    """What the dataclasses and tuples of a file hold, each with its short name."""
    for node in tree(name).body:
        if isinstance(node, ast.ClassDef):
            heads = " ".join(ast.unparse(each) for each in [*node.decorator_list, *node.bases])
            if re.search(r"\b(dataclass|NamedTuple)\b", heads):
                for inner in node.body:
                    if isinstance(inner, ast.AnnAssign) and isinstance(inner.target, ast.Name):
                        yield f"{name}::{node.name}::{inner.target.id}", inner.target.id


def test_every_field_is_read() -> None:
    """What is only filled in, nobody would miss; where it says how strictly something is handled, nobody keeps it."""
    read = {
        node.attr
        for name in python(*PRODUCT, "load")
        for node in nodes(name)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
    }
    read |= set(re.findall(r"\w+", _markup()))

    unread = {where for name in python(*PRODUCT) for where, short in _fields(name) if short not in read}

    assert unread == UNREAD_HERE.keys()


def _enums() -> Iterator[tuple[str, ast.ClassDef]]:
    for name in python(*PRODUCT):
        for node in nodes(name):
            if isinstance(node, ast.ClassDef) and _is_enum(node):
                yield name, node


def test_every_member_of_an_enum_is_named_where_it_is_meant() -> None:
    """A cause nobody gives and a state nobody reaches are rules nobody keeps."""
    code = "\n".join(text(name) for name in python(*PRODUCT))
    members = [
        (enum.name, each.targets[0].id)
        for _, enum in _enums()
        for each in enum.body
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name)
    ]
    named = set(re.findall(r"\b(?=(\w+\.\w+))", code))
    read_by_value = set(re.findall(r"(?<![\w.])(\w+)\((?!Enum|StrEnum|IntEnum)", code))
    read_by_value |= {
        word for within in re.findall(r"\bchoices?\(([^)]*)", code) for word in re.findall(r"\w+", within)
    }

    unused = [
        f"{enum}.{member}" for enum, member in members if f"{enum}.{member}" not in named and enum not in read_by_value
    ]

    assert len(members) > 100
    assert unused == []


def _style_classes() -> set[str]:
    sheets = "\n".join(text(name) for name in tracked(".css") if name.startswith(("app/", "viewer/")))
    selectors = re.sub(r"\{[^{}]*\}", "{}", re.sub(r"/\*.*?\*/", "", sheets, flags=re.DOTALL))
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", selectors))


def _is_made_up(name: str, source: str) -> bool:
    """True for `icon-pen` where something writes `icon-{{ name }}`, and "pen" stands somewhere as a value."""
    return any(
        re.search(rf"[\"'\s]{re.escape(name[:cut])}(?:\{{\{{|\$\{{|\{{\w|[\"'] ~)", source)
        and re.search(rf"[\"'`]{re.escape(name[cut:])}[\"'`]|\b{re.escape(name[cut:])}:", source, re.IGNORECASE)
        for cut in (place + 1 for place, letter in enumerate(name) if letter == "-")
    )


def test_every_class_of_the_style_sheets_stands_on_something() -> None:
    source = _markup() + "\n".join(text(name) for name in python("app", "viewer"))
    words = set(re.findall(r"[\w-]+", source))

    unused = sorted(name for name in _style_classes() if name not in words and not _is_made_up(name, source))

    assert unused == []


def test_every_icon_has_a_place() -> None:
    sheets = "\n".join(text(name) for name in tracked(".css"))
    source = sheets + _markup() + "\n".join(text(name) for name in python("app"))

    unused = [name for name in tracked(".svg") if name.startswith("app/") and name.rpartition("/")[2] not in source]

    assert unused == []


def test_every_template_and_macro_is_asked_for() -> None:
    templates = [name for name in tracked(".html") if name.startswith("app/")]
    source = "\n".join(text(name) for name in [*templates, *python("app")])
    macros = [(name, macro) for name in templates for macro in re.findall(r"\{%-? macro (\w+)", text(name))]

    unread = [name for name in templates if name.removeprefix("app/templates/") not in source and not _is_built(name)]
    called = Counter(re.findall(r"\b(\w+)\(", source))
    uncalled = [f"{name}::{macro}" for name, macro in macros if called[macro] < 2]

    assert unread == []
    assert uncalled == []


def _is_built(name: str) -> bool:
    """True for a template whose name views put together, such as `enrol_{step}.html`: its last part is a value."""
    folder, _, last = name.removeprefix("app/templates/").rpartition("/")
    code = "\n".join(text(each) for each in python("app"))
    return f'"{last}"' in code and f'f"{folder}/{{' in code
