"""How long and how wide code may be, how modules begin and what they may be called: docs/architecture.md.

Holds rules about size and names alone; imports are in test_imports.py. Each rule is shown to fail.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = ("modelbase", "cli/modelbase_cli", "scripts", "benchmarks")
FUNCTION_LINES = 40
PARAMETERS = 5
EXCUSE = "Longer than"
FORBIDDEN = {
    *("util", "utils", "helper", "helpers", "common", "base", "core", "misc"),
    *("manager", "managers", "service", "services", "handler", "handlers"),
    *("artifact", "artifacts", "asset", "assets", "run", "runs", "version", "versions"),
    *("revision", "revisions", "experiment", "experiments"),
}
Function = ast.FunctionDef | ast.AsyncFunctionDef
Sources = dict[str, str]


def python_sources(root: Path) -> Sources:
    paths = sorted(p for folder in CODE for p in (root / folder).rglob("*.py"))
    return {p.relative_to(root).as_posix(): p.read_text() for p in paths if "static" not in p.parts}


def web_sources(root: Path) -> Sources:
    paths = sorted((root / "webapp" / "src").rglob("*.ts*"))
    return {p.relative_to(root).as_posix(): p.read_text() for p in paths}


def functions(source: str) -> list[Function]:
    return [n for n in ast.walk(ast.parse(source)) if isinstance(n, Function)]


def length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def long_functions(sources: Sources) -> Iterator[str]:
    for path, source in sources.items():
        for function in functions(source):
            if length(function) > FUNCTION_LINES:
                yield f"{path}:{function.lineno} {function.name}: {length(function)} lines"


def wide_functions(sources: Sources) -> Iterator[str]:
    for path, source in sources.items():
        if "/commands/" in path:
            continue  # a command has as many parameters as it has options
        lines = source.splitlines()
        for function in functions(source):
            given = function.args
            names = [a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
            count = len([n for n in names if n not in ("self", "cls")])
            signature = lines[function.lineno - 1 : function.body[0].lineno]
            excused = any("noqa: PLR0913" in line for line in signature)
            if count > PARAMETERS and not excused:
                yield f"{path}:{function.lineno} {function.name}: {count} parameters"


def modules_without_header(sources: Sources) -> Iterator[str]:
    for path, source in sources.items():
        if not ast.get_docstring(ast.parse(source)):
            yield f"{path} does not begin with a docstring that says what it is"


def forbidden_names(sources: Sources) -> Iterator[str]:
    for path in sources:
        parts = Path(path).with_suffix("").parts
        bad = FORBIDDEN & {part.lower() for part in parts}
        if bad:
            yield f"{path} is called {', '.join(sorted(bad))}, which says nothing of what is in it"


PYTHON_RULES: list[Callable[[Sources], Iterator[str]]] = [
    long_functions,
    wide_functions,
    modules_without_header,
    forbidden_names,
]
WEB_RULES: list[Callable[[Sources], Iterator[str]]] = [forbidden_names]

SINS = [
    (long_functions, "modelbase/a.py", "def f():\n" + "    x = 1\n" * 40),
    (wide_functions, "modelbase/a.py", "def f(a, b, c, *, d, e, g): ..."),
    (modules_without_header, "modelbase/a.py", "x = 1"),
    (modules_without_header, "modelbase/__init__.py", ""),
    (forbidden_names, "modelbase/server/helpers.py", ""),
    (forbidden_names, "webapp/src/utils/dates.ts", ""),
]
EXCUSED = [
    (long_functions, "modelbase/a.py", "def f():\n" + "    x = 1\n" * 39),
    (wide_functions, "modelbase/a.py", "def f(self, a, b, c, d, e): ..."),
    (wide_functions, "cli/modelbase_cli/commands/push.py", "def f(a, b, c, d, e, g): ..."),
]


def named(value: object) -> str:
    """Name a case the same in every process: a function by its name, a text by its beginning."""
    return str(getattr(value, "__name__", value))[:40]


@pytest.mark.parametrize("rule", PYTHON_RULES, ids=lambda rule: rule.__name__)
def test_the_python_code_keeps_the_budget(rule) -> None:
    sources = python_sources(ROOT)
    assert len(sources) > 3, "the sources were not found"
    assert list(rule(sources)) == []


@pytest.mark.parametrize("rule", WEB_RULES, ids=lambda rule: rule.__name__)
def test_the_web_app_keeps_the_budget(rule) -> None:
    sources = web_sources(ROOT)
    assert sources, "the web app's sources were not found"
    assert list(rule(sources)) == []


@pytest.mark.parametrize(("rule", "path", "source"), SINS, ids=named)
def test_each_budget_sees_what_is_over_it(rule, path: str, source: str) -> None:
    found = list(rule({path: source}))
    assert len(found) == 1
    assert str(Path(path).parent) in found[0]


@pytest.mark.parametrize(("rule", "path", "source"), EXCUSED, ids=named)
def test_each_budget_lets_pass_what_is_within_it_or_excused(rule, path: str, source: str) -> None:
    assert list(rule({path: source})) == []
