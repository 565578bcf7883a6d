"""Canonical JSON of plain args, written in one walk: the text of the digest and, without seeds, that of the family.

The fast form of identity.py for trees of exact JSON types; whatever else it meets raises `NotPlain`, and identity.py
takes its careful way, which knows every conversion and error. Both give the same text. No rule is decided here.
What is the same for all mappings of the same keys (which count, in which order, with which text) is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any, NamedTuple

import rfc8785

from modelbase.identity.globs import fits
from modelbase.identity.jsontext import not_finite
from modelbase.identity.keys import Json, Path
from modelbase.identity.limits import MAX_DEPTH
from modelbase.identity.normal import normalize

MAX_INTEGER = 2**53 - 1
KNOWN = 16_384  # numbers of which the text is remembered, and paths of which the fate is
SHAPES = 4_096  # mappings of other keys that are remembered for each policy
WIDE = 64  # keys of a mapping that is not remembered: they are data rather than names
SEED, END = "\0", "\1"  # around a member that is seed-like; neither stands in JSON
Texts = tuple[str, str]  # of a value: whole, and without seeds; the same object where there are none


class NotPlain(Exception):
    """A value needs converting or refusing."""


class Rules(NamedTuple):
    """A policy as a writer asks it: by a key's name, by its whole path; defaults by path; all paths it speaks of."""

    ignored: tuple[Callable[[str], object], Callable[[Path], object]]
    seeds: tuple[Callable[[str], object], Callable[[Path], object]]
    defaults: Mapping[Path, Json]
    paths: Collection[Path]


class Writer:
    """Writes args by the rules of one policy: as ASCII, which is quick, and again if they turn out not to be."""

    def __init__(self, rules: Rules) -> None:
        shapes = Shapes(rules)
        walk = _Paths if rules.paths else _Names
        self._ascii, self._unicode = walk(rules, shapes, SCALARS), walk(rules, shapes, UNICODE)

    def write(self, tree: dict[str, Any]) -> Texts:
        """Return both texts of a tree, or raise NotPlain."""
        texts = self._ascii.write(tree)
        return texts if texts[0].isascii() else self._unicode.write(tree)


class _Names:
    """One walk over args where the name of a key alone says whether it counts: the usual policy."""

    def __init__(self, _: Rules, shapes: Shapes, scalars: Mapping[type, Callable[[Any], str]]) -> None:
        self._shape, self._new, self._scalar = shapes.kept.get, shapes.make, scalars.get
        self._boxes: dict[type, Callable[[Any, int], str]] = {dict: self._mapping, list: self._list}

    def write(self, tree: dict[str, Any]) -> Texts:
        """Return both texts of a tree."""
        return _both(self.container(tree, 0))

    def container(self, value: Any, depth: int) -> str:
        """Return the text of a mapping or a list, its seeds marked."""
        try:
            return self._boxes[type(value)](value, depth)
        except KeyError:  # neither
            raise NotPlain from None

    def _list(self, items: list[Any], depth: int) -> str:
        if depth >= MAX_DEPTH:
            raise NotPlain
        depth += 1
        scalar, box = self._scalar, self._boxes
        texts = [
            write(one) if (write := scalar(kind := type(one))) else box[kind](one, depth) for one in items
        ]
        return "[" + ",".join(texts) + "]"

    def _mapping(self, tree: dict[str, Any], depth: int) -> str:
        if depth >= MAX_DEPTH:
            raise NotPlain
        depth += 1
        scalar, box, keys = self._scalar, self._boxes, tuple(tree)
        take, text, seeds = self._shape(keys) or self._new(keys)
        texts = [
            write(one) if (write := scalar(kind := type(one))) else box[kind](one, depth)
            for one in take(tree)
        ]
        for at in seeds:
            texts[at] = texts[at].replace(SEED, "").replace(END, "")
        return text % tuple(texts)


class _Paths:
    """The same walk where patterns of whole paths, or defaults, have a word too: as deep as these reach."""

    def __init__(self, rules: Rules, shapes: Shapes, scalars: Mapping[type, Callable[[Any], str]]) -> None:
        self._rules, self._ordered, self._scalar = rules, shapes.ordered, scalars.get
        self._names = _Names(rules, shapes, scalars)
        self._ignored, self._seed = (lru_cache(KNOWN)(each[1]) for each in (rules.ignored, rules.seeds))
        self._open = lru_cache(KNOWN)(self._reaches)

    def write(self, tree: dict[str, Any]) -> Texts:
        """Return both texts of a tree."""
        return self._mapping(tree, ())

    def _mapping(self, tree: dict[str, Any], path: Path) -> Texts:
        whole: list[str] = []
        bare: list[str] = []
        for key, given in self._ordered(tuple(tree)):
            here = (*path, key)
            if self._rules.ignored[0](key) is not None or self._ignored(here) is not None:
                continue
            one, other = self._value(tree[given], here)
            declared = self._default(here)
            text = encode_basestring(key) + ":"
            if declared is None or declared[0] != one:
                whole.append(text + one)
            replica = self._rules.seeds[0](key) is not None or self._seed(here) is not None
            if not replica and (declared is None or declared[1] != other):
                bare.append(text + other)
        return _joined("{", whole, bare, "}")

    def _default(self, here: Path) -> Texts | None:
        defaults = self._rules.defaults
        return self._value(defaults[here], here) if here in defaults else None

    def _value(self, value: Any, path: Path) -> Texts:
        scalar = self._scalar(type(value))
        if scalar:
            text = scalar(value)
            return text, text
        if not self._open(path):
            return _both(self._names.container(value, len(path)))
        if len(path) >= MAX_DEPTH:
            raise NotPlain
        if type(value) is dict:
            return self._mapping(value, path)
        if type(value) is not list:
            raise NotPlain
        texts = [self._value(item, (*path, str(at))) for at, item in enumerate(value)]
        return _joined("[", [one for one, _ in texts], [other for _, other in texts], "]")

    def _reaches(self, path: Path) -> bool:
        """Say whether a rule speaks of something below a path."""
        return any(
            len(parts) > len(path) and all(map(fits, map(str, parts), map(str, path)))
            for parts in self._rules.paths
        )


