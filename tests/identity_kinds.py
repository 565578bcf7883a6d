"""Config objects and files of every kind that a training script gives, for the digests that version 0.1 made of them.

`python tests/identity_kinds.py` prints what the `modelbase` on PYTHONPATH makes of each, in the form of
`tests/contract/identity-0.1.json`; it runs with version 0.1 (commit 0763062) and with every later one.
"""

from __future__ import annotations

import argparse
import array
import collections
import dataclasses
import datetime
import decimal
import enum
import importlib
import importlib.util
import json
import math
import pathlib
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs
import numpy
import pydantic
import torch
from omegaconf import OmegaConf

Builder = Callable[[], Any]


class Colour(enum.Enum):
    RED = "red"
    PAIR = (1, 2)


class Level(enum.IntEnum):
    HIGH = 3


class Text(str):
    """Text of a type of its own, as some config readers return it."""


@dataclasses.dataclass
class Optimizer:
    name: str = "adamw"
    lr: float = 1e-3
    betas: tuple[float, float] = (0.9, 0.999)


@dataclasses.dataclass
class Recipe:
    optimizer: Optimizer = dataclasses.field(default_factory=Optimizer)
    epochs: int = 90
    stages: list[Optimizer] = dataclasses.field(default_factory=lambda: [Optimizer(lr=0.1)])


@dataclasses.dataclass
class Masked:
    """A dataclass with a serializer of its own, like transformers.TrainingArguments: its fields are the recipe."""

    lr: float = 0.1
    hub_token: str = "secret"
    note: str = "kept"

    def to_dict(self) -> dict[str, Any]:
        return {"lr": self.lr, "note": "<MASKED>"}


class Data(pydantic.BaseModel):
    name: str = "imagenet"
    root: pathlib.PurePosixPath = pathlib.PurePosixPath("data/train")
    split: tuple[float, ...] = (0.9, 0.1)


class Job(pydantic.BaseModel):
    data: Data = Data()
    colour: Colour = Colour.RED
    since: datetime.date = datetime.date(2026, 1, 31)
    extra: dict[str, float | None] = {"clip": None, "wd": 0.05}


class HubConfig:
    """What a configuration of transformers looks like: attributes, and `to_dict` that adds to them."""

    def __init__(self) -> None:
        self.hidden_size, self.id2label = 768, {0: "cat", 1: "dog"}

    def to_dict(self) -> dict[str, Any]:
        return vars(self) | {"model_type": "bert", "torch_dtype": torch.bfloat16}


