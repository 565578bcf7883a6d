"""Follows a pickle without obeying it: what is imported and called becomes an inert `Global` or `Call`.

The opcodes are read by Python's own `pickletools`; nothing here imports, calls or builds what a stream names. Of each
name it is kept how it is used: as a `value` only, `made` (an object without its constructor, by NEWOBJ, filled by
BUILD) or `called`. Source: the opcode descriptions in CPython's Lib/pickletools.py (protocols 0 to 5); where joblib
puts arrays between the opcodes: joblib/numpy_pickle.py, `NumpyArrayWrapper.read_array`.
"""

from __future__ import annotations

import io
import pickletools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from modelbase.weights.report import Unreadable, Use, count_of

MOST_OPCODES = 2_000_000
MOST_IMPORTS = 10_000


@dataclass(frozen=True)
class Global:
    """An imported name."""

    name: str


@dataclass(eq=False)
class Call:
    """What calling a Global would give, with what was put into it since."""

    function: Any
    args: Any
    pairs: list[tuple[Any, Any]] = field(default_factory=list)
    items: list[Any] = field(default_factory=list)
    state: Any = None


@dataclass(eq=False)
class Mapping:
    """A dict as pairs: its keys need not be hashable here."""

    pairs: list[tuple[Any, Any]] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Persistent:
    """A reference to something outside the stream: in torch's files a storage."""

    id: Any


@dataclass(frozen=True, eq=False)
class Array:
    """An array whose bytes stand between the opcodes."""


@dataclass(eq=False)
class Followed:
    """A pickle as followed: its value, how each imported name is used, and in `odd` what else makes it suspect."""

    uses: dict[str, set[Use]] = field(default_factory=dict)
    odd: list[str] = field(default_factory=list)
    value: Any = None
    stop: int = 0


class Broken(Unreadable):
    """A stream that was not followed to its end; `followed` is what it does before.

    `hidden` says that an unpickler may go on where this one stopped: the pickle is too long, or does something that is
    not followed; `before` is how many whole pickles stand before the broken one.
    """

    def __init__(self, reason: str, followed: Followed, *, hidden: bool = False, before: int = 0) -> None:
        super().__init__(reason)
        self.followed, self.hidden, self.before = followed, hidden, before


class TooMuch(Unreadable):
    """A pickle beyond the limits."""


MARK = object()
WRAPPER = "joblib.numpy_pickle.NumpyArrayWrapper"
# Functions that call, or make objects of, what stands at these places of their arguments. Every other function and
# class on the lists (verdict.py) was reviewed to call nothing that it is given.
CALLS_ITS_ARGUMENTS: dict[str, dict[int, Use]] = {
    "copyreg._reconstructor": {0: "made", 1: "called"},
    "copy_reg._reconstructor": {0: "made", 1: "called"},
    "copyreg.__newobj__": {0: "made"},
    "copy_reg.__newobj__": {0: "made"},
    "copyreg.__newobj_ex__": {0: "made"},
    "collections.defaultdict": {0: "called"},
    "torch._tensor._rebuild_from_type_v2": {0: "called", 1: "made"},
    "torch._utils._rebuild_wrapper_subclass": {0: "made"},
    "numpy.random._pickle.__generator_ctor": {0: "called", 1: "called"},
    "numpy.random._pickle.__bit_generator_ctor": {0: "called"},
    "numpy.random._pickle.__randomstate_ctor": {0: "called", 1: "called"},
    "numpy.ma.core._mareconstruct": {0: "made", 1: "made"},
    "pandas.core.indexes.base._new_Index": {0: "made"},
    "sklearn.metrics._dist_metrics.newObj": {0: "made"},
    "sklearn.neighbors._kd_tree.newObj": {0: "made"},
    "sklearn.neighbors._ball_tree.newObj": {0: "made"},
}


