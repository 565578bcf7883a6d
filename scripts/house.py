"""Counts what docs/architecture.md promises: `python scripts/house.py [--json] [PATH]`, PATH being a checkout.

Prints files and lines by folder, product lines, modules over 400 lines, files that one other file imports, import
cycles, folders with more than 15 files, and classes that share a name or their fields. Product code is the Python of
`modelbase` and `cli` and the web app's sources, without tests. Standard library only; reads files, runs nothing.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

PYTHON = ("modelbase", "cli/modelbase_cli")
WEB = "webapp/src"
WEB_ENDINGS = (".ts", ".tsx", ".css")
LONG = 400  # lines of a module
FULL = 15  # files of a folder
MODELS = frozenset(
    {"BaseModel", "Body", "Query", "Path", "ModelPath", "Strict", "Entity"}
)  # bases of our pydantic classes
FIELDS = 2  # classes with fewer fields are not compared
WEB_IMPORT = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(?\s*)["']([^"']+)["']""")
WEB_TYPES = re.compile(r"""\b(?:import|export) type [^"';]*?from\s*["'][^"']+["']""")
Graph = dict[str, set[str]]


def python_files(root: Path) -> dict[str, str]:
    """Return the text of each Python file of the product by its path from `root`."""
    found = (path for folder in PYTHON for path in (root / folder).rglob("*.py"))
    return {
        path.relative_to(root).as_posix(): path.read_text("utf-8")
        for path in sorted(found)
        if "static" not in path.parts
    }


def web_files(root: Path) -> dict[str, str]:
    """Return the text of each source file of the web app by its path from `root`, tests left out."""
    found = {path.relative_to(root).as_posix(): path for path in sorted((root / WEB).rglob("*"))}
    return {
        name: path.read_text("utf-8")
        for name, path in found.items()
        if name.endswith(WEB_ENDINGS) and not re.search(r"\.(test|spec)\.|/(test|tests|__tests__)/", name)
    }


def module_of(path: str) -> str:
    """Return the dotted name of a Python file."""
    parts = PurePosixPath(path).with_suffix("").parts
    parts = parts[1:] if parts[0] == "cli" else parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def python_imports(files: Mapping[str, str]) -> Graph:
    """Return for each file the files that it imports, wherever in it; imports for type checkers alone do not count."""
    paths = {module_of(path): path for path in files}
    graph: Graph = {}
    for path, text in files.items():
        package = module_of(path).split(".")
        package = package if path.endswith("__init__.py") else package[:-1]
        names = _imported(ast.parse(text), package)
        graph[path] = {found for name in names if (found := _nearest(name, paths))} - {path}
    return graph


def _imported(node: ast.AST, package: list[str]) -> Iterator[str]:
    """Yield the dotted names that a piece of code imports: `from a import b` gives `a.b`."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            continue
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            above = package[: len(package) - child.level + 1] if child.level else []
            source = ".".join([*above, *([child.module] if child.module else [])])
            yield from (f"{source}.{alias.name}" for alias in child.names)
        else:
            yield from _imported(child, package)


def _nearest(name: str, paths: Mapping[str, str]) -> str | None:
    """Return the file that has an imported name: the module itself, else the one that the name is taken from."""
    return paths.get(name) or paths.get(name.rpartition(".")[0])


def web_imports(files: Mapping[str, str], types: bool = True) -> Graph:
    """Return for each file the files that it imports, with or without those of which it needs the types alone."""
    graph: Graph = {}
    for path, text in files.items():
        graph[path] = set()
        for name in WEB_IMPORT.findall(text if types else WEB_TYPES.sub("", text)):
            if not name.startswith((".", "@/", "~/")):
                continue
            base = f"{WEB}/{name[2:]}" if name[0] in "@~" else f"{PurePosixPath(path).parent}/{name}"
            base = os.path.normpath(base)
            places = (base, *(f"{base}{end}" for end in WEB_ENDINGS), f"{base}/index.ts", f"{base}/index.tsx")
            graph[path] |= {place for place in places if place in files and place != path}
    return graph


def cycles(graph: Graph) -> list[list[str]]:
    """Return the groups of files that import each other in a circle, each sorted; an empty list if there is none."""
    order: list[str] = []
    seen: set[str] = set()
    for start in sorted(graph):
        _walk(start, graph, seen, order)
    reverse: Graph = {path: set() for path in graph}
    for path, imported in graph.items():
        for each in imported:
            reverse[each].add(path)
    seen = set()
    groups = []
    for start in reversed(order):
        group: list[str] = []
        _walk(start, reverse, seen, group)
        groups.append(sorted(group))
    return sorted(group for group in groups if len(group) > 1)


def _walk(start: str, graph: Graph, seen: set[str], order: list[str]) -> None:
    """Append what is reached from `start` and not `seen` yet, each file behind all that it imports."""
    stack = [(start, iter(sorted(graph[start])))] if start not in seen else []
    seen.add(start)
    while stack:
        path, left = stack[-1]
        following = next((each for each in left if each not in seen), None)
        if following is None:
            order.append(path)
            stack.pop()
        else:
            seen.add(following)
            stack.append((following, iter(sorted(graph[following]))))


def single_importers(graph: Graph) -> dict[str, str]:
    """Return the files that exactly one other file imports, with that one; `__init__` files do not count."""
    importers: dict[str, list[str]] = defaultdict(list)
    for path, imported in graph.items():
        for each in imported:
            importers[each].append(path)
    return {
        path: found[0]
        for path, found in sorted(importers.items())
        if len(found) == 1 and not path.endswith("__init__.py")
    }


def long_modules(files: Mapping[str, str]) -> dict[str, int]:
    """Return the Python and TypeScript files of more than LONG lines with their number of lines."""
    counted = {path: lines(text) for path, text in files.items() if not path.endswith(".css")}
    return {path: count for path, count in counted.items() if count > LONG}


def folders(files: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    """Return files and lines of each folder, without the folders below it; `__init__` files count for lines alone."""
    found: dict[str, tuple[int, int]] = {}
    for path, text in files.items():
        folder = str(PurePosixPath(path).parent)
        count, total = found.get(folder, (0, 0))
        found[folder] = (count + (not path.endswith("__init__.py")), total + lines(text))
    return dict(sorted(found.items()))


def lines(text: str) -> int:
    """Return the number of lines of a text."""
    return len(text.splitlines())


def classes(files: Mapping[str, str]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield file, name and field names, sorted, of each dataclass, named tuple and pydantic model."""
    for path, text in files.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef) and _holds_data(node):
                names = [
                    part.target.id
                    for part in node.body
                    if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
                ]
                yield path, node.name, tuple(sorted(names))


