"""JSON of args and of request bodies: parsed once and strictly, args kept byte for byte."""

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelbase.errors import ModelbaseError
from modelbase.identity import jsontext
from modelbase.identity.args import dumps, loads, plain
from modelbase.identity.jsontext import read_object


def test_args_keep_their_text_and_the_rest_is_read() -> None:
    body = read_object(
        b' { "dataset" : "d", "args": {"lr": 1e-05,\n "n": 1.0, "k": "\xed\x95\x9c"} , "tags": ["a"] } '
    )
    assert body["dataset"] == "d"
    assert body["tags"] == ["a"]
    assert body["args"].text == '{"lr": 1e-05,\n "n": 1.0, "k": "한"}'
    assert body["args"].tree == {"lr": 1e-05, "n": 1.0, "k": "한"}


def test_bare_not_finite_numbers_in_args_become_text() -> None:
    found = read_object(b'{"args": {"a": NaN, "b": -Infinity}}')["args"]
    assert found.text == '{"a": "NaN", "b": "-Infinity"}'
    assert found.tree == {"a": "NaN", "b": "-Infinity"}


def test_an_empty_object_is_fine() -> None:
    assert read_object(b" {} ") == {}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "expected '{'"),
        (b"[]", "expected '{'"),
        (b"{", "not JSON"),
        (b'{"a": 1,}', "comma"),
        (b'{"a": 1} x', "after its end"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b'{"b": {"x": 1, "x": 2}}', "twice"),
        (b'{"args": {"x": 1, "x": 2}}', "twice"),
        (b'{"a": NaN}', "not JSON: NaN"),
        (b'{"a": [-Infinity]}', "not JSON: -Infinity"),
        (b'{"args": {"x": 1,}}', "not JSON.*column 18"),
        (b'{"x": {"k": 1}, "args": {"k": {"k": 1}, "x": {"k": 1, "k": 2}}}', "'k' is there twice.*column 55"),
        (b'{"args": {"x": "1e999", "y": 1e999}}', "1e999 at line 1, column 30"),
        (b'{"args": {"x": "\\ud800"}}', "half a character"),
        (b'{"a" 1}', "expected ':'"),
        (b"{1: 1}", "expected a name"),
        (b'{"a": "\xff"}', "UTF-8"),
        (b'{"args": []}', "mapping"),
        (b'{"args": {"x": 1e400}}', "double"),
        (b'{"n": ' + b"9" * 5000 + b"}", "double"),
        (b'{"a": ' + b"[" * 100_000 + b"}", "nested"),
        (b'{"args": ' + b'{"a":' * 200 + b"1" + b"}" * 200 + b"}", "nested"),
    ],
)
def test_a_wrong_body_is_refused_and_said(data: bytes, says: str) -> None:
    with pytest.raises(ModelbaseError, match=says) as caught:
        read_object(data)
    assert caught.value.status == 400


NUMBERS = st.sampled_from([
    "0", "-0", "1.0", "-0.0", "1e-05", "1E5", "5e-324", "1.7976931348623157e308", "1e400", "123456789012345",
    "9007199254740993", "18446744073709551616", "1234567890123456789012345", "0.1234567890123456", "NaN", "01",
])  # fmt: skip
WORDS = st.sampled_from(
    [
        "a",
        "b",
        "args",
        "",
        "é",
        "e\u0301",
        ":",
        "\\u00e9",
        "\\n",
        "\n",
        "}",
        "{",
        ",",
        "\x7f",
        '\\"',
        "12345678901234567",
    ]
)
SPACES = st.sampled_from(["", " ", "\n", "\t "])


@st.composite
def _values(draw: st.DrawFn, depth: int = 0) -> str:
    kind = draw(st.integers(0, 5 if depth < 3 else 3))
    if kind < 2:
        return draw(NUMBERS if kind else st.sampled_from(["true", "false", "null"]))
    if kind < 4:
        return f'"{draw(WORDS)}"'
    items = draw(st.lists(_values(depth + 1), max_size=3))
    if kind == 4:
        return f"[{','.join(draw(SPACES) + item for item in items)}{draw(SPACES)}]"
    return _mapping(draw, items)


