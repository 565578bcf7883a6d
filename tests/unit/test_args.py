"""Plain data from any config object, strict text, dotted keys."""

import argparse
import dataclasses
import datetime
import enum
import json
import math
import pathlib
import subprocess
import sys
import tracemalloc
import types

import numpy
import omegaconf
import pydantic
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from modelbase.errors import Invalid, TooLarge
from modelbase.identity import args

KEYS = st.text(max_size=6)
SCALARS = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=8)
FINITE = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
)
TREES = st.dictionaries(
    KEYS,
    st.recursive(
        FINITE | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
        max_leaves=12,
    ),
    max_size=4,
)


class Colour(enum.Enum):
    RED = "red"


@dataclasses.dataclass
class Optimizer:
    lr: float = 0.1
    betas: tuple[float, float] = (0.9, 0.999)


class Data(pydantic.BaseModel):
    name: str = "imagenet"
    root: pathlib.Path = pathlib.Path("data")


class Frozen:
    """What ml_collections' ConfigDict and Hugging Face's configs look like."""

    def to_dict(self):
        return {"depth": 50}


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        (argparse.Namespace(lr=0.1, opt="sgd"), {"lr": 0.1, "opt": "sgd"}),
        (types.SimpleNamespace(a=1), {"a": 1}),
        (Optimizer(), {"lr": 0.1, "betas": [0.9, 0.999]}),
        (Data(), {"name": "imagenet", "root": "data"}),
        (omegaconf.OmegaConf.create({"a": 1, "b": "${a}", "c": [1]}), {"a": 1, "b": 1, "c": [1]}),
        (Frozen(), {"depth": 50}),
        (
            {"o": Optimizer(), "n": argparse.Namespace(x=Frozen())},
            {"o": {"lr": 0.1, "betas": [0.9, 0.999]}, "n": {"x": {"depth": 50}}},
        ),
        (
            {"s": {3, 1, 2}, "f": frozenset({"b", "a", 2, None, True})},
            {"s": [1, 2, 3], "f": [None, True, 2, "a", "b"]},
        ),
        ({"p": pathlib.PurePosixPath("a/b"), "e": Colour.RED}, {"p": "a/b", "e": "red"}),
        (
            {"i": numpy.int64(3), "f": numpy.float32(0.5), "b": numpy.bool_(True), "z": numpy.array(2.0)},
            {"i": 3, "f": 0.5, "b": True, "z": 2.0},
        ),
        (
            {"d": numpy.dtype("float32"), "t": numpy.float16, "a": numpy.array([[1, 2]])},
            {"d": "float32", "t": "float16", "a": [[1, 2]]},
        ),
        ({"l": numpy.longdouble(2)}, {"l": 2.0}),
        ({2: "a", 0.5: "b", True: "c", None: "d"}, {"2": "a", "0.5": "b", "true": "c", "null": "d"}),
        ({"day": datetime.date(2026, 1, 31)}, {"day": "2026-01-31"}),
        (
            {"r": range(3), "nested": {"empty": {}, "none": []}},
            {"r": [0, 1, 2], "nested": {"empty": {}, "none": []}},
        ),
    ],
)
def test_plain_turns_configs_into_plain_data(given, plain):
    result = args.plain(given)
    assert result == plain
    assert all(type(value) in (bool, int, float, str, type(None), dict, list) for value in result.values())


def test_plain_keeps_the_order_of_keys():
    assert list(args.plain({"b": 1, "a": 2})) == ["b", "a"]


