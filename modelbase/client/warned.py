"""The sentence that warns of a bad mark on a model or on what it came of. Imports nothing, so that any command may."""

from __future__ import annotations


def warning_text(model: str, bad: str, reason: str) -> str:
    """Return the warning for a model that is marked bad (`bad` is its own ID) or that came of one."""
    if model == bad:
        return f"{model} is marked bad: {reason}"
    return f"{model} came of {bad}, which is marked bad: {reason}"
