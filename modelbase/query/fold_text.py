"""What a search term means for one text: upper and lower case alike, composed and decomposed spellings alike.

Folding goes character by character and never changes a text's length. Pure text work, no query tree;
modelbase/query/evaluate.py says which texts of a model are searched.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

LONGEST = 10_000  # characters of one text that are searched
MAX_TERM = 500  # characters of a search term
_CASED = 0x1F000  # above, no character has another case


def fold(text: str) -> str:
    """Return a text in which characters that differ in case alone are the same; only its beginning counts."""
    text = text[:LONGEST]
    return text.lower() if text.isascii() else text.translate(_folds())


def spellings(term: str) -> tuple[str, ...]:
    """Return the folded texts of which one must stand in a folded text for a term to be found there."""
    forms = (term, unicodedata.normalize("NFC", term), unicodedata.normalize("NFD", term))
    return tuple(dict.fromkeys(fold(form) for form in forms))


@lru_cache(maxsize=1)
def _folds() -> dict[int, str]:
    """Return for each character that has another case the one that stands for all its cases."""
    found = {}
    for code in range(_CASED):
        sign = chr(code)
        one = next((way for way in (sign.casefold(), sign.lower()) if len(way) == 1), sign)
        if one != sign:
            found[code] = one
    return found