def test_plain_knows_torch_by_its_shape_without_importing_it(monkeypatch):
    monkeypatch.delitem(sys.modules, "torch", raising=False)  # another test may have imported it
    torch_dtype = type("dtype", (), {"__module__": "torch", "__str__": lambda self: "torch.bfloat16"})
    torch_device = type("device", (), {"__module__": "torch", "__str__": lambda self: "cuda:0"})
    tensor = type(
        "Tensor",
        (),
        {"__module__": "torch", "dtype": torch_dtype(), "shape": (), "tolist": lambda self: 0.25},
    )
    assert args.plain({"d": torch_dtype(), "v": torch_device(), "t": tensor()}) == {
        "d": "bfloat16",
        "v": "cuda:0",
        "t": 0.25,
    }
    assert "torch" not in sys.modules


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (b"bytes", ["bytes"]),
        (len, ["builtin_function_or_method", "name"]),
        (object(), ["object"]),
        (Optimizer, ["the class", "Optimizer"]),
        (1j, ["complex"]),
        (numpy.zeros(1001), ["1001", "file"]),
        ({(1, 2): 3}, ["tuple", "keys must be text"]),
        (omegaconf.OmegaConf.create({"x": "???"}), ["cannot be read"]),
    ],
)
def test_plain_refuses_what_is_not_data_and_names_the_key(value, words):
    with pytest.raises(Invalid) as caught:
        args.plain({"model": {"a.b": value}})
    assert caught.value.code == "args_not_plain"
    for word in ['model."a.b"', *words]:
        assert word in caught.value.message


@pytest.mark.parametrize("value", [[1], "text", None, 3, Colour.RED])
def test_plain_refuses_a_top_level_that_is_no_mapping(value):
    with pytest.raises(Invalid, match="must be a mapping"):
        args.plain(value)


def test_plain_refuses_a_cycle():
    tree = {"a": {}}
    tree["a"]["b"] = tree
    with pytest.raises(Invalid, match=r"a\.b contains itself"):
        args.plain(tree)
    node = argparse.Namespace()
    node.self = node
    with pytest.raises(Invalid, match="contains itself"):
        args.plain(node)


def test_plain_takes_the_same_object_twice():
    shared = {"lr": 1}
    assert args.plain({"a": shared, "b": [shared, shared]}) == {"a": {"lr": 1}, "b": [{"lr": 1}, {"lr": 1}]}


def test_plain_refuses_two_keys_of_one_text():
    with pytest.raises(Invalid) as caught:
        args.plain({"x": {"1": "a", 1: "b"}})
    assert caught.value.code == "args_duplicate_key"
    assert "x.1" in caught.value.message


def test_plain_refuses_more_than_its_limits():
    deep = {}
    for _ in range(args.MAX_DEPTH):
        deep = {"a": deep}
    assert args.plain(deep["a"])
    for tree, word in [
        (deep, "100 levels"),
        ({str(number): 1 for number in range(args.MAX_LEAVES + 1)}, "10000 values"),
        ({"l": [{}] * (args.MAX_LEAVES + 1)}, "10000 values"),
        ({"k" * 1001: 1}, "1000"),
    ]:
        with pytest.raises(Invalid, match=word):
            args.plain(tree)


def test_plain_refuses_half_characters_and_huge_integers():
    for tree, code in [
        ({"a": "\ud800"}, "args_unreadable"),
        ({"\udfff": 1}, "args_unreadable"),
        ({"a": 2**1024}, "args_number"),
    ]:
        with pytest.raises(Invalid) as caught:
            args.plain(tree)
        assert caught.value.code == code


@settings(deadline=None, database=None)
@given(TREES)
def test_json_text_reads_back_as_given(tree):
    again = args.loads(args.dumps(tree))
    assert again == tree
    assert list(again) == list(tree)
    assert args.dumps(again) == args.dumps(tree)


def test_dumps_writes_what_json_cannot_as_text():
    assert (
        args.dumps({"한": math.nan, "l": [math.inf, -math.inf]})
        == '{"한": "NaN", "l": ["Infinity", "-Infinity"]}'
    )


