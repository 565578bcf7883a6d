"""Canonical JSON of plain args, written in one walk: the text of the digest and, without seeds, that of the family.

The quick way of identity.py for trees of exact JSON types; whatever else it meets raises `NotPlain`, and identity.py
takes its careful way, which knows every conversion and error. Both give the same text. No rule is decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any, NamedTuple
from unicodedata import normalize

import rfc8785

from modelbase.jsontext import not_finite
from modelbase.keys import Json, Path
from modelbase.plain import MAX_DEPTH

MAX_INTEGER = 2**53 - 1
KEYS = 16_384  # of which a policy remembers text and fate
Texts = tuple[str, str]  # of a value: whole, and without seeds; the same object where there are none


class NotPlain(Exception):
    """A value needs converting or refusing."""


class NotAscii(Exception):
    """A key has to be normalised first."""


class Rules(NamedTuple):
    """A policy as a writer asks it: by a key's name, by its whole path; defaults by path."""

    ignored: tuple[Callable[[str], object], Callable[[Path], object]]
    seeds: tuple[Callable[[str], object], Callable[[Path], object]]
    defaults: Mapping[Path, Json]
    by_path: bool


class Writer:
    """Writes args by the rules of one policy: as ASCII, which is quick, and anew if they turn out not to be."""

    def __init__(self, rules: Rules) -> None:
        self._ascii, self._unicode = _Ascii(rules), _Unicode(rules)

    def write(self, tree: dict[str, Any]) -> Texts:
        """Return both texts of a tree, or raise NotPlain."""
        try:
            return self._write(tree)
        except TypeError:  # a key is no text
            raise NotPlain from None

    def _write(self, tree: dict[str, Any]) -> Texts:
        try:
            texts = self._ascii.mapping(tree, ())
        except NotAscii:
            return self._unicode.mapping(tree, ())
        return texts if texts[0].isascii() else self._unicode.mapping(tree, ())


class _Ascii:
    """One walk over args in which every key and text is ASCII."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._known = lru_cache(KEYS)(self._know)
        self._scalars = SCALARS
        self.mapping = self._by_path if rules.by_path or rules.defaults else self._by_name

    def _by_name(self, tree: dict[str, Any], path: Path) -> Texts:
        """Write a mapping where the name of a key alone says whether it counts: the usual policy."""
        whole: list[str] = []
        bare: list[str] = whole
        path = (*path, "")  # how deep it is: the names above have no say
        known, scalars = self._known, self._scalars
        keys, items = self._in_order(tree)
        for key in keys:
            text, ignored, seed = known(key)
            if ignored:
                continue
            item = items[key]
            scalar = scalars.get(type(item))
            if scalar:
                one = other = scalar(item)
            else:
                one, other = self._container(item, path)
            if bare is whole and (seed or one is not other):
                bare = whole.copy()
            if bare is not whole and not seed:
                bare.append(text + other)
            whole.append(text + one)
        return _joined("{", whole, bare, "}")

    def _by_path(self, tree: dict[str, Any], path: Path) -> Texts:
        """Write a mapping where patterns of whole paths, or defaults, have a word too."""
        whole: list[str] = []
        bare: list[str] = []
        keys, items = self._in_order(tree)
        for key in keys:
            here = (*path, key)
            text, ignored, seed = self._known(key)
            if ignored or self._rules.ignored[1](here) is not None:
                continue
            one, other = self._value(items[key], here)
            declared = self._default(here)
            if declared is None or declared[0] != one:
                whole.append(text + one)
            replica = seed or self._rules.seeds[1](here) is not None
            if not replica and (declared is None or declared[1] != other):
                bare.append(text + other)
        return _joined("{", whole, whole if bare == whole else bare, "}")

    def _default(self, here: Path) -> Texts | None:
        defaults = self._rules.defaults
        return self._value(defaults[here], here) if here in defaults else None

    def _value(self, value: Any, path: Path) -> Texts:
        scalar = self._scalars.get(type(value))
        if scalar is None:
            return self._container(value, path)
        text = scalar(value)
        return text, text

    def _container(self, value: Any, path: Path) -> Texts:
        if len(path) >= MAX_DEPTH:
            raise NotPlain
        if type(value) is dict:
            return self.mapping(value, path)
        if type(value) is list:
            return self._list(value, path)
        raise NotPlain

    def _list(self, items: list[Any], path: Path) -> Texts:
        whole: list[str] = []
        bare: list[str] = []
        for at, item in enumerate(items):
            scalar = self._scalars.get(type(item))
            if scalar:
                one = other = scalar(item)
            else:
                one, other = self._container(item, (*path, str(at)))
            whole.append(one)
            bare.append(other)
        return _joined("[", whole, whole if bare == whole else bare, "]")

    def _in_order(self, tree: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
        """Return the keys as RFC 8785 sorts them, and the mapping by these keys."""
        return sorted(tree), tree

    def _know(self, key: str) -> tuple[str, bool, bool]:
        """Return a key as it is written, and whether its name alone makes it ignored or a seed."""
        if type(key) is not str:
            raise NotPlain
        if not key.isascii():
            raise NotAscii
        return self._fate(key)

    def _fate(self, key: str) -> tuple[str, bool, bool]:
        ignored, seed = self._rules.ignored[0](key), self._rules.seeds[0](key)
        return encode_basestring(key) + ":", ignored is not None, seed is not None


class _Unicode(_Ascii):
    """The same walk for any text: normalised, and keys in the order of UTF-16 code units."""

    def __init__(self, rules: Rules) -> None:
        super().__init__(rules)
        self._scalars = SCALARS | {str: _normalised}

    def _in_order(self, tree: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
        found = {normalize("NFC", key): value for key, value in tree.items()}
        if len(found) < len(tree):
            raise NotPlain
        return sorted(found, key=lambda key: key.encode("utf-16-be", "surrogatepass")), found

    def _know(self, key: str) -> tuple[str, bool, bool]:
        return self._fate(key)


def _joined(opening: str, whole: list[str], bare: list[str], closing: str) -> Texts:
    text = opening + ",".join(whole) + closing
    return text, text if bare is whole else opening + ",".join(bare) + closing


def _normalised(value: str) -> str:
    return encode_basestring(normalize("NFC", value))


def _integer(value: int) -> str:
    return str(value) if -MAX_INTEGER <= value <= MAX_INTEGER else f'"{value}"'


@lru_cache(KEYS)
def _float(value: float) -> str:
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
    float: _float,
    bool: {True: "true", False: "false"}.__getitem__,
    type(None): {None: "null"}.__getitem__,
}
