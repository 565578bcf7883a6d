"""The module functions of `modelbase`: each is the method of `Client` of its name, called on the configured server.

The default client is made again when environment or config file name another server. `identify` and `explain` need
no server, so they load no HTTP and no pydantic.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from modelbase.client import config
from modelbase.client.args import Args
from modelbase.client.policy import SeenPolicy, offline
from modelbase.identity import identity

if TYPE_CHECKING:
    from modelbase.client.sdk import Client

LINKED = frozenset(
    {"checkpoint", "checkpoints", "get", "pull", "safety"}
)  # take a share link, which brings its own server
_clients: list[Client] = []


def __getattr__(name: str) -> Callable[..., Any]:
    """Return a function that calls the method `name` of the default client, with its docstring and signature."""
    from modelbase.client.sdk import Client

    method = getattr(Client, name, None)
    if name.startswith("_") or not inspect.isfunction(method):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    whole = inspect.signature(method)
    signature = whole.replace(parameters=list(whole.parameters.values())[1:])

    def call(*args: Any, **more: Any) -> Any:
        try:
            ref = signature.bind(*args, **more).arguments.get("ref")
        except TypeError as error:
            raise TypeError(f"{method.__name__}() {error}") from None
        linked = name in LINKED and isinstance(ref, str) and config.is_link(ref)
        return getattr(Client(ref) if linked else _default(), name)(*args, **more)

    call.__name__ = call.__qualname__ = method.__name__
    call.__doc__ = method.__doc__
    call.__signature__ = signature  # type: ignore[attr-defined]
    return call


def identify(
    args: Any,
    *,
    dataset: str | None = None,
    architecture: str | None = None,
    policy: identity.Policy | None = None,
) -> identity.Identity:
    """Return the identity of args with no server at hand: by `policy`, else by `seen_policy()`.

    Raise `args_not_plain`, `name_missing`.
    """
    rules = policy or offline().policy
    return identity.identify(Args.of(args, rules).tree, rules, dataset, architecture)


def explain(args: Any, *, policy: identity.Policy | None = None) -> identity.Explanation:
    """Return which keys of args count, are ignored or equal a default, by the same policy as `identify`.

    Raise `args_not_plain`.
    """
    rules = policy or offline().policy
    return identity.explain(Args.of(args, rules).tree, rules)


def seen_policy(url: str | None = None) -> SeenPolicy:
    """Return the policy of a server (without `url` the configured one) as this machine saw it last, and from where.

    It is the default policy where none was seen.
    """
    return offline(config.clean_url(url) if url else None)


def _default() -> Client:
    from modelbase.client.sdk import Client

    if not _clients or _clients[0].server != config.resolve():
        _clients[:] = [Client()]
    return _clients[0]