def follow(stream: bytes, start: int = 0, *, arrays: bool = False) -> Followed:
    """Follow the pickle that begins at `start`; `stop` of the answer is the place after its STOP.

    With `arrays` the bytes of an array may follow each joblib wrapper, as joblib writes and reads them.
    Raises Broken for anything that is not a whole pickle within the limits.
    """
    machine = _Machine()
    source = io.BytesIO(stream)
    source.seek(start)
    try:
        for count, (opcode, argument, position) in enumerate(pickletools.genops(source)):
            if count >= MOST_OPCODES:
                raise TooMuch(f"the pickle has more than {MOST_OPCODES:,} opcodes")
            machine.step(opcode.name, argument)
            machine.found.stop = (position or 0) + 1
            if arrays and opcode.name == "BUILD":
                _skip_array(source, stream, machine)
    except Unreadable as error:
        announced = stream[start : start + 1] == b"\x80" and stream[start + 1 : start + 2] <= b"\x05"
        raise Broken(str(error), machine.found, hidden=announced or isinstance(error, TooMuch)) from error
    except (
        ValueError,
        IndexError,
        TypeError,
        KeyError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as error:
        raise Broken("the pickle breaks off or is malformed", machine.found) from error
    if machine.stack:
        machine.found.odd.append("leaves values behind")
    return machine.found


def follow_all(stream: bytes, count: int | None = None, *, arrays: bool = False) -> list[Followed]:
    """Follow pickles that stand one after another: `count` of them, or all to the end of the stream.

    Raises Broken, whose `followed` also has the imports of the pickles before the broken one.
    """
    found: list[Followed] = []
    at = 0
    while at < len(stream) if count is None else len(found) < count:
        try:
            found.append(follow(stream, at, arrays=arrays))
        except Broken as error:
            raise Broken(
                str(error), together([*found, error.followed]), hidden=error.hidden, before=len(found)
            ) from error
        at = found[-1].stop
    return found


def together(parts: Iterable[Followed]) -> Followed:
    """Return the uses and oddities of several pickles as those of one; it has no value."""
    found = Followed()
    for each in parts:
        for name, uses in each.uses.items():
            found.uses.setdefault(name, set()).update(uses)
        found.odd.extend(each.odd)
    return found


def _skip_array(source: io.BytesIO, stream: bytes, machine: _Machine) -> None:
    """Go past the array that joblib put behind a wrapper; one of objects is a pickle itself and is followed."""
    built = machine.stack[-1]
    if not isinstance(built, Call) or built.function != Global(WRAPPER):
        return
    if not isinstance(built.state, Mapping) or id(built) in machine.arrays:
        raise Unreadable("an array is described in a way that joblib does not")
    machine.arrays.add(id(built))
    state = {key: value for key, value in built.state.pairs if isinstance(key, str)}
    item = _item_size(state.get("dtype"))
    at = source.tell()
    if item is None:
        inner = follow(stream, at)
        machine.found.uses = together([machine.found, inner]).uses
        machine.found.odd.extend(inner.odd)
        source.seek(inner.stop)
        return
    shape = state.get("shape")
    if not isinstance(shape, tuple) or not all(type(each) is int and each >= 0 for each in shape):
        raise Unreadable("an array has a shape that is no whole numbers")
    if state.get("numpy_array_alignment_bytes") is not None:
        at += 1 + stream[at]
    at += count_of(shape) * item
    if at > len(stream):
        raise Unreadable("an array reaches beyond the end of the file")
    source.seek(at)
    # What joblib returns is the array: the wrapper is not called or filled any further.
    machine.stack[-1] = Array()


def _item_size(dtype: Any) -> int | None:
    """Return the bytes of one item of a followed numpy.dtype, None for objects; raise Unreadable for others.

    Source: numpy's `dtype.__reduce__` and `__setstate__` (version, byte order, subarray, names, fields, item size,
    alignment, flags), where bit 0 of the flags says that there are objects.
    """
    if not isinstance(dtype, Call) or dtype.function != Global("numpy.dtype"):
        raise Unreadable("an array has no dtype")
    name = dtype.args[0] if isinstance(dtype.args, tuple) and dtype.args else None
    state = dtype.state
    found = re.fullmatch(r"([a-zA-Z?])(\d*)", name) if isinstance(name, str) else None
    if found is None or not isinstance(state, tuple) or len(state) < 6 or state[2] is not None:
        raise Unreadable("an array has a dtype that is not read")
    kind, digits = found.groups()
    if kind == "V" and len(state) >= 8 and type(state[5]) is int and type(state[7]) is int:
        return None if state[7] & 1 else state[5]
    size = int(digits or -1) * (4 if kind == "U" else 1)
    if kind == "O":
        return None
    if kind not in "?bBiufcmMUS" or size < 0 or state[5] not in {-1, size}:
        raise Unreadable("an array has a dtype that is not read")
    return size


class _Machine:
    """The stack and the memo of one stream."""

    def __init__(self) -> None:
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}
        self.arrays: set[int] = set()
        self.found = Followed()

    def step(self, name: str, argument: Any) -> None:
        if name in CONSTANTS:
            self.stack.append(CONSTANTS[name])
        elif name in LITERALS:
            self.stack.append(argument)
        elif name in ACTS:
            ACTS[name](self, argument)
        elif name not in SILENT:
            raise Unreadable(f"the opcode {name} cannot be followed")

    def pop(self) -> Any:
        value = self.stack.pop()
        if value is MARK:
            raise Unreadable("the pickle takes a mark for a value")
        return value

    def to_mark(self) -> list[Any]:
        at = len(self.stack) - 1
        while self.stack[at] is not MARK:
            at -= 1
            if at < 0:
                raise Unreadable("the pickle lacks a mark")
        items = self.stack[at + 1 :]
        del self.stack[at:]
        return items

    def imported(self, module: Any, attribute: Any) -> Global:
        if not isinstance(module, str) or not isinstance(attribute, str):
            raise Unreadable("the pickle computes the name of what it imports")
        name = f"{module}.{attribute}"
        if name not in self.found.uses:
            if len(self.found.uses) >= MOST_IMPORTS:
                raise TooMuch(f"the pickle imports more than {MOST_IMPORTS:,} names")
            self.found.uses[name] = {"value"}
        return Global(name)

    def called(self, function: Any, args: Any, use: Use = "called") -> Call:
        if not isinstance(function, Global):
            self.found.odd.append("calls something that it computed")
            return Call(function, args)
        self.found.uses[function.name].add(use)
        calls = CALLS_ITS_ARGUMENTS.get(function.name, {})
        if not calls and "__pyx_unpickle_" in function.name:
            calls = {0: "made"}
        if calls and not isinstance(args, tuple):
            self.found.odd.append(f"gives {function.name} arguments that it computed")
            return Call(function, args)
        for place, how in calls.items():
            given = args[place] if place < len(args) else None
            if isinstance(given, Global):
                self.found.uses[given.name].add(how)
            elif how == "called" and isinstance(given, Call) and (place or "ctor" not in function.name):
                self.found.odd.append("calls something that it computed")
        return Call(function, args)


