"""The fast form of canonical JSON says what the careful way of identity.py and the library rfc8785 say."""

import gzip
import json
import pathlib
import unicodedata

import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modelbase.errors import ModelbaseError
from modelbase.identity import args, canonical, identity, jsontext
from modelbase.identity.canonical import NotPlain
from modelbase.identity.identity import DEFAULT_POLICY, Policy

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
# Few names, so that keys meet patterns, defaults and one another; and what only the careful way takes or refuses.
NAMES = st.sampled_from(
    ["a", "b", "x1", "lr", "seed", "data", "0", "", "*", "é", "e\u0301", "한", '"', "%s", "a.b", "\x00"]
)
GLOBS = st.sampled_from(["a*", "*r", "*", "x*1", "*e*", "0", "seed", "é*"])
NUMBERS = st.sampled_from(
    [0.0, -0.0, 1e15, 1e16, 1e17, 1e20, 1e21, 5e-324, 1e-7, 1e-6, 1e-5, 1e-4, 2**53 - 1, 2**53, 2**53 + 1, 0, 1, -1,
     -(2**53), -(2**53) - 1, float(2**53), float(2**53) - 1, 1.0, 0.1, 1.7976931348623157e308, 4.35, 10**300,
     123456789.125, float("nan"), float("inf"), float("-inf")]
)  # fmt: skip
VALUES = NUMBERS | LEAVES | NAMES


class Text(str):
    """Text that is not exactly text."""


ODD_KEYS = st.sampled_from(
    [1, 1.0, True, False, None, 0.5, "1", "true", "\ud800", Text("a"), "e\u0301", "é", (1,)]
)
ODD_VALUES = st.sampled_from([(), (1, "e\u0301"), {2, 1}, "\ud800", b"x", Text("a"), 2**1024, range(2), 1j])


def trees(keys, values, leaves=12):
    inner = st.recursive(
        values,
        lambda inside: st.lists(inside, max_size=3) | st.dictionaries(keys, inside, max_size=4),
        max_leaves=leaves,
    )
    return st.dictionaries(keys, inner, max_size=5)


def texts_of_paths(*segments):
    paths = st.lists(st.one_of(*segments), min_size=1, max_size=3).map(args.format_key)
    return paths.filter(lambda text: not set(text) <= set('*."'))


TREES = trees(KEYS, LEAVES)
PATTERNS = st.lists(texts_of_paths(NAMES, GLOBS), max_size=3).map(tuple)
DEFAULTS = st.dictionaries(texts_of_paths(NAMES), VALUES | trees(NAMES, VALUES, 3), max_size=3)
ANY_POLICY = st.builds(Policy, ignore=PATTERNS, seeds=PATTERNS, defaults=DEFAULTS)
SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much]  # a busy machine says nothing of what is drawn
EXAMPLES = settings(deadline=None, database=None, max_examples=100, suppress_health_check=SLOW)
MORE = settings(EXAMPLES, max_examples=250)
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


def carefully_written(tree, policy):
    """Return both texts as the careful way of identity.py writes them."""
    walks = [identity._Cleaning(policy, without_seeds=without) for without in (False, True)]
    return tuple(identity._encode(walk.of(tree)) for walk in walks)


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


@MORE
@given(tree=trees(NAMES, VALUES).filter(keys_stay_apart), policy=ANY_POLICY)
def test_by_any_policy_one_walk_writes_what_the_library_and_the_careful_way_write(tree, policy):
    whole, bare = policy.writer.write(tree)
    by_library = (by_hand(tree, policy, without_seeds=False), by_hand(tree, policy, without_seeds=True))
    assert (whole.encode(), bare.encode()) == by_library == carefully_written(tree, policy)


@MORE
@given(tree=trees(NAMES | ODD_KEYS, VALUES | ODD_VALUES), policy=ANY_POLICY | st.just(DEFAULT_POLICY))
def test_of_any_tree_it_writes_what_the_careful_way_writes_or_nothing(tree, policy):
    try:
        written = tuple(text.encode() for text in policy.writer.write(tree))
    except (NotPlain, UnicodeEncodeError):
        return
    assert written == carefully_written(tree, policy)


