"""Modelbase: a model's name is its recipe. The SDK's public names, each loaded on first use.

Importing the package costs a few milliseconds, so that a training script can do it anywhere. Nothing is
defined here: the names live in `modelbase.client`, `modelbase.entities` and `modelbase.errors`.
Imports nothing before it is asked for a name. Start reading at client/sdk.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from modelbase.client.front import (
        diff,
        find,
        get,
        hold,
        identify,
        lookup,
        models,
        pull,
        push,
    )
    from modelbase.client.lease import Held
    from modelbase.client.sdk import Client
    from modelbase.client.things import Found, Model
    from modelbase.client.transfer.meter import Progress
    from modelbase.entities import Checkpoint, File
    from modelbase.errors import ModelbaseError
    from modelbase.identity.identity import Identity

_HOMES = {
    "Client": "modelbase.client.sdk",
    "Found": "modelbase.client.things",
    "Held": "modelbase.client.lease",
    "Model": "modelbase.client.things",
    "Progress": "modelbase.client.transfer.meter",
    "Checkpoint": "modelbase.entities",
    "File": "modelbase.entities",
    "Identity": "modelbase.identity.identity",
    "ModelbaseError": "modelbase.errors",
    "diff": "modelbase.client.front",
    "find": "modelbase.client.front",
    "get": "modelbase.client.front",
    "hold": "modelbase.client.front",
    "identify": "modelbase.client.front",
    "lookup": "modelbase.client.front",
    "models": "modelbase.client.front",
    "pull": "modelbase.client.front",
    "push": "modelbase.client.front",
}

__all__ = [
    "Checkpoint",
    "Client",
    "File",
    "Found",
    "Held",
    "Identity",
    "Model",
    "ModelbaseError",
    "Progress",
    "diff",
    "find",
    "get",
    "hold",
    "identify",
    "lookup",
    "models",
    "pull",
    "push",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("modelbase")
    if name not in _HOMES:
        raise AttributeError(f"module 'modelbase' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
