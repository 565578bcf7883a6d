"""Reads the text of a query with lark (LALR, built once), and says where and what is wrong with it.

Grammar and error messages only: types and values are checked in querycheck.py. Reached as query.parse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, TypeAlias

import lark

from modelbase.errors import Invalid
from modelbase.identity.keys import SEGMENT
from modelbase.query.check import anywhere, comparison, membership, value_of
from modelbase.query.tree import And, Exists, In, IsNull, Node, Not, Or, key_of, tests

MAX_CHARACTERS = 10_000
MAX_DEPTH = 50
MAX_TERMS = 200
MAX_VALUES = 1_000
_WORD = r'(?=[\s(),"]|$)'  # a keyword ends here, else it is the beginning of a key
_QUOTED = r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'"""
_GRAMMAR = rf"""
?start: either
?either: both (_OR both)*
?both: part (_AND part)*
?part: _NOT part -> negation
    | "(" either ")" -> group
    | test
?test: SEARCH -> searching
    | key OPERATOR value -> comparing
    | key WORD value -> comparing
    | key _IN values -> within
    | key _NOT _IN values -> without
    | key _EXISTS -> existing
    | key _IS NULL -> null
    | key _IS _NOT NULL -> not_null
values: "(" value ("," value)* ")"
key: KEY
value: STRING | MOMENT | AGO | NUMBER | TRUE | FALSE | NULL
OPERATOR: "<=" | ">=" | "!=" | "==" | "=" | "<" | ">"
WORD: /(contains|startswith|matches){_WORD}/i
_OR.2: /or{_WORD}/i
_AND.2: /and{_WORD}/i
_NOT.2: /not{_WORD}/i
_IN.2: /in{_WORD}/i
_EXISTS.2: /exists{_WORD}/i
_IS.2: /is{_WORD}/i
TRUE.2: /true{_WORD}/i
FALSE.2: /false{_WORD}/i
NULL.2: /null{_WORD}/i
SEARCH.5: /(?:{_QUOTED})(?=\s*(?:\)|\Z|(?:and|or){_WORD}))/si
KEY: /{SEGMENT}(?:\.{SEGMENT})*/
STRING: /{_QUOTED}/s
MOMENT.4: /[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:[Tt][0-9:.]{{5,15}}(?:[Zz]|[+-][0-9:]{{5}})?)?(?![\w.:])/
AGO.3: /-[0-9]{{1,6}}[mhdw](?![\w.])/
NUMBER.2: /[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![\w.])/
%ignore /\s+/
"""
_VALUES = {"STRING", "MOMENT", "AGO", "NUMBER", "TRUE", "FALSE", "NULL"}
_SAID = {
    "KEY": "a key",
    "SEARCH": "a search term in quotes",
    "_NOT": '"not"',
    "LPAR": '"("',
    "RPAR": '")"',
    "COMMA": "a comma",
    "_AND": '"and"',
    "_OR": '"or"',
    "OPERATOR": "a comparison (= != < <= > >=)",
    "WORD": '"contains", "startswith", "matches"',
    "_IN": '"in"',
    "_EXISTS": '"exists"',
    "_IS": '"is null"',
    "$END": "the end",
}
_HINTS = {
    '"': "this quote is not closed",
    "'": "this quote is not closed",
    "&": 'write "and"',
    "|": 'write "or"',
    "[": "a list of values is written (1, 2)",
}
_Deep: TypeAlias = "tuple[Node, int]"


def parse(text: str) -> Node:
    """Return the tree of a query text (an empty one matches everything); errors show the place."""
    if len(text) > MAX_CHARACTERS:
        raise _limit(f"a query has at most {MAX_CHARACTERS} characters, this one {len(text)}", MAX_CHARACTERS)
    node = _read(text) if text.strip() else And()
    check_size(node)
    return node


def check_size(node: Node) -> None:
    """Refuse a query of too many tests or values."""
    count = values = 0
    for test in tests(node):
        count += 1
        values += len(test.values) if isinstance(test, In) else 0
    if count > MAX_TERMS:
        raise _limit(f"a query has at most {MAX_TERMS} terms, this one {count}", MAX_TERMS)
    if values > MAX_VALUES:
        raise _limit(f"the in (...) of a query list at most {MAX_VALUES} values, these {values}", MAX_VALUES)


def _limit(why: str, limit: int) -> Invalid:
    return Invalid(why, "query_limit", limit=limit)


def _read(text: str) -> Node:
    try:
        node: Node = _parser().parse(text)[0]
    except _WrongError as error:
        raise _shown(text, error.at, error.why.message, error.why.code, error.why.details) from None
    except lark.UnexpectedInput as error:
        raise _unexpected(text, error) from None
    return node


def trouble(text: str, at: int, why: str) -> Invalid:
    """Return the `query_syntax` error of a place in a text."""
    return _shown(text, at, why, "query_syntax", {})


