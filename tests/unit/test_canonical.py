"""The quick ways to a digest say what the careful ones say: canonical.py beside rfc8785, `read_at` beside `loads`."""

import gzip
import json
import pathlib
import unicodedata

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from modelbase.errors import ModelbaseError
from modelbase.identity import identity, jsontext, shapes
from modelbase.identity.identity import DEFAULT_POLICY, Policy
from modelbase.identity.shapes import NotPlain

TESTS = pathlib.Path(__file__).parents[1]
VECTORS = json.loads((TESTS / "contract/identity-v1.json").read_text())["vectors"]
KEYS = st.text(max_size=3) | st.sampled_from([
    "lr", "seed", "Seed", "a", "b", "num_workers", "wandb_x", "data", "root", "é", "e\u0301", "\u212a", "K", "k",
    "\ufb33", "\U0001f600", "한", "", '"', "\\", "\x7f", "\n", "\u2028",
    "%", "%s", "random_seed", "manual_seed",
])  # fmt: skip
FLOATS = (
    st.floats()
    | st.sampled_from(
        [0.1, 1e-5, 5e-324, 1e-7, 1e-6, 1.5e-7, 1e15, 1e16, 1e20, 1e21, 123456789012345680000.0, -0.0]
    )
    | st.floats(1e-8, 1e-3)
    | st.floats(1e14, 1e22)
)
LEAVES = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | FLOATS | st.text(max_size=4) | KEYS
TREES = st.dictionaries(
    KEYS,
    st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
        max_leaves=12,
    ),
    max_size=5,
)
EXAMPLES = settings(deadline=None, database=None, max_examples=150)
POLICIES = [
    DEFAULT_POLICY,
    Policy(ignore=("data.root", "*.lr", "b"), seeds=("a.seed", "seed", "data.*")),
    Policy(
        defaults={
            "a": 1,
            "data": {"seed": 1, "lr": 0.1},
            "b.a": "e\u0301",
            "lr": 1e-5,
            "k": {},
            "data.a": None,
        }
    ),
    Policy(ignore=(), seeds=()),
]


class ByHand:
    """The rules of docs/identity.md in the shortest form, and the library's RFC 8785."""

    def __init__(self, policy, *, without_seeds):
        self.defaults = policy.default_paths
        self.rules = [policy.ignored, policy.seed_like] if without_seeds else [policy.ignored]

    def text(self, value, path=()):
        return rfc8785.dumps(self.clean(value, path))

    def clean(self, value, path):
        if isinstance(value, dict):
            named = {unicodedata.normalize("NFC", key): item for key, item in value.items()}
            return {k: self.clean(v, (*path, k)) for k, v in named.items() if self.counts(k, v, (*path, k))}
        if isinstance(value, list):
            return [self.clean(item, (*path, str(at))) for at, item in enumerate(value)]
        if isinstance(value, str):
            return unicodedata.normalize("NFC", value)
        return self.number(value)

    def number(self, value):
        if isinstance(value, float) and value - value != 0:
            return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
        return str(value) if type(value) is int and abs(value) > 2**53 - 1 else value

    def counts(self, key, value, path):
        if any(rule.of_name(key) or rule.of_path(path) for rule in self.rules):
            return False
        return path not in self.defaults or self.text(self.defaults[path], path) != self.text(value, path)


def by_hand(tree, policy, *, without_seeds):
    return ByHand(policy, without_seeds=without_seeds).text(tree)


def keys_stay_apart(tree):
    if isinstance(tree, dict):
        names = {unicodedata.normalize("NFC", key) for key in tree}
        return len(names) == len(tree) and all(map(keys_stay_apart, tree.values()))
    return all(map(keys_stay_apart, tree)) if isinstance(tree, list) else True


@pytest.mark.parametrize("policy", POLICIES, ids=["default", "paths", "defaults", "nothing"])
@EXAMPLES
@given(tree=TREES.filter(keys_stay_apart))
def test_one_walk_writes_what_the_library_writes(policy, tree):
    whole, bare = policy.writer.write(tree)
    assert whole.encode() == by_hand(tree, policy, without_seeds=False)
    assert bare.encode() == by_hand(tree, policy, without_seeds=True)


@pytest.mark.parametrize("policy", POLICIES, ids=["default", "paths", "defaults", "nothing"])
@EXAMPLES
@given(tree=TREES.filter(keys_stay_apart))
def test_the_walk_that_explains_gives_the_same_digests(policy, tree):
    told = identity.explain(tree, policy)
    assert (told.digest, told.family) == (identity.digest(tree, policy), identity.family(tree, policy))


@EXAMPLES
@given(FLOATS)
def test_every_number_is_written_as_the_library_writes_it(number):
    whole, _ = DEFAULT_POLICY.writer.write({"x": number})
    assert whole.encode() == by_hand({"x": number}, DEFAULT_POLICY, without_seeds=False)


