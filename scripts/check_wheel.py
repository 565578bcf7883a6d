"""Build the wheel, look into it, install it in a fresh environment, run it: `check_wheel.py [--outdir DIR]`.

Expects the built web app in modelbase/server/static (`make web`). Downloads nothing: what the wheel depends
on is lent from `.venv`, after the fresh environment's own packages.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WANTED = ("modelbase/server/static/index.html", "modelbase_cli/__main__.py", "modelbase/errors.py")
UNWANTED = ("webapp/", "tests/", "node_modules/", "scripts/", ".venv/")
SITE = "import sysconfig; print(sysconfig.get_path('purelib'))"
USE = "import modelbase, modelbase.errors, modelbase_cli; print(modelbase.__file__)"


def main(outdir: Path | None) -> None:
    """Build and check the wheel; leave it in `outdir` if one is given."""
    with tempfile.TemporaryDirectory(prefix="modelbase-wheel-") as folder:
        wheel = build(outdir or Path(folder) / "dist")
        faults = look_inside(wheel)
        if faults:
            sys.exit("The wheel is not right:\n  " + "\n  ".join(faults))
        install_and_use(wheel, Path(folder) / "fresh")
    print(f"{wheel.name}: the web app is inside, it installs, imports and runs")


def build(outdir: Path) -> Path:
    """Build the wheel with the hatchling that is installed, and return its path."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(outdir), str(ROOT)]
    run(command, "the wheel could not be built")
    return max(outdir.glob("modelbase_registry-*.whl"), key=lambda path: path.stat().st_mtime)


def look_inside(wheel: Path) -> list[str]:
    """Return what is missing in the wheel and what should not be in it."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    missing = [f"{name} is missing" for name in WANTED if name not in names]
    return missing + [f"{name} does not belong into it" for name in names if name.startswith(UNWANTED)]


def install_and_use(wheel: Path, folder: Path) -> None:
    """Install the wheel alone, then import it and run its command from outside the source tree."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "--no-index", "--no-deps", str(wheel)], "the wheel cannot be installed")
    site = Path(run([str(python), "-c", SITE], "the fresh environment does not run").strip())
    # A plain path in a .pth file comes after the environment's own packages: the wheel is what gets imported.
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    where = run([str(python), "-c", USE], "the installed wheel cannot be imported", cwd=folder).strip()
    if not Path(where).resolve().is_relative_to(folder.resolve()):
        sys.exit(f"Not the installed wheel was imported but {where}")
    run([str(folder / "bin" / "modelbase"), "--help"], "the installed command does not run", cwd=folder)


def run(command: list[str], fault: str, cwd: Path = ROOT) -> str:
    """Run a command and return its output, or leave with what it said."""
    done = subprocess.run(
        command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{done.stdout}\n{fault} (exit code {done.returncode}): {' '.join(command)}")
    return done.stdout


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main(None)
    elif len(sys.argv) == 3 and sys.argv[1] == "--outdir":
        main(Path(sys.argv[2]))
    else:
        sys.exit("Usage: check_wheel.py [--outdir DIR]")
