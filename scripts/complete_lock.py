"""Add to the package-lock.json files what a registry without all platforms left out.

npm writes no entry for an optional package that it could not find, and `npm ci` then refuses the file on any
machine. The version stands in the package that asks for it; system and processor stand in the name; the checksum
is asked of the registry. Run it after `npm install`; it changes nothing else.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKS = (ROOT / "webapp" / "package-lock.json", ROOT / "webapp" / "tools" / "api-types" / "package-lock.json")
SYSTEMS = (
    "aix",
    "android",
    "darwin",
    "freebsd",
    "linux",
    "netbsd",
    "openbsd",
    "openharmony",
    "sunos",
    "win32",
)
PROCESSORS = ("arm64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32", "x64")
EXACT = re.compile(r"\d+\.\d+\.\d+[\w.+-]*")


def missing(lock: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the entries of optional packages that the lock file should have and has not."""
    packages = lock["packages"]
    found = {}
    for folder, package in packages.items():
        for name, version in package.get("optionalDependencies", {}).items():
            if EXACT.fullmatch(version) and not resolved(packages, folder, name):
                found[f"node_modules/{name}"] = entry(name, version)
    return found


def resolved(packages: dict[str, Any], folder: str, name: str) -> bool:
    """Tell whether Node, looking upwards from a package's folder, finds the name."""
    while True:
        if f"{folder}/node_modules/{name}".lstrip("/") in packages:
            return True
        if not folder:
            return False
        folder = folder.rpartition("node_modules/")[0].rstrip("/")


def entry(name: str, version: str) -> dict[str, Any]:
    """Return the entry that npm would write, without the checksum, which only the registry knows."""
    words = re.split(r"[-/_.]", name)
    told = {
        "cpu": [p for p in PROCESSORS if p in words],
        "os": [s for s in SYSTEMS if s in words],
    }
    return {"version": version, **{key: value for key, value in told.items() if value}, "optional": True}


def without_checksum(lock: dict[str, Any]) -> list[str]:
    """Return the entries of published packages that have no `integrity`."""
    return [name for name, each in lock["packages"].items() if name and "integrity" not in each]


def checksum(package: str) -> str:
    """Return the `integrity` of a package, given as `name@version`, as the registry tells it; leave if it does not."""
    command = ["npm", "view", package, "dist.integrity"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not done.stdout.startswith("sha512-"):
        sys.exit(f"The registry tells no checksum of {package}: {done.stdout}{done.stderr}")
    return done.stdout.strip()


def main() -> None:
    """Complete both lock files."""
    for path in LOCKS:
        lock = json.loads(path.read_text())
        new = missing(lock)
        first, *rest = sorted({**lock["packages"], **new}.items())
        packages = lock["packages"] = dict([first, *rest])
        bare = without_checksum(lock)
        asked = [f"{name.rpartition('node_modules/')[2]}@{packages[name]['version']}" for name in bare]
        with ThreadPoolExecutor(8) as threads:
            for name, integrity in zip(bare, threads.map(checksum, asked), strict=True):
                packages[name] = {
                    "version": packages[name]["version"],
                    "integrity": integrity,
                    **packages[name],
                }
        if new or bare:
            path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")
        print(f"{path.relative_to(ROOT)}: {len(new)} entries and {len(bare)} checksums added")


if __name__ == "__main__":
    main()
