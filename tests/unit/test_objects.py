"""Config objects of every library are mappings, and no foreign object breaks the reading: it is named by its key."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock, Mock

import attrs
import numpy
import omegaconf
import pytest
import torch

from modelbase.errors import Invalid
from modelbase.identity.args import plain
from modelbase.identity.limits import MAX_LEAVES


class WandbConfig:
    """What wandb.config is: `keys` and `[]`, and no Mapping."""

    def __init__(self, **items: Any) -> None:
        object.__setattr__(self, "_items", items)

    def keys(self) -> Any:
        return self._items.keys()

    def __getitem__(self, key: str) -> Any:
        return self._items[key]

    def __getattr__(self, key: str) -> Any:
        try:
            return self[key]
        except KeyError:
            raise AttributeError(key) from None


class MmcvConfig:
    """What Config of mmcv is: names go to an inner mapping, `keys` too."""

    def __init__(self, **items: Any) -> None:
        self._cfg_dict = items

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cfg_dict, name)

    def __getitem__(self, name: str) -> Any:
        return self._cfg_dict[name]


class Flags:
    """What absl.flags.FLAGS is."""

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)

    def __getitem__(self, name: str) -> Any:
        raise AssertionError(name)

    def flag_values_dict(self) -> dict[str, Any]:
        return {"lr": 0.1, "layers": [1, 2]}


@attrs.define
class Inner:
    depth: int = 50


@attrs.frozen
class Recipe:
    inner: Inner = attrs.Factory(Inner)
    path: Path = Path("a/b")


class PathLike:
    def __fspath__(self) -> str:
        return os.path.join("data", "train")  # noqa: PTH118 - the separator of the system is meant


@pytest.mark.parametrize(
    ("given", "tree"),
    [
        (WandbConfig(lr=0.1, o=WandbConfig(name="sgd")), {"lr": 0.1, "o": {"name": "sgd"}}),
        (MmcvConfig(model={"type": "ResNet"}, lr=1), {"model": {"type": "ResNet"}, "lr": 1}),
        (Flags(), {"lr": 0.1, "layers": [1, 2]}),
        (Recipe(), {"inner": {"depth": 50}, "path": "a/b"}),
        ({"at": PathLike()}, {"at": "data/train"}),
    ],
)
def test_a_config_object_that_is_no_mapping_by_name_is_one(given: Any, tree: Any) -> None:
    assert plain(given) == tree
    assert plain({"c": [given]}) == {"c": [tree]}


class Everything:
    """Answers to every name, with itself."""

    def __getattr__(self, name: str) -> Everything:
        return self

    def __call__(self, *args: Any) -> Everything:
        return self


class Raising:
    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError("two\nlines")


class Unspeakable(Exception):
    def __str__(self) -> str:
        raise ValueError


class Serializer:
    def to_dict(self) -> Any:
        raise Unspeakable


class Renewed:
    def to_dict(self) -> Any:
        return Renewed()


class Shapeless:
    tolist = dtype = None

    @property
    def shape(self) -> Any:
        raise ZeroDivisionError


class Broken(Mapping[str, Any]):
    def __len__(self) -> int:
        return 2

    def __iter__(self) -> Iterator[str]:
        yield "a"
        raise OSError("gone")

    def __getitem__(self, key: str) -> Any:
        return 1


@dataclasses.dataclass
class Unset:
    lr: float = dataclasses.field(init=False)


ODD = {
    "mock": Mock(),
    "magic mock": MagicMock(),
    "mock of a dict": MagicMock(spec=dict),
    "mock of a text": Mock(spec=str),
    "mock of a number": MagicMock(spec=int),
    "everything": Everything(),
    "raising": Raising(),
    "serializer": Serializer(),
    "renewed": Renewed(),
    "shapeless": Shapeless(),
    "broken mapping": Broken(),
    "nested tensor": torch.nested.nested_tensor([torch.zeros(1), torch.zeros(2)], layout=torch.jagged),
    "sparse tensor": torch.eye(2).to_sparse(),
    "meta tensor": torch.zeros(2, device="meta"),
    "complex tensor": torch.tensor([1j]),
    "structured array": numpy.zeros(1, dtype=[("a", "S2")]),
    "module": torch.nn.Linear(1, 1),
    "generator": (one for one in "ab"),
    "attrs class": Recipe,
}


@pytest.mark.parametrize("kind", ODD)
def test_an_object_that_is_no_config_is_named_by_its_key(kind: str) -> None:
    for args, key in (({"x": {"y": ODD[kind]}}, "x.y"), ({"l": [1, ODD[kind]]}, "l.1")):
        with pytest.raises(Invalid) as caught:
            plain(args)
        assert caught.value.code == "args_not_plain"
        assert str(caught.value.details["key"]).startswith(key)
        assert "\n" not in caught.value.message


@pytest.mark.parametrize("kind", ["mock", "everything", "raising", "broken mapping"])
def test_such_an_object_as_all_of_the_args_or_as_a_key_is_refused(kind: str) -> None:
    for args in (ODD[kind], {"x": {ODD[kind]: 1}}) if kind != "broken mapping" else (ODD[kind],):
        with pytest.raises(Invalid) as caught:
            plain(args)
        assert caught.value.code == "args_not_plain"


def test_a_field_that_was_never_set_is_named() -> None:
    with pytest.raises(Invalid, match=r"^o\.lr cannot be read"):
        plain({"o": Unset()})


class Endless(Sequence[int]):
    def __len__(self) -> int:
        return 1

    def __getitem__(self, at: Any) -> Any:
        assert at <= MAX_LEAVES + 1, "read on behind the limit"
        return 1


def test_a_sequence_without_end_is_read_up_to_the_limit() -> None:
    with pytest.raises(Invalid, match="more than 10000 values"):
        plain({"x": Endless()})


def test_an_interrupt_passes_through_a_foreign_object() -> None:
    class Slow:
        def to_dict(self) -> Any:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        plain({"x": Slow()})


@pytest.mark.parametrize(
    ("tree", "key"), [({"a": {"b": "???"}}, "m.a.b"), ({"a": {"b": "${no.such}"}}, "m.a.b")]
)
def test_what_omegaconf_cannot_resolve_is_one_line_with_the_key(tree: Any, key: str) -> None:
    with pytest.raises(Invalid) as caught:
        plain({"m": omegaconf.OmegaConf.create(tree)})
    assert caught.value.details["key"] == key
    assert "\n" not in caught.value.message


@dataclasses.dataclass
class Masked:
    """What transformers.TrainingArguments is: fields, and a serializer that hides tokens."""

    lr: float = 0.1
    hub_token: str | None = "hf_secret"
    note: str = "kept"

    def to_dict(self) -> dict[str, Any]:
        return {"lr": "another", "hub_token": "<HUB_TOKEN>", "added": 1}


def test_the_fields_are_the_recipe_and_the_serializer_masks_what_does_not_count() -> None:
    tree = plain({"t": Masked()}, lambda path: path[-1] in {"hub_token", "note"})
    assert tree == {"t": {"lr": 0.1, "hub_token": "<HUB_TOKEN>", "note": "kept"}}
    assert plain({"t": Masked()})["t"]["hub_token"] == "hf_secret"


def test_a_serializer_that_fails_takes_nothing_from_the_fields() -> None:
    class Failing(Masked):
        def to_dict(self) -> dict[str, Any]:
            raise RuntimeError

    assert plain(Failing(), lambda path: True)["hub_token"] == "hf_secret"


@pytest.mark.parametrize(
    ("args", "key"),
    [
        ({"a": {"k" * 1001: 1}}, "a.k"),
        ({"a": [10**400]}, "a.0"),
        ({"a": list(range(10_001))}, "a.10000"),
        ({"a": {"b": "\ud83d"}}, "a.b"),
        ({"a": {"\ud83d": 1}}, "a.\\ud83d"),
    ],
)
def test_a_limit_says_the_key_in_text_that_can_be_encoded(args: Any, key: str) -> None:
    with pytest.raises(Invalid) as caught:
        plain(args)
    assert str(caught.value.details["key"]).startswith(key)
    assert caught.value.message.encode()
