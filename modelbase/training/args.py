"""The args of a run: frozen, with attribute access, a note of where each value is from and which were read.

`inject` and `configured` fill a function's parameters by name from them: one name means one value everywhere. No I/O.
"""

from __future__ import annotations

import functools
import inspect
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar, Token
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, NoReturn, ParamSpec, TypeVar

from modelbase.client.args import Args
from modelbase.errors import Invalid
from modelbase.identity import args as plain_args
from modelbase.identity.keys import flatten, format_key

P = ParamSpec("P")
R = TypeVar("R")
FIXED = (
    "the args of a run cannot be changed, since they make its ID: change them before modelbase.run, or keep what the "
    "training makes in a variable of its own"
)
_injected: ContextVar[Frozen | None] = ContextVar("modelbase_args", default=None)


class Frozen(Mapping[str, Any]):
    """Args that cannot be changed: `args["optimizer"]["lr"]`, `args.optimizer.lr`; lists are tuples.

    The whole tree shares one record: `modelbase.inject` and reading both add to it. Raise `invalid` at an attempt to
    change them.
    """

    __slots__ = ("_path", "_record", "_tree")

    def __init__(self, tree: Mapping[str, Any], record: Record, path: tuple[str, ...] = ()) -> None:
        object.__setattr__(self, "_tree", tree)
        object.__setattr__(self, "_record", record)
        object.__setattr__(self, "_path", path)

    def __getitem__(self, key: str) -> Any:
        value = self._tree[key]
        path = (*self._path, key)
        if isinstance(value, Mapping):
            return Frozen(value, self._record, path)
        self._record.read.add(format_key(path))
        return _tuples(value)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError:
            known = ", ".join(list(self._tree)[:20])
            where = f" below {format_key(self._path)}" if self._path else ""
            raise AttributeError(f"the args have no {name!r}{where}; they have {known}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._tree)

    def __len__(self) -> int:
        return len(self._tree)

    def __repr__(self) -> str:
        return f"Frozen({self._tree!r})"

    def __dir__(self) -> list[str]:
        return sorted([*object.__dir__(self), *map(str, self._tree)])

    def __eq__(self, other: object) -> bool:
        return bool(self._tree == (other._tree if isinstance(other, Frozen) else other))

    __hash__ = None  # type: ignore[assignment]  # as of any mapping

    def __reduce__(self) -> Any:
        return Frozen, (self._tree, self._record, self._path)

    def _fixed(self, *_: Any, **__: Any) -> NoReturn:
        raise Invalid(FIXED, "args_frozen")

    __setitem__ = __delitem__ = __setattr__ = __delattr__ = __ior__ = _fixed
    update = setdefault = pop = popitem = clear = _fixed


class Record:
    """What is known of some args beside their values: `sources` by key, the keys that were `read`, uses by function."""

    def __init__(self, sources: dict[str, str]) -> None:
        self.sources = sources
        self.read: set[str] = set()
        self.uses: dict[str, list[str]] = {}  # key -> functions that got it by name


def frozen(given: Any, text: str) -> Frozen:
    """Return the args of their JSON text, with where they are from as far as the given object shows it."""
    tree = plain_args.loads(text)
    return Frozen(tree, Record(_sources(given, list(flatten(tree)))))


def sources(args: Frozen) -> dict[str, str]:
    """Return where each value is from: `default`, `file`, `environment`, `command line` or `code`, by key."""
    return dict(args._record.sources)


def used(args: Frozen) -> dict[str, list[str]]:
    """Return the keys that were read, each with the functions that got it by name."""
    record = args._record
    return {key: list(record.uses.get(key, ())) for key in sorted(record.read | set(record.uses))}


class Injection:
    """What `inject` returns: `configured` functions get the args in its `with`; a function that it is given, too."""

    def __init__(self, args: Frozen) -> None:
        self._args = args
        self._tokens: list[Token[Frozen | None]] = []

    def __enter__(self) -> Frozen:
        self._tokens.append(_injected.set(self._args))
        return self._args

    def __exit__(self, *_: object) -> None:
        _injected.reset(self._tokens.pop())

    def __call__(self, function: Callable[..., R]) -> Callable[..., R]:
        """Return the function with the parameters filled that are not given, by their names in the args."""

        @functools.wraps(function)
        def call(*args: Any, **more: Any) -> R:
            with self:
                return function(*args, **_filled(function, self._args, args, more))

        return call


def inject(args: Any) -> Injection:
    """Return what fills parameters by name from args: `inject(run.args)(build_model)()`, or `with inject(run.args):`.

    A name is a key of the args at any depth. Raise `args_ambiguous` where two keys of that name have different values.
    """
    given = args if isinstance(args, Frozen) else frozen(args, Args.of(args).text)
    return Injection(given)


def configured(function: Callable[..., R]) -> Callable[..., R]:
    """Return a function whose parameters that are not given come from the args of the `inject` block it is called in.

    Outside of one it is the function as it is.
    """

    @functools.wraps(function)
    def call(*args: Any, **more: Any) -> R:
        found = _injected.get()
        return function(*args, **(more if found is None else _filled(function, found, args, more)))

    return call


def _filled(
    function: Callable[..., Any], found: Frozen, args: tuple[Any, ...], more: dict[str, Any]
) -> dict[str, Any]:
    signature = inspect.signature(function)
    given = signature.bind_partial(*args, **more).arguments
    filled = dict(more)
    for name, parameter in signature.parameters.items():
        if name in given or parameter.kind not in {parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY}:
            continue
        value = _named(found, name, getattr(function, "__qualname__", str(function)))
        if value is not _none:
            filled[name] = value
    return filled


_none = object()


def _named(args: Frozen, name: str, function: str) -> Any:
    """Return the one value of this name in the args, `_none` without one."""
    places = list(_places(args, name, ()))
    if not places:
        return _none
    first = places[0][1]
    if any(value != first for _, value in places[1:]):
        keys = ", ".join(format_key(path) for path, _ in places[:5])
        raise Invalid(
            f"the parameter {name} of {function} has several values in the args ({keys}): give it in the call, or "
            "give the keys different names",
            "args_ambiguous",
            keys=[format_key(path) for path, _ in places],
        )
    for path, _ in places:
        uses = args._record.uses.setdefault(format_key(path), [])
        if function not in uses:
            uses.append(function)
    value = args
    for part in places[0][0]:
        value = value[part]
    return value


def _places(tree: Any, name: str, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in (tree._tree if isinstance(tree, Frozen) else tree).items():
        if key == name:
            yield (*path, key), value
        elif isinstance(value, Mapping):
            yield from _places(value, name, (*path, key))


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _sources(given: Any, keys: list[str]) -> dict[str, str]:
    """Return where values are from, as far as the object and the command line show it."""
    if isinstance(given, Args):
        return {key: given.sources.get(key, given.sources.get("", "code")) for key in keys}
    typed = _on_command_line(keys)
    if isinstance(given, Namespace):
        return {key: "command line" if key in typed else "default" for key in keys}
    if is_dataclass(given) and not isinstance(given, type):
        return {key: "command line" if key in typed else _of_field(given, key) for key in keys}
    if type(given).__module__.startswith("omegaconf"):
        return {key: "command line" if key in typed else "file" for key in keys}
    return {key: "command line" if key in typed else "code" for key in keys}


def _of_field(given: Any, key: str) -> str:
    for each in fields(given):
        if each.name == key:
            made = each.default_factory() if each.default_factory is not MISSING else each.default
            return "default" if made is not MISSING and made == getattr(given, key, MISSING) else "code"
    return "code"


def _on_command_line(keys: list[str]) -> set[str]:
    """Return the keys that stand on the command line: `--key`, `--key=…`, `key=…` (Hydra), with - or _."""
    words = {
        word.lstrip("-+~").partition("=")[0].replace("-", "_")
        for word in sys.argv[1:]
        if word[:1] == "-" or "=" in word
    }
    return {key for key in keys if key.replace("-", "_") in words}
