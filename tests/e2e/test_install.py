"""Every command that docs, app and messages print to install Modelbase, run as it stands in a fresh environment.

The server is a running one, and pip reaches the public index: what arrives must still be ours. `SERVER` and the example
address are replaced by the server's; the wheel of `make wheel` is the served one, which has the same files.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from modelbase.installed import version
from modelbase.server.app import create_app

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / name for name in ("README.md", "examples/README.md", "docker/README.md")]
PAGES += sorted((ROOT / "docs").glob("*.md"))
NAME = f"modelbase_registry-{version()}-py3-none-any.whl"
COMMAND = re.compile(
    r"^(?:`{3}.*\n)?\s*(pip (?:install|download) .*?)\s*$|`(pip (?:install|download) [^`]+)`", re.M
)
LOOK = """
import importlib.metadata as m, json, modelbase, sys
from pathlib import Path
assert Path(modelbase.__file__).is_relative_to(sys.prefix), modelbase.__file__
known = [(d.name, d.version) for d in m.distributions() if d.name.lower().replace("_", "-").startswith("modelbase")]
print(json.dumps({"known": known, "id": modelbase.identify({"dataset": "d", "arch": "a", "lr": 0.1}).id}))
"""


def printed(page: str) -> list[str]:
    """Return the pip commands of a page, without the comment behind them."""
    found = [one or other for one, other in COMMAND.findall(page)]
    return [re.sub(r"\s+#\s.*$", "", command) for command in found]


def of_modelbase() -> list[str]:
    """Return every command of the docs that installs Modelbase, once."""
    found = [command for page in PAGES for command in printed(page.read_text(encoding="utf-8"))]
    return sorted({command for command in found if "modelbase" in command and "VERSION" not in command})


def environment(folder: Path) -> dict[str, str]:
    """Return an environment in which `pip` and `modelbase` are those of a virtual environment."""
    kept = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV", "PYTHONHOME")}
    kept = {name: value for name, value in kept.items() if not name.startswith("MODELBASE_")}
    home = folder.parent / "home"
    home.mkdir(exist_ok=True)
    # The caches of the user: pip's saves downloads. Settings and tokens of a user are not there.
    cache = os.environ.get("PIP_CACHE_DIR") or str(Path.home() / ".cache" / "pip")
    return kept | {
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "HOME": str(home),
        "PIP_CACHE_DIR": cache,
        "PIP_COMPILE": "0",  # of all that arrives, little is imported here
    }


def shell(command: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a person would who copies it into a shell."""
    done = subprocess.run(
        ["bash", "-c", command],
        env=environment(folder) | more,
        cwd=folder.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done


def without_pip(folder: Path) -> Path:
    """Make a virtual environment whose `pip` is this one's, told to work on that one; it is made in no time."""
    venv.create(folder)
    program = folder / "bin" / "pip"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pip --python "{folder}/bin/python" "$@"\n')
    program.chmod(0o755)
    return folder


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    return without_pip(tmp_path / "venv")


def arrived(folder: Path) -> None:
    """Check what is installed: our distribution alone, its version, its command, its import."""
    said = shell("modelbase --version", folder)
    assert (said.stdout, said.stderr) == (f"modelbase {version()}\n", "")
    looked = json.loads(shell(f"python -c '{LOOK}'", folder).stdout)
    assert looked["known"] == [["modelbase-registry", version()]]
    assert looked["id"].startswith("d/a:")


@pytest.mark.timeout(600)
def test_every_printed_command_brings_this_package_in_this_version(server: Any, fresh: Path) -> None:
    about = json.loads(urllib.request.urlopen(f"{server.url}/api/v1/").read())["client"]
    dist = fresh.parent / "dist"
    dist.mkdir()
    (dist / NAME).write_bytes(urllib.request.urlopen(about.partition("#")[0]).read())
    found = [
        command for command in of_modelbase() if "--index-url" not in command and " download " not in command
    ]
    here = {
        each.replace("http://SERVER", server.url).replace("https://models.example.org", server.url)
        for each in found
    }
    assert any("[embedded] @ " in command for command in here)
    # The small ones first, beginning with the one that the app shows: what they bring is kept.
    commands = [f"pip install '{about}'", *sorted(here, key=lambda each: ("[embedded]" in each, each))]
    for command in commands:
        shell(f"{command} --quiet --disable-pip-version-check", fresh)
        arrived(fresh)
        asked = "python -c 'from modelbase import installed; print(installed.command(\"server\"))'"
        message = shell(
            asked, fresh
        ).stdout.strip()  # what a message would print here: the same file with its SHA-256
        assert message.startswith("pip install 'modelbase-registry[server] @ ")
        assert NAME in message
        shell("pip uninstall --quiet --yes modelbase-registry", fresh)
    shell(f"{message} --quiet --disable-pip-version-check", fresh)
    arrived(fresh)


@contextmanager
def served(deployment: Any, wheelhouse: Path) -> Iterator[str]:
    """Serve the app with a wheelhouse on a free port; yield its address."""
    listening = make_server("127.0.0.1", 0, lambda *call: app(*call), threaded=True)
    url = f"http://127.0.0.1:{listening.server_port}"
    settings = deployment.settings.model_copy(update={"wheelhouse": str(wheelhouse), "url": url})
    app = create_app(settings, replace(deployment, settings=settings))
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    try:
        yield url
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()


@pytest.mark.timeout(600)
def test_a_server_with_a_wheelhouse_is_the_only_index_that_is_needed(deployment: Any, fresh: Path) -> None:
    (command,) = [command for command in of_modelbase() if "--index-url" in command]
    (fill,) = [command for command in of_modelbase() if " download " in command]
    wheelhouse = fresh.parent / "wheelhouse"
    wheelhouse.mkdir()
    with served(deployment, wheelhouse) as url:
        shell(f"{fill} --quiet --disable-pip-version-check".replace("http://SERVER", url), fresh)
        (wheelhouse / NAME).unlink()  # the server has its own
        alone = {
            name: ""
            for name in os.environ
            if name.startswith("PIP_") and name not in ("PIP_DEFAULT_TIMEOUT",)
        } | {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1", "PIP_CACHE_DIR": ""}
        shell(f"env {' '.join(f'-u {name}' for name in alone if not alone[name])} {command} --disable-pip-version-check"
              .replace("http://SERVER", url), fresh, **{k: v for k, v in alone.items() if v})  # fmt: skip
    arrived(fresh)


def test_no_text_tells_to_install_from_the_public_index() -> None:
    """Of all tracked texts: no second index beside the public one, and no name without an address."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    faults = []
    for name in listed.splitlines():
        path = ROOT / name
        if name == "tests/e2e/test_install.py" or path.suffix not in {
            ".md",
            ".py",
            ".ts",
            ".tsx",
            ".sh",
            ".yaml",
            "",
        }:
            continue
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else ():
            faults += [f"{name}: {line.strip()}"] if "--extra-index-url" in line else []
            faults += [f"{name}: {found}" for found in loose(line)]
    assert faults == []


def loose(line: str) -> list[str]:
    """Return the commands of a line that would ask the public index for our name, or that of others."""
    commands = re.findall(r"\bpip3? install [^`#\n]*", line)
    bare = re.compile(
        r"(?<![\w./-])['\"]?modelbase(?:-registry|_registry)?(?:\[[a-z,]*\])?['\"]?(?=[\s=<>!~,.;)]|$)"
    )
    return [
        each for each in commands if bare.search(each) and " @ " not in each and "--index-url" not in each
    ]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("pip install modelbase", True),
        ("run `pip install modelbase-registry` first", True),
        ("pip install 'modelbase-registry[embedded]'", True),
        ("pip install torch modelbase[server]==0.1", True),
        ("pip install http://SERVER/pip/modelbase_registry-0.1.0-py3-none-any.whl", False),
        ("pip install 'modelbase-registry[embedded] @ http://SERVER/pip/x.whl'", False),
        ("pip install --index-url http://SERVER/pip/ modelbase-registry", False),
        ("pip uninstall modelbase modelbase-registry", False),
        ("pip install 'dist/modelbase_registry-0.1.0-py3-none-any.whl[embedded]'", False),
    ],
)
def test_a_loose_command_is_recognised(line: str, found: bool) -> None:
    assert bool(loose(line)) is found


def test_the_docs_name_the_present_version() -> None:
    named = {
        each
        for page in PAGES
        for each in re.findall(r"modelbase_registry-([\d.]+)-py3", page.read_text("utf-8"))
    }
    assert named == {version()}
