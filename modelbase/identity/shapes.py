"""What is the same for all mappings of the same keys, remembered: which count, in which order, with which text.

For canonical.py alone: pure results of a policy's rules on names of keys, never of values. Decides no rule.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any, NamedTuple
from unicodedata import normalize

from modelbase.identity.keys import Json, Path

SHAPES = 4_096  # mappings of other keys that are remembered for each policy
WIDE = 64  # keys of a mapping that is not remembered any more: they are data rather than names
SEED, END = "\0", "\1"  # around a member that is seed-like; neither stands in JSON


class NotPlain(Exception):
    """A value needs converting or refusing."""


class Rules(NamedTuple):
    """A policy as a writer asks it: by a key's name, by its whole path; defaults by path; all paths it speaks of."""

    ignored: tuple[Callable[[str], object], Callable[[Path], object]]
    seeds: tuple[Callable[[str], object], Callable[[Path], object]]
    defaults: Mapping[Path, Json]
    paths: Collection[Path]


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
