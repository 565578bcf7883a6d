"""Keras: `fit(model, x, y, args=…, epochs=…)` in place of `model.fit(x, y, epochs=…)`, with any backend.

A checkpoint is the whole model (`model.keras`, with the state of the optimizer) after an epoch. What counts is in
docs/training.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from modelbase.errors import Invalid
from modelbase.identity.args import plain
from modelbase.integrations import recipe
from modelbase.training.run import Run
from modelbase.training.run import run as start

FILE = "model.keras"
# What `fit` takes that shapes the result, with its defaults; beside these only `callbacks` and data are left.
SETTINGS: dict[str, Any] = {
    "epochs": 1,
    "batch_size": None,
    "validation_split": 0.0,
    "shuffle": True,
    "class_weight": None,
    "initial_epoch": 0,
    "steps_per_epoch": None,
}
# In configs of layers and optimizers: names that Keras counts up in a process, and how it computes.
NOISE = frozenset({"name", "build_config", "compile_config", "registered_name", "module"})


def fit(model: Any, *data: Any, args: Any = None, save_every: int = 1, **words: Any) -> Run:
    """Train the compiled model as `model.fit(*data)` does, unless these args were trained; return the run.

    `args` is any config; without it the layers of the model count. Optimizer, loss and what `fit` is told count beside
    them. A checkpoint is saved each `save_every` epochs and at the end; an interrupted training goes on from the last
    one. Where the args were trained already, nothing is trained and the model gets the trained weights. Other keywords
    are those of `modelbase.run` and of `model.fit`. Raise as `modelbase.run` does, `invalid` for a model that is not
    compiled.
    """
    if save_every < 1:
        raise Invalid(f"save_every= is a whole number from 1, not {save_every}", parameters=["save_every"])
    options, more = recipe.options_of(words)
    tree = args_of(model, args, more)
    with start(tree, **recipe.named(tree, options, type(model).__name__)) as run:
        if run.trained:
            with recipe.pulled(run) as folder:
                _restore(model, folder)
            return run
        resumed = run.resume()
        if resumed is not None:
            _restore(model, resumed)
            more["initial_epoch"] = run.step
        callback = _to_run(run, save_every)
        model.fit(*data, **{**more, "callbacks": [*(more.get("callbacks") or ()), callback]})
        callback.save()
    return run


def args_of(model: Any, args: Any = None, settings: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return what counts of a training: the args (else the layers), optimizer, loss, and what `fit` is told."""
    if getattr(model, "optimizer", None) is None:
        raise Invalid("the model is not compiled: call model.compile(optimizer=…, loss=…) first")
    tree = recipe.tree_of(args)
    told = {name: (settings or {}).get(name, default) for name, default in SETTINGS.items()}
    told["class_weight"] = {str(key): float(value) for key, value in (told["class_weight"] or {}).items()}
    found = recipe.joined(tree, "fit", recipe.counted(tree, told, SETTINGS))
    found = recipe.joined(found, "optimizer", _optimizer(model.optimizer, tree))
    compiled = model.get_compile_config() or {}
    loss = _bare(compiled.get("loss"))
    if loss is not None and not any(recipe.same(loss, value) for _, value in recipe.leaves(tree)):
        found = {**found, "loss": loss}
    if args is None:
        text = json.dumps(_bare(model.get_config()), sort_keys=True)
        layers = {"layers": hashlib.sha256(text.encode()).hexdigest()[:16]}
        if model.built:
            layers["parameters"] = model.count_params()
        found = recipe.joined(found, "network", layers)
    return found


def _optimizer(optimizer: Any, tree: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of an optimizer that are not its defaults nor in the args, with its class."""
    config = _bare(optimizer.get_config())
    defaults = _bare(type(optimizer)().get_config())
    kind = type(optimizer).__name__
    found = recipe.counted(tree, config, defaults)
    said = any(isinstance(value, str) and value.lower() == kind.lower() for _, value in recipe.leaves(tree))
    return found if said else {"class": kind, **found}


def _bare(value: Any) -> Any:
    """Return a config without names that Keras counts up and without what says how it computes; plain data."""
    if isinstance(value, Mapping):
        return {str(key): _bare(item) for key, item in value.items() if key not in NOISE}
    if isinstance(value, list | tuple):
        return [_bare(item) for item in value]
    if isinstance(value, float):  # Keras keeps a learning rate as float32
        return float(f"{value:.7g}")
    if callable(value) and hasattr(value, "__name__"):
        return value.__name__
    return plain({"": value})[""]


def _restore(model: Any, folder: Path) -> None:
    """Give the model the weights of a checkpoint, and its optimizer the state; `safe_mode` refuses code in it."""
    import keras

    stored = keras.saving.load_model(folder / FILE, safe_mode=True)
    if not model.built:
        model.build(stored.input_shape)
    model.set_weights(stored.get_weights())
    if stored.optimizer is not None and stored.optimizer.variables:
        model.optimizer.build(model.trainable_variables)
        for mine, theirs in zip(model.optimizer.variables, stored.optimizer.variables, strict=True):
            mine.assign(theirs)


def _to_run(run: Run, every: int) -> Any:
    """Return the callback of a training, of the class that Keras takes."""
    from keras.callbacks import Callback

    class _ToRun(Callback):  # type: ignore[misc]  # keras has no types
        """Metrics and checkpoints by epoch: the step of a run is the epoch that is done."""

        def __init__(self, run: Run, every: int) -> None:
            super().__init__()
            self.run, self.every = run, every
            self.epoch = self.saved = run.step - 1
            self.metrics: dict[str, Any] = {}

        def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
            """Log what was measured, and save each so many epochs."""
            self.epoch, self.metrics = epoch, recipe.numbers(logs or {})
            if self.metrics:
                self.run.log(self.metrics, step=epoch)
            if (epoch + 1) % self.every == 0:
                self.save()

        def save(self) -> None:
            """Save the model of the last epoch, once."""
            if self.epoch > self.saved:
                self.saved = self.epoch
                model = self.model
                self.run.save({FILE: model.save}, step=self.epoch, metrics=self.metrics or None)

    return _ToRun(run, every)
