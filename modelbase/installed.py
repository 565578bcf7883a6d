"""From where this package was installed: the pip command that installs it again, and who else claims its files.

Reads the metadata that pip leaves (PEP 376, PEP 610) of the distributions on `sys.path`; asks no server and no index.
The distribution is `modelbase-registry`; `modelbase` was its name in 0.1, and is the name of a package of others.
Imports nothing of ours.
"""

from __future__ import annotations

import json
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from shlex import quote
from typing import Any
from urllib.parse import unquote, urlsplit

NAME = "modelbase-registry"
OTHER = "modelbase"


def version() -> str:
    """Return the version of the installed distribution; "0" where none is installed."""
    found = _distribution(NAME)
    return found.version if found else "0"


def command(extra: str = "") -> str:
    """Return the pip command that installs this very version with an extra, from where this one came."""
    found = _distribution(NAME)
    if found is None:
        return f"python3 scripts/install.py {extra or 'server'}"
    wanted = f"[{extra}]" if extra else ""
    origin = _origin(found)
    if "dir_info" in origin:
        editable = "--editable " if origin["dir_info"].get("editable") else ""
        return f"pip install {editable}{quote(unquote(urlsplit(origin['url']).path) + wanted)}"
    if "url" in origin:
        url = f"{origin['url']}{_fragment(origin)}"
        return f"pip install {quote(f'{NAME}{wanted} @ {url}' if extra else url)}"
    return f"pip install --index-url http://SERVER/pip/ {quote(f'{NAME}{wanted}=={found.version}')}"


def same_files() -> str | None:
    """Return one sentence about an installed distribution `modelbase`, which has files of the same names; else None."""
    found = _distribution(OTHER)
    if found is None:
        return None
    ours = any(script.value.startswith("modelbase_cli") for script in found.entry_points)
    what = (
        "Modelbase under its name of before"
        if ours
        else "a package of others, for metabolic models, and not Modelbase"
    )
    return (
        f"`{OTHER}` {found.version} is installed in this environment too ({what}) and has files of the same names: "
        f"run `pip uninstall {OTHER} {NAME}`, then `{command()}`"
    )


def _distribution(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _origin(found: Distribution) -> dict[str, Any]:
    """Return what pip noted of a direct URL (PEP 610); empty for one that came from an index."""
    return dict(json.loads(found.read_text("direct_url.json") or "{}"))


def _fragment(origin: dict[str, Any]) -> str:
    archive = origin.get("archive_info", {})
    known = archive.get("hashes", {}).get("sha256") or archive.get("hash", "").removeprefix("sha256=")
    return f"#sha256={known}" if known else ""
