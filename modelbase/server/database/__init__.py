"""The store: plain functions over a pymongo `Database`, one file per collection.

`find` returns an entity or None, `get` one or NotFound, `insert` one or Taken; also `set_fields`, `delete`, `page`.
Driver errors never leave this room (translate.py). Decides nothing: rules and access do.
Imports entities, errors, identity and query. Start reading at models/models.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from pymongo.database import Database as _Database

    Database: TypeAlias = _Database[dict[str, Any]]
else:
    Database = Any

Document: TypeAlias = dict[str, Any]
