"""Canonical text cut out of compact JSON is what the walk of the tree and the library write, or nothing at all."""

import gzip
import json
import math
import pathlib

import orjson
import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modelbase.identity import compact, identity, jsontext
from modelbase.identity.compact import compact as compact_of
from modelbase.identity.identity import DEFAULT_POLICY, Policy
from modelbase.identity.rawjson import read_object

TESTS = pathlib.Path(__file__).parents[1]
VECTORS = json.loads((TESTS / "contract/identity-v1.json").read_text())["vectors"]
WORDS = st.sampled_from([
    "lr", "seed", "Seed", "a", "b", "num_workers", "wandb_x", "gpu", "data", "", ",", ":", "},", "],", "{", "[", ",:",
    "true", "null", "e5", "1.0", "-0.0,", ".0,", ".0}", "1e-7", "%", "%s", "manual_seed", "\x7f", "'", "0" * 20, " ",
])  # fmt: skip
ODD = st.sampled_from(["é", "e\u0301", '"', "\\", "\n", "\u2028", "\U0001f600", "한", "x" * 1001])
FLOATS = (
    st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(
        [0.0, -0.0, 1.0, -1.0, 10.0, 1e-5, 1e-6, 1e-7, 5e-324, 1e15, 1e16, 1e20, 1e21, 1e22, 1e23]
    )
    | st.floats(1e-8, 1e-3)
    | st.floats(1e14, 1e22)
    | st.integers(-(2**54), 2**54).map(float)
)
LEAVES = st.none() | st.booleans() | st.integers(-99, 99) | st.integers(-(2**63), 2**64 - 1) | FLOATS | WORDS
TREES = st.dictionaries(
    WORDS,
    st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
        max_leaves=12,
    ),
    max_size=6,
)
SLOW = [HealthCheck.too_slow]  # a busy machine says nothing of what is drawn
EXAMPLES = settings(deadline=None, database=None, max_examples=300, suppress_health_check=SLOW)
POLICIES = {
    "default": DEFAULT_POLICY,
    "others": Policy(ignore=("b", "*r", '""', '","'), seeds=("a", '":"', "seed", "true")),
    "nothing": Policy(ignore=(), seeds=()),
}


def sorted_text(tree):
    return orjson.dumps(tree, option=orjson.OPT_SORT_KEYS)


def cut(tree, policy=DEFAULT_POLICY):
    given = compact_of(sorted_text(tree))
    return given and policy.cutter.texts(given)


def walked(tree, policy=DEFAULT_POLICY):
    return tuple(text.encode() for text in policy.writer.write(tree))


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
@EXAMPLES
@given(tree=TREES)
def test_what_is_cut_out_is_what_the_walk_writes(policy, tree):
    found = cut(tree, policy)
    assert found is None or found == walked(tree, policy)


@EXAMPLES
@given(tree=TREES, odd=ODD)
def test_odd_texts_give_the_same_or_nothing(tree, odd):
    for one in ({**tree, "odd": odd}, {**tree, odd: 1}):
        assert cut(one) in {None, walked(one)}


@EXAMPLES
@given(FLOATS | st.integers(-(2**63), 2**64 - 1))
def test_a_number_is_written_as_the_library_writes_it_or_not_at_all(number):
    found = cut({"x": [number], "y": number})
    if type(number) is float and abs(number) < 1e15:
        assert found is not None
    assert found is None or found[0] == rfc8785.dumps({"x": [number], "y": number})


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_a_vector_gets_its_canonical_text_or_none(vector):
    body = read_object(b'{"args": ' + vector["args_json"].encode() + b"}")
    found = body["args"].compact and DEFAULT_POLICY.cutter.texts(body["args"].compact)
    if found:
        assert found[0].decode() == vector["canonical"]
        assert identity.sha256(found[1]).hexdigest() == vector["family"]


def test_nearly_every_published_recipe_is_cut_out_and_gets_the_id_of_the_walk():
    with gzip.open(TESTS / "data/mmpretrain-recipes.jsonl.gz", "rt", encoding="utf-8") as lines:
        recipes = [json.loads(line)["args"] for line in lines]
    quick = 0
    for tree in recipes:
        given_args = read_object(json.dumps({"args": tree}).encode())["args"]
        found = given_args.compact and DEFAULT_POLICY.cutter.texts(given_args.compact)
        quick += bool(found)
        assert not found or found == walked(tree)
        same = identity.identify(given_args.tree, DEFAULT_POLICY, "d", "a", given_args.compact)
        assert same == identity.identify(tree, DEFAULT_POLICY, "d", "a")
    assert quick > 0.98 * len(recipes)


