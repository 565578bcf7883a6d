"""`modelbase.push(...)` and its siblings: the methods of `Client` with the server that is configured.

The default client is made anew when environment or config file name another server. Nothing else lives here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelbase.client import policy
from modelbase.identity.identity import Identity
from modelbase.identity.identity import identify as _identify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from modelbase.client.lease import Held
    from modelbase.client.sdk import Client
    from modelbase.client.things import Found, Model
    from modelbase.entities import Checkpoint

_clients: list[Client] = []


def push(paths: Any, args: Any, **more: Any) -> Checkpoint:
    """Push files as a checkpoint of the model of these args; see `Client.push`."""
    return _default().push(paths, args, **more)


def pull(ref: str, to: Any = None, **more: Any) -> Path:
    """Bring the files of `ID`, `ID@label` or a share link into a folder; see `Client.pull`."""
    return _for(ref).pull(ref, to, **more)


def find(args: Any, *, dataset: str | None = None, architecture: str | None = None) -> Found:
    """Say whether these args were trained already; see `Client.find`."""
    return _default().find(args, dataset=dataset, architecture=architecture)


lookup = find


def identify(args: Any, *, dataset: str | None = None, architecture: str | None = None) -> Identity:
    """Return the identity of args, with no server at hand: by its policy as seen last, else the default one."""
    return _identify(args, policy.offline().policy, dataset, architecture)


def hold(args: Any, **more: Any) -> Held:
    """Say that these args are being trained, as long as a `with` block runs; see `Client.hold`."""
    return _default().hold(args, **more)


def models(where: str = "", sort: Any = "", columns: Any = ()) -> Iterator[dict[str, Any]]:
    """Walk the table; see `Client.models`."""
    return _default().models(where=where, sort=sort, columns=columns)


def get(ref: str) -> Model:
    """Return one model with its args and README; see `Client.get`."""
    return _for(ref).get(ref)


def diff(ids: Any, base: str | None = None) -> dict[str, Any]:
    """Return what differs between models, key by key; see `Client.diff`."""
    return _default().diff(ids, base)


def _for(ref: str) -> Client:
    """Return the client for an ID; a share link brings its own server."""
    from modelbase.client.link import is_link
    from modelbase.client.sdk import Client

    return Client(ref) if is_link(ref) else _default()


def _default() -> Client:
    from modelbase.client import config
    from modelbase.client.sdk import Client

    if not _clients or _clients[0].server != config.resolve():
        _clients[:] = [Client()]
    return _clients[0]
