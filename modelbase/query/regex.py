"""The regular expressions that `matches` takes: RE2's syntax, matched by RE2 in time linear in the text.

The one evaluator: no other engine, and no database, ever sees a pattern. A pattern is bounded in length and in the
size of its program, a text in length, so that even RE2's slowest way (its NFA, program times text) ends soon.
"""

from __future__ import annotations

import re
from functools import lru_cache

import re2

from modelbase.errors import Invalid

MAX_PATTERN = 200  # characters
MAX_PROGRAM = 2_000  # instructions of RE2
MAX_TEXT = 1_000  # characters; a longer text matches no pattern
MAX_MEMORY = 2**20  # bytes of one compiled pattern and its automaton
KEPT = 64
_TOKEN = re.compile(r"\\Q(?:(?!\\E).)*(?:\\E)?|\\.|\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]|.", re.DOTALL)
_WHY = (
    ("invalid perl operator: (?", "RE2 has no look-around, no conditions, no comments and no atomic groups"),
    ("invalid escape sequence", "RE2 has no such escape, and no back-references"),
    (
        "invalid repetition size",
        "a count goes from the lower to the higher, at most 1000 with those around it",
    ),
    ("bad repetition operator", "a repetition cannot be repeated again, and is never possessive"),
    ("no argument for repetition operator", "there is nothing to repeat"),
    ("missing )", "this bracket is never closed"),
    ("unexpected )", "this bracket was never opened"),
    ("missing ]", "this class is never closed"),
    ("invalid character class range", "there is no such range or class of characters"),
    ("invalid named capture group", "this is no name of a group, or it is there twice"),
    ("trailing \\", "an escape ends the pattern"),
)


class Pattern:
    """A compiled pattern."""

    def __init__(self, pattern: str) -> None:
        options = re2.Options()
        options.log_errors = False
        options.never_capture = True
        options.max_mem = MAX_MEMORY
        self._compiled = re2.compile(pattern.encode(), options)
        self.size = int(self._compiled.programsize)

    def search(self, text: str) -> bool:
        """Say whether the pattern fits anywhere in a text of at most MAX_TEXT characters."""
        return len(text) <= MAX_TEXT and self._compiled.search(text.encode()) is not None


@lru_cache(maxsize=KEPT)
def compiled(pattern: str) -> Pattern:
    """Return a pattern, ready to search; errors are `query_syntax` and name the column, `query_limit` over a limit."""
    if len(pattern) > MAX_PATTERN:
        raise Invalid(
            f"a pattern has at most {MAX_PATTERN} characters, not {len(pattern)}",
            "query_limit",
            limit=MAX_PATTERN,
        )
    try:
        found = Pattern(pattern)
    except re2.error as error:
        raise _refused(pattern, _text(error)) from None
    if found.size > MAX_PROGRAM:
        raise _too_large()
    return found


def _text(error: Exception) -> str:
    first = error.args[0] if error.args else ""
    return first.decode(errors="replace") if isinstance(first, bytes) else str(first)


def _refused(pattern: str, told: str) -> Invalid:
    if "too large" in told:
        return _too_large()
    kind, _, fragment = told.partition(": ")
    column = _column(pattern, kind, fragment) + 1
    why = next((text for start, text in _WHY if told.startswith(start)), told)
    return Invalid(f"the pattern cannot be used, column {column}: {why}", "query_syntax", column=column)


def _column(pattern: str, kind: str, fragment: str) -> int:
    """Return where in a pattern stands what RE2 names; escapes and classes are passed over as wholes."""
    opened: list[int] = []
    for token in _TOKEN.finditer(pattern):
        mark, at = token.group(), token.start()
        if mark == "(":
            opened.append(at)
        elif mark == ")":
            if not opened:
                return at
            opened.pop()
        if not kind.startswith(("missing )", "unexpected )")) and pattern.startswith(fragment or mark, at):
            return at
    if kind.startswith("missing )") and opened:
        return opened[-1]
    return max(0, pattern.find(fragment))


def _too_large() -> Invalid:
    return Invalid(
        f"the pattern is too large: compiled it has over {MAX_PROGRAM} steps; write smaller counts and classes",
        "query_limit",
        limit=MAX_PROGRAM,
    )
