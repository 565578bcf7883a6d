"""Is the server ready: do MongoDB and the store answer? Bounded in time; no Flask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from modelbase.errors import Invalid, Unavailable
from modelbase.server.database import migrations
from modelbase.server.deployment import Deployment


def check(deployment: Deployment) -> dict[str, Any]:
    """Return `{"status": "ok" | "unavailable", "database": "ok" | message, "store": "ok" | message}`."""
    state = {
        "database": _ask(lambda: migrations.check(deployment.db)),
        "store": _ask(deployment.bucket.check),
    }
    well = all(answer == "ok" for answer in state.values())
    return {"status": "ok" if well else "unavailable", **state}


def _ask(ping: Callable[[], None]) -> str:
    try:
        ping()
    except (Invalid, Unavailable) as error:
        return error.message
    return "ok"
