"""Unicode normal forms are those of the standard library, and no run of marks makes them slow."""

from __future__ import annotations

import sys
import unicodedata
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelbase.identity import normal
from modelbase.identity.normal import nfc, normalize

FORMS = ("NFC", "NFD", "NFKC", "NFKD")
SIGNS = "ab가か\u1100\u1161\u11a8éẛﬁ\u0f73\u0f81\uff9e"
MARKS = "\u0301\u0316\u0344\u0345\u0323\u0f71\u0f72\u0f74\u3099\U0001d165\U0001d16d\u0308\u0f73\u0f75\uff9f"
RUNS = st.lists(st.text(SIGNS, max_size=2) | st.text(MARKS, max_size=150), max_size=6).map("".join)


@settings(max_examples=150, deadline=None)
@given(RUNS | st.text(max_size=100))
def test_a_normal_form_is_that_of_the_standard_library(text: str) -> None:
    for form in FORMS:
        assert normalize(form, text) == unicodedata.normalize(form, text)
    assert nfc(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("form", ["NFD", "NFKD"])
def test_every_sign_that_decomposes_into_marks_is_known_as_one(form: str) -> None:
    signs = (chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000)
    hidden = {
        ord(sign)
        for sign in signs
        if not unicodedata.combining(sign) and unicodedata.combining(unicodedata.normalize(form, sign)[0])
    }
    assert hidden == set(normal._AS_MARKS[form])


@pytest.mark.parametrize(
    "marks", ["\u0301\u0316", "\u0f73\u0f71", "\u0f81\u0323", "\uff9f\u0316", "\u0344\u0316"]
)
@pytest.mark.parametrize("form", FORMS)
def test_marks_are_in_order_before_the_library_puts_them_so_by_insertion(
    form: Any, marks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counts the pairs of neighbours that the library would have to move, which grows with its square."""
    seen: list[str] = []
    inner = unicodedata.normalize
    monkeypatch.setattr(unicodedata, "normalize", lambda form, text: seen.append(text) or inner(form, text))
    normalize(form, "a" + marks * 5_000)
    text = inner("NFKD" if "K" in form else "NFD", "") + max(seen, key=len)
    classes = [
        unicodedata.combining(sign) for sign in text if form[-2:] != "KC" or sign not in "\uff9e\uff9f"
    ]
    assert sum(one > other > 0 for one, other in pairwise(classes)) < normal.SHORT
