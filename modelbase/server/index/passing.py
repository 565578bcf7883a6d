"""Which rows of one block pass a query and the filter of what may be seen: masks over its columns and its texts.

Pure but for `held`, which reads what a query needs of the blocks in one go.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import numpy as np

from modelbase.query import And, Anywhere, Key, Node, Not, Or, Sort, key_tests, tests
from modelbase.server.database import Database, Document
from modelbase.server.index import texts
from modelbase.server.index.block import Block, column_name, columns
from modelbase.server.index.column import Column, Mask
from modelbase.server.index.texts import Texts

VISIBILITY = Key("field", ("visibility",))
NAME = Key("field", ("name",))


@dataclass(frozen=True)
class Held:
    """What a query looks at: columns by block and name, and, where it has a search term, the texts of each block."""

    columns: dict[tuple[str, str], Column]
    texts: dict[str, Texts]


def held(db: Database, blocks: Sequence[Block], where: Node, seen: Document, sorts: Sequence[Sort]) -> Held:
    """Return what a query needs of these blocks."""
    names = [column_name(test.key) for test in key_tests(where)]
    names += [column_name(NAME)] if "name" in seen else []
    names += [column_name(VISIBILITY)] if "visibility" in seen else []
    names += [column_name(sort.key) for sort in sorts]
    searched = any(isinstance(test, Anywhere) for test in tests(where))
    return Held(
        columns(db, blocks, names), {block.id: texts.of_block(db, block) for block in blocks if searched}
    )


def passed(node: Node, block: Block, held: Held, now: datetime) -> Mask:
    """Return which rows of a block pass a query."""
    match node:
        case And(parts):
            mask = np.ones(block.head.count, dtype=np.bool_)
            for part in parts:
                mask &= passed(part, block, held, now)
            return mask
        case Or(parts):
            mask = np.zeros(block.head.count, dtype=np.bool_)
            for part in parts:
                mask |= passed(part, block, held, now)
            return mask
        case Not(part):
            return ~passed(part, block, held, now)
        case Anywhere(text):
            return held.texts[block.id].rows(text)
    column = held.columns[block.id, column_name(node.key)]
    return column.accepts(node, now)[column.codes]


def visible(mask: Mask, seen: Document, block: Block, held: Held) -> Mask:
    """Return the rows of `mask` that the filter of what may be seen lets through."""
    if "_id" in seen:
        return np.zeros_like(mask)
    if "visibility" in seen:
        column = held.columns[block.id, column_name(VISIBILITY)]
        mask = mask & np.array([*(one == seen["visibility"] for one in column.others), False])[column.codes]
    if "name" in seen:
        pattern = _compiled(seen["name"]["$regex"])
        column = held.columns[block.id, column_name(NAME)]
        mask = mask & np.array([*(bool(pattern.search(one)) for one in column.others), False])[column.codes]
    return mask


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
