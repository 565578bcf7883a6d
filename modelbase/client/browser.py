"""Opens a page in the person's browser without its address in any process's arguments, which all local users can read.

A sign-in address goes through a file that only this user can read and that leads on to it, as Jupyter
does it; the file is gone a minute later.
"""

from __future__ import annotations

import html
import os
import subprocess
import sys
import tempfile
import time
import webbrowser
from contextlib import suppress
from pathlib import Path

LIFE = 60  # seconds that the file is there for the browser
REMOVE = "import os, sys, time; time.sleep(float(sys.argv[2])); os.path.exists(sys.argv[1]) and os.unlink(sys.argv[1])"
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url={0}"><title>Modelbase</title></head>
<body><p><a href="{0}">Open Modelbase</a></p></body></html>"""


def open_page(address: str, *, secret: bool) -> bool:
    """Open an http(s) address in the browser, and say whether there was one; a `secret` one by way of a file."""
    return webbrowser.open(_by_file(address) if secret else address)


def _by_file(address: str) -> str:
    """Return the address of a file of mode 0600 that leads on to `address`, and removes itself in a minute."""
    from platformdirs import user_state_path

    folder = user_state_path("modelbase") / "open"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _sweep(folder)
        handle, name = tempfile.mkstemp(
            dir=folder, prefix="page-", suffix=".html"
        )  # mode 0600 from the start
    except OSError:  # a home that cannot be written
        handle, name = tempfile.mkstemp(prefix="modelbase-", suffix=".html")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(PAGE.format(html.escape(address)))
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.Popen([sys.executable, "-I", "-c", REMOVE, name, str(LIFE)], start_new_session=True, **quiet)  # type: ignore[call-overload]
    return Path(name).as_uri()


def _sweep(folder: Path) -> None:
    """Remove what is left there of a machine that stopped within the minute."""
    for file in folder.glob("page-*.html"):
        with suppress(OSError):
            if file.stat().st_mtime < time.time() - LIFE:
                file.unlink()
