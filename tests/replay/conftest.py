"""The replay suite: attacks that were published against systems of this kind, sent to Modelbase.

Each test is marked with the row that it replays (`@pytest.mark.row("A1-65")`); a row counts as succeeded if one of its
tests fails (../replay_rows.py counts). Rows are those of docs/security.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from bson import json_util

from modelbase.server.database import indexes
from modelbase.server.deployment import Deployment


@pytest.fixture
def state(deployment: Deployment) -> Callable[[], str]:
    """Return a digest of all that the database holds: equal before and after what must change nothing."""

    def digest() -> str:
        held = {n: sorted(map(json_util.dumps, deployment.db[n].find())) for n in indexes.COLLECTIONS}
        return hashlib.sha256(repr(sorted(held.items())).encode()).hexdigest()

    return digest
