"""The regular expressions that `matches` takes: a part of RE2's syntax that no engine can be made to hang on.

Repetition is for single characters and classes, never for groups; there are no look-arounds and no
back-references; how many ways a pattern can branch is limited. Checking only: matching is in evaluate.py.
"""

from __future__ import annotations

import re
from functools import lru_cache

from modelbase.errors import Invalid

MAX_PATTERN = 200
MAX_TEXT = 1_000  # a longer text matches no pattern
MAX_UNBOUNDED = 2
MAX_CHOICES = 100
MAX_COUNT = 100
_ATOM = re.compile(
    r"""(?P<open>\((?:\?:)?)(?!\?)
      | (?P<close>\))
      | (?P<bar>\|)
      | (?P<anchor>\^|\$|\\b|\\B)
      | (?P<single>\[\^?\]?(?:\\[dDwWsSnt\W]|[^\]\[\\])*\]|\\[dDwWsSnt]|\\[^\w\s]|[^\\()\[\]{}*+?|^$])""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_SET_OPERATION = re.compile(r"--|&&|~~|\|\|")
_REPEAT = re.compile(
    r"(?:(?P<star>[*+])|(?P<maybe>\?)|\{(?P<low>\d{1,3})(?P<comma>,)?(?P<high>\d{1,3})?\})\??"
)


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a checked pattern, ready to search; errors are `query_syntax` and name the column."""
    if len(pattern) > MAX_PATTERN:
        raise Invalid(
            f"a pattern has at most {MAX_PATTERN} characters, not {len(pattern)}",
            "query_limit",
            limit=MAX_PATTERN,
        )
    flags = re.ASCII
    body = pattern
    if pattern.startswith("(?i)"):
        body, flags = pattern[4:], re.ASCII | re.IGNORECASE
    _check(body, len(pattern) - len(body))
    try:
        return re.compile(body, flags)
    except re.error as error:
        raise Invalid(f"the pattern {pattern!r} cannot be read: {error}", "query_syntax") from None


def _check(body: str, before: int) -> None:
    unbounded, choices, at = 0, 1, 0
    branches = [1]
    while at < len(body):
        atom = _atom(body, at, before)
        kind, at = str(atom.lastgroup), atom.end()
        if kind == "open":
            branches.append(1)
        elif kind == "bar":
            branches[-1] += 1
        elif kind == "close":
            if len(branches) == 1:
                raise _refused(before + at - 1, "this bracket was never opened")
            choices *= branches.pop()
        repeat = _REPEAT.match(body, at)
        if repeat:
            endless, ways = _cost(repeat, kind, before + at)
            unbounded, choices, at = unbounded + endless, choices * ways, repeat.end()
    if unbounded > MAX_UNBOUNDED or choices * branches[0] > MAX_CHOICES:
        raise Invalid(
            f"the pattern can branch too often: at most {MAX_UNBOUNDED} of * and +, "
            f"and {MAX_CHOICES} ways through the rest (each ? doubles them)",
            "query_limit",
        )


def _atom(body: str, at: int, before: int) -> re.Match[str]:
    atom = _ATOM.match(body, at)
    if atom is None:
        raise _refused(
            before + at, "this is not offered here (no look-around, back-reference or named group)"
        )
    if atom["single"] and _SET_OPERATION.search(atom["single"]):
        raise _refused(before + at, "--, &&, ~~ and || mean nothing in a class here")
    return atom


def _cost(repeat: re.Match[str], kind: str, column: int) -> tuple[int, int]:
    """Return (1 if it repeats without end, in how many ways else)."""
    if repeat["maybe"] and kind in ("single", "close"):
        return 0, 2
    if kind != "single":
        raise _refused(column, "only a single character or class can be repeated, not a group or an anchor")
    if repeat["star"] or (repeat["comma"] and not repeat["high"]):
        return 1, 1
    low, high = int(repeat["low"]), int(repeat["high"] or repeat["low"])
    if low > high or high > MAX_COUNT:
        raise _refused(column, f"a count goes from the lower to the higher, at most {MAX_COUNT}")
    return 0, high - low + 1


def _refused(column: int, why: str) -> Invalid:
    return Invalid(
        f"the pattern cannot be used, column {column + 1}: {why}", "query_syntax", column=column + 1
    )
