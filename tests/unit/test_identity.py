"""The promise of docs/identity.md: the same recipe, the same ID, everywhere and for ever."""

import argparse
import gzip
import json
import pathlib
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelbase.errors import Invalid
from modelbase.identity import args, identity
from modelbase.identity.identity import DEFAULT_POLICY, Policy

TESTS = pathlib.Path(__file__).parents[1]
VECTORS = json.loads((TESTS / "contract/identity-v1.json").read_text())
NAMES = st.text("abcXYZ._-é한 ", max_size=6)
LEAVES = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats() | st.text(max_size=6)
TREES = st.dictionaries(
    NAMES,
    st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
        max_leaves=10,
    ),
    max_size=4,
)
EXAMPLES = settings(deadline=None, database=None)


def recipes():
    with gzip.open(TESTS / "data/mmpretrain-recipes.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_the_default_policy_is_the_one_of_the_vectors():
    assert list(DEFAULT_POLICY.ignore) == VECTORS["ignore"]
    assert list(DEFAULT_POLICY.seeds) == VECTORS["seeds"]


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["name"])
def test_every_vector_has_its_digest(vector):
    tree = args.loads(vector["args_json"])
    assert identity.canonical(tree).decode() == vector["canonical"]
    assert identity.digest(tree) == vector["digest"]
    assert identity.family(tree) == vector["family"]
    assert identity.digest(args.loads(args.dumps(tree))) == vector["digest"]


@pytest.mark.parametrize("vector", VECTORS["slugs"], ids=lambda vector: vector["input"])
def test_every_slug_vector_holds(vector):
    assert identity.slug(vector["input"]) == vector["slug"]


def test_542_published_recipes_have_426_digests():
    digests = [identity.digest(recipe["args"]) for recipe in recipes()]
    assert (len(digests), len(set(digests))) == (542, 426)


def shuffled(value):
    if isinstance(value, dict):
        return {key: shuffled(item) for key, item in reversed(value.items())}
    return [shuffled(item) for item in value] if isinstance(value, list) else value


