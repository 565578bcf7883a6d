"""Grids of KEY=VALUE, and numbers that are one in single precision."""

from __future__ import annotations

import math

import pytest

from modelbase.client.config import is_loopback
from modelbase.errors import Invalid
from modelbase.identity.float32 import same_in_float32, short_of_float32
from modelbase.identity.grids import MANY, divided, grid


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1", ["1"]),
        ("0.1,0.01", ["0.1", "0.01"]),
        ("a,b,c", ["a", "b", "c"]),
        ("[1,2],[3]", ["[1,2]", "[3]"]),
        ("{a: 1, b: 2}", ["{a: 1, b: 2}"]),
        ('"a,b"', ['"a,b"']),
        ("'a,b',c", ["'a,b'", "c"]),
        (",a", [",a"]),
        ("a,", ["a,"]),
        ("a,,b", ["a,,b"]),
        ("[1,2", ["[1,2"]),
        ("it's, here", ["it's, here"]),
        ("", [""]),
    ],
)
def test_commas_divide_values(text: str, parts: list[str]) -> None:
    assert divided(text) == parts


def test_a_grid_is_every_combination_in_order() -> None:
    assert grid(["a=1,2", "b=x", '"c,d".e=3,4']) == [
        [f"a={a}", "b=x", f'"c,d".e={c}'] for a in (1, 2) for c in (3, 4)
    ]
    assert grid(["a=1", "b="]) == [["a=1", "b="]]
    assert grid([]) == [[]]
    with pytest.raises(Invalid, match=f"more than {MANY} recipes"):
        grid([f"{key}=1,2" for key in "abcdefghijk"])


def test_numbers_are_compared_in_single_precision() -> None:
    image = 0.30000001192092896
    assert same_in_float32(0.3, image)
    assert same_in_float32(image, 0.3)
    assert same_in_float32(16777217, 16777216.0)
    for one, other in (
        (0.3, 0.3),
        (0.3, 0.31),
        (1, 2),
        (1, True),
        ("0.3", image),
        (math.nan, math.nan),
        (1e300, 1e301),
    ):
        assert not same_in_float32(one, other)
    assert short_of_float32(image) == 0.3
    for value in (0.3, 0.5, 1.0, 1e300, math.inf, math.nan, 3, "x", True):
        assert short_of_float32(value) is None


def test_what_is_no_address_is_not_this_machine() -> None:
    assert is_loopback("http://127.0.0.1:5050")
    assert not any(map(is_loopback, ["http://[::1", "http://[", "", "http://example.org", "//]"]))