@pytest.mark.parametrize(
    ("tree", "whole", "bare"),
    [
        ({}, "{}", "{}"),
        ({"gpu": 1}, "{}", "{}"),
        ({"seed": 1}, '{"seed":1}', "{}"),
        ({"seed": {}, "x": 1}, None, None),
        ({"seed": "seed", "x": "seed"}, '{"seed":"seed","x":"seed"}', '{"x":"seed"}'),
        ({"a": 1, "seed": 2, "z": 3}, '{"a":1,"seed":2,"z":3}', '{"a":1,"z":3}'),
        ({"data_seed": 1, "seed": 2, "a": [{"seed": None}]}, None, '{"a":[{}]}'),
        ({"gpu": 1, "gpus": 2, "x": {"gpu": True, "gpus": "1,2"}}, '{"x":{}}', '{"x":{}}'),
        ({"a": [1e-6, 1e-6, 1e-6, -1e-6]}, '{"a":[0.000001,0.000001,0.000001,-0.000001]}', None),
        (
            {"b": 1.0, "a": [-0.0, 1e-7, 1e-6, 1e20]},
            '{"a":[0,1e-7,0.000001,100000000000000000000],"b":1}',
            None,
        ),
    ],
)
def test_members_go_with_the_commas_that_they_leave(tree, whole, bare):
    found = cut(tree)
    if whole is None and bare is None:
        assert found is None
    else:
        assert found == walked(tree)
        assert whole is None or found[0].decode() == whole
        assert bare is None or found[1].decode() == bare


def test_text_without_seeds_is_the_same_object_so_that_it_is_hashed_once():
    whole, bare = cut({"x": "seed", "gpu": 1})
    assert whole is bare


@pytest.mark.parametrize(
    "tree",
    [{"é": 1}, {"a": "é"}, {"a": '"'}, {"a": "\n"}, {"a": 2**53}, {"a": -(10**15)}, {"a": 10**18}],
    ids=["name", "text", "quote", "control", "long", "negative", "longer"],
)
def test_what_needs_a_closer_look_is_not_compact(tree):
    assert compact_of(sorted_text(tree)) is None


@pytest.mark.parametrize(
    "text", [b'{"a":1E5}', b'{"a":1234567890123456.0}', b'{"a":"\\u0065"}', b"[1234567890123456"]
)
def test_what_another_writer_may_have_written_is_not_compact(text):
    assert compact_of(text) is None


@pytest.mark.parametrize(
    "policy",
    [Policy(ignore=("a.b",)), Policy(seeds=("a.b",)), Policy(defaults={"a": 1}), Policy(ignore=('"},"',))],
    ids=["path", "seed path", "default", "odd name"],
)
def test_a_policy_of_paths_defaults_or_odd_names_is_left_to_the_walk(policy):
    tree = {"a": {"b": 1}, "},": 1}
    assert cut(tree) is not None
    assert cut(tree, policy) is None


def test_a_name_that_is_taken_out_may_stand_as_a_text_beside_it():
    tree = {"a": ["gpu", "seed", ":"], "b": {"gpu": "seed", "k": "gpu"}, "seed": "gpu"}
    assert cut(tree) == walked(tree)
    assert cut(tree)[1] == b'{"a":["gpu","seed",":"],"b":{"k":"gpu"}}'


def test_more_names_than_are_remembered_change_no_text(monkeypatch):
    monkeypatch.setattr(compact, "NAMES", 3)
    policy = Policy()
    for at in [*range(9), *range(9)]:
        tree = {f"b{at}": at, "a": {f"c{at}": {}}, "x" * 100: "gpu", "gpu": at}
        assert cut(tree, policy) == walked(tree, policy)
        assert len(policy.cutter._free) <= 3


@EXAMPLES
@given(TREES)
def test_the_depth_of_the_text_is_the_depth_of_the_tree(tree):
    given = compact_of(sorted_text(tree))
    assert given is None or given.depth == jsontext.depth(tree)


def test_args_that_are_too_deep_are_refused_as_before():
    deep, deeper = (b'{"args": ' + b'{"a":' * n + b"1" + b"}" * n + b"}" for n in (100, 101))
    assert identity.identify(read_object(deep)["args"].tree, DEFAULT_POLICY, "d", "a")
    with pytest.raises(identity.Invalid, match="deeper than 100"):
        read_object(deeper)


def test_floats_that_are_no_json_never_come_here():
    assert (
        orjson.dumps([math.nan, math.inf]) == b"[null,null]"
    )  # which is why only what was JSON has such text
    found = read_object(b'{"args": {"a": NaN}}')["args"]
    assert (found.tree, found.compact) == ({"a": "NaN"}, None)
