"""Which characters a short text may hold, and how a text from another place is shown: the one rule for both.

Control characters can move a terminal's cursor or run its commands (ECMA-48), bidirectional ones turn letters around
(Unicode TR36, "Trojan Source"), invisible ones make two names look the same. The server refuses them where a text
enters (`check`), clients clean what they show (`clean`, `line`). Pure text: no terminal and no HTTP here.
"""

from __future__ import annotations

import re

from modelbase.errors import Invalid

_TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSEEN = (
    "\u00ad\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"  # not ZWJ, ZWNJ
)
_ODD = f"{_TURNING}{_UNSEEN}\ud800-\udfff"
_IN_A_LINE = re.compile(f"[\\x00-\\x1f\\x7f-\\x9f\u2028\u2029{_ODD}]")
_IN_LINES = re.compile(f"[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\u2028\u2029{_ODD}]")  # but for tab and line feed
INSTEAD = "\N{REPLACEMENT CHARACTER}"


def check(text: str, what: str) -> str:
    """Return a text of one line as it is; raise `invalid`, which names `what`, if it holds an odd character."""
    found = _IN_A_LINE.search(text)
    if found:
        raise Invalid(
            f"{what} holds U+{ord(found.group()):04X}, a control or invisible character: leave it out",
            "invalid",
        )
    return text


def odd(text: str) -> str | None:
    """Return the first control, turning or invisible character of a line, or None."""
    found = _IN_A_LINE.search(text)
    return found.group() if found else None


def clean(text: str) -> str:
    """Return a text to be shown, perhaps of several lines, with U+FFFD in the place of each odd character."""
    return _IN_LINES.sub(INSTEAD, text)


def line(text: str) -> str:
    """Return a text to be shown on one line: a space in the place of each odd character and line break."""
    return _IN_A_LINE.sub(" ", text)