def _global(machine: _Machine, argument: str) -> None:
    module, _, attribute = argument.partition(" ")
    machine.stack.append(machine.imported(module, attribute))


def _stack_global(machine: _Machine, _: Any) -> None:
    attribute, module = machine.pop(), machine.pop()
    machine.stack.append(machine.imported(module, attribute))


def _inst(machine: _Machine, argument: str) -> None:
    args = tuple(machine.to_mark())
    module, _, attribute = argument.partition(" ")
    machine.stack.append(machine.called(machine.imported(module, attribute), args))


def _obj(machine: _Machine, _: Any) -> None:
    function, *args = machine.to_mark()
    machine.stack.append(machine.called(function, tuple(args)))


def _reduce(machine: _Machine, _: Any) -> None:
    args, function = machine.pop(), machine.pop()
    machine.stack.append(machine.called(function, args))


def _newobj(machine: _Machine, _: Any) -> None:
    args, function = machine.pop(), machine.pop()
    machine.stack.append(machine.called(function, args, "made"))


def _newobj_ex(machine: _Machine, _: Any) -> None:
    keywords, args, function = machine.pop(), machine.pop(), machine.pop()
    made = machine.called(function, args, "made")
    made.state = keywords
    machine.stack.append(made)


def _build(machine: _Machine, _: Any) -> None:
    state, built = machine.pop(), machine.stack[-1]
    if isinstance(built, Call):
        built.state = state
    else:
        machine.found.odd.append("changes something that it did not make")


def _put(machine: _Machine, argument: int) -> None:
    machine.memo[argument] = machine.stack[-1]


def _memoize(machine: _Machine, _: Any) -> None:
    machine.memo[len(machine.memo)] = machine.stack[-1]