class AttributeDict(dict[str, Any]):
    """What EasyDict, addict and mmengine's ConfigDict are: a dict whose items are attributes too."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


class Locked(Mapping[str, Any]):
    """What ml_collections' FrozenConfigDict is: a mapping that is no dict, with a `to_dict`."""

    def __init__(self, **fields: Any) -> None:
        self._fields = fields

    def __getitem__(self, key: str) -> Any:
        return self._fields[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def to_dict(self) -> dict[str, Any]:
        return {"not": "asked"}


@attrs.define
class Attributes:
    lr: float = 0.1


NAMESPACE = argparse.Namespace(lr=0.1, model=argparse.Namespace(arch="resnet50", depth=50), seed=3, gpu=0)
CONFIG = {"lr": 0.1, "warmup": "${lr}", "model": {"dim": 8, "heads": "${.dim}", "text": "d${model.dim}"}}

OBJECTS: dict[str, Builder] = {
    "argparse namespace": lambda: NAMESPACE,
    "simple namespace": lambda: types.SimpleNamespace(a=1, b=types.SimpleNamespace(c=[1, (2, 3)])),
    "dataclass, nested": Recipe,
    "dataclass with a to_dict of its own": Masked,
    "pydantic model, nested": Job,
    "omegaconf mapping with interpolation": lambda: OmegaConf.create(CONFIG),
    "omegaconf list inside a dict": lambda: {"stages": OmegaConf.create([1, {"a": "${0}"}, "x"])},
    "omegaconf structured": lambda: OmegaConf.structured(Recipe),
    "omegaconf with a missing value": lambda: OmegaConf.create({"a": {"b": "???"}}),
    "enum values": lambda: {"c": Colour.RED, "p": Colour.PAIR, "l": Level.HIGH},
    "enum keys": lambda: {Colour.RED: 1, Level.HIGH: 2},
    "path values": lambda: {"a": pathlib.PurePosixPath("a/b/../c"), "b": pathlib.PureWindowsPath("d\\e")},
    "dates and times": lambda: {
        "date": datetime.date(2026, 1, 31),
        "time": datetime.time(12, 30, 0, 5),
        "naive": datetime.datetime(2026, 1, 31, 12, 30),
        "aware": datetime.datetime(2026, 1, 31, 12, 30, tzinfo=datetime.UTC),
    },
    "sets": lambda: {"s": {3, 1, 2.5, "b", "a", None}, "f": frozenset({("b", 1), ("a", 2)}), "e": set()},
    "tuples and nested lists": lambda: {"a": (1, (2, [3, ()])), "b": [[], [[]], [{}]], "r": range(0, 9, 3)},
    "named tuple and deque": lambda: {
        "n": collections.namedtuple("Pair", "x y")(1, 2),
        "d": collections.deque([1, 2]),
        "o": collections.OrderedDict(b=1, a=2),
        "c": collections.Counter("aab"),
        "m": collections.ChainMap({"a": 1}, {"b": 2}),
    },
    "standard array": lambda: {"a": array.array("d", [1.0, 2.5])},
    "numpy scalars": lambda: {
        "i": numpy.int64(3), "u": numpy.uint8(255), "f": numpy.float32(0.1), "d": numpy.float64(0.1),
        "h": numpy.float16(0.1), "l": numpy.longdouble(0.5), "b": numpy.bool_(True), "s": numpy.str_("x"),
    },
    "numpy dtypes": lambda: {
        "d": numpy.dtype("float32"), "t": numpy.float16, "i": numpy.dtype("<i8"), "b": numpy.bool_
    },
    "numpy arrays": lambda: {
        "a": numpy.arange(6).reshape(2, 3), "z": numpy.array(2.0), "e": numpy.zeros(0), "f": numpy.float32([0.1, 0.2])
    },
    "numpy array that is too large": lambda: {"a": numpy.zeros(1001)},
    "numpy keys": lambda: {numpy.int64(3): 1, numpy.float32(0.5): 2, numpy.str_("k"): 3},
    "torch dtype and device": lambda: {
        "dtype": torch.bfloat16, "cpu": torch.device("cpu"), "cuda": torch.device("cuda", 1),
        "layout": torch.strided, "format": torch.channels_last, "size": torch.Size([3, 224, 224]),
    },
    "torch tensors": lambda: {
        "s": torch.tensor(0.1), "i": torch.tensor(3), "b": torch.tensor(True), "v": torch.tensor([1.5, 2.5]),
        "d": torch.tensor(0.1, dtype=torch.float64), "h": torch.tensor(0.1, dtype=torch.bfloat16),
    },
    "bytes": lambda: {"a": {"b": b"x"}},
    "bytearray": lambda: {"a": bytearray(b"x")},
    "memoryview": lambda: {"a": memoryview(b"x")},
    "none, boolean and number keys": lambda: {None: 1, True: 2, 3: 4, 0.5: 5, -1: 6, 1e21: 7},
    "keys of one text": lambda: {"x": {"1": "a", 1: "b"}},
    "big integers": lambda: {"a": 2**53 - 1, "b": 2**53, "c": -(2**53) - 1, "d": 2**64, "e": 10**300},
    "an integer beyond a double": lambda: {"a": 2**1024},
    "numbers that are not finite": lambda: {"a": math.nan, "b": math.inf, "c": [-math.inf]},
    "zero and minus zero": lambda: {"a": 0.0, "b": -0.0, "c": 0, "d": [-0.0]},
    "odd numbers": lambda: {
        "a": [1e21, 1e20, 123456789012345680000.0, 5e-324, 1e-7, 1e-6, 0.1 + 0.2, 1e16, 2.0**53, 1.0, 1e300],
        "b": [1.7976931348623157e308, 2.2250738585072014e-308, -1.5e-10, 1e-5, 0.00012345, 333333333.33333329],
    },
    "composed and decomposed text": lambda: {
        "cafe\u0301": "e\u0301", "k": "\u212a", "h": "\u1112\u1161\u11ab", "t": "\ufb33"
    },
    "keys that are equal once normalised": lambda: {"a": {"caf\u00e9": 1, "cafe\u0301": 2}},
    "half a character": lambda: {"a": "\ud800"},
    "text of a type of its own": lambda: {Text("k"): Text("v")},
    "keys in every script": lambda: {
        "\U0001f600": 1, "\ufb33": 2, "한": 3, "": 4, "a.b": {"%s": 5}, '"\\\n\x7f\u2028': 6
    },
    "hugging face config": lambda: {"model": HubConfig()},
    "dict with attributes": lambda: AttributeDict(a=AttributeDict(b=1)),
    "mapping that is no dict": lambda: Locked(a=1, b=Locked(c=(1, 2))),
    "attrs object": lambda: {"a": Attributes()},
    "class": lambda: {"a": Optimizer},
    "function": lambda: {"loss": math.sqrt},
    "complex number": lambda: {"a": 1j},
    "decimal": lambda: {"a": decimal.Decimal("0.1")},
    "seeds and ignored keys at every depth": lambda: {
        "seed": 1, "output_dir": "x", "data": {"seed": 2, "num_workers": 4, "wandb_x": [1]}, "l": [{"manual_seed": 3}],
        "only": {"gpu": 1},
    },
}  # fmt: skip

YAML_NUMBERS = """
lr: 1e-5
more: [9e-1, .5, 1., 1_000, 0x10, 0o17, 017, 0b11, +1, -0, -0.0, 1e400x, 1.5e+3, 1E5, .inf, -.Inf, .NaN, 1:30]
"""
YAML_WORDS = "a: yes\nb: on\nc: Off\nd: No\ne: ~\nf:\ng: null\nh: 'yes'\ni: y\nj: TRUE\nk: True\n"
YAML_TIMES = "a: 12:30\nb: 12:30:45\nc: 2026-01-31\nd: 2026-01-31 12:30:00\ne: 2026-01-31T12:30:00Z\n"
YAML_MERGES = (
    "base: &base {k: 1, z: 0}\ncopy: {<<: *base, z: 2}\nboth: {<<: [*base, {k: 5, y: 1}]}\nagain: *base\n"
)
YAML_REFERENCES = "a: {b: 1}\nc: ${a.b}\nd: ${.e}\ne: ???\nf: ${oc.env:HOME}\ng: x${a.b}y\n"
YAML_BLOCKS = (
    "a: |\n  one\n  two\nb: >-\n  one\n  two\nc: !!str 1\nd: !!set {x, y}\n1: one\nnull: two\n0.5: three\n"
)
TOML = (
    "lr = 1e-5\nday = 2026-01-31\nat = 12:30:00\nwhen = 2026-01-31T12:30:00Z\nn = 0x10\nx = inf\n"
    "[a.b]\nc = [1, 2.0]\n"
)
JSON_NUMBERS = """{"a": [1.0, 1e5, 1E5, -0, -0.0, 0.1, 1e-7, 123456789012345678901234567890, 9007199254740993, 1e21],
 "b": [9007199254740993.0, 5e-324, 0.30000000000000004, 1e16, 4.35, 100000000000000000000], "c": [NaN, -Infinity]}"""
FILES = {
    "yaml numbers": ("yaml", YAML_NUMBERS),
    "yaml words": ("yaml", YAML_WORDS),
    "yaml times": ("yaml", YAML_TIMES),
    "yaml merges": ("yaml", YAML_MERGES),
    "yaml with literal references": ("yaml", YAML_REFERENCES),
    "yaml blocks, tags and keys": ("yaml", YAML_BLOCKS),
    "yaml with a repeated key": ("yaml", "a: 1\nb: 2\na: 3\n"),
    "yaml beyond a double": ("yaml", "a: 1e400\n"),
    "toml": ("toml", TOML),
    "json numbers": ("json", JSON_NUMBERS),
    "json texts": (
        "json",
        '{"\\u00e9\\ud83d\\ude00": "\\u0000\\/\\n", "e\\u0301x": ["\\\\", "\\u2028"], "": {}}',
    ),
    "json with a repeated key": ("json", '{"a": {"b": 1, "\\u0062": 2}}'),
    "json beyond a double": ("json", '{"a": 1e400}'),
    "json with half a character": ("json", '{"a": "\\ud800"}'),
}
ASSIGNMENTS = {
    "assignments": [
        "lr=1e-3", "optimizer.betas=[0.9, 0.999]", 'x.".cls token"=a: b', "n=", 't="1"', "q==", "b.0=1", "b.1=2",
        "neg=-5", "star=*x", "yes=yes", "time=12:30", "hex=0x10", "day=2026-01-31", "ref=${a.b}", "m={a: 1, b: [x]}",
    ],
    "assignments over a tree": ["a.b=2", "l.0=3", "l.1={}", "new.0.x=1"],
    "assignments below a value of a tree": ["a.b.c=1"],
}  # fmt: skip
POLICY = {
    "number": 2,
    "ignore": ["model.*", "l.*.manual_seed", "epochs", "h*"],
    "seeds": ["seed", "optimizer.betas", "data.*.z"],
    "defaults": {
        "lr": 0.1,
        "stages.0.lr": 0.1,
        "a": 1,
        "b.0": 1,
        "x": {"y": [1.0]},
        "caf\u00e9": "\u00e9",
        "base.k": 1,
    },
}
INTO = {"a": {"b": 1}, "l": [1]}


def _module(name: str) -> Any:
    """Return a module of identity, where it is now or where version 0.1 had it."""
    home = f"modelbase.identity.{name}"
    if importlib.util.find_spec("modelbase.identity").submodule_search_locations is None:  # type: ignore[union-attr]
        home = f"modelbase.{name}"
    return importlib.import_module(home)


def kinds() -> dict[str, Callable[[], dict[str, Any]]]:
    """Return, by the name of each kind, what returns its plain tree or raises the error of the refusal."""
    args = _module("args")
    read: dict[str, Callable[[], dict[str, Any]]] = {
        name: lambda build=build: args.plain(build()) for name, build in OBJECTS.items()
    }
    for name, (form, text) in FILES.items():
        read[name] = lambda text=text, form=form: args.parse_text(text, form)
    for name, pairs in ASSIGNMENTS.items():
        into = INTO if "tree" in name else None
        read[name] = lambda pairs=pairs, into=into: args.assignments(pairs, into)
    return read


def row(name: str) -> dict[str, Any]:
    """Return what is made of one kind: digest, family and the JSON text of the plain tree, or the error."""
    args, identity, errors = _module("args"), _module("identity"), importlib.import_module("modelbase.errors")
    try:
        tree = kinds()[name]()
        made = {"digest": identity.digest(tree), "family": identity.family(tree)}
    except errors.ModelbaseError as error:
        return {"name": name, "error": error.code}
    if name in OBJECTS and identity.digest(OBJECTS[name]()) != made["digest"]:
        raise AssertionError(f"{name}: the object and its plain tree have two digests")
    policy = identity.Policy.from_dict(POLICY)
    other = {"digest": identity.digest(tree, policy), "family": identity.family(tree, policy)}
    return {"name": name, **made, "by_policy": other, "args": args.dumps(tree)}


def main() -> None:
    """Print the rows of all kinds as JSON."""
    rows = [row(name) for name in kinds()]
    note = "what version 0.1 (commit 0763062) makes of tests/identity_kinds.py; args is JSON text"
    json.dump({"note": note, "rows": rows}, sys.stdout, indent=1, ensure_ascii=True)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
