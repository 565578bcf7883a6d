"""The policy of a server as it was seen last, by which IDs are made offline. The server's own answer decides.

Kept as `policies.json` beside the config file, by server; a note that cannot be read or written is as none. Loads no
HTTP and no pydantic: `modelbase id` starts with this.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelbase.client import config
from modelbase.errors import Invalid, ModelbaseError, Unavailable
from modelbase.identity.identity import DEFAULT_POLICY, Policy, identify
from modelbase.texts import line

if TYPE_CHECKING:
    from modelbase.client.api import Api

SERVERS = 50  # whose policies are kept: servers on free ports come and go


@dataclass(frozen=True)
class SeenPolicy:
    """A policy, and where it is from in words."""

    policy: Policy
    source: str


DEFAULT = SeenPolicy(DEFAULT_POLICY, "the default policy: none of a server was seen on this machine")


def offline(url: str | None = None) -> SeenPolicy:
    """Return the policy that the configured server (or `url`) had when it was seen last, else the default one."""
    try:
        found = url or config.resolve().url
    except ModelbaseError:
        return DEFAULT  # no server is configured, or the config file is broken: an ID needs neither
    try:
        note = _notes()[found]
        return SeenPolicy(Policy.from_dict(note["policy"]), f"{found}, seen {note['seen_at']}")
    except (TypeError, KeyError, ValueError, AttributeError, ModelbaseError):
        return DEFAULT  # no note, half a note, or one of a newer version


def in_force(api: Api) -> Policy:
    """Ask the server for its policy, and note it on this machine."""
    return keep(api.server.url, api.call("GET", "policy"))


def keep(url: str, data: Any) -> Policy:
    """Note a server's policy on this machine and return it; one that cannot be written down is not noted."""
    policy = parsed(data)
    moment = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    others = [(other, note) for other, note in _notes().items() if other != url]
    notes = dict([*others[1 - SERVERS :], (url, {"seen_at": moment, "policy": policy.to_dict()})])
    with suppress(OSError):  # a home that cannot be written to is no reason to fail a push
        config.write_private(_path(), notes)
    return policy


def parsed(data: Any) -> Policy:
    """Return the policy of an answer; one of another form is `unavailable`."""
    try:
        return Policy.from_dict(data)
    except (ModelbaseError, TypeError, ValueError, AttributeError, RecursionError) as error:
        why = error.message if isinstance(error, ModelbaseError) else "it is no mapping"
        raise Unavailable(
            f"the server's answer is no policy ({line(why)[:200]}): is it a Modelbase server?"
        ) from None


def notice(api: Api, number: int | None, *, older: bool = True) -> None:
    """Note the server's policy unless it is the one seen last; `number` is that of an answer of the server.

    Without `older` (the number of a model, which may be from before) only a newer one is noted.
    """
    note = _notes().get(api.server.url)
    policy = note.get("policy") if isinstance(note, dict) else None
    seen = policy.get("number") if isinstance(policy, dict) else None
    if number is not None and number != seen and (older or seen is None or number > seen):
        in_force(api)


def check_name(api: Api, tree: dict[str, Any], dataset: str | None, architecture: str | None) -> None:
    """Refuse args that make no name, before any work; the server is asked before anything is refused."""
    try:
        identify(tree, offline(api.server.url).policy, dataset, architecture)
    except Invalid:
        identify(tree, in_force(api), dataset, architecture)


def _path() -> Path:
    return config.config_file().with_name("policies.json")


def _notes() -> dict[str, Any]:
    try:
        notes = json.loads(_path().read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        notes = {}
    return notes if isinstance(notes, dict) else {}
