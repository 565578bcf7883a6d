"""Move the locks: requirements/*.txt and the web app's package-lock.json get the newest versions that are allowed.

One resolution for every platform (Linux and macOS, x86-64 and ARM, Python 3.11 and newer), with the SHA-256 of every
published file and without the address of an index. `resolve` is what `make test ARGS=newest|lowest` uses, too.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import complete_lock
import web

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "requirements"
# Each lock and what it holds. The first is the widest; the others take their versions from it.
CONTENTS = {
    "dev": ["pyproject.toml", "--extra", "dev", "--group", "build"],
    "embedded": ["pyproject.toml", "--extra", "embedded"],
    "server": ["pyproject.toml", "--extra", "server"],
    "build": ["--group", "build"],
    "debug": ["--group", "debug"],
    "node": ["--group", "node"],
}
# Which build of torch is right depends on the machine, so that it has no hash: install.py installs it by version.
UNLOCKED = "torch"


def main() -> None:
    """Write all locks."""
    LOCKS.mkdir(exist_ok=True)
    widest = LOCKS / "dev.txt"
    for name, contents in CONTENTS.items():
        target = LOCKS / f"{name}.txt"
        within = [] if target == widest else ["--constraint", widest]
        resolve(target, [*contents, *within, "--generate-hashes", "--upgrade"])
        print(f"{target.relative_to(ROOT)}: {packages(target)} packages")
    web.npm(
        web.environment(), "install", "--package-lock-only", "--no-audit", "--no-fund", "--loglevel=error"
    )
    complete_lock.main()


def resolve(target: Path, options: Sequence[object]) -> None:
    """Write what pyproject.toml requires, by exact version, to a file; leave with uv's message if it cannot be had."""
    command = [
        *(Path(sys.executable).with_name("uv"), "pip", "compile", "--quiet", "--universal"),
        *("--python-version", "3.11", "--no-header", "--no-annotate", "--no-emit-package", UNLOCKED),
        *(*options, "--output-file", target),
    ]
    done = subprocess.run([str(word) for word in command], cwd=ROOT, check=False)
    if done.returncode:
        sys.exit(f"The lock {target} could not be made; uv's message is above.")


def packages(lock: Path) -> int:
    """Return how many packages a lock names."""
    return sum("==" in line for line in lock.read_text().splitlines())


if __name__ == "__main__":
    main()
