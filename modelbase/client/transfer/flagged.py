"""What the server found in files that are about to be pulled: refuses those that run code when loaded, warns of others.

Pulling itself loads nothing; this is for whoever loads the files next. Prints nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from typing import Any

from modelbase.client.api import Api
from modelbase.errors import Conflict

Row = dict[str, Any]
SHOWN = 8  # names, and files, in one sentence
WAIT = 10.0  # seconds at most for a look that is still to come


def look(api: Api, path: str, wanted: Collection[str], wait: float) -> list[Row]:
    """Return what was found in the wanted files, waiting a little for a look that is still to come."""
    until, pause = time.monotonic() + min(wait, WAIT), 0.1
    while True:
        rows = [row for row in api.call("GET", f"{path}/safety")["rows"] if row["path"] in wanted]
        if all(row["state"] != "waiting" for row in rows) or time.monotonic() >= until:
            return rows
        time.sleep(pause)
        pause = min(pause * 1.5, 1.0)


def judge(rows: Iterable[Row], warn: Callable[[str], None], *, allow: bool) -> None:
    """Raise Conflict `flagged` if loading one of these files would import more than data types.

    With `allow` that is only told to `warn`, as is which files could not be scanned.
    """
    flagged, unsure = dict[str, list[str]](), dict[str, Row]()
    for row in rows:
        if row["state"] == "flagged" or _names(row):
            flagged[row["path"]] = _names(row)
        elif row["state"] != "nothing_found":
            unsure[row["path"]] = row
    if flagged and not allow:
        raise Conflict(
            f"{_told(flagged)}; nothing was pulled. Ask whoever pushed it for safetensors, or, if you trust them, "
            "say so: --allow-flagged (Python: allow_flagged=True)",
            "flagged",
            files=flagged,
        )
    if flagged:
        warn(f"{_told(flagged)}; load it only if you trust whoever pushed it")
    if unsure:
        warn(_unsure(unsure))


def _names(row: Row) -> list[str]:
    """Return what a file imports beside known data types, the dangerous names first."""
    odd = [each for each in row["imports"] if each["risk"] != "known"]
    return [str(each["name"]) for each in sorted(odd, key=lambda each: str(each["risk"]))]


def _told(flagged: dict[str, list[str]]) -> str:
    said = [
        f"{path} imports {_listed(names)}" if names else f"{path} is flagged"
        for path, names in flagged.items()
    ]
    return f"loading these files can run code: {_listed(said, '; ')}"


def _unsure(unsure: dict[str, Row]) -> str:
    said = [f"{path} ({row['reason'] or 'nobody has looked into it yet'})" for path, row in unsure.items()]
    return f"could not be scanned, which does not mean that it is safe: {_listed(said)}"


def _listed(texts: list[str], between: str = ", ") -> str:
    more = f"{between}and {len(texts) - SHOWN} more" if len(texts) > SHOWN else ""
    return between.join(texts[:SHOWN]) + more
