"""The tensors of a checkpoint, of two checkpoints side by side, and what its pickles would import.

Says what the worker found (worker/scan.py), judged by the lists of now and by what the team trusts; reads no bytes and
decides nothing about access.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from modelbase.entities import Checkpoint, Model
from modelbase.server.access import Principal
from modelbase.server.database.files import reports
from modelbase.server.deployment import Deployment
from modelbase.server.models import team_settings
from modelbase.server.models.team_settings import TeamSettings
from modelbase.weights import promised
from modelbase.weights.pickles.verdict import LISTS, settled
from modelbase.weights.report import Import, Report

Row = dict[str, Any]
WAITING: Row = {
    "format": None, "state": "waiting", "reason": "", "imports": [], "scanner": None, "at": None,
    "judged": [], "packed": "", "note": "", "lists": None,
}  # fmt: skip
LONG = "a first, short scan of it came to no end; it is scanned again: try in a minute"
NO_TABLE = frozenset({"pickle", "keras", "hdf5", "pt2", "savedmodel", "zip", "tar"})
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
        files.append(
            {"path": file.path, "size": file.size, **_of_table(file.path, report), "tensors": len(listed)}
        )
    return {"rows": rows, "totals": totals(_by_name(rows).values()), "files": files}


def _of_table(path: str, report: Mapping[str, Any] | None) -> dict[str, Any]:
    if report is None or report.get("tries") == 0:
        return {"format": None, "state": "waiting", "reason": "", "metadata": {}}
    note = promised.told(path, _judged(report, ()))
    reason = report["table_reason"]
    if not reason and report["format"] == "pickle":
        reason = "the arrays in a pickle are not listed"
    silent = report["format"] in NO_TABLE and not report.get("unread") and not note
    state = (
        "read" if report["table"] is not None else "unreadable" if (reason or note) and not silent else "none"
    )
    return {part: report[part] for part in ("format", "metadata")} | {
        "state": state,
        "reason": note or reason,
    }


def _judged(stored: Mapping[str, Any], trusted: Collection[str]) -> Report:
    """Return a stored report with its imports judged by the lists of now: no bytes are read for it.

    One of an earlier scanner, which did not keep how imports are used, stays as it is until it is scanned again.
    """
    old = any("uses" not in each for each in stored["imports"]) or "odd" not in stored
    imports = tuple(
        Import(each["name"], each["risk"], tuple(each.get("uses", ("called",)))) for each in stored["imports"]
    )
    odd, unread, packed = (str(stored.get(part, "")) for part in ("odd", "unread", "packed"))
    report = Report(
        stored["format"], stored["state"], stored["reason"], imports, odd=odd, unread=unread, packed=packed
    )
    return report if old else settled(report, trusted)


def totals(rows: Iterable[Row]) -> dict[str, Any]:
    """Return counts of tensors, parameters and bytes, all in all and by dtype; tied tensors count each time."""
    by: dict[str, dict[str, int]] = defaultdict(lambda: {"tensors": 0, "parameters": 0, "size": 0})
    for row in rows:
        counted = by[row["dtype"]]
        counted["tensors"] += 1
        counted["parameters"] += row["parameters"]
        counted["size"] += row["size"] or 0
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


def safety(deployment: Deployment, who: Principal, model: Model, checkpoint: Checkpoint) -> dict[str, Any]:
    """Return for each file what loading it would import, and the worst state of them all.

    `trusted` says why this asker may pull what is flagged: the settings trust the model's owner, or own pushes.
    """
    found = reports.get_many(deployment.db, [file.sha256 for file in checkpoint.files or ()])
    settings = team_settings.get(deployment.db)
    rows = [
        {"path": file.path} | _of_safety(file.path, found.get(file.sha256), settings.trusted_imports)
        for file in checkpoint.files or ()
    ]
    states = {row["state"] for row in rows}
    worst = next((each for each in ("flagged", "not_scanned", "waiting") if each in states), "nothing_found")
    return {"state": worst, "rows": rows, "trusted": _trusted(settings, who, model, checkpoint), "next": None}


def _trusted(settings: TeamSettings, who: Principal, model: Model, checkpoint: Checkpoint) -> str:
    """Return why flagged files of a checkpoint may be pulled by who asks, '' if they may not."""
    pushed_by = checkpoint.created_by
    if settings.own_pushes and who.role is not None and who.login and who.login == model.owner == pushed_by:
        return "you pushed it yourself"
    if model.owner in settings.trusted_owners and pushed_by in settings.trusted_owners:
        return f"{model.owner}, who pushed it, is trusted by this server's settings"
    return ""


def _of_safety(path: str, stored: Mapping[str, Any] | None, trusted: Collection[str]) -> Row:
    if stored is None:
        return WAITING
    if stored.get("tries") == 0:
        return WAITING | {"reason": LONG}
    report = _judged(stored, trusted)
    return {
        "format": report.format,
        "state": report.state,
        "reason": report.reason,
        "imports": [{"name": each.name, "risk": each.risk} for each in report.imports],
        "judged": [
            {"name": each.name, "uses": list(each.uses), "trusted": each.trusted, "reason": each.reason}
            for each in report.imports
        ],
        "scanner": stored["scanner"],
        "at": stored["at"],
        "packed": report.packed,
        "note": promised.told(path, report),
        "lists": LISTS,
    }