@MORE
@given(tree=trees(NAMES | ODD_KEYS, VALUES | ODD_VALUES), policy=ANY_POLICY | st.just(DEFAULT_POLICY))
def test_digest_and_family_of_any_tree_are_those_of_the_careful_way_or_its_error(tree, policy):
    def told(of):
        try:
            return of()
        except ModelbaseError as error:
            return error.code

    quick = told(lambda: (identity.digest(tree, policy), identity.family(tree, policy)))
    careful = told(
        lambda: tuple(identity.sha256(text).hexdigest() for text in carefully_written(tree, policy))
    )
    assert quick == careful


@pytest.mark.parametrize("policy", POLICIES, ids=["default", "paths", "defaults", "nothing"])
@EXAMPLES
@given(tree=TREES.filter(keys_stay_apart))
def test_the_walk_that_explains_gives_the_same_digests(policy, tree):
    told = identity.explain(tree, policy)
    assert (told.digest, told.family) == (identity.digest(tree, policy), identity.family(tree, policy))


@EXAMPLES
@given(FLOATS | NUMBERS)
def test_every_number_is_written_as_the_library_writes_it(number):
    whole, _ = DEFAULT_POLICY.writer.write({"x": number})
    assert whole.encode() == by_hand({"x": number}, DEFAULT_POLICY, without_seeds=False)


def test_seeds_are_taken_out_with_their_commas_wherever_they_stand():
    inner = {"seed": {"seed": [1]}, "a_seed": 2, "global_seed": 3}
    tree = {"data_seed": 1, "k": [inner, {"seed": 0}, {}], "m": {"seed": 1, "z": 2}, "seed": 4, "rng_seed": 5}
    whole, bare = DEFAULT_POLICY.writer.write(tree)
    assert whole.encode() == rfc8785.dumps(tree)
    assert bare == '{"k":[{"a_seed":2},{},{}],"m":{"z":2}}'


def test_a_default_with_a_seed_in_it_is_compared_without_it_for_the_family():
    policy = Policy(defaults={"data": {"seed": 1, "lr": 0.1}})
    assert policy.writer.write({"data": {"seed": 2, "lr": 0.1}}) == ('{"data":{"lr":0.1,"seed":2}}', "{}")
    assert policy.writer.write({"data": {"seed": 1, "lr": 0.1}}) == ("{}", "{}")


def test_keys_are_sorted_by_utf_16_units_once_they_are_normalised():
    tree = {"\uffee": 1, "\U0001f600": 2, "e\u0301": 3, "f": 4, "\u212b": 5}
    whole, _ = DEFAULT_POLICY.writer.write(tree)
    assert whole == '{"f":4,"Å":5,"é":3,"\U0001f600":2,"\uffee":1}'
    assert whole.encode() == by_hand(tree, DEFAULT_POLICY, without_seeds=False)


@pytest.mark.parametrize("count", [0, 1, 2, 64, 65, 200])
def test_a_mapping_may_have_any_number_of_keys(count):
    policy = Policy()
    for turn in range(3):
        tree = {f"key {at} %d": {"seed": at, "lr": turn} for at in reversed(range(count))}
        whole, bare = policy.writer.write(tree)
        assert whole.encode() == rfc8785.dumps(tree)
        assert bare.encode() == rfc8785.dumps({key: {"lr": turn} for key in tree})


def test_more_shapes_than_are_remembered_change_no_text(monkeypatch):
    monkeypatch.setattr(canonical, "SHAPES", 3)
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


@pytest.mark.parametrize("file", ["mmpretrain-recipes", "detectron2-configs"])
def test_every_published_recipe_is_written_in_one_walk(file):
    with gzip.open(TESTS / f"data/{file}.jsonl.gz", "rt", encoding="utf-8") as lines:
        recipes = [json.loads(line)["args"] for line in lines]
    for each in recipes:
        whole, bare = (text.encode() for text in DEFAULT_POLICY.writer.write(each))
        assert whole == by_hand(each, DEFAULT_POLICY, without_seeds=False)
        assert bare == by_hand(each, DEFAULT_POLICY, without_seeds=True)


@pytest.mark.parametrize("tree", [{"a": (1,)}, {1: 2}, {"é": 1, "e\u0301": 2}, {"a": {"b": object()}}])
def test_what_is_not_plain_is_left_to_the_careful_walk(tree):
    with pytest.raises(NotPlain):
        DEFAULT_POLICY.writer.write(tree)


def test_half_a_character_is_refused_as_before():
    with pytest.raises(ModelbaseError) as caught:
        identity.digest({"a": "\ud800"})
    assert caught.value.code == "args_unreadable"
