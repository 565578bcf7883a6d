"""Request bodies: read strictly, args kept byte for byte."""

import pytest

from modelbase.errors import ModelbaseError
from modelbase.server.rawjson import read_object


def test_args_keep_their_text_and_the_rest_is_read() -> None:
    body = read_object(
        b' { "dataset" : "d", "args": {"lr": 1e-05,\n "n": 1.0, "k": "\xed\x95\x9c"} , "tags": ["a"] } '
    )
    assert body["dataset"] == "d"
    assert body["tags"] == ["a"]
    assert body["args"].text == '{"lr": 1e-05,\n "n": 1.0, "k": "한"}'
    assert body["args"].tree == {"lr": 1e-05, "n": 1.0, "k": "한"}


def test_bare_not_finite_numbers_in_args_become_text() -> None:
    given = read_object(b'{"args": {"a": NaN, "b": -Infinity}}')["args"]
    assert given.text == '{"a": "NaN", "b": "-Infinity"}'
    assert given.tree == {"a": "NaN", "b": "-Infinity"}


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