def test_loads_takes_what_pythons_json_writes():
    value = args.loads(json.dumps({"a": math.nan, "b": -math.inf}))
    assert math.isnan(value["a"])
    assert value["b"] == -math.inf
    assert args.loads(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (
            '{"a": 1,\n "b": {"x": 1, "x": 2}}',
            "args_duplicate_key",
            "'x' is there twice in one mapping, again at line 2, column 16",
        ),
        ('{"a": [{"b": "a"}, {"a": 1}], "\\u0061": 2}', "args_duplicate_key", "line 1, column 31"),
        ('{"a": 1e400}', "args_number", "line 1, column 7"),
        ('{"n": "1e400",\n"a": -1e999}', "args_number", "line 2, column 6"),
        ('{"a": ' + "9" * 5000 + "}", "args_number", "line 1, column 7"),
        ('{"a": "\\ud800"}', "args_unreadable", "a holds half a character"),
        ('{"a" 1}', "args_unreadable", "line 1, column 6"),
        ("", "args_unreadable", "line 1, column 1"),
        (b'{"a": "\xff"}', "args_unreadable", "byte 7"),
        ("[" * 100_000, "invalid", "100 levels at line 1, column 101"),
        ('{"a":' * 100_000, "invalid", "100 levels"),
        ("[1]", "args_not_plain", "must be a mapping"),
        ('"' + '\\"' * 500_000, "args_unreadable", "Unterminated"),
    ],
)
def test_loads_refuses_and_names_the_place(text, code, words):
    with pytest.raises(Invalid) as caught:
        args.loads(text)
    assert caught.value.code == code
    assert words in caught.value.message


def test_brackets_inside_text_are_not_nesting():
    tree = {"a": "[" * 500, "b": '{"' * 500, "c": "\\"}
    assert args.loads(args.dumps(tree)) == tree


def test_too_many_bytes_name_the_size_and_the_limit():
    with pytest.raises(
        TooLarge, match=r"args are 17\.0 MB of JSON; the limit is 2 MiB: keep large values in a file"
    ):
        args.loads(b'{"a": "' + b"x" * 17_000_000 + b'"}')
    with pytest.raises(TooLarge):
        args.dumps({"a": "한" * 700_000})


YAML = """
lr: 1e-5
momentum: 9e-1
wd: .5
day: 2026-01-31
time: 12:30
nesterov: yes
steps: 1_000
name: ~
clip: .inf
betas: [0.9, 0.999]
base: &base {k: 1, z: 0}
copy: {<<: *base, z: 2}
"""


def test_yaml_reads_small_floats_as_numbers_and_dates_as_text():
    assert args.parse_text(YAML, "yaml") == {
        "lr": 0.00001,
        "momentum": 0.9,
        "wd": 0.5,
        "day": "2026-01-31",
        "time": "12:30",
        "nesterov": True,
        "steps": 1000,
        "name": None,
        "clip": math.inf,
        "betas": [0.9, 0.999],
        "base": {"k": 1, "z": 0},
        "copy": {"k": 1, "z": 2},
    }


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{now}: &{now} [{', '.join(['*' + before] * 9)}]\n"
    for before, now in zip("abcdefgh", "bcdefghi", strict=True)
)
WIDE_MERGES = f"a: &a {{{', '.join(f'k{i}: 1' for i in range(2_000))}}}\n" + "".join(
    f"b{i}: {{<<: [*a, *a]}}\n" for i in range(500)
)
# With every merge copied this would have 90 ** 6 values.
MERGE_BOMB = "a: &a {k: 1}\n" + "".join(
    f"{now}: &{now} {{<<: [{', '.join(['*' + before] * 90)}]}}\n"
    for before, now in zip("abcdef", "bcdefg", strict=True)
)


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("a: 1\nb: 2\na: 3", "args_duplicate_key", "line 3, column 1"),
        ("a: {b: 1, b: 1}", "args_duplicate_key", "'b' is there twice"),
        ("1: a\n'1': b", "args_duplicate_key", "'1' is there twice"),
        ("a: 1e400", "args_number", "1e400"),
        ("a: [1", "args_unreadable", "line 1, column 6"),
        ("a: !!python/object:os.system x", "args_unreadable", "line 1, column 4"),
        ("a: 2026-13-45", "args_unreadable", "month"),
        ("a: 1\n---\nb: 1", "args_unreadable", "line 2"),
        ("a: \x00", "args_unreadable", "#x0000"),
        ("a: &a [*a]", "args_not_plain", "contains itself"),
        ("", "args_not_plain", "must be a mapping"),
        ("[" * 100_000, "invalid", "100 levels"),
        (BOMB, "invalid", "10000 values"),
        (WIDE_MERGES, "invalid", "merges copy more than 10000 values"),
        ("a: &a {k: 1}\nb: {<<: [" + "*a, " * 101 + "]}", "invalid", "merge of more than 100"),
    ],
)
def test_yaml_refuses_and_names_the_place(text, code, words):
    with pytest.raises(Invalid) as caught:
        args.parse_text(text, "yaml")
    assert (caught.value.code, words in caught.value.message) == (code, True), caught.value.message


