"""Unicode normal forms in linear time: what `unicodedata.normalize` returns, for any text.

Python's own takes time with the square of a run of combining marks, since it puts them in order by insertion; four
megabytes of them would take hours. Here long runs are put in order before (Unicode Standard, D108 and D109).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

SHORT = 64  # marks in a row that cost nothing worth mentioning; the stream-safe format of UAX #15 allows 30
_RUN = re.compile(rb"[^\0]{%d,}" % SHORT)
# No marks by their class, but they decompose into nothing but marks.
_AS_MARKS = {
    "NFD": dict.fromkeys(map(ord, "\u0f73\u0f75\u0f81"), "\u0301"),
    "NFKD": dict.fromkeys(map(ord, "\u0f73\u0f75\u0f81\uff9e\uff9f"), "\u0301"),
}


def normalize(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """Return a text in a normal form, as `unicodedata.normalize` does."""
    if text.isascii():
        return text
    return unicodedata.normalize(form, _in_order(form, text) if len(text) > SHORT else text)


def nfc(text: str) -> str:
    """Return a text in NFC; the same object where it is in NFC already."""
    return text if text.isascii() or unicodedata.is_normalized("NFC", text) else normalize("NFC", text)


def _in_order(form: str, text: str) -> str:
    """Return an equivalent text in which long runs of marks are decomposed and in canonical order."""
    decomposed: Literal["NFD", "NFKD"] = "NFKD" if "K" in form else "NFD"
    classes = bytes(map(unicodedata.combining, text.translate(_AS_MARKS[decomposed])))
    parts, end = [], 0
    for run in _RUN.finditer(classes):
        marks = "".join([unicodedata.normalize(decomposed, mark) for mark in text[run.start() : run.end()]])
        parts += [text[end : run.start()], "".join(sorted(marks, key=unicodedata.combining))]
        end = run.end()
    return "".join([*parts, text[end:]]) if parts else text
