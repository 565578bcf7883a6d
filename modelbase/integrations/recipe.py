"""How the settings of a framework become args, and how a run with them is made. For all files of this package.

The rule: the user's args are the recipe. What the framework was told beside them counts too, unless it is what the
framework does by default or the args have it already.
"""

from __future__ import annotations

import inspect
import shutil
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from modelbase.errors import Conflict, Invalid
from modelbase.identity.args import plain
from modelbase.identity.identity import DEFAULT_POLICY, dataset_and_architecture
from modelbase.training.run import Run, run

# What `modelbase.run` takes beside the args; any other keyword goes to the framework.
OPTIONS = frozenset(inspect.signature(run).parameters) - {"args"}
# Names under which people keep a setting in args of their own, by the framework's name of it.
SAME = {
    "max_epochs": ("epochs", "num_epochs", "n_epochs", "num_train_epochs"),
    "num_train_epochs": ("epochs", "num_epochs", "n_epochs", "max_epochs"),
    "epochs": ("max_epochs", "num_epochs", "n_epochs", "num_train_epochs"),
    "max_steps": ("steps", "num_steps", "total_steps", "train_steps"),
    "num_boost_round": ("rounds", "num_rounds", "n_estimators", "num_round", "num_iterations"),
    "learning_rate": ("lr", "base_lr", "eta"),
    "per_device_train_batch_size": ("batch_size", "train_batch_size", "batch"),
    "batch_size": ("batch", "train_batch_size"),
    "weight_decay": ("wd",),
    "accumulate_grad_batches": ("gradient_accumulation_steps", "accumulation_steps", "grad_accum"),
    "gradient_accumulation_steps": ("accumulate_grad_batches", "accumulation_steps", "grad_accum"),
    "gradient_clip_val": ("grad_clip", "max_grad_norm", "clip_grad", "gradient_clip", "clip"),
    "max_grad_norm": ("grad_clip", "gradient_clip_val", "clip_grad", "gradient_clip", "clip"),
    "warmup_steps": ("warmup",),
    "random_state": ("seed",),
    "seed": ("random_state", "random_seed"),
}


def options_of(words: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the keywords that are for `modelbase.run`, and those for the framework."""
    ours = {key: value for key, value in words.items() if key in OPTIONS}
    return ours, {key: value for key, value in words.items() if key not in OPTIONS}


def tree_of(args: Any) -> dict[str, Any]:
    """Return args as plain data: nothing, one config of any kind, or several as HfArgumentParser gives them.

    Raise the errors of args, and `invalid` where two of several say different things under one name.
    """
    if args is None:
        return {}
    if not isinstance(args, list | tuple) or hasattr(args, "_fields"):
        return dict(plain(args))
    tree: dict[str, Any] = {}
    for each in args:
        found = plain(each)
        twice = sorted(key for key in tree.keys() & found.keys() if tree[key] != found[key])
        if twice:
            raise Invalid(
                f"two of the configs say different things about {twice[0]}: give a mapping, such as "
                '{"model": model_args, "data": data_args}',
                "args_duplicate_key",
                key=twice[0],
            )
        tree |= found
    return tree


def counted(
    tree: Mapping[str, Any], settings: Mapping[str, Any], defaults: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the settings that count beside the args: neither a default nor what the args say themselves.

    A default counts where the args say another value under the same name, since then they do not say what is done.
    """
    said: dict[str, list[Any]] = {}
    for name, value in leaves(tree):
        said.setdefault(name.lower().replace("-", "_"), []).append(value)
    found = {}
    for name, value in plain(settings).items():
        values = [one for word in (name, *SAME.get(name, ())) for one in said.get(word, ())]
        if any(same(value, one) for one in values):
            continue
        if values or not (name in defaults and same(value, plain({"": defaults[name]})[""])):
            found[name] = value
    return found


def leaves(tree: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the last part of each key with its value, at any depth; a list is one value."""
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from leaves(value)
        else:
            yield key, value


def same(one: Any, other: Any) -> bool:
    """Say whether two values are one for an ID: 1 and 1.0 are, 1 and True are not; nothing is as good as null."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    empty: tuple[Any, ...] = (None, "", [], {})
    return bool(one == other) or (one in empty and other in empty)


def without(settings: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return settings less those of some names; a name that ends with `*` stands for all that begin so."""
    names = list(names)
    whole = {name for name in names if not name.endswith("*")}
    parts = tuple(name[:-1] for name in names if name.endswith("*"))
    return {k: v for k, v in settings.items() if k not in whole and not (parts and k.startswith(parts))}


def joined(tree: Mapping[str, Any], where: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the args with the settings below a key; raise `args_duplicate_key` where the args hold something else."""
    if not settings:
        return dict(tree)
    there = tree.get(where, {})
    if not isinstance(there, Mapping):
        raise Invalid(
            f"the arg {where} is needed for the settings of the framework: give yours another name",
            "args_duplicate_key",
            key=where,
        )
    return {**tree, where: {**there, **settings}}


def named(tree: Mapping[str, Any], options: dict[str, Any], architecture: str) -> dict[str, Any]:
    """Return the options with an architecture, where neither they nor the args name one."""
    if options.get("architecture") is None:
        try:
            dataset_and_architecture(tree, DEFAULT_POLICY, "any", None)
        except Invalid:
            return {**options, "architecture": architecture}
    return options


@contextmanager
def pulled(run: Run, *, scanned: bool = False) -> Iterator[Path]:
    """Bring the files of a trained model into a folder that lasts as long as the block.

    Raise `flagged` for files that run code when loaded, and with `scanned` for those that no scan could judge, too.
    """
    with temporary() as folder:
        try:
            with warnings.catch_warnings():
                if scanned:
                    warnings.filterwarnings("error", "could not be scanned", UserWarning)
                run.pull(folder)
        except UserWarning as unsure:
            raise Conflict(
                f"{run.id} was trained already, and its files are not loaded: {unsure}", "flagged"
            ) from None
        yield folder


@contextmanager
def temporary(near: str | Path | None = None) -> Iterator[Path]:
    """Make a folder, in that of temporary files or another one, that is removed with all in it after the block."""
    if near is not None:
        with suppress(OSError):
            Path(near).mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="modelbase-", dir=near))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def numbers(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a framework's report is a number, tensors of one item among them."""
    found = {}
    for key, value in values.items():
        if isinstance(value, bool):
            continue
        with suppress(TypeError, ValueError, RuntimeError):
            found[str(key)] = float(value.item() if hasattr(value, "item") else value)
    return {key: value for key, value in found.items() if not isinstance(values[key], str)}
