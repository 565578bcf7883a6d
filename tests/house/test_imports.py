"""Who may import what, and which calls have one home: docs/architecture.md, read from the code with `ast`.

Rules about imports and calls alone; lengths and names are in test_budgets.py. Each rule is shown to fail.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("modelbase", "cli/modelbase_cli")

# A package of the outside -> the files that may import it. `**` stands for a whole room.
WEB = ("modelbase/server/app.py", "modelbase/server/api/*")
DATABASE = (
    "modelbase/server/backends.py",
    "modelbase/server/database/*",
    "modelbase/server/index/*",
    "modelbase/server/hosting/embedded/*",
)
BUCKET = (
    "modelbase/server/backends.py",
    "modelbase/server/bucket/*",
    "modelbase/server/hosting/embedded/*",
)
HOMES = {
    "flask": WEB,
    "flask_openapi3": WEB,
    "werkzeug": WEB,
    "pymongo": DATABASE,
    "bson": DATABASE,
    "boto3": BUCKET,
    "botocore": BUCKET,
}
READ_ENVIRONMENT = ("modelbase/server/settings.py", "modelbase/client/config.py")
PRINT = ("cli/modelbase_cli/output.py",)
# Pure rooms -> the packages of the outside that they may import.
PURE = {
    "identity": {"rfc8785", "orjson", "yaml", "omegaconf", "pydantic", "numpy", "torch"},
    "comparison": set(),
    "query": {"lark", "pydantic"},
    "errors": set(),
    "weights": set(),
}
RUN_FOREIGN_CODE = {"pickle", "cPickle", "_pickle", "joblib", "marshal", "shelve", "dill", "cloudpickle"}
FOREIGN_CALLS = {"torch.load", "yaml.load", "yaml.unsafe_load", "yaml.full_load", "eval", "exec"}
PRINT_CALLS = {"print", "click.echo", "click.secho", "sys.stdout.write", "sys.stderr.write"}
ENVIRONMENT = {"os.environ", "os.environb", "os.getenv", "os.putenv"}


@dataclass(frozen=True)
class Module:
    """A source file, and what it imports and uses, as dotted names with their line.

    An import under `if TYPE_CHECKING` names a type and loads nothing, so it only has to keep the direction.
    """

    path: str
    imports: tuple[tuple[str, int], ...]
    imports_for_types: tuple[tuple[str, int], ...]
    uses: tuple[tuple[str, int], ...]
    calls: tuple[tuple[str, int], ...]

    def within(self, *patterns: str) -> bool:
        return any(fnmatch(self.path, pattern) for pattern in patterns)


def read_modules(root: Path) -> list[Module]:
    paths = sorted(p for package in PACKAGES for p in (root / package).rglob("*.py"))
    return [read_module(path, path.relative_to(root).as_posix()) for path in paths]


def read_module(path: Path, name: str) -> Module:
    tree = ast.parse(path.read_text())
    types = [
        n for n in ast.walk(tree) if isinstance(n, ast.If) and ast.unparse(n.test).endswith("TYPE_CHECKING")
    ]
    for_types = tuple(i for node in types for part in node.body for i in imported(part, name))
    imports = tuple(i for i in imported(tree, name) if i not in for_types)
    known = dict(aliases(tree))
    nodes = [n for n in ast.walk(tree) if isinstance(n, ast.Attribute | ast.Name)]
    uses = tuple((dotted(n, known), n.lineno) for n in nodes)
    calls = tuple((dotted(n.func, known), n.lineno) for n in ast.walk(tree) if isinstance(n, ast.Call))
    return Module(name, imports, for_types, uses, calls)


def imported(tree: ast.AST, name: str) -> Iterator[tuple[str, int]]:
    """Yield each imported dotted name; `from a import b` gives `a.b`, relative ones are made absolute."""
    package = name.removeprefix("cli/").split("/")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((a.name, node.lineno) for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((f"{source}.{a.name}", node.lineno) for a in node.names)


def aliases(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield what a local name stands for: `from os import environ as e` makes `e` stand for `os.environ`."""
    for node in ast.walk(tree):
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
    return name == package or name.startswith(f"{package}.")


def outside_its_home(modules: list[Module]) -> Iterator[str]:
    for module in modules:
        for name, line in module.imports:
            homes = HOMES.get(name.split(".")[0])
            if homes and not module.within(*homes):
                yield f"{module.path}:{line} imports {name}; only {', '.join(homes)} may"


def environment_read_elsewhere(modules: list[Module]) -> Iterator[str]:
    for module in modules:
        if not module.within(*READ_ENVIRONMENT):
            yield from (f"{module.path}:{line} uses {n}" for n, line in module.uses if n in ENVIRONMENT)


def against_the_direction(modules: list[Module]) -> Iterator[str]:
    for module in modules:
        banned = banned_rooms(module)
        for name, line in (*module.imports, *module.imports_for_types):
            if any(belongs(name, room) for room in banned):
                yield f"{module.path}:{line} imports {name}"


def banned_rooms(module: Module) -> set[str]:
    """Return the rooms that a module may not look into."""
    if module.within("cli/*", "modelbase/__main__.py"):
        return set()
    banned = {"modelbase_cli"} if not module.within("modelbase/server/*") else set()
    if module.within("modelbase/server/database/*", "modelbase/server/bucket/*"):
        return {"modelbase_cli", "modelbase.server.api", "modelbase.server.app", "modelbase.client"}
    if module.within("modelbase/server/api/*"):
        return {"modelbase_cli", "modelbase.server.app", "modelbase.client"}
    if module.within("modelbase/server/*") and not module.within("modelbase/server/app.py"):
        return {"modelbase.server.api"}
    if module.within("modelbase/client/*", "modelbase/integrations/*"):
        return banned | {"modelbase.server"}
    if not module.within("modelbase/server/*"):
        return banned | {"modelbase.server"}
    return banned


