"""Lightning: `fit(trainer, module, args, …)` in place of `trainer.fit(module, …)`; the trainer's settings count too.

Works with `lightning` and `pytorch_lightning`: the classes of the logger and the callback are those of the trainer's
own package. What counts is in docs/training.md.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from modelbase.errors import Invalid
from modelbase.integrations import recipe
from modelbase.training.run import Run
from modelbase.training.run import run as start

FILE = "last.ckpt"
# The trainer's settings that shape the result, with what the framework does by default.
SETTINGS: dict[str, Any] = {
    "max_epochs": 1000,
    "min_epochs": None,
    "max_steps": -1,
    "min_steps": None,
    "max_time": None,
    "precision": "32-true",
    "accumulate_grad_batches": 1,
    "gradient_clip_val": None,
    "gradient_clip_algorithm": None,
    "limit_train_batches": 1.0,
    "overfit_batches": 0.0,
    "reload_dataloaders_every_n_epochs": 0,
    "sync_batchnorm": False,
}
# What else a `trainer` section of the args may hold, and never counts: where and how, not what.
NOISE = (
    *("accelerator", "strategy", "devices", "num_nodes", "logger", "callbacks", "fast_dev_run", "barebones"),
    *("limit_val_batches", "limit_test_batches", "limit_predict_batches", "val_check_interval", "plugins"),
    *("check_val_every_n_epoch", "num_sanity_val_steps", "log_every_n_steps", "enable_*", "profiler"),
    *("detect_anomaly", "benchmark", "deterministic", "inference_mode", "use_distributed_sampler"),
    *(
        "default_root_dir",
        "model_registry",
        "gpus",
        "tpu_cores",
        "resume_from_checkpoint",
        "weights_save_path",
    ),
)
# What LightningCLI adds to its config beside model, data and trainer.
CLI_NOISE = ("config", "ckpt_path", "weights_only", "print_config", "verbose")
# Callbacks that shape the result: their attributes that count.
CALLBACKS = {
    "EarlyStopping": (
        "monitor",
        "min_delta",
        "patience",
        "mode",
        "stopping_threshold",
        "divergence_threshold",
    ),
    "StochasticWeightAveraging": ("_swa_epoch_start", "_swa_lrs", "_annealing_epochs", "_annealing_strategy"),
    "GradientAccumulationScheduler": ("scheduling",),
}


def fit(
    trainer: Any, module: Any, args: Any = None, *data: Any, every_n_epochs: int = 1, **words: Any
) -> Run | None:
    """Train the module as `trainer.fit(module, *data)` does, unless these args were trained; return the run.

    `args` is any config (without it the hyperparameters that module and datamodule have saved). A checkpoint is saved
    each `every_n_epochs` and at the end; an interrupted training goes on from the last one. Where the args were trained
    already, nothing is trained and the module gets the trained weights. Other keywords are those of `modelbase.run` and
    of `trainer.fit`. A trainer with `fast_dev_run` trains without a run, None. Raise as `modelbase.run` does.
    """
    if every_n_epochs < 1:
        raise Invalid(
            f"every_n_epochs= is a whole number from 1, not {every_n_epochs}", parameters=["every_n_epochs"]
        )
    options, more = recipe.options_of(words)
    if trainer.fast_dev_run:
        trainer.fit(module, *data, **more)
        return None
    tree = args_of(trainer, module, args, more.get("datamodule"))
    with start(tree, **recipe.named(tree, options, type(module).__name__)) as run:
        if run.trained:
            with recipe.pulled(run) as folder:
                _load(trainer, module, folder)
            return run
        resumed = run.resume()
        if resumed is not None:
            more["ckpt_path"] = str(resumed / FILE)
        logger, callback = _parts(trainer, run, every_n_epochs)
        trainer.loggers = [*trainer.loggers, logger]
        trainer.callbacks = [*trainer.callbacks, callback]  # checkpoints are made after all other callbacks
        try:
            trainer.fit(module, *data, **more)
        finally:
            trainer.loggers = [one for one in trainer.loggers if one is not logger]
            trainer.callbacks = [one for one in trainer.callbacks if one is not callback]
    return run


def args_of(trainer: Any, module: Any, args: Any = None, datamodule: Any = None) -> dict[str, Any]:
    """Return what counts of a training: the args, and what the trainer was told beside them (see SETTINGS)."""
    if args is None:
        parts = [getattr(part, "hparams", {}) for part in (datamodule, module)]
        tree = {key: value for part in parts for key, value in recipe.tree_of(dict(part)).items()}
    else:
        tree = recipe.tree_of(args)
    section = tree.pop("trainer", {})
    if not isinstance(section, Mapping):
        tree["trainer"] = section
        section = {}
    elif section:  # that of LightningCLI or Hydra
        tree = recipe.without(tree, CLI_NOISE)
    kept = recipe.without(section, (*NOISE, *SETTINGS))
    told = {name: _plain(getattr(trainer, name, default)) for name, default in SETTINGS.items()}
    if told["max_epochs"] is None:
        told["max_epochs"] = -1 if told["max_steps"] != -1 else SETTINGS["max_epochs"]
    if told["max_epochs"] == -1 and told["max_steps"] != -1:
        told["max_epochs"] = SETTINGS["max_epochs"]  # the steps alone are the limit
    found = recipe.counted(tree, told, SETTINGS)
    return recipe.joined(tree, "trainer", {**kept, **found, **_callbacks(trainer)})


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _callbacks(trainer: Any) -> dict[str, Any]:
    """Return the settings of the callbacks that shape the result, by their class."""
    found: dict[str, Any] = {}
    for callback in trainer.callbacks:
        for name, attributes in CALLBACKS.items():
            if any(kind.__name__ == name for kind in type(callback).__mro__):
                told = {each.lstrip("_"): getattr(callback, each, None) for each in attributes}
                if "min_delta" in told:
                    told["min_delta"] = abs(told["min_delta"] or 0.0)  # it has the sign of `mode`
                found[name] = {key: value for key, value in told.items() if value is not None}
    return found


def _load(trainer: Any, module: Any, folder: Path) -> None:
    """Put the trained weights into the module; a checkpoint in shards is left to `trainer.test(ckpt_path=…)`."""
    file = folder / FILE
    if not file.is_file():
        raise Invalid(
            f"the model has no {FILE}: it was not saved by this integration, load its files yourself"
        )
    module.load_state_dict(trainer.strategy.checkpoint_io.load_checkpoint(file)["state_dict"])


def _parts(trainer: Any, run: Run, every_n_epochs: int) -> tuple[Any, Any]:
    """Return a logger and a callback that write to the run, of the classes that this trainer takes."""
    package = next(
        kind.__module__.rpartition(".trainer.")[0]
        for kind in type(trainer).__mro__
        if kind.__module__.startswith(("lightning.pytorch.", "pytorch_lightning."))
    )
    base_logger = importlib.import_module(f"{package}.loggers.logger").Logger
    base_callback = importlib.import_module(f"{package}.callbacks").Checkpoint

    class ModelbaseLogger(base_logger):  # type: ignore[misc, valid-type]
        """Metrics to the run, by the step that the trainer says."""

        name = "modelbase"
        version = run.id.replace("/", "-").replace(":", "-")
        save_dir = trainer.default_root_dir

        def log_metrics(self, metrics: Mapping[str, Any], **_: Any) -> None:
            done = trainer.fit_loop.epoch_loop._batches_that_stepped  # a module may have set `step` to epochs
            run.log(
                {key: value for key, value in metrics.items() if key != "epoch"} or dict(metrics), step=done
            )

        def log_hyperparams(self, *_: Any, **__: Any) -> None:
            pass  # they are the args of the run

    class ModelbaseCheckpoint(base_callback):  # type: ignore[misc, valid-type]
        """A checkpoint of the run after an epoch, as the trainer writes it."""

        saved = -1

        def on_train_epoch_end(self, *_: Any) -> None:
            if (trainer.current_epoch + 1) % every_n_epochs == 0:
                self.save()

        def on_train_end(self, *_: Any) -> None:
            self.save()

        def save(self) -> None:
            step = trainer.fit_loop.epoch_loop._batches_that_stepped - 1
            if step <= self.saved:
                return
            self.saved = step
            with recipe.temporary() as folder:
                place = Path(trainer.strategy.broadcast(str(folder / FILE)))
                trainer.save_checkpoint(place)  # on all ranks
                run.save(
                    {FILE: place}, step=step, metrics=recipe.numbers(trainer.callback_metrics), move=True
                )
                trainer.strategy.barrier("modelbase.save")

    return ModelbaseLogger(), ModelbaseCheckpoint()
