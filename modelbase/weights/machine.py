"""Follows a pickle without obeying it: what is imported and called becomes an inert `Global` or `Call`.

The opcodes are read by Python's own `pickletools`; nothing here imports, calls or builds what a stream names.
Source: the opcode descriptions in CPython's Lib/pickletools.py (protocols 0 to 5).
"""

from __future__ import annotations

import io
import pickletools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from modelbase.weights.report import Unreadable

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


@dataclass(eq=False)
class Followed:
    """A pickle as followed: its value, the names it imports, and in `odd` what else a scan has to report."""

    imports: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    value: Any = None
    stop: int = 0


class Broken(Unreadable):
    """A stream that no unpickler would read to its end; `followed` is what it does before it breaks."""

    def __init__(self, reason: str, followed: Followed) -> None:
        super().__init__(reason)
        self.followed = followed


MARK = object()


def follow(stream: bytes, start: int = 0) -> Followed:
    """Follow the pickle that begins at `start`; `stop` of the answer is the place after its STOP.

    Raises Broken for anything that is not a whole pickle within the limits.
    """
    machine = _Machine()
    source = io.BytesIO(stream)
    source.seek(start)
    try:
        for count, (opcode, argument, position) in enumerate(pickletools.genops(source)):
            if count >= MOST_OPCODES:
                raise Unreadable(f"the pickle has more than {MOST_OPCODES:,} opcodes")
            machine.step(opcode.name, argument)
            machine.found.stop = (position or 0) + 1
    except Unreadable as error:
        raise Broken(str(error), machine.found) from error
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


def follow_all(stream: bytes, count: int | None = None) -> list[Followed]:
    """Follow pickles that stand one after another: `count` of them, or all to the end of the stream.

    Raises Broken, whose `followed` also has the imports of the pickles before the broken one.
    """
    found: list[Followed] = []
    at = 0
    while at < len(stream) if count is None else len(found) < count:
        try:
            found.append(follow(stream, at))
        except Broken as error:
            before = [name for each in found for name in each.imports]
            raise Broken(str(error), Followed(before + error.followed.imports, error.followed.odd)) from error
        at = found[-1].stop
    return found


class _Machine:
    """The stack and the memo of one stream."""

    def __init__(self) -> None:
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}
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
        if name not in self.found.imports:
            if len(self.found.imports) >= MOST_IMPORTS:
                raise Unreadable(f"the pickle imports more than {MOST_IMPORTS:,} names")
            self.found.imports.append(name)
        return Global(name)

    def called(self, function: Any, args: Any) -> Call:
        if not isinstance(function, Global):
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


def _newobj_ex(machine: _Machine, _: Any) -> None:
    keywords, args, function = machine.pop(), machine.pop(), machine.pop()
    made = machine.called(function, args)
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
    "NEWOBJ": _reduce, "NEWOBJ_EX": _newobj_ex, "BUILD": _build,
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
