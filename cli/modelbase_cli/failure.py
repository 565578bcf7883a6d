"""Errors as exit codes and the next command to try: part of the promise, so docs/cli.md has them too."""

from __future__ import annotations

import errno
import re
from typing import Any

import click

from modelbase import errors
from modelbase.client.config import is_loopback

DONE, FAILED, USAGE, NOT_FOUND, NOT_ALLOWED, INTERRUPTED = 0, 1, 2, 3, 4, 130
_NOT_USAGE = frozenset({"file_changed", "path_invalid"})  # Invalid, but the command itself was right

OPTIONS = {"architecture": "--arch", "url": "--server"}  # where the option is not called like the parameter
CALLS = {  # what Python calls, and what a person types instead
    "find()": "`modelbase find`",
    "shares()": "`modelbase share ID`",
    "tokens()": "`modelbase token ls`",
    "trash()": "`modelbase trash`",
    "users()": "`modelbase users ls`",
}
SETTINGS = {"timeout": "MODELBASE_TIMEOUT"}  # what is a parameter in Python and no option here
AGAIN = "the same command again"
# code -> what to do next; a test looks that each code of modelbase.errors has one.
NEXT = {
    "internal": "modelbase doctor; the server's log has more under the request id",
    "invalid": "the same command with what the message says; --help after it lists all that it takes",
    "args_not_plain": "the same command with that key as plain data, or without it",
    "args_unreadable": "the same command, once the args are corrected there",
    "args_duplicate_key": "the same command, once one of the two keys is gone",
    "args_unresolved": "the same command with a value for that key, such as KEY=VALUE, which counts before references",
    "args_frozen": "the training with the args changed before modelbase.run",
    "args_ambiguous": "the training with different names for these keys, or with the value in the call",
    "args_number": "the same command with a smaller number, or the number as text",
    "args_secret": "the same command with --redact KEY, or --allow-secret KEY if it is none",
    "name_missing": "the same command with --dataset NAME and --arch NAME",
    "name_empty": "the same command with --dataset NAME and --arch NAME",
    "id_invalid": "modelbase ls",
    "key_invalid": "modelbase keys, which lists the keys that there are",
    "image_kind": "the same command with a PNG, JPEG, GIF or WebP",
    "path_invalid": "the same command, once the file is renamed or left out; pull elsewhere with --to DIR",
    "query_key": "modelbase keys, which lists the keys that there are",
    "query_syntax": "modelbase ls --help",
    "query_limit": "the same command with a narrower --where, or a smaller --limit",
    "cursor_invalid": AGAIN,
    "file_missing": "the same command with a path that can be read",
    "file_changed": "the same command, once nothing writes the files any more",
    "settings": "modelbase doctor, which looks at all settings",
    "sign_in_state": "modelbase login",
    "sign_in_required": "modelbase login",
    "sign_in_code": "modelbase login",
    "sign_in_cancelled": "modelbase login",
    "sign_in_failed": "modelbase login, and ask an Admin if it fails again",
    "membership_stale": "modelbase login",
    "share_link": "ask for a new link where this one came from",
    "forbidden": "modelbase whoami",
    "origin": "modelbase login URL, with the address that browsers use",
    "not_admitted": "ask an Admin to let you in",
    "sign_in_scope": "modelbase login, and let the provider tell your organisations",
    "disabled": "ask an Admin",
    "not_found": "modelbase ls",
    "model_not_found": "modelbase ls",
    "checkpoint_not_found": "modelbase show ID",
    "file_not_found": "modelbase show ID, which lists the files",
    "image_not_found": "modelbase show ID",
    "upload_not_found": "the same command again, which begins a new upload",
    "alias_not_found": "modelbase alias ID, which lists the aliases of a model",
    "view_not_found": "the views in the web app: modelbase open",
    "run_not_found": "modelbase show ID, which lists the runs",
    "lease_not_found": "modelbase find",
    "share_not_found": "modelbase share ID",
    "user_not_found": "modelbase users ls",
    "conflict": "modelbase show ID, then the same command again",
    "id_ambiguous": "the same command with one of these IDs",
    "label_taken": "the same command with --move, or with another --label",
    "in_use": "the same command with --force, if that is meant and no alias is protected",
    "lineage_cycle": "modelbase tree ID",
    "last_admin": "modelbase users role LOGIN admin, for another person first",
    "edited_meanwhile": "modelbase show ID, then the same command again",
    "upload_incomplete": AGAIN,
    "metrics_differ": "the same command with --move, which replaces the step and the values",
    "unreadable": "modelbase doctor on the server's machine, which names what was set aside",
    "leased": "the same command once that is trained; modelbase find shows when",
    "policy_conflict": "the same command with --accept-merge, if that is what you want",
    "corrupt": "modelbase show ID; pushing the files again repairs them",
    "weights_deleted": "modelbase trash restore ID@LABEL, or push the same files again",
    "flagged": "the same command with --allow-flagged, if you trust the person who pushed it",
    "unverified": "the same command in a minute",
    "too_large": "the same command with less than the limit",
    "too_many": "the same command in a minute",
    "unavailable": "the same command in a minute",
    "database_unavailable": "the same command in a minute",
    "store_unavailable": "the same command again; it goes on where it stopped",
    "provider_unavailable": "modelbase login in a minute",
    "disk_full": "the same command, once there is space; it goes on where it stopped",
}
SYSTEM = {
    errno.ENOSPC: "the same command, once there is space",
    errno.EACCES: "the same command, once you may read and write there",
    errno.EROFS: "the same command, with a folder that can be written",
    errno.ENOENT: "the same command with a path that is there",
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
    parameters = error.details.get("parameters")
    for parameter in parameters if isinstance(parameters, list) else ():
        if not isinstance(parameter, str):
            continue  # of a server that sends something else
        if parameter in CALLS:
            text = text.replace(parameter, CALLS[parameter])
        elif parameter in SETTINGS:
            text = text.replace(f"{parameter}=", SETTINGS[parameter])
        else:
            option = OPTIONS.get(parameter, f"--{parameter.replace('_', '-')}")
            text = option.join(re.split(rf"\b{re.escape(parameter)}=(?:True)?", text))
    lines = [text]
    candidates = error.details.get("candidates")
    if isinstance(candidates, list):
        lines += [f"  {_text(candidate)}" for candidate in candidates[:20]]
    if error.code == "internal" and error.request_id:
        lines.append(f"  request id {error.request_id}; the server's log has more under it")
    return "\n".join(lines)


def following(error: errors.ModelbaseError) -> str:
    """Return the next command to try."""
    server, parameters = error.details.get("server"), error.details.get("parameters")
    if error.code == "unavailable" and isinstance(server, str):
        if is_loopback(server):
            return "modelbase serve, if it should run here; else modelbase login URL, to name another"
        return f"{AGAIN}, once it answers (MODELBASE_TIMEOUT=300 waits longer); modelbase doctor looks at it"
    if error.code == "unavailable" and parameters == ["url"]:
        return "modelbase login URL, to name the server; modelbase serve, to run one here"
    return NEXT.get(error.code, AGAIN)


def usage(error: click.ClickException) -> str:
    """Return the command that says how a command is used."""
    context = getattr(error, "ctx", None)
    return f"{context.command_path if context else 'modelbase'} --help"


def of_system(error: OSError) -> str:
    """Return what to do about an error of the system."""
    return SYSTEM.get(error.errno or 0, AGAIN)


def _text(candidate: Any) -> str:
    if isinstance(candidate, dict):
        return "  ".join(str(candidate[key]) for key in ("id", "title") if candidate.get(key))
    return str(candidate)
