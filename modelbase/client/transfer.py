"""Push and pull: files hashed, sent in parallel, resumed; received, verified, renamed. Prints nothing.

Resuming a push needs no memory here: declaring again tells what is missing. Progress goes to a callback
(meter.py). The parts of the work are in sources.py, sending.py and receiving.py.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from modelbase.client import config
from modelbase.client.api import Api, body_with_args, path_of
from modelbase.client.given import Given
from modelbase.client.meter import Callback, Meter, Progress, in_parallel
from modelbase.client.sending import Sender, Urls, pieces
from modelbase.client.sources import Hashed, check_unchanged, expand, hash_file
from modelbase.client.store import Store
from modelbase.client.things import Model, read
from modelbase.entities import Checkpoint
from modelbase.errors import Conflict
from modelbase.identity import identify

__all__ = ["Progress", "Push", "Pushed", "push"]

HASH_THREADS = min(8, os.cpu_count() or 1)
PollPause = 0.2


@dataclass(frozen=True)
class Push:
    """What a push says beside files and args; `wait` is how many seconds to wait for the server's check."""

    dataset: str | None = None
    architecture: str | None = None
    label: str | None = None
    step: int | None = None
    metrics: dict[str, Any] = field(default_factory=dict)
    parents: Sequence[dict[str, str]] = ()
    title: str | None = None
    readme: str | None = None
    tags: Sequence[str] = ()
    visibility: str | None = None
    move: bool = False
    wait: float = 30.0


@dataclass(frozen=True)
class Pushed:
    """What a push did: sizes in bytes, `skipped` the junk left out, `notes` what the user should know."""

    checkpoint: Checkpoint
    model: Model
    created: bool
    already: bool
    sent: int = 0
    reused: int = 0
    skipped: Sequence[str] = ()
    notes: Sequence[str] = ()
