"""The product's Python sources, each read and parsed once a process, and what the rules of tests/house ask of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PRODUCT = ("modelbase", "cli/modelbase_cli")
Uses = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Module:
    """A source file: its docstring, and what it imports, uses and calls as dotted names with their line.

    An import under `if TYPE_CHECKING` names a type and loads nothing, so it only has to keep the direction.
    """

    path: str
    doc: str
    imports: Uses
    imports_for_types: Uses
    uses: Uses
    calls: Uses

    def within(self, *patterns: str) -> bool:
        return any(fnmatch(self.path, pattern) for pattern in patterns)


@cache
def product() -> tuple[Module, ...]:
    """Return the modules of this checkout."""
    return tuple(read_modules(ROOT))


def read_modules(root: Path, folders: tuple[str, ...] = PRODUCT) -> Iterator[Module]:
    """Yield the modules below some folders of a checkout; the built web app holds none."""
    for path in sorted(p for folder in folders for p in (root / folder).rglob("*.py")):
        if "static" not in path.parts:
            yield read_module(path.relative_to(root).as_posix(), path.read_text("utf-8"))


def read_module(path: str, source: str) -> Module:
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    types = [n for n in nodes if isinstance(n, ast.If) and ast.unparse(n.test).endswith("TYPE_CHECKING")]
    inside = {id(n) for each in types for part in each.body for n in ast.walk(part)}
    known = dict(aliases(nodes))
    return Module(
        path,
        ast.get_docstring(tree) or "",
        tuple(imported([n for n in nodes if id(n) not in inside], path)),
        tuple(imported([n for n in nodes if id(n) in inside], path)),
        tuple((dotted(n, known), n.lineno) for n in nodes if isinstance(n, ast.Attribute | ast.Name)),
        tuple((dotted(n.func, known), n.lineno) for n in nodes if isinstance(n, ast.Call)),
    )


def imported(nodes: list[ast.AST], path: str) -> Iterator[tuple[str, int]]:
    """Yield each imported dotted name; `from a import b` gives `a.b`, relative ones are made absolute."""
    package = path.removeprefix("cli/").split("/")[:-1]
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((a.name, node.lineno) for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((f"{source}.{a.name}", node.lineno) for a in node.names)


def aliases(nodes: list[ast.AST]) -> Iterator[tuple[str, str]]:
    """Yield what a local name stands for: `from os import environ as e` makes `e` stand for `os.environ`."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((a.asname, a.name) for a in node.names if a.asname)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((a.asname or a.name, f"{node.module}.{a.name}") for a in node.names)


def dotted(node: ast.AST, known: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return known.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value, known)}.{node.attr}"
    return "?"


def belongs(name: str, package: str) -> bool:
    """Tell whether a dotted name is a package or something in it."""
    return name == package or name.startswith(f"{package}.")
