"""Signatures against the comparison itself: the bound never rules out a model that is near, whatever differs how."""

from __future__ import annotations

import gzip
import json
import random
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelbase.identity.identity import DEFAULT_POLICY
from modelbase.server.relations import signature

RECIPES = Path(__file__).parents[1] / "data" / "mmpretrain-recipes.jsonl.gz"
KEYS = st.sampled_from(["a", "b", "c", "d.e", "$f", "é"])
SCALARS = (
    st.none() | st.booleans() | st.integers(-2, 2) | st.floats(-1, 1) | st.sampled_from(["", "1", "sgd"])
)
NODES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
TREES = st.dictionaries(KEYS, NODES, max_size=4)


def bound(one: dict[str, Any], other: dict[str, Any]) -> int:
    return int(signature.Question(one).fewest([signature.of(other)])[0])


def recipes() -> list[dict[str, Any]]:
    with gzip.open(RECIPES) as file:
        trees = [json.loads(line)["args"] for line in file]
    return [signature.counted(tree, DEFAULT_POLICY) for tree in trees]


def changed(tree: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Return a copy with one place changed: a value, a key more or less, a mapping for a value, a list longer."""
    made = deepcopy(tree)
    places = [made]
    for node in places:
        places += [value for value in node.values() if type(value) is dict and value]
    node = chance.choice(places)
    key = chance.choice(list(node))
    kinds = {
        "value": lambda: node.update({key: chance.random()}),
        "none": lambda: node.update({key: None}),
        "less": lambda: node.pop(key),
        "more": lambda: node.update({f"new{chance.randrange(99)}": 1}),
        "mapping": lambda: node.update({key: {"x": 1, "y": {"z": [1, 2]}}}),
        "list": lambda: node.update(
            {key: [*node[key], {"type": "New"}] if type(node[key]) is list else [1, 2]}
        ),
    }
    kinds[chance.choice(sorted(kinds))]()
    return made


@given(TREES, TREES)
@settings(max_examples=400, deadline=None)
def test_the_bound_is_never_above_the_number_of_differing_keys(one: Any, other: Any) -> None:
    one, other = signature.counted(one, DEFAULT_POLICY), signature.counted(other, DEFAULT_POLICY)
    assert bound(one, other) <= len(signature.differing(one, other))


def test_real_recipes_changed_in_a_few_places_are_never_ruled_out() -> None:
    chance = random.Random(1)
    trees = recipes()
    near = 0
    for number in range(300):
        tree = chance.choice(trees)
        other = tree
        for _ in range(1 + number % 4):
            other = changed(other, chance)
        count = len(signature.differing(tree, other))
        near += 1 <= count <= 4
        assert bound(tree, other) <= count
        assert bound(other, tree) <= len(signature.differing(other, tree))
    assert near > 200


def test_the_bound_rules_out_nearly_all_that_are_not_near() -> None:
    trees = recipes()
    question = signature.Question(trees[0])
    bounds = question.fewest([signature.of(tree) for tree in trees])
    true = [len(signature.differing(trees[0], tree)) for tree in trees]
    assert [number for number, least in enumerate(bounds) if least <= 5] == [
        number for number, count in enumerate(true) if count <= 5
    ]
    assert all(least <= count for least, count in zip(bounds, true, strict=True))


@pytest.mark.parametrize(
    ("one", "other", "rows"),
    [
        ({"a": 1}, {"a": 1.0}, 0),
        ({"a": 1}, {"a": "1"}, 1),
        ({"a": 1}, {"a": True}, 1),
        ({"ema": None}, {"ema": {"decay": 0.9, "warmup": 10, "device": {"x": 1}}}, 1),
        ({"ema": {"decay": 0.9, "warmup": 10}}, {"ema": None}, 1),
        ({"a": {"x": 1, "y": 2}, "b": 0}, {"a": 0, "b": {"x": 1, "y": 2}}, 2),
        ({"a": {}}, {"a": {"x": 1, "y": 2}}, 2),
        ({}, {"a": 1}, 1),
        ({}, {}, 0),
        ({"steps": [30, 60]}, {"steps": [30, 60, 90]}, 1),
        (
            {"pipeline": [{"type": "A"}, {"type": "B"}]},
            {"pipeline": [{"type": "N"}, {"type": "A"}, {"type": "B"}]},
            1,
        ),
    ],
)
def test_what_is_one_key_for_diff_is_one_for_the_bound(one: Any, other: Any, rows: int) -> None:
    one, other = signature.counted(one, DEFAULT_POLICY), signature.counted(other, DEFAULT_POLICY)
    assert len(signature.differing(one, other)) == rows
    assert bound(one, other) <= rows
    assert bound(other, one) <= rows


def test_an_empty_batch_and_empty_args_have_bounds() -> None:
    question = signature.Question({"a": 1, "b": 2})
    assert question.fewest([]).tolist() == []
    empty, same = signature.of({}), signature.of({"b": 2, "a": 1})
    assert question.fewest([empty, same, empty]).tolist() == [2, 0, 2]
