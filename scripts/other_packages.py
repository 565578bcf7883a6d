"""Environments with other versions than the lock's: the newest or the lowest that pyproject.toml allows.

They show what a user of the wheel may get, who has no lock. Each is a virtual environment in `.cache`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from pathlib import Path

import install as locked
from lock import ROOT, resolve

RESOLUTIONS = {"newest": "highest", "lowest": "lowest-direct"}


def install(which: str) -> Path:
    """Make the environment with the `newest` or `lowest` versions, print how it differs, return its interpreter."""
    folder = ROOT / ".cache" / which
    folder.mkdir(parents=True, exist_ok=True)
    wanted = folder / "requirements.txt"
    resolve(
        wanted,
        [
            "pyproject.toml",
            "--extra",
            "dev",
            "--group",
            "build",
            "--upgrade",
            "--resolution",
            RESOLUTIONS[which],
        ],
    )
    here = folder / "venv"
    shutil.rmtree(here, ignore_errors=True)
    venv.create(here, with_pip=True)
    python = here / "bin" / "python"
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for arguments in (
        ["--no-deps", "--requirement", wanted],  # whole but for torch
        [locked.torch()],
        ["--no-deps", "--no-build-isolation", "--editable", ROOT],
    ):
        command = [str(word) for word in (*pip, *arguments)]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            sys.exit(f"pip could not install the {which} versions; its message is above.")
    for name, (ours, theirs) in differences(locked.REQUIREMENTS / "dev.txt", wanted).items():
        print(f"  {name}: locked {ours}, {which} {theirs}")
    return python


def differences(one: Path, other: Path) -> dict[str, tuple[str, str]]:
    """Return the packages of which two requirement files name different versions, with both."""
    ours, theirs = pinned(one), pinned(other)
    return {
        name: (ours.get(name, "none"), theirs[name])
        for name in sorted(theirs)
        if ours.get(name) != theirs[name]
    }


def pinned(file: Path) -> dict[str, str]:
    """Return the version of each package in a requirements file; where markers give several, all of them."""
    versions: dict[str, list[str]] = {}
    for line in file.read_text().splitlines():
        name, found, rest = line.partition("==")
        if found and not line.startswith(" "):
            versions.setdefault(name, []).append(rest.split(";")[0].strip(" \\"))
    return {name: ", ".join(each) for name, each in versions.items()}
