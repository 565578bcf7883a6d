"""The query language: text to a typed tree and back, sort lists, column lists. Knows no database.

One grammar for address bar, API, CLI and saved views (docs/query.md); a user's text is only ever a value. The
front of tree.py (nodes, fields), grammar.py (text), check.py (checks of values) and evaluate.py (evaluation).
Imports identity and errors. Start reading at grammar.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import islice
from time import monotonic

from modelbase.errors import Invalid
from modelbase.identity.keys import MISSING, parse_key, scan_key
from modelbase.query.evaluate import Row, Sort, evaluate, rank_of, sort_key, value_at
from modelbase.query.grammar import MAX_CHARACTERS, MAX_DEPTH, MAX_TERMS, MAX_VALUES, parse, trouble
from modelbase.query.tree import (
    FIELDS,
    TESTS,
    Ago,
    And,
    Anywhere,
    Comparison,
    Exists,
    Field,
    In,
    IsNull,
    Key,
    KeyTest,
    Node,
    Not,
    Operator,
    Or,
    Room,
    Test,
    Value,
    format,  # noqa: A004 - the opposite of parse
    format_value,
    key_of,
    key_tests,
    tests,
)

__all__ = [
    "FIELDS",
    "MAX_CHARACTERS",
    "MAX_COLUMNS",
    "MAX_DEPTH",
    "MAX_SORTS",
    "MAX_TERMS",
    "MAX_VALUES",
    "MISSING",
    "TESTS",
    "Ago",
    "And",
    "Anywhere",
    "Comparison",
    "Exists",
    "Field",
    "In",
    "IsNull",
    "Key",
    "KeyTest",
    "Node",
    "Not",
    "Operator",
    "Or",
    "Room",
    "Row",
    "Sort",
    "Test",
    "Value",
    "evaluate",
    "format",
    "format_value",
    "key_of",
    "key_tests",
    "nearest",
    "parse",
    "parse_columns",
    "parse_sort",
    "rank_of",
    "sort_key",
    "tests",
    "value_at",
]

MAX_SORTS = 20
MAX_COLUMNS = 200
_NEAR = 5_000  # known keys that are looked at
_NEAR_LENGTH = 100  # characters of a key that is compared letter by letter
_NEAR_SECONDS = 0.2
_CUTOFF = 0.7


def parse_sort(text: str) -> tuple[Sort, ...]:
    """Return the keys of a sort list such as `-metrics.top1,args.lr`; the first use of a key counts."""
    sorts: dict[Key, Sort] = {}
    for key, at, descending in _listed(text, MAX_SORTS, "sort keys", signed=True):
        if key.field and not key.field.sortable:
            raise trouble(text, at, f"{key} is a list, which has no order")
        sorts.setdefault(key, Sort(key, descending))
    return tuple(sorts.values())


def parse_columns(text: str) -> tuple[Key, ...]:
    """Return the keys of a column list, each once, in the given order."""
    return tuple(dict.fromkeys(key for key, _, _ in _listed(text, MAX_COLUMNS, "columns", signed=False)))


def nearest(key: str, known: Iterable[str]) -> str | None:
    """Return the known key that was probably meant: one with the same last segment, or one spelled alike."""
    names = list(islice(known, _NEAR))
    last = parse_key(key)[-1]
    same_end = [name for name in names if name != key and parse_key(name)[-1] == last]
    if same_end:
        return min(same_end, key=len)
    return _closest(key, names) if len(key) <= _NEAR_LENGTH else None


def _closest(key: str, names: Iterable[str]) -> str | None:
    """Return the name that is spelled most like a key, of those that were looked at in time."""
    until = monotonic() + _NEAR_SECONDS
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(key)
    best, found = _CUTOFF, None
    for name in names:
        if name == key or len(name) > _NEAR_LENGTH:
            continue
        matcher.set_seq1(name)
        if matcher.real_quick_ratio() >= best and matcher.quick_ratio() >= best and matcher.ratio() >= best:
            best, found = matcher.ratio(), name
        if monotonic() > until:
            break
    return found


def _listed(text: str, limit: int, what: str, *, signed: bool) -> Iterator[tuple[Key, int, bool]]:
    """Yield (key, position, whether a minus stands before it) of a comma list."""
    if len(text) > MAX_CHARACTERS:
        raise Invalid(
            f"a list of {what} has at most {MAX_CHARACTERS} characters", "query_limit", limit=MAX_CHARACTERS
        )
    at = count = 0
    while text.strip():
        count += 1
        if count > limit:
            raise Invalid(f"there are more than {limit} {what}", "query_limit", limit=limit)
        at += len(text[at:]) - len(text[at:].lstrip())
        minus = signed and text[at : at + 1] == "-"
        begin, at, key = _one_key(text, at + minus)
        yield key, begin, minus
        at += len(text[at:]) - len(text[at:].lstrip())
        if at == len(text):
            return
        if text[at] != ",":
            raise trouble(text, at, f"expected a comma, found {text[at]}")
        at += 1


def _one_key(text: str, at: int) -> tuple[int, int, Key]:
    try:
        length = scan_key(text[at:])[1]
    except Invalid as error:
        raise trouble(text, at + error.details.get("column", 1) - 1, "expected a key") from None
    return at, at + length, key_of(text[at : at + length])
