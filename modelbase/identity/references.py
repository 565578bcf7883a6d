"""References in args files: `${a.b}` stands for the value at `a.b`, as OmegaConf and Hydra read it.

    reference = "${" dots? key (("." key) | ("[" key "]"))* "}"        spaces may stand inside the braces
    key       = any characters but \\ { } ( ) [ ] : . $ spaces and quotes

One dot at the beginning is the mapping or list that the reference stands in, each further one is the next outside.
A text that is one reference becomes the value itself, of whatever type; within a longer text it becomes its text as
Python's `str` writes it. `\\${` is `${` itself. What is no plain reference raises `args_unresolved`: a resolver
(`${oc.env:HOME}`), `???`, a key that is not there, a cycle. The web app's `references.ts` is the same rule; both are
held to tests/contract/references.json. Pure.
"""

from __future__ import annotations

import re
from typing import Any

from modelbase.errors import Invalid
from modelbase.identity.keys import Json, Path, format_key, index_of
from modelbase.identity.limits import MAX_BYTES, too_many_values

MISSING = "???"
MAX_CHAIN = 100  # references that lead to one another
_KEY = r"""[^\\{}()\[\]:.$\s"']+"""
_REFERENCE = re.compile(rf"\$\{{\s*(\.*)({_KEY}(?:\.{_KEY}|\[{_KEY}\])*)\s*\}}")
_PARTS = re.compile(r"[^.\[\]]+")
_MARK = re.compile(
    r"(\\*)\$\{"
)  # backslashes before count: each two are one, an odd one keeps the reference as text


def resolve(tree: dict[str, Json]) -> dict[str, Json]:
    """Return a tree with its references resolved; raise Invalid `args_unresolved`, which names the key.

    A value that is referred to often is one object that stands in many places: plain() copies and counts it.
    """
    resolved: dict[str, Json] = _Resolver(tree).value(())
    return resolved


class _Resolver:
    """One resolution: what was resolved already, by place, and what is being resolved now."""

    def __init__(self, tree: dict[str, Json]) -> None:
        self.tree = tree
        self.known: dict[Path, Any] = {}
        self.open: list[Path] = []
        self.written = 0

    def value(self, place: Path) -> Any:
        """Return the resolved value at a place of the tree."""
        if place in self.known:
            return self.known[place]
        if place in self.open or len(self.open) > 2 * MAX_CHAIN:
            raise _unresolved(place, f"refers to itself, or leads through more than {MAX_CHAIN} references")
        self.open.append(place)
        found = self._value(place, self.at(place))
        self.open.pop()
        self.known[place] = found
        return found

    def _value(self, place: Path, given: Any) -> Any:
        if isinstance(given, dict):
            return {key: self.value((*place, key)) for key in given}
        if isinstance(given, list):
            return [self.value((*place, at)) for at in range(len(given))]
        return self.text(place, given) if isinstance(given, str) else given

    def text(self, place: Path, given: str) -> Any:
        """Return what a text stands for."""
        if given == MISSING:
            raise _unresolved(place, "is ???, which stands for a value that is missing", "give the value")
        if "${" not in given:
            return given
        whole = _REFERENCE.fullmatch(given)
        if whole:
            return self.value(self.target(place, whole))
        parts, end = [], 0
        for mark in _MARK.finditer(given):
            if mark.start() < end:
                continue
            parts.append(given[end : mark.start()] + "\\" * (len(mark[1]) // 2))
            if len(mark[1]) % 2:
                parts.append("${")
                end = mark.end()
                continue
            found = _REFERENCE.match(given, mark.end() - 2)
            if found is None:
                raise _no_reference(place, given[mark.end() - 2 :])
            parts.append(self.said(place, self.value(self.target(place, found))))
            end = found.end()
        return self.counted("".join([*parts, given[end:]]))

    def said(self, place: Path, value: Any) -> str:
        """Return a value as it stands within a text."""
        if isinstance(value, dict | list):
            raise _unresolved(place, "has a mapping or a list within a text", "refer to one of its values")
        return str(value)

    def counted(self, text: str) -> str:
        self.written += len(text)
        if self.written > MAX_BYTES:
            raise too_many_values()
        return text

    def target(self, place: Path, reference: re.Match[str]) -> Path:
        """Return the place that a reference at `place` leads to."""
        dots, path = len(reference[1]), reference[2]
        if dots > len(place):
            raise _unresolved(place, f"has {reference[0][:80]}, which leads out of the args")
        here: Path = place[:-dots] if dots else ()
        for part in _PARTS.findall(path):
            here = self.inside(place, self.followed(here), part, reference[0])
        return self.followed(here)

    def followed(self, place: Path) -> Path:
        """Return the place whose value is no reference, at the end of those that lead from one to the next."""
        seen = {place}
        while isinstance(given := self.at(place), str) and (whole := _REFERENCE.fullmatch(given)):
            if len(self.open) > 2 * MAX_CHAIN or place in self.open[:-1]:
                raise _unresolved(
                    place, f"refers to itself, or leads through more than {MAX_CHAIN} references"
                )
            self.open.append(place)
            try:
                place = self.target(place, whole)
            finally:
                self.open.pop()
            if place in seen:
                raise _unresolved(place, "refers to itself")
            seen.add(place)
        return place

    def inside(self, asking: Path, place: Path, part: str, said: str) -> Path:
        """Return the place of a key or an index inside another."""
        node = self.at(place)
        if isinstance(node, dict) and part in node:
            return (*place, part)
        at = index_of(part) if isinstance(node, list) else None
        if at is not None and at < len(node):
            return (*place, at)
        raise _unresolved(asking, f"has {said[:80]}, and there is no such key", "correct the reference")

    def at(self, place: Path) -> Any:
        node: Any = self.tree
        for part in place:
            node = node[part]
        return node


def _no_reference(place: Path, rest: str) -> Invalid:
    if re.match(r"\$\{\s*[\w.]*:", rest):
        why = f"has {rest[:60]!r}, which is worked out by a resolver while a program runs"
        return _unresolved(place, why, "give the value itself")
    return _unresolved(place, f"has {rest[:60]!r}, which is no plain reference such as ${{a.b}}")


def _unresolved(place: Path, why: str, what: str = "give the value itself") -> Invalid:
    key = format_key(place) if place else "the top level"
    return Invalid(
        f"{key} {why}: {what}, or give the resolved config (in Python the OmegaConf object); "
        "what is meant as text is written \\${",
        "args_unresolved",
        key=key,
    )
