"""Modelbase: a model's name is its recipe. The SDK's public names, each loaded on first use.

Importing the package costs a few milliseconds, so that a training script can do it anywhere. Nothing is defined
here: the names live where `_HOMES` says; most are methods of `Client`, called on the configured server by
client/front.py.
Imports nothing before it is asked for a name. Start reading at client/sdk.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from modelbase.client.args import Args, read_args
    from modelbase.client.front import explain, identify, seen_policy
    from modelbase.client.history import History
    from modelbase.client.lease import Held
    from modelbase.client.policy import SeenPolicy
    from modelbase.client.sdk import Client
    from modelbase.client.things import Checkpoint, Found, Model, Share, TrashEntry
    from modelbase.client.transfer.meter import Progress
    from modelbase.client.transfer.pull import Pulled
    from modelbase.client.transfer.push import Pushed
    from modelbase.entities import Alias, Event, File, Lease, Parent, Token, User, View
    from modelbase.errors import ModelbaseError
    from modelbase.identity.identity import Explanation, Identity, Policy
    from modelbase.training.args import configured, inject
    from modelbase.training.run import Run, run
    from modelbase.training.sync import Spooled, spooled, sync

    _client = Client()
    add_parent = _client.add_parent
    alias = _client.alias
    checkpoint = _client.checkpoint
    checkpoints = _client.checkpoints
    create_token = _client.create_token
    delete_trash = _client.delete_trash
    delete_weights = _client.delete_weights
    diff = _client.diff
    events = _client.events
    family = _client.family
    find = _client.find
    get = _client.get
    history = _client.history
    hold = _client.hold
    keys = _client.keys
    label = _client.label
    lineage = _client.lineage
    log = _client.log
    lookup = _client.find
    models = _client.models
    near = _client.near
    note = _client.note
    page = _client.page
    policies = _client.policies
    policy = _client.policy
    pull = _client.pull
    push = _client.push
    readme = _client.readme
    ready = _client.ready
    redact = _client.redact
    remove_alias = _client.remove_alias
    remove_parent = _client.remove_parent
    remove_user = _client.remove_user
    rename = _client.rename
    restore = _client.restore
    revoke_token = _client.revoke_token
    rm = _client.rm
    runs = _client.runs
    safety = _client.safety
    set_policy = _client.set_policy
    set_team_settings = _client.set_team_settings
    set_user = _client.set_user
    share = _client.share
    shares = _client.shares
    stored_secrets = _client.stored_secrets
    tag = _client.tag
    team_settings = _client.team_settings
    tensors = _client.tensors
    tokens = _client.tokens
    trash = _client.trash
    trashed = _client.trashed
    unshare = _client.unshare
    users = _client.users
    views = _client.views
    whoami = _client.whoami

__all__ = [
    "Alias", "Args", "Checkpoint", "Client", "Event", "Explanation", "File", "Found", "Held", "History", "Identity",
    "Lease", "Model", "ModelbaseError", "Parent", "Policy", "Progress", "Pulled", "Pushed", "Run", "SeenPolicy",
    "Share", "Spooled", "Token", "TrashEntry", "User", "View", "add_parent", "alias", "checkpoint", "checkpoints",
    "configured", "create_token", "delete_trash", "delete_weights", "diff", "events", "explain", "family", "find",
    "get", "history", "hold", "identify", "inject", "keys", "label", "lineage", "log", "lookup", "models", "near",
    "note", "page", "policies", "policy", "pull", "push", "read_args", "readme", "ready", "redact", "remove_alias",
    "remove_parent", "remove_user", "rename", "restore", "revoke_token", "rm", "run", "runs", "safety",
    "seen_policy", "set_policy", "set_team_settings", "set_user", "share", "shares", "spooled", "stored_secrets",
    "sync", "tag", "team_settings", "tensors", "tokens", "trash", "trashed", "unshare", "users", "views", "whoami",
]  # fmt: skip
_HOMES = dict.fromkeys(__all__, "modelbase.client.front") | {
    "Alias": "modelbase.entities",
    "Args": "modelbase.client.args",
    "Checkpoint": "modelbase.client.things",
    "Client": "modelbase.client.sdk",
    "Event": "modelbase.entities",
    "Explanation": "modelbase.identity.identity",
    "File": "modelbase.entities",
    "Found": "modelbase.client.things",
    "Held": "modelbase.client.lease",
    "History": "modelbase.client.history",
    "Identity": "modelbase.identity.identity",
    "Lease": "modelbase.entities",
    "Model": "modelbase.client.things",
    "ModelbaseError": "modelbase.errors",
    "Parent": "modelbase.entities",
    "Policy": "modelbase.identity.policy",
    "Progress": "modelbase.client.transfer.meter",
    "Pulled": "modelbase.client.transfer.pull",
    "Pushed": "modelbase.client.transfer.push",
    "SeenPolicy": "modelbase.client.policy",
    "Share": "modelbase.client.things",
    "Run": "modelbase.training.run",
    "Spooled": "modelbase.training.sync",
    "Token": "modelbase.entities",
    "TrashEntry": "modelbase.client.things",
    "User": "modelbase.entities",
    "View": "modelbase.entities",
    "configured": "modelbase.training.args",
    "inject": "modelbase.training.args",
    "read_args": "modelbase.client.args",
    "run": "modelbase.training.run",
    "spooled": "modelbase.training.sync",
    "sync": "modelbase.training.sync",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from modelbase.installed import version

        return version()
    if name not in _HOMES:
        raise AttributeError(f"module 'modelbase' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