def test_seeds_are_taken_out_with_their_commas_wherever_they_stand():
    inner = {"seed": {"seed": [1]}, "a_seed": 2, "global_seed": 3}
    tree = {"data_seed": 1, "k": [inner, {"seed": 0}, {}], "m": {"seed": 1, "z": 2}, "seed": 4, "rng_seed": 5}
    whole, bare = DEFAULT_POLICY.writer.write(tree)
    assert whole.encode() == rfc8785.dumps(tree)
    assert bare == '{"k":[{"a_seed":2},{},{}],"m":{"z":2}}'


@pytest.mark.parametrize("count", [0, 1, 2, 64, 65, 200])
def test_a_mapping_may_have_any_number_of_keys(count):
    policy = Policy()
    for turn in range(3):
        tree = {f"key {at} %d": {"seed": at, "lr": turn} for at in reversed(range(count))}
        whole, bare = policy.writer.write(tree)
        assert whole.encode() == rfc8785.dumps(tree)
        assert bare.encode() == rfc8785.dumps({key: {"lr": turn} for key in tree})


def test_more_shapes_than_are_remembered_change_no_text(monkeypatch):
    monkeypatch.setattr(shapes, "SHAPES", 3)
    writer = Policy().writer
    for at in [*range(9), *range(9)]:
        tree = {f"b{at}": at, "a": {f"c{at}": {}}}
        assert writer.write(tree)[0].encode() == rfc8785.dumps(tree)
    assert len(writer._ascii._new.__self__.kept) <= 3


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_every_vector_is_written_in_one_walk(vector):
    whole, bare = DEFAULT_POLICY.writer.write(jsontext.loads(vector["args_json"]))
    assert whole == vector["canonical"]
    assert identity.sha256(bare.encode()).hexdigest() == vector["family"]


def test_every_published_recipe_is_read_once_and_written_in_one_walk():
    with gzip.open(TESTS / "data/mmpretrain-recipes.jsonl.gz", "rt", encoding="utf-8") as lines:
        recipes = [json.loads(line)["args"] for line in lines]
    quick = [jsontext.read_at(json.dumps(each), 0) for each in recipes]
    assert sum(found is None for found in quick) < len(recipes) / 10
    for each in recipes:
        assert jsontext.loads(json.dumps(each)) == each
        assert DEFAULT_POLICY.writer.write(each)[0].encode() == by_hand(
            each, DEFAULT_POLICY, without_seeds=False
        )


@pytest.mark.parametrize("tree", [{"a": (1,)}, {1: 2}, {"é": 1, "e\u0301": 2}, {"a": {"b": object()}}])
def test_what_is_not_plain_is_left_to_the_careful_walk(tree):
    with pytest.raises(NotPlain):
        DEFAULT_POLICY.writer.write(tree)


def test_half_a_character_is_refused_as_before():
    with pytest.raises(ModelbaseError) as caught:
        identity.digest({"a": "\ud800"})
    assert caught.value.code == "args_unreadable"


def carefully(text):
    """The way of before: parse, then convert."""
    return jsontext.plain(json.loads(text, object_pairs_hook=jsontext._mapping))


@EXAMPLES
@given(TREES, st.booleans(), st.sampled_from([None, 1]), st.text(" \n", max_size=2))
def test_reading_once_gives_what_reading_closely_gives(tree, escaped, indent, before):
    text = json.dumps(jsontext.finite(tree), ensure_ascii=escaped, indent=indent)
    found = jsontext.read_at(before + text + " ]", len(before))
    assert found is None or found == (carefully(text), len(before) + len(text))
    assert found is not None or "\\" in text


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 2}', '{"b": {"a": 1, "a": 2}}', '{"a": NaN}', '{"a": -Infinity}', '{"a": 1e400}',
        '{"a": ' + "9" * 400 + "}", '{"a": "\\ud800"}', "[]", "1", "{", '{"a": 1,}',
        '{"' + "k" * 1001 + '": 1}', '{"a": [' + "1," * 10_000 + "1]}",
        '{"a":' * 101 + "1" + "}" * 101, '{"a": ' + "[" * 100_000, '{"a": "' + "x" * 2**21 + '"}',
    ],
    ids=range(16),
)  # fmt: skip
def test_what_is_wrong_or_near_a_limit_is_read_closely(text):
    assert jsontext.read_at(text, 0) is None


def test_what_is_just_within_the_limits_is_read_once():
    deep = '{"a":' * 100 + "1" + "}" * 100
    wide = json.dumps({f"k{at}": at for at in range(9_000)})
    long = json.dumps({"k" * 1000: 1})
    for text in (deep, wide, long):
        assert jsontext.read_at(text, 0) == (json.loads(text), len(text))