class Shape(NamedTuple):
    """What is the same for all mappings of the same keys: what to take of them, the text around it, and the seeds."""

    take: Callable[[dict[str, Any]], tuple[Any, ...]]
    text: str  # a place for each value that is taken
    seeds: tuple[int, ...]  # which of the values are of seed-like keys


class Shapes:
    """The shapes of mappings by their keys, in the order given."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self.kept: dict[tuple[str, ...], Shape] = {}

    def make(self, keys: tuple[str, ...]) -> Shape:
        """Return the shape of mappings of these keys, and keep it unless there are too many keys or shapes."""
        made = self._make(keys)
        if len(keys) <= WIDE:
            if len(self.kept) >= SHAPES:
                self.kept.clear()
            self.kept[keys] = made
        return made

    def ordered(self, keys: tuple[str, ...]) -> list[tuple[str, str]]:
        """Return keys as RFC 8785 sorts them once they are normalised, each with what it was."""
        if any(type(key) is not str for key in keys):
            raise NotPlain
        if all(map(str.isascii, keys)):
            return [(key, key) for key in sorted(keys)]
        named = {normalize("NFC", key): key for key in keys}
        if len(named) < len(keys):
            raise NotPlain
        return sorted(named.items(), key=lambda pair: pair[0].encode("utf-16-be", "surrogatepass"))

    def _make(self, keys: tuple[str, ...]) -> Shape:
        ignored, seed_like = self._rules.ignored[0], self._rules.seeds[0]
        pairs = [pair for pair in self.ordered(keys) if ignored(pair[0]) is None]
        seeds = tuple(at for at, (key, _) in enumerate(pairs) if seed_like(key) is not None)
        members = [encode_basestring(key).replace("%", "%%") + ":%s" for key, _ in pairs]
        for at in seeds:
            members[at] = SEED + members[at] + END
        return Shape(_taker([given for _, given in pairs]), "{" + ",".join(members) + "}", seeds)


def _taker(keys: list[str]) -> Callable[[dict[str, Any]], tuple[Any, ...]]:
    """Return what takes the values of keys out of a mapping, as a tuple."""
    if len(keys) > 1:
        return itemgetter(*keys)
    return lambda tree: tuple(tree[key] for key in keys)


def _both(marked: str) -> Texts:
    """Return the text with its seeds, and without these and the commas that they leave."""
    if SEED not in marked:
        return marked, marked
    first, *others = marked.split(SEED)
    whole, bare = [first], [first]
    for each in others:
        member, _, rest = each.partition(END)
        whole += (member, rest)
        if bare[-1].endswith(","):
            bare[-1] = bare[-1][:-1]
        else:
            rest = rest.removeprefix(",")
        if rest:
            bare.append(rest)
    return "".join(whole), "".join(bare)


def _joined(opening: str, whole: list[str], bare: list[str], closing: str) -> Texts:
    text = opening + ",".join(whole) + closing
    return text, text if bare == whole else opening + ",".join(bare) + closing


def _normalised(value: str) -> str:
    return encode_basestring(normalize("NFC", value))


@lru_cache(KNOWN)
def _integer(value: int) -> str:
    return str(value) if -MAX_INTEGER <= value <= MAX_INTEGER else f'"{value}"'


@lru_cache(KNOWN)
def number(value: float) -> str:
    """Return a number as ECMAScript writes it; where Python's form may be another, the library is asked."""
    if value.is_integer() and -MAX_INTEGER <= value <= MAX_INTEGER:
        return str(int(value))
    if 1e-4 <= abs(value) < 1e15:
        return repr(value)
    if value - value != 0:  # NaN and the infinities
        return f'"{not_finite(value)}"'
    return rfc8785.dumps(value).decode()


SCALARS: dict[type, Callable[[Any], str]] = {
    str: encode_basestring,
    int: _integer,
    float: number,
    bool: {True: "true", False: "false"}.__getitem__,
    type(None): {None: "null"}.__getitem__,
}
UNICODE = SCALARS | {str: _normalised}
