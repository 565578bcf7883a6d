"""Errors as exit codes and the next command to try: part of the promise, so docs/cli.md has them too."""

from __future__ import annotations

import re
from typing import Any

from modelbase import errors

DONE, FAILED, USAGE, NOT_FOUND, NOT_ALLOWED, INTERRUPTED = 0, 1, 2, 3, 4, 130
_NOT_USAGE = frozenset({"file_changed", "path_invalid"})  # Invalid, but the command itself was right

OPTIONS = {"architecture": "--arch", "url": "--server"}  # where the option is not called like the parameter
NEXT = {
    "sign_in_required": "modelbase login",
    "sign_in_code": "modelbase login",
    "forbidden": "modelbase whoami",
    "model_not_found": "modelbase ls",
    "checkpoint_not_found": "modelbase show ID",
    "id_ambiguous": "the same command with one of these IDs",
    "id_invalid": "modelbase ls",
    "name_missing": "the same command with --dataset NAME and --arch NAME",
    "name_empty": "the same command with --dataset NAME and --arch NAME",
    "label_taken": "the same command with --move, or with another --label",
    "alias_not_found": "modelbase alias ID, which lists the aliases of a model",
    "in_use": "the same command with --force, if that is meant and no alias is protected",
    "lineage_cycle": "modelbase tree ID",
    "edited_meanwhile": "modelbase show ID, then the same command again",
    "leased": "the same command once that is trained; modelbase find shows when",
    "lease_not_found": "modelbase find",
    "policy_conflict": "the same command with --accept-merge, if that is what you want",
    "file_changed": "the same command, once nothing writes the files any more",
    "disk_full": "the same command, once there is space; it goes on where it stopped",
    "unverified": "the same command in a minute",
    "corrupt": "modelbase show ID",
    "query_key": "modelbase ls --columns args, or see docs/query.md",
    "query_syntax": "modelbase ls --help",
    "unavailable": "modelbase serve, to run one here; modelbase login URL, to name another",
    "store_unavailable": "the same command again; it goes on where it stopped",
    "database_unavailable": "the same command in a minute",
    "too_many": "the same command in a minute",
}


def exit_code(error: errors.ModelbaseError) -> int:
    """Return the exit code of an error."""
    if isinstance(error, errors.NotFound):
        return NOT_FOUND
    if isinstance(error, errors.SignInRequired | errors.Forbidden):
        return NOT_ALLOWED
    if isinstance(error, errors.Invalid) and error.code not in _NOT_USAGE:
        return USAGE
    return FAILED


def message(error: errors.ModelbaseError) -> str:
    """Return what went wrong in full: candidates of a short ID, and the request id of a fault.

    A message has `dataset=`, for Python; where the error carries that parameter, its option stands here instead.
    """
    text = error.message
    for parameter in error.details.get("parameters") or ():
        option = OPTIONS.get(parameter, f"--{str(parameter).replace('_', '-')}")
        text = re.sub(rf"\b{re.escape(str(parameter))}=(True)?", option, text)
    lines = [text]
    candidates = error.details.get("candidates")
    if isinstance(candidates, list):
        lines += [f"  {_text(candidate)}" for candidate in candidates[:20]]
    if error.code == "internal" and error.request_id:
        lines.append(f"  request id {error.request_id}; the server's log has more under it")
    return "\n".join(lines)


def following(error: errors.ModelbaseError) -> str:
    """Return the next command to try, or nothing where there is none."""
    return NEXT.get(error.code, "")


def _text(candidate: Any) -> str:
    if isinstance(candidate, dict):
        return "  ".join(str(candidate[key]) for key in ("id", "title") if candidate.get(key))
    return str(candidate)
