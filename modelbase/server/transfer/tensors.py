"""The tensors of a checkpoint, of two checkpoints side by side, and what its pickles would import.

Says what the worker found (worker/scan.py); reads no bytes and decides nothing about access.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from modelbase.entities import Checkpoint
from modelbase.server.database.files import reports
from modelbase.server.deployment import Deployment

Row = dict[str, Any]
WAITING: Row = {"format": None, "state": "waiting", "reason": "", "imports": [], "scanner": None, "at": None}
CONTAINERS = ("state_dict.", "model_state_dict.", "model.", "module.", "net.")


def table(deployment: Deployment, checkpoint: Checkpoint) -> dict[str, Any]:
    """Return the tensors of a checkpoint by file, with totals for each dtype and what could not be read."""
    found = reports.get_many(deployment.db, [file.sha256 for file in checkpoint.files or ()], tables=True)
    rows: list[Row] = []
    files: list[dict[str, Any]] = []
    for file in checkpoint.files or ():
        report = found.get(file.sha256)
        listed = [each | {"file": file.path} for each in (report and report["table"]) or ()]
        rows += listed
        files.append({"path": file.path, "size": file.size, **_of_table(report), "tensors": len(listed)})
    return {"rows": rows, "totals": totals(_by_name(rows).values()), "files": files}


def _of_table(report: Mapping[str, Any] | None) -> dict[str, Any]:
    if report is None:
        return {"format": None, "state": "waiting", "reason": "", "metadata": {}}
    state = "read" if report["table"] is not None else "unreadable" if report["table_reason"] else "none"
    return {part: report[part] for part in ("format", "metadata")} | {
        "state": state,
        "reason": report["table_reason"],
    }


def totals(rows: Iterable[Row]) -> dict[str, Any]:
    """Return counts of tensors, parameters and bytes, all in all and by dtype; tied tensors count each time."""
    by: dict[str, dict[str, int]] = defaultdict(lambda: {"tensors": 0, "parameters": 0, "size": 0})
    for row in rows:
        counted = by[row["dtype"]]
        counted["tensors"] += 1
        counted["parameters"] += row["parameters"]
        counted["size"] += row["size"]
    whole = {key: sum(each[key] for each in by.values()) for key in ("tensors", "parameters", "size")}
    return whole | {"dtypes": dict(sorted(by.items()))}


def compare(deployment: Deployment, base: Checkpoint, other: Checkpoint) -> dict[str, Any]:
    """Return, for each tensor of either checkpoint, how the other one's differs from the base's.

    `change` is `same` (dtype, shape and bytes), `changed`, `reshaped` (other shape or dtype), `added`, `removed`, or
    `unknown` where the bytes of one of them have no hash.
    """
    before, after = (_by_name(table(deployment, each)["rows"]) for each in (base, other))
    prefix = _prefixes(before, after)
    before, after = (
        {name.removeprefix(cut): row for name, row in side.items()}
        for side, cut in zip((before, after), prefix, strict=True)
    )
    rows = [_change(name, before.get(name), after.get(name)) for name in dict.fromkeys([*before, *after])]
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        counts[row["change"]] += 1
    return {"rows": rows, "counts": dict(counts), "prefix": {"base": prefix[0], "other": prefix[1]}}


def _by_name(rows: Iterable[Row]) -> dict[str, Row]:
    """Return rows by name; of a tensor that several files have, the first."""
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(row["name"], row)
    return found


def _prefixes(before: Mapping[str, Row], after: Mapping[str, Row]) -> tuple[str, str]:
    """Return what to cut off each side's names so that most of them meet: trainers wrap state_dicts differently."""
    options = [("", ""), *((each, "") for each in CONTAINERS), *(("", each) for each in CONTAINERS)]

    def meeting(cut: tuple[str, str]) -> int:
        names = {name.removeprefix(cut[0]) for name in before}
        return sum(name.removeprefix(cut[1]) in names for name in after)

    return max(options, key=meeting)  # the first of equals: nothing is cut without a gain


def _change(name: str, before: Row | None, after: Row | None) -> Row:
    if before is None or after is None:
        change = "added" if before is None else "removed"
    elif (before["dtype"], before["shape"]) != (after["dtype"], after["shape"]):
        change = "reshaped"
    elif before["hash"] is None or after["hash"] is None:
        change = "unknown"
    else:
        change = "same" if before["hash"] == after["hash"] else "changed"
    return {"name": name, "change": change, "base": before, "other": after}


def safety(deployment: Deployment, checkpoint: Checkpoint) -> dict[str, Any]:
    """Return for each file what loading it would import, and the worst state of them all."""
    found = reports.get_many(deployment.db, [file.sha256 for file in checkpoint.files or ()])
    shown = ("format", "state", "reason", "imports", "scanner", "at")
    rows = []
    for file in checkpoint.files or ():
        report = found.get(file.sha256, WAITING)
        rows.append({"path": file.path} | {part: report[part] for part in shown})
    states = {row["state"] for row in rows}
    worst = next((each for each in ("flagged", "not_scanned", "waiting") if each in states), "nothing_found")
    return {"state": worst, "rows": rows, "next": None}