def _holds_data(node: ast.ClassDef) -> bool:
    decorators = {ast.unparse(each).split("(")[0].split(".")[-1] for each in node.decorator_list}
    bases = {ast.unparse(each).split(".")[-1] for each in node.bases}
    return "dataclass" in decorators or bool(bases & (MODELS | {"NamedTuple", "TypedDict"}))


def duplicate_shapes(files: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the classes that have the same field names as another, by those."""
    by_shape: dict[str, list[str]] = defaultdict(list)
    for path, name, shape in classes(files):
        if len(shape) >= FIELDS:
            by_shape[" ".join(shape)].append(f"{path}: {name}")
    return {shape: found for shape, found in sorted(by_shape.items()) if len(found) > 1}


def duplicate_names(files: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the files in which there are data classes of the same name, by that name."""
    by_name: dict[str, list[str]] = defaultdict(list)
    for path, name, _ in classes(files):
        by_name[name].append(path)
    return {name: found for name, found in sorted(by_name.items()) if len(found) > 1}


def counts(root: Path) -> dict[str, Any]:
    """Return all that is counted of a checkout, as plain data."""
    python, web = python_files(root), web_files(root)
    graphs = python_imports(python), web_imports(web, types=False)
    by_folder = folders(python | web)
    return {
        "product_lines": {
            "python": sum(map(lines, python.values())),
            "web": sum(map(lines, web.values())),
            "web_code": sum(lines(text) for path, text in web.items() if not path.endswith(".css")),
        },
        "files": {"python": len(python), "web": len(web)},
        "folders": {folder: {"files": n, "lines": total} for folder, (n, total) in by_folder.items()},
        "full_folders": {folder: n for folder, (n, _) in by_folder.items() if n > FULL},
        "long_modules": long_modules(python | web),
        "single_importer": {
            "python": single_importers(graphs[0]),
            "web": single_importers(web_imports(web)),
        },
        "cycles": {"python": cycles(graphs[0]), "web": cycles(graphs[1])},
        "duplicate_shapes": duplicate_shapes(python),
        "duplicate_names": duplicate_names(python),
    }


def report(found: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of the report for people."""
    yield "folder                                           files   lines"
    for folder, each in found["folders"].items():
        mark = f"  more than {FULL} files" if each["files"] > FULL else ""
        yield f"{folder:<48} {each['files']:>5} {each['lines']:>7}{mark}"
    yield ""
    product, files = found["product_lines"], found["files"]
    yield f"product lines: {product['python']:,} of Python in {files['python']} files, "
    yield f"               {product['web']:,} of the web app in {files['web']} files"
    yield f"folders with more than {FULL} files: {len(found['full_folders'])}"
    yield from _section(
        f"modules over {LONG} lines", (f"{n:>5} {p}" for p, n in found["long_modules"].items())
    )
    for kind in ("python", "web"):
        per_folder = Counter(str(PurePosixPath(path).parent) for path in found["single_importer"][kind])
        title = f"{kind} files that one other file imports"
        total = sum(per_folder.values())
        yield from _section(title, (f"{n:>5} in {folder}" for folder, n in sorted(per_folder.items())), total)
        yield from _section(f"import cycles, {kind}", map(" <-> ".join, found["cycles"][kind]))
    shapes = (f"({shape}) {', '.join(where)}" for shape, where in found["duplicate_shapes"].items())
    yield from _section("classes with the same fields", shapes)
    names = (f"{name} {len(where)} times" for name, where in found["duplicate_names"].items())
    yield from _section("data classes with the same name", names)


def _section(title: str, parts: Iterable[str], total: int | None = None) -> Iterator[str]:
    listed = list(parts)
    yield f"{title}: {len(listed) if total is None else total}"
    yield from (f"  {part}" for part in listed)


def main(arguments: list[str]) -> int:
    """Print the counts of a checkout."""
    parser = argparse.ArgumentParser(prog="scripts/house.py", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("path", nargs="?", type=Path, default=Path(__file__).resolve().parents[1])
    parser.add_argument("--json", action="store_true", help="print everything as JSON, with all names")
    given = parser.parse_args(arguments)
    if not (given.path / PYTHON[0]).is_dir():
        parser.error(f"{given.path} is no checkout of Modelbase")
    found = counts(given.path)
    text = json.dumps(found, indent=1) if given.json else "\n".join(report(found))
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