def test_yaml_merges_of_merges_take_little_memory():
    tracemalloc.start()
    try:
        with pytest.raises(Invalid, match="YAML merges copy more than 10000 values"):
            args.parse_text(MERGE_BOMB, "yaml")
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 20_000_000


@pytest.mark.parametrize("key", ["y", "momentum", "'1'", "x y"])
def test_yaml_merges_take_the_first_of_a_list_whatever_the_reader_does(key):
    text = f"a: &a {{x: 1, {key}: 1}}\nb: &b {{{key}: 2, z: 2}}\nc: {{<<: [*a, *b]}}\nd: {{<<: *a, z: 3}}"
    name = key.strip("'")
    read = args.parse_text(text, "yaml")
    assert read["c"] == {"x": 1, name: 1, "z": 2}
    assert read["d"] == {"x": 1, name: 1, "z": 3}
    with pytest.raises(Invalid, match="what << merges is no mapping"):
        args.parse_text("a: {<<: [1]}", "yaml")


def test_yaml_reads_a_mapping_that_merges_itself():
    assert args.parse_text("a: &a {<<: *a, k: 1}", "yaml") == {"a": {"k": 1}}


def test_toml_reads_and_refuses():
    assert args.parse_text("lr = 1e-5\n[data]\nday = 2026-01-31\n", "toml") == {
        "lr": 1e-5,
        "data": {"day": "2026-01-31"},
    }
    for text in ["a = 1\na = 2", "a =", "a = " + "[" * 100_000]:
        with pytest.raises(Invalid):
            args.parse_text(text, "toml")
    with pytest.raises(Invalid, match="json, yaml or toml"):
        args.parse_text("", "ini")


def test_assignments_make_trees_of_yaml_scalars():
    pairs = [
        "lr=1e-3",
        "optimizer.betas=[0.9, 0.999]",
        'x.".cls token"=a: b',
        "n=",
        't="1"',
        "q==",
        "b.0=1",
        "b.1=2",
        "neg=-5",
        "star=*x",
    ]
    assert args.assignments(pairs, {"lr": 1, "optimizer": {"type": "sgd"}}) == {
        "lr": 0.001,
        "optimizer": {"type": "sgd", "betas": [0.9, 0.999]},
        "x": {".cls token": "a: b"},
        "n": None,
        "t": "1",
        "q": "=",
        "b": [1, 2],
        "neg": -5,
        "star": "*x",
    }


def test_assignments_leave_what_they_are_given_alone():
    given = {"a": {"b": 1}, "l": [1]}
    assert args.assignments(["l.0=3", "a=4"], given) == {"a": 4, "l": [3]}
    assert given == {"a": {"b": 1}, "l": [1]}


@pytest.mark.parametrize("pair", ["a", "=1", "a.=1", "b.c.d=1", "l.5=1", "l.x=1", "a b=1", "a=1e999", "a=[1"])
def test_assignments_refuse_what_makes_no_tree(pair):
    with pytest.raises(Invalid):
        args.assignments([pair], {"b": {"c": 1}, "l": [1]})


@settings(deadline=None, database=None)
@given(st.lists(st.text(max_size=5), min_size=1, max_size=5))
def test_any_key_reads_back_from_its_text(segments):
    assert args.parse_key(args.format_key(segments)) == tuple(segments)


