"""Add to the package-lock.json files what a registry without all platforms left out.

npm writes no entry for an optional package that it could not find, and `npm ci` then refuses the file on any
machine. The version stands in the package that asks for it; system and processor stand in the name. Run it
after `npm install`; it changes nothing else.
"""

from __future__ import annotations

import json
import re
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
    """Return the entry that npm would write, but for the checksum, which only the registry knows."""
    words = re.split(r"[-/_.]", name)
    told = {
        "cpu": [p for p in PROCESSORS if p in words],
        "os": [s for s in SYSTEMS if s in words],
    }
    return {"version": version, **{key: value for key, value in told.items() if value}, "optional": True}


def main() -> None:
    """Complete both lock files."""
    for path in LOCKS:
        if not path.exists():
            continue
        lock = json.loads(path.read_text())
        new = missing(lock)
        if new:
            first, *rest = sorted({**lock["packages"], **new}.items())
            lock["packages"] = dict([first, *rest])
            path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")
        print(f"{path.relative_to(ROOT)}: {len(new)} added" + "".join(f"\n  {name}" for name in new))


if __name__ == "__main__":
    main()
