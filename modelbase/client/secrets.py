"""Secrets in args before they leave this machine: refused, redacted, or allowed by their key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from modelbase.client.api import Api, body_with_args
from modelbase.client.args import Args
from modelbase.client.policy import in_force, offline
from modelbase.client.things import Found, read
from modelbase.errors import Invalid
from modelbase.identity import secrets
from modelbase.identity.keys import parse_key
from modelbase.identity.policy import Policy


def guarded(api: Api, args: Args, names: dict[str, Any], redact: Sequence[str], allow: Sequence[str]) -> Args:
    """Return args that may be sent to be stored, with `<redacted>` at the keys of `redact`.

    `names` are dataset and architecture as given; `allow` lists keys whose values only look like secrets. Raise
    `args_secret` for a secret, unless the server has the model already, and for a key to redact that counts for the ID.
    """
    if redact:
        _check_ignored(api, redact)
        args = Args.of(secrets.redacted(args.tree, redact))
    try:
        secrets.refuse(args.tree, allow)
    except Invalid:
        # Nothing is stored of a lookup, and of a model that is there the args are not stored again.
        if read(Found, api.call("POST", "lookup", body_with_args(args.text, names))).model is None:
            raise
    return args


def without_ignored(api: Api, args: Args) -> Args:
    """Return args for a question, with `<redacted>` in the place of secrets that do not count for the ID."""
    policy = offline(api.server.url).policy
    keys = [each.key for each in secrets.find(args.tree) if _ignores(policy, each.key)]
    return Args.of(secrets.redacted(args.tree, keys)) if keys else args


def _check_ignored(api: Api, keys: Sequence[str]) -> None:
    """Raise Invalid unless the policy ignores all keys; the server is asked before anything is refused."""
    counting = [key for key in keys if not _ignores(offline(api.server.url).policy, key)]
    if not counting:
        return
    policy = in_force(api)
    for key in counting:
        if not _ignores(policy, key):
            raise Invalid(
                f"{key} counts for the ID, so that redacting it would make another model of the recipe: leave it out "
                "of the args, or let an Admin add it to the keys that the policy ignores (`modelbase policy set`)",
                "args_secret",
                keys=[key],
            )


def _ignores(policy: Policy, key: str) -> bool:
    path = parse_key(key)
    inside = [path[: end + 1] for end in range(len(path))]
    return any(policy.ignored.of_name(each[-1]) or policy.ignored.of_path(each) for each in inside)