def _mapping(draw: st.DrawFn, items: list[str]) -> str:
    members = [f'{draw(SPACES)}"{draw(WORDS)}"{draw(SPACES)}:{draw(SPACES)}{item}' for item in items]
    return f"{{{','.join(members)}{draw(SPACES)}}}"


@st.composite
def _bodies(draw: st.DrawFn) -> str:
    args = _mapping(draw, draw(st.lists(_values(1), max_size=4)))
    others = draw(st.lists(st.tuples(WORDS, _values(2)), max_size=2))
    members = [f'"{name}": {value}' for name, value in others]
    members.insert(draw(st.integers(0, len(members))), f'"args"{draw(SPACES)}: {args}')
    return f"{draw(SPACES)}{{{', '.join(members)}}}{draw(SPACES)}"


class Token(str):
    """A number as it stands in the text."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a name is there twice")
    return dict(pairs)


def _numbers(value: Any, *, of_args: bool) -> Any:
    """Return a tree with its numbers read; NaN and infinities are texts in args and refused elsewhere."""
    if isinstance(value, dict):
        return {key: _numbers(item, of_args=of_args) for key, item in value.items()}
    if isinstance(value, list):
        return [_numbers(item, of_args=of_args) for item in value]
    if not isinstance(value, Token):
        return value
    bare, number = value[-1] in "Ny", float(value)
    if (bare and not of_args) or (of_args and not bare and math.isinf(number)):
        raise ValueError("no number that a body may hold")
    return str(value) if bare else number


def _closely(text: str) -> dict[str, Any] | None:
    """Return the members of a body, read in the plainest way; None where it is to be refused."""
    try:
        members = json.loads(text, object_pairs_hook=_unique, parse_float=Token, parse_constant=Token)
        read = {name: _numbers(value, of_args=name == "args") for name, value in members.items()}
        return read | {"args": plain(read["args"])}
    except (ValueError, ModelbaseError):
        return None


def _read(text: str) -> dict[str, Any] | None:
    try:
        members = read_object(text.encode())
    except ModelbaseError:
        return None
    return members | {"args": members["args"].tree}


@settings(deadline=None, database=None, max_examples=1000)
@given(_bodies())
def test_a_body_reads_as_parsing_it_closely_reads_it(text: str) -> None:
    assert repr(_read(text)) == repr(_closely(text))  # in which 1, 1.0 and -0.0 are told apart


@settings(deadline=None, database=None, max_examples=300)
@given(_bodies())
def test_the_text_of_args_says_what_their_tree_says_and_stands_in_the_body(text: str) -> None:
    try:
        given = read_object(text.encode())["args"]
    except ModelbaseError:
        return
    assert repr(loads(given.text)) == repr(given.tree)
    assert given.text in text or given.text == dumps(given.tree)


def test_a_body_is_parsed_once_however_its_texts_are_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = []

    def counted(text: str, at: int, decoder: json.JSONDecoder) -> Any:
        parsed.append(text[at : at + 7])
        return value(text, at, decoder)

    value = jsontext._value
    monkeypatch.setattr(jsontext, "_value", counted)
    tree = {"lr": 0.1, "é": ["\u2028", "\\", {"seed": 1}]}
    for text in (json.dumps(tree), json.dumps(tree, ensure_ascii=False, indent=2)):
        parsed.clear()
        members = read_object(f'{{"args": {text}, "dataset": "d"}}'.encode())
        assert (members["args"].tree, members["args"].text, members["dataset"]) == (tree, text, "d")
        assert parsed == ['"args":', text[:7], '"datase', '"d"}']


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a": "\\ud800"}', "args_unreadable"),
        ('{"a": "\ud800"}', "args_unreadable"),
        ('{"' + "k" * 1001 + '": 1}', "invalid"),
        ('{"a": [' + "1," * 10_000 + "1]}", "invalid"),
        ('{"a": [' + "[]," * 10_000 + "1]}", "invalid"),
        ('{"a":' * 101 + "1" + "}" * 101, "invalid"),
        ('{"a": ' + "[" * 100_000, "invalid"),
        ('{"a": ' + "9" * 400 + "}", "args_number"),
        ('{"a": "' + "x" * 2**21 + '"}', "too_large"),
    ],
    ids=range(9),
)
def test_what_is_over_a_limit_is_refused(text: str, code: str) -> None:
    with pytest.raises(ModelbaseError) as caught:
        loads(text)
    assert caught.value.code == code


def test_what_is_just_within_the_limits_is_read() -> None:
    deep = '{"a":' * 100 + "1" + "}" * 100
    wide = json.dumps({f"k{at}": at for at in range(10_000)})
    long = json.dumps({"k" * 1000: "v" * 2000})
    for text in (deep, wide, long):
        assert loads(text) == json.loads(text)


LARGE = {
    "numbers": b'{"args":{"a":[' + b",".join([b"1.1e-7"] * 200_000) + b"]}}",
    "keys": b'{"args":{' + b",".join(b'"k%d":1' % at for at in range(100_000)) + b',"k5":1}}',
    "empty lists": b'{"args":{"a":[' + b",".join([b"[]"] * 300_000) + b"]}}",
    "lists in lists": b'{"args":{"a":[' + b",".join([b"[" * 97 + b"]" * 97] * 3_000) + b"]}}",
    "deep": b'{"args":' + b'{"a":' * 300_000 + b"1" + b"}" * 300_000 + b"}",
    "a text": b'{"args":{"a":"' + b"x" * 2_200_000 + b'"}}',
}


@pytest.mark.parametrize("kind", LARGE)
def test_args_beyond_a_limit_are_refused_before_they_are_parsed(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counts the work: no value is made, and no more tokens are looked at than args may have."""
    asked: list[Any] = []
    inner, steps = jsontext._value, jsontext._STEPS
    monkeypatch.setattr(jsontext, "_value", lambda *given: asked.append(given[2]) or inner(*given))
    looked = []

    class Steps:
        def finditer(self, *given: Any) -> Any:
            for found in steps.finditer(*given):
                looked.append(1)
                yield found

    monkeypatch.setattr(jsontext, "_STEPS", Steps())
    with pytest.raises(ModelbaseError) as caught:
        read_object(LARGE[kind])
    assert caught.value.details["limit"]
    assert jsontext._ARGS not in asked
    assert len(looked) <= 400_000


def test_a_field_that_a_route_has_not_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsontext, "_given", lambda *_: pytest.fail("args were read"))
    with pytest.raises(ModelbaseError, match="args: is not a field here"):
        read_object(LARGE["numbers"], {"secret"})


@pytest.mark.parametrize(
    "body",
    [
        '{"title": "\\ud800"}', '{"tags": ["a", "\\udfff"]}', '{"state": {"x": {"\\uD83D": 1}}}', '{"\\udc00": 1}',
        '{"args": {"\\ud800": 1}}', '{"args": {"a": [{"b": "x\\ude00\\ud83d"}]}}', '{"metrics": {"m": {"\\ud800": 1}}}',
    ],
)  # fmt: skip
def test_half_a_character_is_refused_anywhere_and_the_error_can_be_encoded(body: str) -> None:
    with pytest.raises(ModelbaseError) as caught:
        read_object(body.encode())
    assert caught.value.status == 400
    assert json.dumps([caught.value.message, caught.value.details], ensure_ascii=False).encode()


def test_a_character_of_two_escapes_and_an_escaped_backslash_are_whole() -> None:
    assert read_object(rb'{"a": "\ud83d\ude00", "b": "\\ud800"}') == {"a": "\U0001f600", "b": "\\ud800"}
