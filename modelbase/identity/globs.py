"""Key patterns with `*`, matched in linear time: of a policy, and of the rows of a comparison.

Text against patterns only; what a match means is decided by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from modelbase.errors import Invalid
from modelbase.identity.keys import parse_key

MAX_GLOBS = 200
MAX_GLOB = 500  # characters of one glob of a comparison
MAX_STARS = 20  # in one glob of a comparison; several in a row are one


@lru_cache(maxsize=4_096)
def pieces(glob: str) -> tuple[str, ...]:
    """Return what stands between the stars of a pattern; several stars in a row are one."""
    first, *rest = glob.split("*")
    if not rest:
        return (first,)
    *middle, last = rest
    return (first, *filter(None, middle), last)


def fits(glob: str, text: str) -> bool:
    """Say whether a segment matches a pattern in which `*` stands for any characters, in linear time."""
    first, *rest = pieces(glob)
    if not rest:
        return first == text
    *middle, last = rest
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    at, end = len(first), len(text) - len(last)
    for part in middle:
        at = text.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True


class Globs:
    """Which keys count: those of `only` (all, if there is none) without those of `ignore`."""

    def __init__(self, only: Sequence[str], ignore: Sequence[str], sections: Sequence[str]) -> None:
        if len(only) + len(ignore) > MAX_GLOBS:
            raise Invalid(f"a comparison takes at most {MAX_GLOBS} globs", "query_limit", limit=MAX_GLOBS)
        for text in (*only, *ignore):
            _check(text)
        self.only = [parse_key(text) for text in only]
        self.ignore = [parse_key(text) for text in ignore]
        self.sections = sections

    def __bool__(self) -> bool:
        return bool(self.only or self.ignore)

    def let(self, section: str, path: Sequence[str]) -> bool:
        """Say whether the key at this path of a section counts."""
        chosen = not self.only or any(self._matches(glob, section, path) for glob in self.only)
        return chosen and not any(self._matches(glob, section, path) for glob in self.ignore)

    def _matches(self, glob: tuple[str, ...], section: str, path: Sequence[str]) -> bool:
        if glob[0] in self.sections and glob[0] == section and _begins(glob[1:], path):
            return True
        if len(glob) == 1:
            return any(fits(glob[0], part) for part in path)
        return _begins(glob, path)


def _check(glob: str) -> None:
    if len(glob) > MAX_GLOB:
        raise Invalid(
            f"a glob has at most {MAX_GLOB} characters, not {len(glob)}", "query_limit", limit=MAX_GLOB
        )
    if len(re.findall(r"\*+", glob)) > MAX_STARS:
        raise Invalid(f"the glob {glob[:60]} has over {MAX_STARS} stars", "query_limit", limit=MAX_STARS)


def _begins(glob: Sequence[str], path: Sequence[str]) -> bool:
    return len(glob) <= len(path) and all(map(fits, glob, path))
