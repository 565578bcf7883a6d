"""The collection `reports`: what a look into the bytes of one SHA-256 found, with the table of its tensors, packed.

A cache of what the bytes say: one that is missing is made again. Knows nothing of what is in it.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from typing import Any

from modelbase.server.database import Database, Document
from modelbase.server.database.translate import translated

MOST_PACKED = 15 * 2**20  # a document of MongoDB holds 16 MiB
SOME = 1_000


def put(db: Database, sha256: str, report: Document, table: list[dict[str, Any]] | None) -> bool:
    """Keep a report and its tensors; False if there are too many tensors for one document."""
    packed = None if table is None else zlib.compress(json.dumps(table).encode(), 6)
    if packed is not None and len(packed) > MOST_PACKED:
        return False
    with translated():
        db.reports.replace_one({"_id": sha256}, {**report, "table": packed}, upsert=True)
    return True


def get_many(db: Database, shas: Iterable[str], tables: bool = False) -> dict[str, Document]:
    """Return the reports on these SHA-256s that there are, by SHA-256; with `tables` their tensors are unpacked."""
    wanted = list(dict.fromkeys(shas))
    found: dict[str, Document] = {}
    for at in range(0, len(wanted), SOME):
        query = {"_id": {"$in": wanted[at : at + SOME]}}
        with translated():
            for each in db.reports.find(query, None if tables else {"table": 0}):
                if each.get("table") is not None:
                    each["table"] = json.loads(zlib.decompress(each["table"]))
                found[each.pop("_id")] = each
    return found
