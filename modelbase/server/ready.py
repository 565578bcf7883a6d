"""Is the server ready: do MongoDB and the store answer? Bounded in time; no Flask."""

from __future__ import annotations

from typing import Any

from modelbase.errors import Unavailable
from modelbase.server import blobs
from modelbase.server.house import House
from modelbase.server.store import indexes


def check(house: House) -> dict[str, Any]:
    """Return `{"status": "ok" | "unavailable", "database": "ok" | message, "store": "ok" | message}`."""
    state = {"database": _ask(indexes.ping, house.db), "store": _ask(blobs.ping, house.bucket)}
    well = all(told == "ok" for told in state.values())
    return {"status": "ok" if well else "unavailable", **state}


def _ask(ping: Any, of: Any) -> str:
    try:
        ping(of)
    except Unavailable as error:
        return error.message
    return "ok"
