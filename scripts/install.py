"""Make `.venv` and install Modelbase into it with one extra, as locked: `python3 scripts/install.py embedded`.

Runs on the machine's own Python before anything is installed, so the standard library only. Does nothing if
the extra was installed from this very lock already. Installs nothing outside the virtual environment.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
REQUIREMENTS = ROOT / "requirements"
EXTRAS = ("server", "embedded", "dev")  # each holds the ones before it
NO_VENV = """\
This Python ({python}) cannot make virtual environments. On Debian and Ubuntu that is a package of its own:
    apt-get install -y python{major}.{minor}-venv
Elsewhere install a complete Python 3.11 or newer and name it: make run PYTHON=/path/to/python3.12"""


def main(extra: str) -> None:
    """Bring `.venv` up to date with the lock."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the machine's Python may be any
        sys.exit(f"Modelbase needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    if not (python().exists() and (VENV / "bin" / "pip").exists()):
        make_venv()
    key = fingerprint()
    if any(stamp(e).exists() and stamp(e).read_text() == key for e in EXTRAS[EXTRAS.index(extra) :]):
        return
    print(f"Installing Modelbase with [{extra}] into .venv", file=sys.stderr, flush=True)
    remove_other_names()
    pip("--require-hashes", "--requirement", REQUIREMENTS / "build.txt")
    # The lock is whole but for torch, which some of its packages ask for: pip would look for a hash of that.
    pip("--require-hashes", "--no-deps", "--requirement", REQUIREMENTS / f"{extra}.txt")
    if extra == "dev":
        pip(torch())
    pip("--no-deps", "--no-build-isolation", "--editable", ROOT)
    stamp(extra).write_text(key)


def pip(*arguments: object) -> None:
    """Install something into `.venv`, or leave."""
    command = [python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]
    if subprocess.run([str(word) for word in command], cwd=ROOT, check=False).returncode:
        sys.exit(
            "pip could not install Modelbase; its message is above. Run the same command again to try again."
        )


def remove_other_names() -> None:
    """Uninstall a distribution `modelbase`, ours of 0.1 or that of others: its files have the names of ours."""
    if not any(VENV.glob("lib*/python*/site-packages/modelbase-*.dist-info")):
        return
    command = [str(python()), "-m", "pip", "uninstall", "--quiet", "--yes", "modelbase", "modelbase-registry"]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit(
            "pip could not uninstall `modelbase` from .venv; its message is above. Remove .venv, then try again."
        )


def torch() -> str:
    """Return which torch pyproject.toml asks for; its builds differ by machine, so that the lock cannot have a hash."""
    found = re.search(r'"(torch==[^";]+)', (ROOT / "pyproject.toml").read_text())
    if found is None:
        sys.exit("pyproject.toml does not say which torch the tests need.")
    return found[1]


def make_venv() -> None:
    """Make `.venv` with pip inside, or say which package is missing."""
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        version = sys.version_info
        sys.exit(NO_VENV.format(python=sys.executable, major=version.major, minor=version.minor))
    venv.create(VENV, with_pip=True, clear=VENV.exists(), symlinks=os.name != "nt")


def fingerprint() -> str:
    """Return what the installed packages depend on: pyproject.toml, the lock, the interpreter, the tree's place."""
    files = [ROOT / "pyproject.toml", *sorted(REQUIREMENTS.glob("*.txt"))]
    parts = *(file.read_bytes() for file in files), sys.version.encode(), str(ROOT).encode()
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def python() -> Path:
    """Return the interpreter inside `.venv`."""
    return VENV / "bin" / "python"


def stamp(extra: str) -> Path:
    """Return the file that tells from which fingerprint an extra was installed."""
    return VENV / f".installed-{extra}"


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in EXTRAS:
        sys.exit(f"Usage: install.py {'|'.join(EXTRAS)}")
    main(sys.argv[1])