@lru_cache(maxsize=1)
def _parser() -> Any:
    return lark.Lark(_GRAMMAR, parser="lalr", lexer="contextual", transformer=_Builder())


class _WrongError(Exception):
    """A part that can be read but makes no sense, and where it stands."""

    def __init__(self, at: int, why: Invalid) -> None:
        super().__init__(at, why)
        self.at = at
        self.why = why


class _Builder(lark.Transformer):  # type: ignore[type-arg]
    """Makes nodes as the parser reduces, each with its depth: nothing recurses over deep input."""

    def key(self, items: list[Any]) -> Any:
        return _placed(items[0], lambda: key_of(str(items[0]))), items[0]

    def value(self, items: list[Any]) -> Any:
        return _placed(items[0], lambda: value_of(items[0].type, str(items[0]))), items[0]

    def values(self, items: list[Any]) -> list[Any]:
        return items

    def searching(self, items: list[Any]) -> _Deep:
        return _placed(items[0], lambda: anywhere(str(value_of("STRING", str(items[0]))))), 1

    def comparing(self, items: list[Any]) -> _Deep:
        (key, _), op, (value, place) = items
        return _placed(place, lambda: comparison(key, str(op), value)), 1

    def within(self, items: list[Any], negated: bool = False) -> _Deep:
        (key, place), values = items
        return _placed(place, lambda: membership(key, tuple(value for value, _ in values), negated)), 1

    def without(self, items: list[Any]) -> _Deep:
        return self.within(items, negated=True)

    def existing(self, items: list[Any]) -> _Deep:
        return Exists(items[0][0]), 1

    def null(self, items: list[Any]) -> _Deep:
        return IsNull(items[0][0]), 1

    def not_null(self, items: list[Any]) -> _Deep:
        return IsNull(items[0][0], negated=True), 1

    def negation(self, items: list[_Deep]) -> _Deep:
        return Not(items[0][0]), _deeper(items)

    def group(self, items: list[_Deep]) -> _Deep:
        return items[0][0], _deeper(items)

    def both(self, items: list[_Deep]) -> _Deep:
        return And(tuple(node for node, _ in items)), _deeper(items)

    def either(self, items: list[_Deep]) -> _Deep:
        return Or(tuple(node for node, _ in items)), _deeper(items)


def _deeper(items: Iterable[_Deep]) -> int:
    depth = 1 + max(depth for _, depth in items)
    if depth > MAX_DEPTH:
        raise _limit(f"a query nests at most {MAX_DEPTH} levels of brackets and not", MAX_DEPTH)
    return depth


def _placed(token: Any, make: Callable[[], Any]) -> Any:
    try:
        return make()
    except Invalid as why:
        raise _WrongError(token.start_pos, why) from None


def _unexpected(text: str, error: lark.UnexpectedInput) -> Invalid:
    allowed = (
        getattr(error, "accepts", None) or getattr(error, "expected", None) or getattr(error, "allowed", None)
    )
    said = _expected(set(allowed or ()))
    token = getattr(error, "token", None)
    if token is not None and token.type == "$END":
        at, found = len(text), "the text ends"
    else:
        at = error.pos_in_stream or 0
        found = f"found {text[at] if token is None else str(token)[:40]}"
    hint = _HINTS.get(text[at : at + 1], "")
    if re.compile(_QUOTED, re.DOTALL).match(text, at):
        hint = "" if "a key" in said else 'between two terms stands "and" or "or"'
    if token is not None and token.type == "KEY" and "a value" in said[0]:
        hint = f'text is written in quotes, "{token}"'
    wrong = trouble(text, at, f"expected {_either(said)}, {found}" + (f"; {hint}" if hint else ""))
    wrong.details["expected"] = said
    return wrong


def _expected(terminals: set[str]) -> list[str]:
    said = [text for name, text in _SAID.items() if name in terminals]
    values = terminals & _VALUES
    if values:
        said.insert(
            0, "null" if values == {"NULL"} else "a value (text in quotes, number, true, false, null, date)"
        )
    return said


def _either(said: list[str]) -> str:
    return " or ".join(filter(None, [", ".join(said[:-1]), said[-1]]))


def _shown(text: str, at: int, why: str, code: str, details: dict[str, Any]) -> Invalid:
    """Return an error with the line of the text and a caret under the place."""
    begin = max(text.rfind("\n", 0, at) + 1, at - 60)
    end = text.find("\n", at)
    line = text[begin : min(len(text) if end < 0 else end, at + 40)].replace("\t", " ")
    caret = " " * (at - begin) + "^"
    message = f"column {at + 1}: {why}\n{line}\n{caret}"
    return Invalid(message, code, **{**details, "position": at, "caret": f"{line}\n{caret}"})
