"""Request bodies: read strictly, args kept byte for byte."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelbase.errors import ModelbaseError
from modelbase.identity.rawjson import GivenArgs, _careful, _quick, read_object


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
        (b'{"a": NaN}', "not JSON"),
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


def _read(way: Callable[[bytes], Any], data: bytes) -> Any:
    try:
        members = way(data)
    except ModelbaseError as error:
        return error.code, error.message
    if members is None:
        return None
    given = members.pop("args")
    told = (given.text, given.tree) if isinstance(given, GivenArgs) else given
    return repr((told, sorted(members.items(), key=lambda pair: pair[0])))


@settings(deadline=None, database=None, max_examples=1000)
@given(_bodies())
def test_the_quick_reader_takes_only_what_the_careful_one_reads_the_same(text: str) -> None:
    quick = _read(_quick, text.encode())
    assert quick is None or quick == _read(_careful, text.encode())


def test_the_quick_reader_takes_a_recipe_as_python_and_others_write_it() -> None:
    tree = {"lr": 0.1, "n": [1, 2.0, True, None], "é": {"seed": 1, "type": "SGD"}}
    for text in (json.dumps(tree, ensure_ascii=False), json.dumps(tree, ensure_ascii=False, indent=2)):
        members = _quick(f'{{"args": {text}, "dataset": "d"}}'.encode())
        assert members is not None
        assert (members["args"].tree, members["args"].text, members["dataset"]) == (tree, text, "d")
