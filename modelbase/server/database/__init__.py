"""MongoDB: plain functions over a pymongo `Database`, a file for each collection or group used together.

`find` returns an entity or None, `get` raises NotFound, `insert` AlreadyExists; also `set_fields`, `delete`, `page`.
Driver errors never leave this folder (translate.py). Decides nothing: rules and access do.
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
