"""What counts of a scikit-learn estimator or pipeline, with all that is inside of it. Pure."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from modelbase.errors import Invalid
from modelbase.integrations.recipe import same

# Parameters that say how an estimator computes or speaks; what it learns does not depend on them.
NOISE = frozenset(
    {
        "n_jobs",
        "verbose",
        "memory",
        "copy",
        "copy_X",
        "copy_x",
        "cache_size",
        "nthread",
        "verbosity",
        "silent",
        "device",
    }
)


def parameters(estimator: Any) -> dict[str, Any]:
    """Return class and parameters of an estimator as a tree, estimators inside of it too, without its defaults.

    A function stands as its module and name. Raise `args_not_plain` for one without a name, and `invalid` for what is
    no estimator.
    """
    if not callable(getattr(estimator, "get_params", None)) or isinstance(estimator, type):
        raise Invalid(
            f"{type(estimator).__name__} is no estimator: it has no get_params", parameters=["estimator"]
        )
    defaults = _defaults(type(estimator))
    tree: dict[str, Any] = {"class": type(estimator).__name__}
    for name, value in estimator.get_params(deep=False).items():
        if name in NOISE or (name in defaults and _is(value, defaults[name])):
            continue
        tree[name] = _plain(value, name)
    return tree


def _defaults(kind: type) -> dict[str, Any]:
    """Return the defaults of a class's parameters, those that it hands to its base (`**kwargs`) too."""
    found: dict[str, Any] = {}
    for each in reversed(kind.__mro__):
        with_init = vars(each).get("__init__")
        if inspect.isfunction(with_init):
            for parameter in inspect.signature(with_init).parameters.values():
                if parameter.default is not parameter.empty:
                    found[parameter.name] = parameter.default
    return found


def _is(value: Any, default: Any) -> bool:
    if isinstance(value, float) and value != value:
        return isinstance(default, float) and default != default  # `missing=nan`
    plain = bool | int | float | str | None
    return value is default or (
        isinstance(value, plain) and isinstance(default, plain) and same(value, default)
    )


def _plain(value: Any, name: str) -> Any:
    if hasattr(value, "get_params") and not isinstance(value, type):
        return parameters(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item, f"{name}.{key}") for key, item in value.items()}
    if isinstance(value, list | tuple):
        named = [
            item for item in value if isinstance(item, tuple) and len(item) >= 2 and isinstance(item[0], str)
        ]
        if value and len(named) == len(value):  # steps of a pipeline, parts of a union, with columns perhaps
            return {
                item[0]: _plain(item[1] if len(item) == 2 else {"of": item[1], "columns": item[2]}, item[0])
                for item in named
            }
        return [_plain(item, f"{name}.{place}") for place, item in enumerate(value)]
    if type(value).__module__.startswith("scipy.stats") and hasattr(value, "dist"):  # of a random search
        return {"distribution": value.dist.name, "args": list(value.args), **value.kwds}
    if isinstance(value, type) or (callable(value) and hasattr(value, "__qualname__")):
        return _name(value, name)
    if type(value).__module__.partition(".")[0] == "sklearn" and hasattr(
        value, "__dict__"
    ):  # a splitter, a kernel
        return {"class": type(value).__name__, **{k: _plain(v, k) for k, v in sorted(vars(value).items())}}
    return value


def _name(value: Any, name: str) -> str:
    text = f"{value.__module__}.{value.__qualname__}".removeprefix("__main__.")
    if "<lambda>" in text or "<locals>" in text:
        raise Invalid(
            f"{name} is a function without a name of its own, so it cannot count: define it with `def` in a module",
            "args_not_plain",
            key=name,
            type="function",
        )
    return text
