"""LightGBM: `train(params, train_set, …)` in place of `lightgbm.train`; params are frozen before it changes them.

The classes of its scikit-learn API go to `integrations.sklearn.fit`. What counts is in docs/training.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from modelbase.integrations import recipe
from modelbase.training.run import Run
from modelbase.training.run import run as start

FILE = "model.txt"
NOISE = (
    *(
        "num_threads",
        "num_thread",
        "nthread",
        "nthreads",
        "n_jobs",
        "verbosity",
        "verbose",
        "device*",
        "gpu_*",
    ),
    *(
        "force_col_wise",
        "force_row_wise",
        "histogram_pool_size",
        "metric_freq",
        "metric",
        "metrics",
        "metric_types",
    ),
    *(
        "is_provide_training_metric",
        "machines",
        "machine_list_filename",
        "local_listen_port",
        "time_out",
        "pre_partition",
    ),
    *("output_model", "input_model", "snapshot_freq", "saved_feature_importance_type"),
)


def train(
    params: Mapping[str, Any],
    train_set: Any,
    num_boost_round: int = 100,
    *,
    args: Any = None,
    save_every: int = 0,
    **words: Any,
) -> Any:
    """Train as `lightgbm.train` does, unless these args and params were trained; return the booster in either case.

    With `save_every` a checkpoint is saved each so many rounds, from which an interrupted training goes on. Metrics of
    `valid_sets=` are logged by round. The model's ID is `modelbase_id` of the booster. Other keywords are those of
    `modelbase.run` (`dataset=` says which data this is) and of `lightgbm.train`. Raise as `modelbase.run` does.
    """
    import lightgbm

    options, more = recipe.options_of(words)
    tree = args_of(params, num_boost_round, args)
    with start(tree, **recipe.named(tree, options, "lightgbm")) as run:
        if run.trained:
            with recipe.pulled(run) as folder:
                booster = lightgbm.Booster(model_file=str(folder / FILE))
            booster.modelbase_id = run.id
            return booster
        resumed = run.resume()
        if resumed is not None:
            more["init_model"] = str(resumed / FILE)
        callback = _ToRun(run, save_every)
        callbacks = [*(more.pop("callbacks", None) or ()), callback]
        left = max(0, num_boost_round - run.step)
        booster = lightgbm.train(dict(params), train_set, left, callbacks=callbacks, **more)
        booster.modelbase_id = run.id
        last = callback.last if callback.last >= 0 else num_boost_round - 1
        run.save({FILE: _file(booster)}, step=max(0, last), metrics=callback.metrics or None)
    return booster


def args_of(params: Mapping[str, Any], rounds: int, args: Any = None) -> dict[str, Any]:
    """Return what counts of a training: the args, the params and the rounds."""
    tree = recipe.tree_of(args)
    stops = any(name.startswith("early_stopping") for name in params)
    noise = [name for name in NOISE if not (stops and name.startswith("metric"))]
    told = {**recipe.without(dict(params), noise), "num_boost_round": rounds}
    for name, value in told.items():
        if callable(value):  # an objective of one's own
            told[name] = f"{value.__module__}.{value.__qualname__}".removeprefix("__main__.")
    return recipe.joined(tree, "lightgbm", recipe.counted(tree, told, {}))


def _file(booster: Any) -> Any:
    def write(place: Path) -> None:
        booster.save_model(str(place), num_iteration=-1)

    return write


class _ToRun:
    """Metrics by round, and a checkpoint each so many rounds; called by LightGBM after each."""

    order = 5  # before early stopping, which raises
    before_iteration = False

    def __init__(self, run: Run, every: int) -> None:
        self.run, self.every = run, every
        self.last, self.metrics = -1, {}  # type: int, dict[str, Any]

    def __call__(self, env: Any) -> None:
        """Log what was evaluated after a round."""
        self.last = env.iteration
        self.metrics = {f"{one[0]}/{one[1]}": float(one[2]) for one in env.evaluation_result_list or ()}
        if self.metrics:
            self.run.log(self.metrics, step=self.last)
        if self.every and (self.last + 1) % self.every == 0:
            self.run.save({FILE: _file(env.model)}, step=self.last, metrics=self.metrics or None)