def impure(modules: list[Module]) -> Iterator[str]:
    for module in modules:
        parts = Path(module.path).with_suffix("").parts
        room = parts[1] if len(parts) > 1 and parts[0] == "modelbase" else ""
        if room not in PURE:
            continue
        for name, line in module.imports:
            top = name.split(".")[0]
            if top == "modelbase" and room == "errors":
                yield f"{module.path}:{line} imports {name}; errors imports nothing of ours"
            elif top == "modelbase" and name.split(".")[1:2] in (["client"], ["integrations"], ["server"]):
                yield f"{module.path}:{line} imports {name}; {room} is pure"
            elif top not in {"modelbase", *PURE[room], *sys.stdlib_module_names}:
                yield f"{module.path}:{line} imports {name}; {room} may import {sorted(PURE[room])} alone"


def runs_foreign_code(modules: list[Module]) -> Iterator[str]:
    for module in modules:
        for name, line in module.imports:
            if name.split(".")[0] in RUN_FOREIGN_CODE:
                yield f"{module.path}:{line} imports {name}, which runs what a file says"
        for name, line in module.calls:
            if name in FOREIGN_CALLS:
                yield f"{module.path}:{line} calls {name}, which runs what a file says"


def prints_elsewhere(modules: list[Module]) -> Iterator[str]:
    for module in modules:
        if not module.within(*PRINT):
            yield from (f"{module.path}:{line} calls {n}" for n, line in module.calls if n in PRINT_CALLS)


RULES = [
    outside_its_home,
    environment_read_elsewhere,
    against_the_direction,
    impure,
    runs_foreign_code,
    prints_elsewhere,
]

# One small sin per line: the rule that must see it, the file it is in, and the line itself.
SINS = [
    (outside_its_home, "modelbase/server/transfer/push.py", "from flask import request"),
    (outside_its_home, "modelbase/server/transfer/push.py", "def f():\n    import pymongo.errors"),
    (outside_its_home, "modelbase/server/api/models.py", "from bson import ObjectId"),
    (
        outside_its_home,
        "modelbase/server/database/models/models.py",
        "from botocore.exceptions import ClientError",
    ),
    (environment_read_elsewhere, "modelbase/server/transfer/push.py", "import os\nx = os.environ.get('A')"),
    (environment_read_elsewhere, "cli/modelbase_cli/output.py", "from os import getenv as g\nx = g('A')"),
    (against_the_direction, "modelbase/client/api.py", "from modelbase.server import settings"),
    (against_the_direction, "modelbase/client/api.py", "from ..server import settings"),
    (against_the_direction, "modelbase/server/transfer/push.py", "from modelbase.server.api import models"),
    (against_the_direction, "modelbase/server/push.py", "from . import api"),
    (against_the_direction, "modelbase/integrations/torch.py", "import modelbase.server.app"),
    (impure, "modelbase/identity/identity.py", "import click"),
    (impure, "modelbase/query/parse.py", "import httpx"),
    (impure, "modelbase/comparison/compare.py", "from modelbase.client import api"),
    (impure, "modelbase/errors.py", "from modelbase import args"),
    (runs_foreign_code, "modelbase/server/scan.py", "import pickle"),
    (runs_foreign_code, "modelbase/server/scan.py", "import torch\nx = torch.load('a')"),
    (runs_foreign_code, "cli/modelbase_cli/files.py", "from yaml import load\nx = load('a')"),
    (prints_elsewhere, "modelbase/client/transfer.py", "print('done')"),
    (prints_elsewhere, "cli/modelbase_cli/commands/ls.py", "import click\nclick.echo('x')"),
]


def named(value: object) -> str:
    """Name a case the same in every process: a function by its name, a text by its beginning."""
    return str(getattr(value, "__name__", value))[:40]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_module_breaks_the_rule(rule) -> None:
    modules = read_modules(ROOT)
    assert len(modules) > 3, "the sources were not found"
    assert list(rule(modules)) == []


@pytest.mark.parametrize(("rule", "path", "source"), SINS, ids=named)
def test_each_rule_sees_a_module_that_breaks_it(rule, path: str, source: str, tmp_path: Path) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_text(source + "\n")
    found = list(rule(read_modules(tmp_path)))
    assert len(found) == 1, found
    assert found[0].startswith(path)


def test_what_stands_in_its_home_is_allowed(tmp_path: Path) -> None:
    allowed = {
        "modelbase/server/app.py": "import flask\nfrom modelbase.server.api import models",
        "modelbase/server/database/models/models.py": "import pymongo",
        "modelbase/server/deployment.py": "import typing\nif typing.TYPE_CHECKING:\n    import pymongo",
        "modelbase/server/settings.py": "import os\nx = os.environ",
        "modelbase/scan.py": "import pickletools, yaml\nx = yaml.safe_load('a')",
        "cli/modelbase_cli/output.py": "print('x')",
        "cli/modelbase_cli/commands/serve.py": "from modelbase.server.app import create_app",
    }
    for path, source in allowed.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(source + "\n")
    assert [sin for rule in RULES for sin in rule(read_modules(tmp_path))] == []
