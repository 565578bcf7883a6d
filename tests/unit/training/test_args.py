"""The args of a run: frozen, with what is known of each value; functions get them by name."""

from __future__ import annotations

import argparse
import copy
import json
import pickle
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import modelbase
from modelbase.errors import ModelbaseError
from modelbase.training.args import configured, frozen, inject, sources, used

TREE = {"lr": 0.1, "model": {"width": 64, "act": "relu"}, "betas": [0.9, [1, 2]], "data": {"workers": 4}}


@pytest.fixture
def args() -> Any:
    return frozen(TREE, json.dumps(TREE))


def test_values_are_read_by_key_and_by_attribute(args: Any) -> None:
    assert (args.lr, args["lr"], args.model.width, args["model"]["act"]) == (0.1, 0.1, 64, "relu")
    assert args.betas == (0.9, (1, 2))
    assert (len(args), list(args), dict(args.model)) == (4, list(TREE), TREE["model"])
    assert (args == TREE, args.model == {"width": 64, "act": "relu"}, "lr" in args) == (True, True, True)
    assert args.get("missing", 3) == 3
    assert "width" in dir(args.model)
    with pytest.raises(AttributeError, match="the args have no 'learning_rate'; they have lr, model"):
        _ = args.learning_rate
    with pytest.raises(KeyError):
        _ = args["nothing"]


def _set(args: Any) -> None:
    args.lr = 1


def _set_item(args: Any) -> None:
    args["lr"] = 1


def _set_below(args: Any) -> None:
    args.model.width = 1


def _delete(args: Any) -> None:
    del args["lr"]


def _delete_attribute(args: Any) -> None:
    del args.lr


def _or(args: Any) -> None:
    args |= {"lr": 1}


@pytest.mark.parametrize(
    "change",
    [
        *(_set, _set_item, _set_below, _delete, _delete_attribute, _or),
        *(lambda args: args.update(lr=1), lambda args: args.pop("lr"), lambda args: args.setdefault("x", 1)),
        *(lambda args: args.clear(), lambda args: args.popitem(), lambda args: args.model.update({})),
    ],
    ids=[
        *("set", "item", "below", "del", "delattr", "or"),
        *("update", "pop", "setdefault", "clear", "popitem", "sub"),
    ],
)
def test_changing_them_is_an_error_that_says_so(args: Any, change: Any) -> None:
    with pytest.raises(ModelbaseError, match="the args of a run cannot be changed") as refused:
        change(args)
    assert refused.value.code == "args_frozen"
    assert dict(args.model) == TREE["model"]


def test_copies_and_other_processes_have_them_too(args: Any) -> None:
    assert copy.deepcopy(args) == args == pickle.loads(pickle.dumps(args))


def test_what_was_read_is_recorded(args: Any) -> None:
    _ = args.lr, args.model
    assert used(args) == {"lr": []}
    inject(args)(lambda width: width)()
    assert list(used(args)) == ["lr", "model.width"]
    assert "<lambda>" in used(args)["model.width"][0]


def test_a_function_gets_its_parameters_by_name(args: Any) -> None:
    def build(width: int, act: str = "gelu", depth: int = 2, *rest: int, **more: int) -> Any:
        return width, act, depth, rest, more

    assert inject(args)(build)() == (64, "relu", 2, (), {})
    assert inject(args)(build)(32, depth=9) == (32, "relu", 9, (), {})
    assert inject({"a": {"width": 3}})(build)() == (3, "gelu", 2, (), {})


def test_a_configured_function_gets_them_in_the_block_alone(args: Any) -> None:
    @configured
    def build(width: int = 1, workers: int = 0) -> Any:
        return width, workers

    assert build() == (1, 0)
    with inject(args) as given:
        assert given is args
        assert build() == (64, 4)
        with inject({"width": 7}):
            assert build() == (7, 0)
        assert build(workers=9) == (64, 9)
    assert build() == (1, 0)


def test_a_mapping_is_given_whole_and_frozen(args: Any) -> None:
    given = inject(args)(lambda model: model)()
    assert given.width == 64
    with pytest.raises(ModelbaseError):
        given.width = 3


def test_one_name_with_several_values_is_refused_and_with_one_is_not() -> None:
    both = {"a": {"lr": 0.1}, "b": {"lr": 0.2}}
    with pytest.raises(
        ModelbaseError, match=r"lr of .* has several values in the args \(a\.lr, b\.lr\)"
    ) as refused:
        inject(both)(lambda lr: lr)()
    assert refused.value.code == "args_ambiguous"
    assert inject(both)(lambda lr: lr)(lr=3) == 3
    assert inject({"a": {"lr": 0.1}, "b": {"lr": 0.1}})(lambda lr: lr)() == 0.1


@dataclass
class Config:
    lr: float = 0.1
    depth: int = 2
    names: list[str] = field(default_factory=list)


def test_where_values_are_from_is_known_as_far_as_it_shows(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "argv", ["train.py", "--batch-size", "8", "--wd=0.1", "depth=4"])
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch-size", type=int, default=4)
    parser.add_argument("--wd", type=float, default=0)
    parser.add_argument("--lr", type=float, default=0.1)
    space = parser.parse_args(sys.argv[1:5][:3])
    found = sources(frozen(space, json.dumps(vars(space))))
    assert found == {"batch_size": "command line", "wd": "command line", "lr": "default"}
    config = Config(lr=0.3)
    assert sources(frozen(config, '{"lr": 0.3, "depth": 2, "names": []}')) == {
        "lr": "code",
        "depth": "command line",
        "names": "default",
    }
    (tmp_path / "a.yaml").write_text("lr: 0.1\nwidth: 3\n")
    given = modelbase.read_args(tmp_path / "a.yaml", ["lr=0.2"])
    assert sources(frozen(given, given.text)) == {"lr": "command line", "width": "file"}
    assert sources(frozen({"lr": 1}, '{"lr": 1}')) == {"lr": "code"}
