"""Configs as parsers and libraries give them are the args that they hold: each makes the ID of the plain mapping."""

from __future__ import annotations

import argparse
import collections
import dataclasses
from typing import Any

import pytest

import modelbase

PLAIN = {
    "dataset": "digits",
    "arch": "mlp",
    "lr": 0.1,
    "layers": [8, 4],
    "optimizer": {"name": "sgd", "momentum": 0.9},
}


@dataclasses.dataclass
class Optimizer:
    name: str = "adam"
    momentum: float = 0.0


@dataclasses.dataclass
class Config:
    dataset: str = "digits"
    arch: str = "mlp"
    lr: float = 0.01
    layers: list[int] = dataclasses.field(default_factory=lambda: [8, 4])
    optimizer: Optimizer = dataclasses.field(default_factory=Optimizer)


def of_argparse() -> Any:
    return argparse.Namespace(**PLAIN | {"optimizer": argparse.Namespace(**PLAIN["optimizer"])})


def of_dataclass() -> Any:
    return Config(lr=0.1, optimizer=Optimizer("sgd", 0.9))


def of_attrs() -> Any:
    attrs = pytest.importorskip("attrs")
    inner = attrs.make_class("Optimizer", ["name", "momentum"])
    outer = attrs.make_class("Config", list(PLAIN))
    return outer(**PLAIN | {"optimizer": inner(**PLAIN["optimizer"])})


def of_omegaconf() -> Any:
    conf = pytest.importorskip("omegaconf").OmegaConf
    made = conf.create(PLAIN | {"optimizer": {"name": "${pick}", "momentum": 0.9}, "pick": "sgd"})
    conf.resolve(made)
    del made["pick"]
    return made


def of_jsonargparse() -> Any:
    parser = pytest.importorskip("jsonargparse").ArgumentParser()
    parser.add_argument("--dataset", default="digits")
    parser.add_argument("--arch", default="mlp")
    parser.add_argument("--lr", type=float, default=0.01)
    parser.add_argument("--layers", type=list[int], default=[8, 4])
    parser.add_class_arguments(Optimizer, "optimizer")
    return parser.parse_args(["--lr=0.1", "--optimizer.name=sgd", "--optimizer.momentum=0.9"])


def of_absl() -> Any:
    flags = pytest.importorskip("absl.flags")
    values = flags.FlagValues()
    flags.DEFINE_string("dataset", "digits", "", flag_values=values)
    flags.DEFINE_string("arch", "mlp", "", flag_values=values)
    flags.DEFINE_float("lr", 0.01, "", flag_values=values)
    flags.DEFINE_list("layers", ["8", "4"], "", flag_values=values)
    values(["train.py", "--lr=0.1"])
    return values


class OfWandb:
    """As wandb.config: attributes, `keys`, and items by key."""

    def __init__(self, items: dict[str, Any]) -> None:
        self._items = items

    def keys(self) -> Any:
        return self._items.keys()

    def __getitem__(self, key: str) -> Any:
        return self._items[key]

    def __getattr__(self, name: str) -> Any:
        if name not in self._items:
            raise AttributeError(name)
        return self._items[name]


class OfMmengine(collections.UserDict):  # type: ignore[type-arg]
    """As a ConfigDict: a mapping that is no dict, with mappings of its kind inside."""


@pytest.mark.parametrize(
    "config",
    [
        of_argparse,
        of_dataclass,
        of_attrs,
        of_omegaconf,
        of_jsonargparse,
        lambda: OfWandb(PLAIN),
        lambda: OfMmengine(PLAIN | {"optimizer": OfMmengine(PLAIN["optimizer"])}),
    ],
    ids=["argparse", "dataclass", "attrs", "omegaconf", "jsonargparse", "wandb", "mmengine"],
)
def test_a_config_makes_the_id_of_what_it_holds(config: Any) -> None:
    assert modelbase.identify(config()) == modelbase.identify(PLAIN)


def test_flags_of_absl_make_the_id_of_their_values() -> None:
    values = {"dataset": "digits", "arch": "mlp", "lr": 0.1, "layers": ["8", "4"]}
    assert modelbase.identify(of_absl()) == modelbase.identify(values)


def test_dataclasses_of_hf_argument_parser_are_one_recipe() -> None:
    transformers = pytest.importorskip("transformers")
    from modelbase.integrations import recipe

    parsed = transformers.HfArgumentParser((Words, Optimizer)).parse_args_into_dataclasses(
        ["--lr", "0.1", "--name", "sgd", "--momentum", "0.9"]
    )
    assert recipe.tree_of(parsed) == {
        "dataset": "digits",
        "arch": "mlp",
        "lr": 0.1,
        "name": "sgd",
        "momentum": 0.9,
    }


@dataclasses.dataclass
class Words:
    dataset: str = "digits"
    arch: str = "mlp"
    lr: float = 0.01


@pytest.mark.filterwarnings("ignore")  # Lightning calls jsonargparse in ways that it warns of
def test_the_config_of_lightning_cli_is_cut_to_what_counts(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    lightning = pytest.importorskip("lightning")
    cli_module = pytest.importorskip("lightning.pytorch.cli")
    from modelbase.integrations.lightning import args_of

    class Net(lightning.LightningModule):  # type: ignore[misc]
        def __init__(self, width: int = 4) -> None:
            super().__init__()
            self.width = width

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["train.py"])

    def tree(*words: str) -> dict[str, Any]:
        quiet = ["--trainer.accelerator=cpu", "--trainer.logger=false", "--trainer.max_epochs=3"]
        made = cli_module.LightningCLI(
            Net, run=False, seed_everything_default=7, save_config_callback=None, args=[*quiet, *words]
        )
        return args_of(made.trainer, made.model, made.config)

    first = tree("--trainer.default_root_dir=/tmp/a", "--trainer.enable_progress_bar=false")
    assert first["model"] == {"width": 4}
    assert first["trainer"] == {"max_epochs": 3}
    assert tree("--trainer.log_every_n_steps=1") == first
    assert tree("--trainer.precision=bf16-mixed")["trainer"] == {"max_epochs": 3, "precision": "bf16-mixed"}
    assert tree("--model.width=8")["model"] == {"width": 8}
