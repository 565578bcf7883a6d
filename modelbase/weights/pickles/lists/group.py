"""One entry of a list: names of one kind, the most that a pickle may do with them, and the reason."""

from __future__ import annotations

from typing import NamedTuple

from modelbase.weights.report import Use


class Group(NamedTuple):
    """Names by module, separated by blanks; `most` is the most far-reaching use (`value` < `made` < `called`)."""

    most: Use
    reason: str
    names: dict[str, str]
