"""Who may import what, and which calls have one home: docs/architecture.md, read from the code with `ast`.

Rules about imports and calls alone; folders, headers and names are in test_layout.py. Each rule is shown to fail.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from sources import ROOT, Module, belongs, product, read_modules

import modelbase

# A package of the outside -> the files that may import it. `*` stands for anything below a folder.
WEB = ("modelbase/server/app.py", "modelbase/server/api/*", "modelbase/server/hub/*")
MAKES_CLIENTS = (
    "modelbase/server/backends.py",
    "modelbase/server/deployment.py",
    "modelbase/server/hosting/embedded/*",
)
DATABASE = (*MAKES_CLIENTS, "modelbase/server/database/*", "modelbase/server/index/*")
BUCKET = (*MAKES_CLIENTS, "modelbase/server/bucket/*")
HOMES = {
    "flask": WEB,
    "flask_openapi3": WEB,
    "werkzeug": WEB,
    "pymongo": DATABASE,
    "bson": DATABASE,
    "boto3": BUCKET,
    "botocore": BUCKET,
}
READ_ENVIRONMENT = (
    "modelbase/server/settings.py",
    "modelbase/client/config.py",
    "modelbase/training/environment.py",
)
PRINT = ("cli/modelbase_cli/output.py",)
# The rooms and names that the command line may import: the SDK, its door for servers and tokens, what is pure, and for
# the commands of the server's machine `hosting`; `openapi` prints what the routes say and needs no server.
FOR_COMMANDS = (
    *("modelbase.client.config", "modelbase.client.sign_in", "modelbase.comparison", "modelbase.entities"),
    *(
        "modelbase.errors",
        "modelbase.identity",
        "modelbase.demo",
        "modelbase.installed",
        "modelbase.server.hosting",
    ),
    *("modelbase.client.browser", "modelbase.query.tree", "modelbase.texts"),
)
OPENAPI = "cli/modelbase_cli/commands/openapi.py"
# Pure rooms -> the packages of the outside that they may import.
PURE = {
    "modelbase/identity/*": {"rfc8785", "yaml", "omegaconf", "pydantic", "numpy", "torch"},
    "modelbase/comparison/*": set(),
    "modelbase/query/*": {"lark", "pydantic", "re2"},
    "modelbase/errors.py": set(),
    "modelbase/deadline.py": set(),
    "modelbase/weights/*": {"zstandard"},
}
# Rooms that know few others -> the packages of ours that they may import beside themselves.
OURS = {
    "modelbase/errors.py": (),
    "modelbase/deadline.py": ("errors",),
    "modelbase/identity/*": ("errors",),
    "modelbase/comparison/*": ("deadline", "errors", "identity"),
    "modelbase/query/*": ("deadline", "errors", "identity"),
    "modelbase/weights/*": ("errors",),
    "modelbase/integrations/*": ("errors", "identity", "training"),
    "modelbase/server/bucket/*": ("errors", "server.settings"),
    "modelbase/server/database/*": ("deadline", "entities", "errors", "identity", "query", "server.visible"),
    "modelbase/server/index/*": (
        "deadline",
        "entities",
        "errors",
        "identity",
        "query",
        "server.database",
        "server.visible",
    ),
}
# Files -> packages of ours that they may not import, and the files among them that may.
SERVER = "modelbase/server/*"
DIRECTIONS = (
    ("modelbase/*", ("modelbase.server",), (SERVER, "modelbase/__main__.py")),
    ("modelbase/*", ("modelbase_cli",), ("modelbase/__main__.py",)),
    ("*", ("modelbase.integrations",), ("modelbase/integrations/*",)),  # they import frameworks
    (SERVER, ("modelbase.client", "modelbase.training", "modelbase.integrations", "modelbase.importers"), ()),
    (SERVER, ("modelbase.server.api", "modelbase.server.hub"), WEB),
    (SERVER, ("modelbase.server.app", "modelbase.server.hosting"), ("modelbase/server/hosting/*",)),
)
RUN_FOREIGN_CODE = {"pickle", "cPickle", "_pickle", "joblib", "marshal", "shelve", "dill", "cloudpickle"}
FOREIGN_CALLS = {"torch.load", "yaml.load", "yaml.unsafe_load", "yaml.full_load", "eval", "exec"}
# Where a foreign call may stand, since it says `weights_only=True` there: it then reads data alone.
WEIGHTS_ONLY = {"modelbase/training/torch_state.py": "torch.load"}
# Who may unpickle: scikit-learn has no other format. It loads what a scan has found nothing in, and nothing else.
UNPICKLES = {"modelbase/integrations/sklearn.py": "joblib"}
PRINT_CALLS = {"print", "click.echo", "click.secho", "sys.stdout.write", "sys.stderr.write"}
ENVIRONMENT = {"os.environ", "os.environb", "os.getenv", "os.putenv"}
Modules = Iterable[Module]


def outside_its_home(modules: Modules) -> Iterator[str]:
    for module in modules:
        for name, line in module.imports:
            homes = HOMES.get(name.split(".")[0])
            if homes and not module.within(*homes):
                yield f"{module.path}:{line} imports {name}; only {', '.join(homes)} may"


def environment_read_elsewhere(modules: Modules) -> Iterator[str]:
    for module in modules:
        if not module.within(*READ_ENVIRONMENT):
            yield from (f"{module.path}:{line} uses {n}" for n, line in module.uses if n in ENVIRONMENT)


def against_the_direction(modules: Modules) -> Iterator[str]:
    for module in modules:
        rules = [r for r in DIRECTIONS if module.within(r[0]) and not module.within(*r[2])]
        banned = {package for rule in rules for package in rule[1]}
        for name, line in (*module.imports, *module.imports_for_types):
            if any(belongs(name, package) for package in banned):
                yield f"{module.path}:{line} imports {name}"


def out_of_its_room(modules: Modules) -> Iterator[str]:
    for module in modules:
        for room, known in OURS.items():
            own = room.removesuffix("/*").removesuffix(".py").replace("/", ".")
            allowed = (own, *(f"modelbase.{name}" for name in known))
            for name, line in module.imports if module.within(room) else ():
                if belongs(name, "modelbase") and not any(belongs(name, package) for package in allowed):
                    yield f"{module.path}:{line} imports {name}; {room} may import {known} of ours"


def impure(modules: Modules) -> Iterator[str]:
    for module in modules:
        for room, known in PURE.items():
            for name, line in module.imports if module.within(room) else ():
                if name.split(".")[0] not in {"modelbase", *known, *sys.stdlib_module_names}:
                    yield f"{module.path}:{line} imports {name}; {room} may import {sorted(known)} alone"


def below_the_sdk(modules: Modules) -> Iterator[str]:
    for module in modules:
        if not module.within("cli/*"):
            continue
        more = ("modelbase.server.api",) if module.path == OPENAPI else ()
        for name, line in (*module.imports, *module.imports_for_types):
            rooms = (*FOR_COMMANDS, *more, *(f"modelbase.{public}" for public in modelbase.__all__))
            if name.startswith("modelbase.") and not any(belongs(name, room) for room in rooms):
                yield f"{module.path}:{line} imports {name}; commands call the SDK and nothing below it"


def runs_foreign_code(modules: Modules) -> Iterator[str]:
    for module in modules:
        for name, line in module.imports:
            if name.split(".")[0] in RUN_FOREIGN_CODE - {UNPICKLES.get(module.path)}:
                yield f"{module.path}:{line} imports {name}, which runs what a file says"
        for name, line in module.calls:
            if name in FOREIGN_CALLS and WEIGHTS_ONLY.get(module.path) != name:
                yield f"{module.path}:{line} calls {name}, which runs what a file says"


def prints_elsewhere(modules: Modules) -> Iterator[str]:
    for module in modules:
        if not module.within(*PRINT):
            yield from (f"{module.path}:{line} calls {n}" for n, line in module.calls if n in PRINT_CALLS)


RULES = [
    outside_its_home,
    environment_read_elsewhere,
    against_the_direction,
    out_of_its_room,
    impure,
    below_the_sdk,
    runs_foreign_code,
    prints_elsewhere,
]

# One small sin per line: the rule that must see it, the file it is in, and the line itself.
SINS = [
    (outside_its_home, "modelbase/server/transfer/push.py", "from flask import request"),
    (outside_its_home, "modelbase/server/transfer/push.py", "def f():\n    import pymongo.errors"),
    (outside_its_home, "modelbase/server/api/models.py", "from bson import ObjectId"),
    (outside_its_home, "modelbase/server/database/models.py", "from botocore.exceptions import ClientError"),
    (environment_read_elsewhere, "modelbase/server/transfer/push.py", "import os\nx = os.environ.get('A')"),
    (environment_read_elsewhere, "modelbase/training/run.py", "import os\nx = os.environ['A']"),
    (environment_read_elsewhere, "cli/modelbase_cli/output.py", "from os import getenv as g\nx = g('A')"),
    (against_the_direction, "modelbase/client/api.py", "from modelbase.server import settings"),
    (against_the_direction, "modelbase/client/api.py", "from ..server import settings"),
    (against_the_direction, "modelbase/training/run.py", "from modelbase.server import settings"),
    (against_the_direction, "modelbase/client/api.py", "if TYPE_CHECKING:\n    import modelbase.server.app"),
    (against_the_direction, "modelbase/server/transfer/push.py", "from modelbase.server.api import models"),
    (against_the_direction, "modelbase/server/push.py", "from . import api"),
    (against_the_direction, "modelbase/server/api/models.py", "from modelbase.server.app import create_app"),
    (against_the_direction, "modelbase/server/worker/scan.py", "from modelbase.client import api"),
    (against_the_direction, "modelbase/integrations/torch.py", "import modelbase.server.app"),
    (out_of_its_room, "modelbase/server/database/rows.py", "from modelbase.server import index"),
    (out_of_its_room, "modelbase/server/index/block.py", "from modelbase.server.table import table"),
    (out_of_its_room, "modelbase/server/bucket/space.py", "from modelbase.server.database import models"),
    (out_of_its_room, "modelbase/comparison/compare.py", "from modelbase.client import api"),
    (out_of_its_room, "modelbase/identity/args.py", "from modelbase import entities"),
    (out_of_its_room, "modelbase/errors.py", "from modelbase import identity"),
    (out_of_its_room, "modelbase/integrations/keras.py", "from modelbase.client import api"),
    (against_the_direction, "modelbase/training/run.py", "from modelbase.integrations import keras"),
    (impure, "modelbase/identity/identity.py", "import click"),
    (impure, "modelbase/query/parse.py", "import httpx"),
    (impure, "modelbase/weights/look.py", "import torch"),
    (below_the_sdk, "cli/modelbase_cli/commands/tag.py", "from modelbase.client.api import path_of"),
    (below_the_sdk, "cli/modelbase_cli/commands/tag.py", "from modelbase.client.transfer import push"),
    (below_the_sdk, "cli/modelbase_cli/commands/serve.py", "from modelbase.server import settings"),
    (runs_foreign_code, "modelbase/server/scan.py", "import pickle"),
    (runs_foreign_code, "modelbase/integrations/keras.py", "import joblib"),
    (runs_foreign_code, "modelbase/integrations/sklearn.py", "import pickle"),
    (runs_foreign_code, "modelbase/server/scan.py", "import torch\nx = torch.load('a')"),
    (runs_foreign_code, "cli/modelbase_cli/files.py", "from yaml import load\nx = load('a')"),
    (prints_elsewhere, "modelbase/client/transfer.py", "print('done')"),
    (prints_elsewhere, "cli/modelbase_cli/commands/ls.py", "import click\nclick.echo('x')"),
]


def named(value: object) -> str:
    """Name a case the same in every process: a function by its name, a text by its beginning."""
    return str(getattr(value, "__name__", value))[:40]


def test_what_may_load_files_of_torch_reads_weights_alone() -> None:
    for path, call in WEIGHTS_ONLY.items():
        source = (ROOT / path).read_text("utf-8")
        calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
        loads = [node for node in calls if ast.unparse(node.func) == call]
        assert loads
        for node in loads:
            assert {word.arg: ast.unparse(word.value) for word in node.keywords}["weights_only"] == "True"


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_no_module_breaks_the_rule(rule) -> None:
    assert len(product()) > 100, "the sources were not found"
    assert list(rule(product())) == []


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
        "modelbase/server/hub/files.py": "import flask",
        "modelbase/server/database/models/models.py": "import pymongo\nfrom modelbase.server.database import a",
        "modelbase/server/index/block.py": "from modelbase.server.database import models",
        "modelbase/server/relations/near.py": "import typing\nif typing.TYPE_CHECKING:\n    import pymongo",
        "modelbase/server/settings.py": "import os\nx = os.environ",
        "modelbase/training/environment.py": "import os\nx = os.environ",
        "modelbase/scan.py": "import pickletools, yaml\nx = yaml.safe_load('a')",
        "cli/modelbase_cli/output.py": "print('x')",
        "cli/modelbase_cli/commands/serve.py": "from modelbase.server.hosting import serve",
        "cli/modelbase_cli/commands/tag.py": "from modelbase import Model, errors\nimport modelbase",
    }
    for path, source in allowed.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(source + "\n")
    modules = list(read_modules(tmp_path))
    assert len(modules) == len(allowed)
    assert [sin for rule in RULES for sin in rule(modules)] == []