def _get(machine: _Machine, argument: int) -> None:
    machine.stack.append(machine.memo[argument])


def _pop(machine: _Machine, _: Any) -> None:
    machine.stack.pop()


def _pop_mark(machine: _Machine, _: Any) -> None:
    machine.to_mark()


def _append(machine: _Machine, _: Any) -> None:
    item = machine.pop()
    _extend(machine.stack[-1], [item])


def _appends(machine: _Machine, _: Any) -> None:
    items = machine.to_mark()
    _extend(machine.stack[-1], items)


def _extend(target: Any, items: list[Any]) -> None:
    if isinstance(target, list):
        target.extend(items)
    elif isinstance(target, Call):
        target.items.extend(items)
    else:
        raise Unreadable("the pickle appends to what is no list")


def _set_item(machine: _Machine, _: Any) -> None:
    value, key = machine.pop(), machine.pop()
    _pairs_of(machine.stack[-1]).append((key, value))


def _set_items(machine: _Machine, _: Any) -> None:
    items = machine.to_mark()
    _pairs_of(machine.stack[-1]).extend(zip(items[::2], items[1::2], strict=True))


def _pairs_of(target: Any) -> list[tuple[Any, Any]]:
    if not isinstance(target, Mapping | Call):
        raise Unreadable("the pickle sets items of what is no mapping")
    return target.pairs


def _dict(machine: _Machine, _: Any) -> None:
    items = machine.to_mark()
    machine.stack.append(Mapping(list(zip(items[::2], items[1::2], strict=True))))


def _persistent(machine: _Machine, _: Any) -> None:
    machine.stack.append(Persistent(machine.pop()))


def _tuple_of(count: int) -> Callable[[_Machine, Any], None]:
    def make(machine: _Machine, _: Any) -> None:
        machine.stack.append(tuple([machine.pop() for _ in range(count)][::-1]))

    return make


def _stop(machine: _Machine, _: Any) -> None:
    machine.found.value = machine.pop()


CONSTANTS: dict[str, Any] = {
    "NONE": None,
    "NEWTRUE": True,
    "NEWFALSE": False,
    "MARK": MARK,
    "EMPTY_TUPLE": (),
}
LITERALS = frozenset(
    {
        "INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT", "STRING", "BINSTRING",
        "SHORT_BINSTRING", "UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8", "BINBYTES", "SHORT_BINBYTES",
        "BINBYTES8", "BYTEARRAY8",
    }
)  # fmt: skip
SILENT = frozenset({"PROTO", "FRAME"})
ACTS: dict[str, Callable[[_Machine, Any], None]] = {
    "GLOBAL": _global, "STACK_GLOBAL": _stack_global, "INST": _inst, "OBJ": _obj, "REDUCE": _reduce,
    "NEWOBJ": _newobj, "NEWOBJ_EX": _newobj_ex, "BUILD": _build,
    "PUT": _put, "BINPUT": _put, "LONG_BINPUT": _put, "MEMOIZE": _memoize, "GET": _get, "BINGET": _get,
    "LONG_BINGET": _get, "POP": _pop, "POP_MARK": _pop_mark,
    "DUP": lambda machine, _: machine.stack.append(machine.stack[-1]),
    "EMPTY_LIST": lambda machine, _: machine.stack.append([]),
    "EMPTY_DICT": lambda machine, _: machine.stack.append(Mapping()),
    "EMPTY_SET": lambda machine, _: machine.stack.append(Call(Global("builtins.set"), ())),
    "LIST": lambda machine, _: machine.stack.append(machine.to_mark()),
    "TUPLE": lambda machine, _: machine.stack.append(tuple(machine.to_mark())),
    "FROZENSET": lambda machine, _: machine.stack.append(tuple(machine.to_mark())),
    "TUPLE1": _tuple_of(1), "TUPLE2": _tuple_of(2), "TUPLE3": _tuple_of(3),
    "DICT": _dict, "APPEND": _append, "APPENDS": _appends, "ADDITEMS": _appends,
    "SETITEM": _set_item, "SETITEMS": _set_items, "BINPERSID": _persistent,
    "PERSID": lambda machine, argument: machine.stack.append(Persistent(argument)), "STOP": _stop,
}  # fmt: skip
