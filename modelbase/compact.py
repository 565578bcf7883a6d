"""Canonical JSON cut out of compact JSON whose names a quick writer has sorted: what a lookup over HTTP does.

For args that were JSON, in ASCII and without escapes, such text is canonical but for the form of some numbers and for
what a policy takes out. In any doubt these functions say None, and canonical.py writes the same in a walk of the tree.
"""

from __future__ import annotations

import re

from modelbase.canonical import number
from modelbase.shapes import Rules

Pieces = list[bytes]  # a text cut at its quotes: outside of texts, inside, outside, …
LONG = b"0" * 16  # digits of a number that may not be an exact double
DIGITS = bytes(ord("0") if byte in b"0123456789" else ord(" ") for byte in range(256))
BOXES, OTHERS = bytes.maketrans(b"[]{}", b"()()"), bytes(set(range(256)) - set(b"[]{}"))
NAMES = 16_384  # texts that are remembered to be no names of keys a policy takes out
SHORT = 64  # bytes of such a text
EXPONENT = re.compile(rb"e[-+0-9]+")
SCALAR = re.compile(rb'"[^"]*"|[^",:\[\]{}]+')
NAMELIKE = re.compile(rb"[A-Za-z_]")  # how a name begins, and nothing that follows a quote outside of texts


def pieces_of(text: bytes) -> Pieces | None:
    """Return compact JSON cut at its quotes, its numbers as ECMAScript writes them; None where it needs a closer look.

    The text must have come of exact JSON types, and each of its numbers must be the shortest that reads back the same.
    """
    if not text.isascii() or b"\\" in text:
        return None
    pieces = text.split(b'"')
    outside = b'"'.join(pieces[::2])
    if b"E" in outside or not short_integers(outside):
        return None
    pieces[::2] = _numbers(outside).split(b'"')
    return pieces


def depth_of(pieces: Pieces) -> int:
    """Return how deep mappings and lists are nested."""
    boxes, depth = b"".join(pieces[::2]).translate(BOXES, OTHERS), 0
    while boxes:
        boxes = boxes.replace(b"()", b"")
        depth += 1
    return depth


class Cutter:
    """Takes out of such a text what the rules of one policy do not count; rules on whole paths are not for it."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._free: set[bytes] = set()

    def texts(self, pieces: Pieces) -> tuple[bytes, bytes] | None:
        """Return the canonical text and that without seeds, the same object where there are none; None in any doubt."""
        if self._rules.paths:
            return None
        whole: bytes | None = b'"'.join(pieces)
        ignored, seeds = self._named(set(pieces[1::2]) - self._free)
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


def _numbers(outside: bytes) -> bytes:
    """Return what stands outside of texts with its numbers as ECMAScript writes them."""
    done: list[bytes] = []
    at = 0
    for found in EXPONENT.finditer(outside):
        before = outside[at : found.start()].rstrip(b"-.0123456789")
        done += (before, number(float(outside[at + len(before) : found.end()])).encode())
        at = found.end()
    text = b"".join((*done, outside[at:]))
    if b"-0.0" in text:
        for end in (b",", b"}", b"]"):
            text = text.replace(b"-0.0" + end, b"0" + end)
    for end in (b",", b"}", b"]"):
        text = text.replace(b".0" + end, end)
    return text