def as_floats(value):
    if isinstance(value, dict):
        return {key: as_floats(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_floats(item) for item in value]
    return float(value) if type(value) is int and abs(value) < 2**53 else value


def decomposed(value):
    if isinstance(value, dict):
        return {unicodedata.normalize("NFD", key): decomposed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [decomposed(item) for item in value]
    return unicodedata.normalize("NFD", value) if isinstance(value, str) else value


@EXAMPLES
@given(TREES)
def test_key_order_number_form_and_unicode_form_do_not_count(tree):
    whole = identity.digest(tree)
    for other in (shuffled(tree), as_floats(tree), decomposed(tree), args.loads(args.dumps(tree))):
        assert identity.digest(other) == whole


@EXAMPLES
@given(TREES, st.sampled_from(["output_dir", "wandb_project", "num_workers", "push_to_hub_token"]), LEAVES)
def test_ignored_keys_do_not_count_wherever_they_stand(tree, key, value):
    inside = {"steps": [{"type": "Crop"}], "tree": tree}
    noisy = {"steps": [{"type": "Crop", key: value}], "tree": {**tree, key: value}, key: value}
    assert identity.digest(noisy) == identity.digest(inside)


@EXAMPLES
@given(TREES, st.integers(), st.integers())
def test_replicas_share_the_family_and_not_the_digest(tree, one, other):
    first, second = {**tree, "seed": one}, {**tree, "seed": other}
    assert identity.family(first) == identity.family(second) == identity.family(tree)
    same = identity.digest(first) == identity.digest(second)
    assert same == (one == other)


def test_what_is_different_stays_different():
    values = [
        1,
        "1",
        True,
        None,
        "",
        [],
        {},
        [1],
        [[1]],
        {"a": 1},
        1.5,
        "1.5",
        "true",
        "null",
        2**53,
        0.1,
        [1, 2],
        [2, 1],
    ]
    digests = {identity.digest({"x": value}) for value in values} | {identity.digest({})}
    assert len(digests) == len(values) + 1


def test_two_keys_that_become_equal_are_an_error():
    with pytest.raises(Invalid) as caught:
        identity.digest({"a": {"caf\u00e9": 1, "cafe\u0301": 2}})
    assert caught.value.code == "args_duplicate_key"
    assert "a.caf\u00e9" in caught.value.message


def test_canonical_takes_config_objects_too():
    assert identity.digest(argparse.Namespace(lr=0.1, betas=(1, 2))) == identity.digest(
        {"lr": 0.1, "betas": [1, 2]}
    )
    assert identity.digest({"a": argparse.Namespace(b={1: 2})}) == identity.digest({"a": {"b": {"1": 2}}})
    with pytest.raises(Invalid):
        identity.digest({"a": "\ud800"})


def test_patterns_with_dots_match_the_whole_path_only():
    policy = Policy(ignore=("data.root", "loaders.*.path", 'custom."a.b"', "tmp_*_dir"))
    tree = {
        "data": {"root": 1, "x": 1},
        "deep": {"data": {"root": 1}},
        "loaders": [{"path": 1, "y": 1}],
        "root": 1,
        "custom": {"a.b": 1},
    }
    assert identity.explain(tree, policy).hashed == {
        "data.x": 1,
        "deep.data.root": 1,
        "loaders.0.y": 1,
        "root": 1,
        "custom": {},
    }
    assert identity.digest({"a": {"tmp_x_dir": 1}}, policy) == identity.digest({"a": {}}, policy)
    assert identity.digest({"tmp_dir": 1}, policy) != identity.digest({}, policy)


def test_a_new_option_with_its_declared_default_changes_no_id():
    policy = Policy(defaults={"ema.decay": 0.99, "clip": None, "sched": {"type": "cos", "t": 1}})
    old = identity.digest({"lr": 1, "ema": {}}, policy)
    assert (
        identity.digest(
            {"lr": 1, "ema": {"decay": 0.99}, "clip": None, "sched": {"t": 1.0, "type": "cos"}}, policy
        )
        == old
    )
    for change in [
        {"ema": {"decay": 0.9}},
        {"ema": {}, "clip": 0},
        {"ema": {}, "clip": "null"},
        {"ema": {}, "sched": {}},
    ]:
        assert identity.digest({"lr": 1, **change}, policy) != old


def test_a_default_is_compared_by_type_as_values_are():
    policy = Policy(defaults={"amp": True, "n": 1})
    assert identity.digest({"n": 1.0}, policy) == identity.digest({}, policy)
    assert identity.digest({"amp": 1}, policy) != identity.digest({}, policy)


def test_explain_says_what_counted_and_why_the_rest_did_not():
    policy = Policy(defaults={"clip": 1})
    tree = {"lr": 0.1, "seed": 3, "clip": 1, "wandb_project": "p", "data": [{"num_workers": 4, "n": 1}]}
    found = identity.explain(tree, policy)
    assert found.hashed == {"lr": 0.1, "seed": 3, "data.0.n": 1}
    assert found.ignored == {"wandb_project": ("p", "wandb*"), "data.0.num_workers": (4, "num_workers")}
    assert found.defaulted == {"clip": 1}
    assert found.seeds == {"seed": 3}
    assert found.canonical == '{"data":[{"n":1}],"lr":0.1,"seed":3}'
    assert (found.digest, found.family) == (identity.digest(tree, policy), identity.family(tree, policy))


def test_identify_makes_the_id_of_the_args():
    tree = {"dataset": "ImageNet-1k", "model": {"type": "ResNet 50"}, "lr": 0.1}
    found = identity.identify(tree)
    assert (found.dataset, found.architecture, found.name) == (
        "imagenet-1k",
        "resnet-50",
        "imagenet-1k/resnet-50",
    )
    assert found.id == f"imagenet-1k/resnet-50:{identity.digest(tree)[:9]}"
    assert identity.model_id(found.name, found.digest, 12) == f"{found.name}:{found.digest[:12]}"
    given = identity.identify(tree, dataset="CIFAR10", architecture="ViT")
    assert (given.name, given.digest) == ("cifar10/vit", found.digest)


def test_the_first_key_that_holds_text_names_dataset_and_architecture():
    tree = {
        "dataset": {"x": 1},
        "data": {"name": "coco"},
        "model": {"name": "a", "backbone": {"type": "b"}},
        "backbone": "c",
    }
    assert identity.dataset_and_architecture(tree, DEFAULT_POLICY) == ("coco", "a")


@pytest.mark.parametrize(
    ("tree", "code", "parameter"),
    [
        ({"arch": "a"}, "name_missing", "dataset"),
        ({"dataset": "a"}, "name_missing", "architecture"),
        ({"dataset": 3, "arch": "a"}, "name_missing", "dataset"),
        ({"dataset": "한국어", "arch": "a"}, "name_empty", "dataset"),
        ({"dataset": "a", "arch": ""}, "name_empty", "architecture"),
    ],
)
def test_a_missing_name_says_which_parameter_to_give(tree, code, parameter):
    with pytest.raises(Invalid, match=f"{parameter}=") as caught:
        identity.identify(tree)
    assert (caught.value.code, caught.value.details["parameters"]) == (code, [parameter])


def test_a_long_slug_is_cut_and_still_ends_in_a_letter_or_digit():
    assert identity.slug("a" * 95 + "--b") == "a" * 95
    assert identity.slug("ab" * 60) == "ab" * 48


@EXAMPLES
@given(st.text(max_size=120))
def test_a_slug_of_a_slug_is_itself_and_makes_an_id_that_reads_back(text):
    slug = identity.slug(text)
    assert identity.slug(slug) == slug
    assert len(slug) <= 96
    if slug:
        ref = identity.parse_ref(f"{slug}/{slug}:{'0a' * 5}")
        assert (ref.name, ref.is_hash) == (f"{slug}/{slug}", True)


def test_references_name_a_model_by_hash_or_alias_and_perhaps_a_checkpoint():
    ref = identity.parse_ref("imagenet/resnet50:3c7039714@best")
    assert (ref.name, ref.tail, ref.label, ref.is_hash) == ("imagenet/resnet50", "3c7039714", "best", True)
    alias = identity.parse_ref("imagenet/resnet50:production")
    assert (alias.tail, alias.label, alias.is_hash) == ("production", None, False)
    assert str(ref) == "imagenet/resnet50:3c7039714@best"
    assert not identity.parse_ref("a/b:3C7039714").is_hash, "upper case is no hash: not found, and no crash"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a/b",
        "a/b:",
        "a/b:abc",
        "a/b:" + "a" * 65,
        "A/b:abcd",
        "a/b/c:abcd",
        "a/b:٣٤٥٦",
        "a/b:abcd@",
        "a/b:abcd@a b",
        "a/b:abcd\n",
        "../b:abcd",
        "a/b:x/y",
        "-/b:abcd",
        "a/b:\x00abc",
        " a/b:abcd",
        "ａ/b:abcd",
    ],
)
def test_what_is_no_reference_is_refused_with_an_example(text):
    with pytest.raises(Invalid) as caught:
        identity.parse_ref(text)
    assert caught.value.code == "id_invalid"


def test_a_policy_reads_back_from_its_json():
    policy = Policy(number=3, ignore=("a", "b.*"), defaults={"x.y": [1]}, dataset_keys=("d",))
    assert Policy.from_dict(json.loads(json.dumps(policy.to_dict()))) == policy
    assert Policy.from_dict({}) == DEFAULT_POLICY


@pytest.mark.parametrize(
    "data",
    [
        {"ignored": []},
        {"number": 0},
        {"number": True},
        {"ignore": "a"},
        {"ignore": [1]},
        {"ignore": ["a..b"]},
        {"ignore": ["*"]},
        {"seeds": ["x"] * 1001},
        {"defaults": []},
        {"defaults": {"a..b": 1}},
        {"defaults": {"a": object()}},
        {"dataset_keys": [""]},
    ],
)
def test_a_wrong_policy_is_refused(data):
    with pytest.raises(Invalid):
        Policy.from_dict(data)


def test_a_pattern_of_many_stars_matches_in_linear_time():
    policy = Policy(ignore=("*a" * 50 + "*b",))
    assert identity.digest({"a" * 1000: 1}, policy) != identity.digest({}, policy)
    assert identity.digest({"a" * 999 + "b": 1}, policy) == identity.digest({}, policy)
