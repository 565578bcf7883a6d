"""Keys counted from documents are what the columns of the same documents say. Pure: no database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from modelbase.server.database import flat
from modelbase.server.index import compact, key_counts

EXAMPLES = settings(deadline=None, database=None, max_examples=100)
NUMBERS = st.sampled_from([0, -0.0, 1, 1.0, -1, 0.5, 1e300, 2**53 + 1, 2**62, float(2**62), 2**63 - 1])
TEXTS = st.sampled_from(["", "sgd", "NaN", "1", "x" * 300, "é"]) | st.text(max_size=3)
LEAVES = st.none() | st.booleans() | NUMBERS | TEXTS | st.just([]) | st.just({})
NAMES = st.sampled_from(["lr", "b", "seed", "a.b", "$x"])
TREES = st.dictionaries(
    NAMES,
    st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
        max_leaves=6,
    ),
    max_size=4,
)
METRICS = st.dictionaries(
    st.sampled_from(["top1", "val.loss"]), st.sampled_from([1, 0.5, 70.25, "NaN"]), max_size=2
)


def documents(trees: list[tuple[dict[str, Any], dict[str, Any]]]) -> list[dict[str, Any]]:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        {
            "_id": str(at), "id": f"a/b:{at:09x}", "flat": flat.args(args), "_metrics": flat.metrics(metrics),
            "created_at": start - timedelta(seconds=at),
        }
        for at, (args, metrics) in enumerate(trees)
    ]  # fmt: skip


def by_columns(found: list[dict[str, Any]]) -> key_counts.KeyCounts:
    return key_counts.of_columns(compact.columns_of(found), np.arange(len(found)))


@EXAMPLES
@given(st.lists(st.tuples(TREES, METRICS), max_size=12))
def test_documents_are_counted_as_their_columns_are(trees: list[Any]) -> None:
    found = documents(trees)
    assert key_counts.of_documents(found) == by_columns(found)


@EXAMPLES
@given(st.lists(st.tuples(TREES, METRICS), max_size=6))
def test_args_and_metrics_alone_are_counted_without_a_moment(trees: list[Any]) -> None:
    bare = [{"flat": each["flat"], "_metrics": each["_metrics"]} for each in documents(trees)]
    assert key_counts.of_documents(bare) == by_columns(bare)


def test_many_values_of_one_key_are_sketched_alike() -> None:
    found = documents([({"x": at, "y": f"t{at}", "z": at % 40}, {}) for at in range(1_000)])
    counted = key_counts.of_documents(found)
    assert counted == by_columns(found)
    assert (counted["a/x"].values, counted["a/x"].exact) == (None, False)
