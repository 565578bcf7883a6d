"""Which models a person may know of: a value that access.py makes, and the one matcher that decides by it.

The same value is translated once for MongoDB (database/visible.py) and once for the index (index/search.py);
tests/store/test_visible.py holds both to `Visible.admits`. Imports nothing of the server: all of it may import this.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from modelbase.entities import Model, Part


@dataclass(frozen=True)
class Visible:
    """The models whose name fits `only`, if there is one, and of these `every` one or those that are opened.

    Opened are the models of the database keys `shared`, and, where `public`, the public ones that show all `parts`.
    Without arguments it is no model at all.
    """

    every: bool = False
    only: str | None = None
    public: bool = False
    parts: frozenset[Part] = frozenset()
    shared: frozenset[str] = frozenset()

    def admits(self, model: Model) -> bool:
        """Say whether this model is one of them."""
        if not self.covers(model.name):
            return False
        public = self.public and model.visibility == "public" and self.parts.issubset(model.public_sees)
        return self.every or public or model.key in self.shared

    def covers(self, name: str) -> bool:
        """Say whether models of this name can be among them."""
        opened = self.every or self.public or bool(self.shared)
        return opened and (self.only is None or fits(name, self.only))

    def covered(self, ids: Iterable[str]) -> list[str]:
        """Return those of these model IDs whose name is covered: a token for some names learns no others."""
        return [each for each in ids if self.covers(each.partition(":")[0])]

    def whole_names(self) -> Visible:
        """Return what is left where every model of a name has to be visible, as for the aliases of that name."""
        return self if self.every else NOTHING

    def knows_all(self, name: str) -> bool:
        """Say whether every model of this name is visible, so that one that is not found is not there."""
        return self.every and self.covers(name)


EVERYTHING = Visible(every=True)
NOTHING = Visible()


def fits(name: str, pattern: str) -> bool:
    """Say whether a whole name fits a pattern, in which `*` is any number of any characters, `/` among them.

    Everything else is itself, upper and lower case apart; the time is linear, however many stars there are.
    """
    first, *rest = pattern.split("*")
    if not rest:
        return name == pattern
    *middle, last = rest
    at = len(first)
    if not name.startswith(first):
        return False
    for part in middle:
        found = name.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return len(name) - at >= len(last) and name.endswith(last)
