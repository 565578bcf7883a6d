"""scikit-learn: `fit(estimator, X, y, …)` in place of `estimator.fit(X, y)`; for pipelines and all that is like one.

What counts are the parameters of the estimator and of what is inside of it (estimators.py, docs/training.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from modelbase.errors import Invalid
from modelbase.integrations import recipe
from modelbase.integrations.estimators import parameters
from modelbase.training.run import run as start

FILE = "model.joblib"


def fit(
    estimator: Any,
    X: Any,  # noqa: N803 - as in scikit-learn
    y: Any = None,
    *,
    args: Any = None,
    metrics: Callable[[Any], Mapping[str, Any]] | Mapping[str, Any] | None = None,
    **words: Any,
) -> Any:
    """Fit the estimator, unless its parameters (and `args`) were fitted already; return it fitted in either case.

    `metrics` is called with the fitted estimator and returns what its checkpoint is known by. Its model's ID is
    `modelbase_id_`. Other keywords are those of `modelbase.run` (`dataset=` says which data this is) and of the
    estimator's `fit`. Raise as `modelbase.run` does, and `invalid` where the stored file holds another class.
    """
    import joblib

    options, more = recipe.options_of(words)
    tree = args_of(estimator, args)
    with start(tree, **recipe.named(tree, options, _architecture(estimator))) as run:
        if run.trained:
            with recipe.pulled(run, scanned=True) as folder:
                fitted = joblib.load(folder / FILE)  # the scan found no code in it
            if type(fitted) is not type(estimator):
                raise Invalid(f"{run.id} holds a {type(fitted).__name__}, not a {type(estimator).__name__}")
            vars(estimator).update(vars(fitted))
            return estimator
        estimator.fit(X, *(() if y is None else (y,)), **more)
        estimator.modelbase_id_ = run.id
        told = metrics(estimator) if callable(metrics) else metrics
        run.save({FILE: lambda path: joblib.dump(estimator, path)}, step=0, metrics=told)
    return estimator


def args_of(estimator: Any, args: Any = None) -> dict[str, Any]:
    """Return what counts of a fit: the args, and the parameters of the estimator that they do not hold."""
    tree = recipe.tree_of(args)
    found = parameters(estimator)
    kind = {"class": found.pop("class")}
    return recipe.joined(tree, "estimator", kind | recipe.counted(tree, found, {}))


def _architecture(estimator: Any) -> str:
    """Return the class of an estimator, of a pipeline that of its last step."""
    steps = getattr(estimator, "steps", None)
    return _architecture(steps[-1][1]) if steps else type(estimator).__name__
