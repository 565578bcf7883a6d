"""Canonical JSON cut out of compact JSON whose names a quick writer has sorted: what a lookup over HTTP does.

For args that were JSON, in ASCII and without escapes, such text is canonical but for the form of some numbers and for
what a policy takes out. In any doubt these functions say None, and canonical.py writes the same in a walk of the tree.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from modelbase.identity.canonical import number
from modelbase.identity.shapes import Rules

LONG = b"0" * 16  # digits of a number that may not be an exact double
DIGITS = bytes(ord("0") if byte in b"0123456789" else ord(" ") for byte in range(256))
BOXES, OTHERS = bytes.maketrans(b"[]{}", b"()()"), bytes(set(range(256)) - set(b"[]{}"))
NAMES = 16_384  # texts that are remembered to be no names of keys a policy takes out
SHORT = 64  # bytes of such a text
ENDS = (b",", b"}", b"]")  # what may follow a number
EXPONENT = re.compile(rb"e[-+0-9]+")
SCALAR = re.compile(rb'"[^"]*"|[^",:\[\]{}]+')
NAMELIKE = re.compile(rb"[A-Za-z_]")  # how a name begins, and nothing that follows a quote outside of texts


class Compact(NamedTuple):
    """Sorted compact JSON with numbers as ECMAScript writes them; the texts in it, and what is outside of these."""

    text: bytes
    texts: list[bytes]
    outside: bytes

    @property
    def depth(self) -> int:
        """How deep mappings and lists are nested."""
        boxes, depth = self.outside.translate(BOXES, OTHERS), 0
        while boxes:
            boxes = boxes.replace(b"()", b"")
            depth += 1
        return depth


def compact(text: bytes) -> Compact | None:
    """Return sorted compact JSON with its numbers as ECMAScript writes them; None where it needs a closer look.

    The text must have come of exact JSON types, and each of its numbers must be the shortest that reads back the same.
    """
    if not text.isascii() or b"\\" in text:
        return None
    pieces = text.split(b'"')
    outside = b'"'.join(pieces[::2])
    if b"E" in outside or not short_integers(outside):
        return None
    written = _written(text, outside)
    return None if written is None else Compact(written, pieces[1::2], outside)


class Cutter:
    """Takes out of such a text what the rules of one policy do not count; rules on whole paths are not for it."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._free: set[bytes] = set()

    def texts(self, given: Compact) -> tuple[bytes, bytes] | None:
        """Return the canonical text and that without seeds, the same object where there are none; None in any doubt."""
        if self._rules.paths:
            return None
        ignored, seeds = self._named(set(given.texts) - self._free)
        whole: bytes | None = given.text
        for name in ignored:
            whole = whole and _without(whole, name)
        bare = whole
        for name in seeds:
            bare = bare and _without(bare, name)
        return (whole, bare) if whole and bare else None

    def _named(self, texts: set[bytes]) -> tuple[list[bytes], list[bytes]]:
        """Return which of these texts would not count as a name, and which would be a seed; remember the others."""
        ignored, seeds = [], []
        for text in texts:
            name = text.decode()
            if self._rules.ignored[0](name) is not None:
                ignored.append(text)
            elif self._rules.seeds[0](name) is not None:
                seeds.append(text)
            elif len(text) <= SHORT:
                if len(self._free) >= NAMES:
                    self._free.clear()
                self._free.add(text)
        return ignored, seeds


def _without(text: bytes, name: bytes) -> bytes | None:
    """Return a text without the members of this name and the commas that they leave; None if one is no scalar."""
    if not NAMELIKE.match(name):
        return None
    member = b'"' + name + b'":'
    begin = text.find(member)
    while begin >= 0:
        value = SCALAR.match(text, begin + len(member))
        if value is None:
            return None
        end = value.end()
        if text.startswith(b",", end):
            end += 1
        elif text.startswith(b",", begin - 1):
            begin -= 1
        text = text[:begin] + text[end:]
        begin = text.find(member, begin)
    return text


def short_integers(text: bytes, long: bytes = LONG) -> bool:
    """Say whether no number of a JSON text has as many digits as `long` but after its point."""
    digits = text.translate(DIGITS)
    at = digits.find(long)
    while at >= 0:
        end = digits.find(b" ", at)
        if end < 0 or not text.startswith(b".", at - 1):
            return False
        at = digits.find(long, end)
    return True


def _written(text: bytes, outside: bytes) -> bytes | None:
    """Return JSON with its numbers as ECMAScript writes them; None if one of these stands within a text too."""
    numbers = [_change(outside, found.start(), found.end()) for found in EXPONENT.finditer(outside)]
    changes = [(old, new) for old, new in numbers if old != new]
    if b"-0.0" in outside:
        changes += [(b"-0.0" + end, b"0" + end) for end in ENDS]
    changes += [(b".0" + end, end) for end in ENDS]
    for old, new in changes:  # one for each exponent: of two in a row, which share a mark, each has its turn
        if text.count(old) != outside.count(old):
            return None
        text, outside = text.replace(old, new), outside.replace(old, new)
    return text


def _change(outside: bytes, exponent: int, end: int) -> tuple[bytes, bytes]:
    """Return the number of this exponent with the marks around it, and as it is to be written."""
    begin = len(outside[:exponent].rstrip(b"-.0123456789"))
    old = outside[begin - 1 : end + 1]
    return old, old[:1] + number(float(outside[begin:end])).encode() + old[-1:]