@pytest.mark.parametrize(
    ("segments", "text"),
    [
        (("optimizer", "lr"), "optimizer.lr"),
        (("custom_keys", ".cls_token", "decay_mult"), 'custom_keys.".cls_token".decay_mult'),
        (("betas", 0), "betas.0"),
        (("Recall@1",), "Recall@1"),
        (("val/acc", "한국어"), "val/acc.한국어"),
        (("", 'a"b\\'), r'""."a\"b\\"'),
        (("-x", "a b", "a=b"), '"-x"."a b"."a=b"'),
    ],
)
def test_keys_are_written_with_quotes_where_needed(segments, text):
    assert args.format_key(segments) == text
    assert args.parse_key(text) == tuple(map(str, segments))


@pytest.mark.parametrize(
    "text", ["", ".", "a.", ".a", "a..b", 'a."b', 'a"b"', "a b", '"a"b', '"\\x"', "a\nb"]
)
def test_a_bad_key_is_refused_with_its_column(text):
    with pytest.raises(Invalid) as caught:
        args.parse_key(text)
    assert caught.value.code == "key_invalid"
    assert f"column {caught.value.details['column']}" in caught.value.message


@settings(deadline=None, database=None)
@given(TREES)
def test_flattened_args_read_back_as_the_tree(tree):
    flat = args.flatten(tree)
    assert list(flat) == [args.format_key(path) for path, _ in args.leaves(tree)]
    assert args.flatten(args.unflatten(flat)) == flat


def test_unflatten_makes_lists_of_numbered_keys():
    tree = {"a": [1, {"b": []}], "c": {"d": {}, "0": 1}, "e": {"1": 1, "0": 2}}
    assert args.unflatten(args.flatten(tree)) == tree


def test_unflatten_refuses_keys_that_clash():
    for flat in [{"a": 1, "a.b": 2}, {"a.b": 2, "a": 1}, {"a": {}, "a.b": 1}, {'"a"': 1, "a": 2}]:
        with pytest.raises(Invalid):
            args.unflatten(flat)


def test_args_and_identity_import_nothing_heavy():
    heavy = ["lark", "yaml", "numpy", "pydantic", "tomllib", "torch"]
    ours = "modelbase.identity.args, modelbase.identity.identity"
    code = f"import sys, {ours}; print([m for m in {heavy} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


EQUAL_KEYS = (
    "{0.0: 1, .0: 2}", "{1: 1, true: 2}", "{1: 1, 1.0: 2}", "{1: 1, 0x1: 2}", "{on: 1, true: 2}", "{~: 1, null: 2}",
    "{1: 1, '1': 2}", "{null: 1, 'null': 2}", "{true: 1, 'true': 2}", "{.nan: 1, .NaN: 2}", "{1e3: 1, 1000.0: 2}",
    "{010: 1, 8: 2}", "{no: 1, off: 2}", "{0: 1, -0: 2}", "{0: 1, false: 2}", "{a: 1, !!str a: 2}",
)  # fmt: skip


@pytest.mark.parametrize("mapping", EQUAL_KEYS)
def test_keys_of_yaml_that_are_one_value_or_one_text_are_refused(mapping):
    for text in (f"m: {mapping}", f"l: [x, {{n: {mapping}}}]"):
        with pytest.raises(Invalid, match="there twice") as caught:
            args.parse_text(text, "yaml")
        assert caught.value.code == "args_duplicate_key"


def test_keys_of_yaml_that_differ_are_all_kept():
    read = args.parse_text("m: {0: a, 1: b, 0.5: c, x: d, ~: e, 'yes': f}", "yaml")
    assert read == {"m": {"0": "a", "1": "b", "0.5": "c", "x": "d", "null": "e", "yes": "f"}}


PYTHON_TAGS = """
a: !!python/tuple [640, !!python/tuple [1, 2]]
b: !!python/tuple
- coco
c: !!python/list [1]
d: !!python/dict {x: !!python/none '', y: !!python/bool 'yes'}
e: [!!python/str 1, !!python/unicode é, !!python/int '3', !!python/long 12, !!python/float 1]
"""


