"""Links in templates: attributes that are addresses, and what is handed to macros that make such attributes of it."""

from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from itertools import product

from jinja2 import Environment, nodes

from tests.rules import house
from tests.rules.links.link import FILLED_IN, Link, links

_BY_ATTRIBUTE = {"href": "GET", "src": "GET", "formaction": "POST", "data-begin": "POST", "data-finish": "POST"}
_BY_NAME = {"action": "POST", "formaction": "POST"}
"""Names under which an address to send to is handed on; whatever is called otherwise is gone to."""

_OPEN, _CLOSE = "\ue000", "\ue001"
"""Around the number of an expression in a template's text; what it can read stands in a list."""

Names = dict[str, list[str]]
Methods = dict[tuple[str, int | str], str]
"""By which method a macro follows an argument, by its place and by its name."""


def in_templates() -> Iterator[Link]:
    """All of them."""
    environment = Environment()  # noqa: S701 - it parses, and renders nothing
    templates = {
        name.removeprefix("app/"): environment.parse(house.text(name))
        for name in house.tracked(".html")
        if name.startswith("app/templates/")
    }
    macros = {name: list(template.find_all(nodes.Macro)) for name, template in templates.items()}
    methods: Methods = {}
    for each in macros.values():
        for macro in each:
            methods |= _methods_of(macro)
    for name, template in templates.items():
        for body in (template.body, *(macro.body for macro in macros[name])):
            page = _Page(body, {})
            for written, method in [*page.addresses, *page.handed_on(methods)]:
                yield from links(name, method, [written])


def _methods_of(macro: nodes.Macro) -> Methods:
    """What becomes of a macro's arguments: of those that are a whole attribute."""
    names = [argument.name for argument in macro.args]
    used = dict(_Page(macro.body, {name: [f"argument {name}"] for name in names}).addresses)
    return {
        (macro.name, key): used[f"argument {name}"]
        for place, name in enumerate(names)
        for key in (place, name)
        if f"argument {name}" in used
    }


def _written(node: nodes.Node, names: Names) -> list[str]:
    """What an expression can read, with `*` for what is filled in."""
    if isinstance(node, nodes.Const):
        return [str(node.value)]
    if isinstance(node, nodes.Name):
        return names.get(node.name, [FILLED_IN])
    if isinstance(node, nodes.Concat):
        return _joined(_written(part, names) for part in node.nodes)
    if isinstance(node, nodes.CondExpr):
        return [*_written(node.expr1, names), *(_written(node.expr2, names) if node.expr2 else [""])]
    return [FILLED_IN]


def _joined(parts: Iterable[list[str]]) -> list[str]:
    return ["".join(reading) for reading in product(*parts)]


class _Page(HTMLParser):
    """The markup of a template or of one macro, and the addresses in it. Macros inside a template are left out."""

    def __init__(self, body: list[nodes.Node], names: Names) -> None:
        super().__init__()
        self.addresses: list[tuple[str, str]] = []
        self._names = names
        self._readings: list[list[str]] = []
        self._handed: list[tuple[str, int | str, list[str]]] = []
        self._form = "GET"
        self.feed(self._text_of(body))

    def handed_on(self, methods: Methods) -> Iterator[tuple[str, str]]:
        """What macros, `with` and lists of links are given."""
        for macro, key, written in self._handed:
            method = methods.get((macro, key)) or _BY_NAME.get(str(key), "GET")
            yield from ((reading, method) for reading in written)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what is an address."""
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = values.get("method", "get").upper()
        for name, value in values.items():
            method = self._form if (tag, name) == ("form", "action") else _BY_ATTRIBUTE.get(name)
            if method or name.startswith("data-"):
                self.addresses += [(reading, method or "GET") for reading in self._expanded(value)]

    def _text_of(self, body: Iterable[nodes.Node]) -> str:
        return "".join(self._text(node) for node in body)

    def _text(self, node: nodes.Node) -> str:
        """A node's markup: one way through it after the other, and expressions by their numbers."""
        if isinstance(node, nodes.TemplateData):
            return node.data
        if isinstance(node, nodes.Expr):
            self._look_into(node)
            return self._kept(_written(node, self._names))
        if isinstance(node, nodes.If):
            return self._branches(node)
        if isinstance(node, nodes.Macro):
            return ""
        self._take(node)
        return self._text_of([*getattr(node, "body", []), *getattr(node, "nodes", []), *getattr(node, "else_", [])])

    def _take(self, node: nodes.Node) -> None:
        """What a node names or hands on."""
        match node:
            case nodes.Assign(target=nodes.Name(name=name)):
                self._names[name] = _written(node.node, self._names)
            case nodes.CallBlock():
                self._look_into(node.call)
            case nodes.With():
                for target, value in zip(node.targets, node.values, strict=True):
                    if isinstance(target, nodes.Name):
                        self._names[target.name] = _written(value, self._names)
                        self._handed.append(("", target.name, self._names[target.name]))

    def _branches(self, node: nodes.If) -> str:
        """Inside an attribute one of them is read; branches with markup of their own are read one after the other."""
        bodies = [node.body, *(each.body for each in node.elif_), node.else_]
        texts = [self._text_of(body) for body in bodies]
        if any(set(text) & set('<>"') for text in texts):
            return "".join(texts)
        return self._kept([reading for text in texts for reading in self._expanded(text)])

    def _kept(self, written: list[str]) -> str:
        self._readings.append(written)
        return f"{_OPEN}{len(self._readings) - 1}{_CLOSE}"

    def _expanded(self, text: str) -> list[str]:
        pieces = text.replace(_CLOSE, _OPEN).split(_OPEN)
        return _joined([piece] if place % 2 == 0 else self._readings[int(piece)] for place, piece in enumerate(pieces))

    def _look_into(self, expression: nodes.Expr) -> None:
        """What calls in it are given, and what stands in its lists and dicts."""
        for node in [expression, *expression.find_all(nodes.Node)]:
            match node:
                case nodes.Call(node=nodes.Name(name=macro)):
                    for place, value in enumerate(node.args):
                        self._hand_on(macro, place, value)
                    for each in node.kwargs:
                        self._hand_on(macro, each.key, each.value)
                case nodes.Pair(key=nodes.Const(value=key)):
                    self._hand_on("", str(key), node.value)
                case nodes.Tuple() | nodes.List():
                    for item in node.items:
                        self._hand_on("", "", item)

    def _hand_on(self, macro: str, key: int | str, value: nodes.Node) -> None:
        self._handed.append((macro, key, _written(value, self._names)))
