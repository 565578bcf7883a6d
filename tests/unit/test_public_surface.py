"""The public surface is what `modelbase/__init__.py` and docs/python.md name; importing it loads nothing else."""

from __future__ import annotations

import json
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import modelbase

ROOT = Path(__file__).resolve().parents[2]
DOCS = (ROOT / "docs" / "python.md").read_text()
NAMES = set(modelbase.__all__)
# Importing any of our modules, in any order, must leave what the public names stand for as it is.
AFTER_ALL_MODULES = """
import importlib, inspect, json, pkgutil, sys
import modelbase
programs = ("__main__", "wsgi")  # start something when they are imported
walked = [m.name for m in pkgutil.walk_packages(modelbase.__path__, "modelbase.") if not m.name.endswith(programs)]
for name in walked:
    importlib.import_module(name)
kinds = {name: type(getattr(modelbase, name)).__name__ for name in modelbase.__all__}
homes = {name: getattr(modelbase, name).__module__ for name in modelbase.__all__}
identity = modelbase.identify({"lr": 0.1}, dataset="d", architecture="a")
refused = []
for name, kind in kinds.items():
    if kind == "function":
        try:
            getattr(modelbase, name)(no_such_parameter=1)
        except TypeError as error:
            refused.append([name, str(error)])
print(json.dumps({"walked": walked, "kinds": kinds, "homes": homes, "id": identity.id, "refused": refused}))
"""
LOADED = """
import json, sys
before = set(sys.modules)
import modelbase
{then}
print(json.dumps(sorted(set(sys.modules) - before)))
"""


def run(code: str, home: Path) -> Any:
    """Return what a Python of its own prints as JSON."""
    path = f"{ROOT}:{ROOT / 'cli'}"
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_the_docs_name_exactly_the_public_names() -> None:
    section = re.search(r"^## Public names\n(.*?)^## ", DOCS, re.MULTILINE | re.DOTALL)
    assert section is not None
    assert set(re.findall(r"`(\w+)`", section[1])) == NAMES
    assert set(modelbase._HOMES) == NAMES
    assert set(dir(modelbase)) == NAMES | {"__version__"}


def test_every_public_function_has_its_heading_and_the_docs_use_no_other_name() -> None:
    functions = {name for name in NAMES if name[0].islower()} - {"lookup"}  # another name for find
    headings = {each for line in re.findall(r"^### (.+)$", DOCS, re.MULTILINE) for each in line.split(", ")}
    assert functions <= headings
    used = set(re.findall(r"\bmodelbase\.(\w+)", DOCS)) - {"json"}
    assert used <= NAMES


def test_no_module_beside_them_is_named_like_a_public_name() -> None:
    modules = {module.name for module in pkgutil.iter_modules(modelbase.__path__)}
    assert modules
    assert not modules & NAMES


def test_after_every_module_is_imported_each_public_name_is_still_the_public_thing(tmp_path: Path) -> None:
    found = run(AFTER_ALL_MODULES, tmp_path)
    assert len(found["walked"]) > 100
    for name in NAMES:
        assert found["kinds"][name] == "function" if name[0].islower() else found["kinds"][name] != "module"
        assert found["homes"][name].startswith(modelbase._HOMES[name])
    assert found["id"].startswith("d/a:")
    functions = {name for name in NAMES if name[0].islower()}
    assert {name for name, _ in found["refused"]} == functions
    assert all(
        said.startswith("find()" if name == "lookup" else f"{name}()") for name, said in found["refused"]
    )


def test_importing_it_loads_itself_and_parts_of_the_standard_library_alone(tmp_path: Path) -> None:
    loaded = run(LOADED.format(then=""), tmp_path)
    assert [name for name in loaded if name.startswith("modelbase")] == ["modelbase"]
    assert {name.partition(".")[0] for name in loaded} - sys.stdlib_module_names == {"modelbase"}


def test_using_it_without_a_server_loads_no_part_of_the_server_and_no_framework(tmp_path: Path) -> None:
    then = 'modelbase.identify({"lr": 0.1}, dataset="d", architecture="a"); modelbase.Client, modelbase.push'
    loaded = run(LOADED.format(then=then), tmp_path)
    assert "modelbase.identity.identity" in loaded
    heavy = {
        "flask",
        "pymongo",
        "bson",
        "boto3",
        "orjson",
        "numpy",
        "torch",
        "omegaconf",
        "yaml",
        "lark",
    }
    assert not heavy & {name.partition(".")[0] for name in loaded}
    assert not [name for name in loaded if name.startswith(("modelbase.server", "modelbase_cli"))]