def test_tags_of_plain_python_values_are_those_values():
    assert args.parse_text(PYTHON_TAGS, "yaml") == {
        "a": [640, [1, 2]],
        "b": ["coco"],
        "c": [1],
        "d": {"x": None, "y": True},
        "e": ["1", "é", 3, 12, 1.0],
    }
    assert args.parse_text(yaml.dump({"t": (1, ("a", None)), "n": {"u": 0.5}}), "yaml") == {
        "t": [1, ["a", None]],
        "n": {"u": 0.5},
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("!!python/object/apply:os.system ['touch x']", "!!python/object/apply:os.system.*yaml.safe_dump"),
        ("!!python/object:argparse.Namespace {a: 1}", "!!python/object:argparse.Namespace.*yaml.safe_dump"),
        ("!!python/name:os.system ''", "!!python/name:os.system"),
        ("!!python/module:os ''", "!!python/module:os"),
        ("!!python/complex 1j", "!!python/complex"),
        ("!!python/tuple x", "!!python/tuple"),
        ("!include x.yaml", "!include is not known.*JSON"),
        ("=", "put it in quotes"),
    ],
)
def test_other_tags_are_named_with_what_to_do_and_nothing_is_run(tmp_path, monkeypatch, text, says):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Invalid, match=f"line 1, column 4: .*{says}") as caught:
        args.parse_text(f"a: {text}", "yaml")
    assert caught.value.code == "args_unreadable"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("tag", ["int", "float"])
@pytest.mark.parametrize("text", [":".join(["1"] * 90_000), "9" * 500, "0x" + "f" * 10_000, "1_" * 500 + "1"])
def test_a_number_of_too_many_characters_is_refused_before_it_is_worked_out(tag, text):
    with pytest.raises(Invalid, match="give it as text") as caught:
        args.parse_text(f"a: !!{tag} '{text}'", "yaml")
    assert caught.value.code == "args_number"


@pytest.mark.parametrize("word", ["+a=1", "++a.b=1", "~a", "~a=1", "+trainer.devices=[0,1]"])
def test_words_of_hydra_are_refused_with_what_to_write(word):
    with pytest.raises(Invalid, match="Hydra") as caught:
        args.assignments(["x=1", word])
    assert caught.value.code == "key_invalid"
    assert args.assignments(['"+a"=1', '"~a".b=2']) == {"+a": 1, "~a": {"b": 2}}


@pytest.mark.parametrize("pairs", [["a.b=2", "a=1"], ["l.0.x=1", "l.0=2"], ["a.b.c=1", "x=1", "a.b={}"]])
def test_the_order_of_two_words_does_not_decide_between_loss_and_error(pairs):
    for words in (pairs, pairs[::-1]):
        if words[0] == "a.b={}":
            continue  # a mapping takes further keys
        with pytest.raises(Invalid, match="is a value and has no keys inside"):
            args.assignments(words)


@pytest.mark.parametrize(
    "text", ["- model=resnet50\n- +a=1\n- ~b\n", "- lr=1e-3\n", "- seed=1,2,3\n- ++x.y=[0]\n"]
)
def test_a_list_of_overrides_is_told_from_a_config(text):
    with pytest.raises(Invalid, match=r"overrides.*config\.yaml"):
        args.parse_text(text, "yaml")


def test_a_metric_that_a_double_does_not_hold_is_said():
    from modelbase.client.args import inexact

    notes = inexact({"big": 2**53 + 1, "fits": 2**60, "loss": 0.1, "in": {"side": -(2**63) + 1}})
    assert [note.split()[2] for note in notes] == ["big", "in.side"]
    assert "9007199254740992" in notes[0]


def test_utf_16_and_byte_order_marks_are_read_from_files(tmp_path):
    from modelbase.client.args import read_args

    for name, text in (("a.yaml", "a: é\n"), ("a.json", '{"a": "é"}'), ("a.toml", 'a = "é"\n')):
        for coding in ("utf-8-sig", "utf-16"):
            (tmp_path / name).write_text(text, encoding=coding)
            assert read_args(tmp_path / name).tree == {"a": "é"}
