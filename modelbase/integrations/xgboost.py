"""XGBoost: `train(params, dtrain, …)` in place of `xgboost.train`; params are frozen before it changes them.

The classes of its scikit-learn API go to `integrations.sklearn.fit`. What counts is in docs/training.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from modelbase.integrations import recipe
from modelbase.training.run import Run
from modelbase.training.run import run as start

FILE = "model.ubj"
NOISE = (
    *("nthread", "n_jobs", "verbosity", "silent", "device", "gpu_id", "predictor", "validate_parameters"),
    *("disable_default_eval_metric", "use_rmm", "nccl_*", "eval_metric"),
)


def train(
    params: Mapping[str, Any],
    dtrain: Any,
    num_boost_round: int = 10,
    *,
    args: Any = None,
    save_every: int = 0,
    **words: Any,
) -> Any:
    """Train as `xgboost.train` does, unless these args and params were trained; return the booster in either case.

    With `save_every` a checkpoint is saved each so many rounds, from which an interrupted training goes on. Metrics of
    `evals=` are logged by round. The model's ID is the attribute `modelbase_id` of the booster. Other keywords are
    those of `modelbase.run` (`dataset=` says which data this is) and of `xgboost.train`. Raise as it does.
    """
    import xgboost

    options, more = recipe.options_of(words)
    tree = args_of(params, num_boost_round, args, more)
    with start(tree, **recipe.named(tree, options, "xgboost")) as run:
        if run.trained:
            with recipe.pulled(run) as folder:
                return xgboost.Booster(model_file=str(folder / FILE))
        resumed = run.resume()
        if resumed is not None:
            more["xgb_model"] = str(resumed / FILE)
        callback = _to_run(run, save_every)
        callbacks = [*(more.pop("callbacks", None) or ()), callback]
        left = max(0, num_boost_round - run.step)
        booster = xgboost.train(dict(params), dtrain, left, callbacks=callbacks, **more)
        booster.set_attr(modelbase_id=run.id)
        last = run.step + left - 1 if callback.last < 0 else callback.last
        run.save({FILE: _file(booster)}, step=max(0, last), metrics=callback.metrics or None)
    return booster


def args_of(
    params: Mapping[str, Any], rounds: int, args: Any = None, more: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return what counts of a training: the args, the params, rounds and early stopping."""
    tree, more = recipe.tree_of(args), more or {}
    stops = more.get("early_stopping_rounds")
    noise = [name for name in NOISE if not (stops and name == "eval_metric")]
    told = {**recipe.without(dict(params), noise), "num_boost_round": rounds, "early_stopping_rounds": stops}
    for name in ("obj", "custom_metric"):
        function = more.get(name)
        if function is not None and (name == "obj" or stops):
            told[name] = f"{function.__module__}.{function.__qualname__}".removeprefix("__main__.")
    return recipe.joined(tree, "xgboost", recipe.counted(tree, told, {"early_stopping_rounds": None}))


def _file(booster: Any) -> Any:
    def write(place: Path) -> None:
        booster.save_model(str(place))

    return write


def _to_run(run: Run, every: int) -> Any:
    """Return the callback of a training, of the class that XGBoost takes."""
    from xgboost.callback import TrainingCallback

    class _ToRun(TrainingCallback):  # type: ignore[misc]  # xgboost has no types for mypy here
        """Metrics by round, and a checkpoint each so many rounds."""

        def __init__(self, run: Run, every: int) -> None:
            super().__init__()
            self.run, self.every, self.first, self.shift = run, every, run.step, 0
            self.last, self.metrics = -1, {}  # type: int, dict[str, Any]

        def after_iteration(self, model: Any, epoch: int, evals_log: Mapping[str, Any]) -> bool:
            """Log what was evaluated after a round."""
            if self.last < 0:
                self.shift = self.first - epoch  # XGBoost counts from 0 when it goes on, too
            self.last = epoch + self.shift
            self.metrics = {
                f"{data}/{metric}": float(values[-1][0] if isinstance(values[-1], tuple) else values[-1])
                for data, found in evals_log.items()
                for metric, values in found.items()
            }
            if self.metrics:
                self.run.log(self.metrics, step=self.last)
            if self.every and (self.last + 1) % self.every == 0:
                self.run.save({FILE: _file(model)}, step=self.last, metrics=self.metrics or None)
            return False

    return _ToRun(run, every)
