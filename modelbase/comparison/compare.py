"""What differs between 2 to 200 models: args, metrics, metadata, files and README, each against one base.

The one engine of API, CLI and web. Pure: plain data in, rows out. Lists are aligned by content (align.py):
an inserted augmentation step is one row. Golden answers are in tests/contract/diff.json.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from modelbase import deadline
from modelbase.comparison.align import Aligner, Tokens
from modelbase.comparison.result import Change, Comparison, Row, Side
from modelbase.errors import Invalid, TooLarge
from modelbase.identity.globs import Globs
from modelbase.identity.keys import MISSING, format_key, parse_key

__all__ = ["MISSING", "SECTIONS", "Change", "Comparison", "Row", "Side", "compare"]

SECTIONS = ("args", "metrics", "metadata", "files", "readme")
MAX_SIDES = 200
MAX_CELLS = 500_000
_MISSING_TOKEN = Tokens().of(MISSING)


def compare(
    sides: Sequence[Side],
    base: int = 0,
    *,
    everything: bool = False,
    only: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> Comparison:
    """Return what differs between the sides; `everything` keeps equal rows, the globs say which keys count.

    A glob without a dot matches that segment at any depth (`num_workers`), one with dots the beginning of the
    path (`optimizer.*`, `metrics.top1`); a section's name may stand before or alone.
    """
    if not 2 <= len(sides) <= MAX_SIDES:
        raise Invalid(f"a comparison takes 2 to {MAX_SIDES} models, not {len(sides)}", limit=MAX_SIDES)
    if not 0 <= base < len(sides):
        raise Invalid(f"the base is one of the {len(sides)} models, not number {base}")
    walk = _Walk(base, everything, Globs(only, ignore, SECTIONS))
    walk.section("args", [side.args for side in sides], deep=True)
    for name in SECTIONS[1:]:
        walk.section(name, [getattr(side, name) for side in sides], deep=False)
    return Comparison(tuple(side.id for side in sides), base, walk.counts, tuple(walk.rows))


class _Walk:
    """One walk down all sides at once."""

    def __init__(self, base: int, everything: bool, globs: Globs) -> None:
        self.base = base
        self.everything = everything
        self.globs = globs
        self.tokens = Tokens()
        self.aligner = Aligner(self.tokens)
        self.rows: list[Row] = []
        self.counts: dict[str, dict[str, int]] = {}
        self.cells = 0
        self.name = ""

    def section(self, name: str, trees: Sequence[Mapping[str, Any]], *, deep: bool) -> None:
        self.name = name
        self.counts[name] = {"different": 0, "total": 0}
        for key in _union(trees, self.base):
            nodes = [tree.get(key, MISSING) for tree in trees]
            if deep:
                self.node(nodes, (key,))
            else:
                path = parse_key(key) if name == "metrics" and self.globs else (key,)
                self.row(nodes, path, key)

    def node(self, nodes: list[Any], path: tuple[str, ...]) -> None:
        """Descend where all sides have a tree, else make one row of what is here."""
        deadline.check()
        tokens = [self.tokens.of(node) for node in nodes]
        if tokens.count(tokens[self.base]) == len(tokens):
            self.equal(nodes, path)
            return
        present = [node for node in nodes if node is not MISSING]
        whole = len(present) < len(nodes)
        if all(type(node) is dict for node in present) and not (whole and {} in present):
            for key in _union([{} if node is MISSING else node for node in nodes], self.base):
                self.node(
                    [MISSING if node is MISSING else node.get(key, MISSING) for node in nodes], (*path, key)
                )
        elif all(type(node) is list and node for node in present) and not (whole and self.one_value(present)):
            self.lists(nodes, present, path)
        else:
            self.row(nodes, path)

    def one_value(self, nodes: Sequence[Any]) -> bool:
        return len({self.tokens.of(node) for node in nodes if node is not MISSING}) == 1

    def lists(self, nodes: list[Any], present: list[list[Any]], path: tuple[str, ...]) -> None:
        if any(type(item) in (dict, list) for items in present for item in items):
            self.aligned(nodes, path)
        elif len({len(items) for items in present}) == 1:
            for at in range(len(present[0])):
                self.node([MISSING if node is MISSING else node[at] for node in nodes], (*path, str(at)))
        else:
            self.row(nodes, path)

    def aligned(self, nodes: list[Any], path: tuple[str, ...]) -> None:
        """Make rows of lists of mappings or lists, numbered as in the base (else the first that has one)."""
        reference = next(node for node in (nodes[self.base], *nodes) if node is not MISSING)
        matched = [[MISSING] * len(nodes) for _ in reference]
        inserted: list[dict[Any, list[Any]]] = [{} for _ in range(len(reference) + 1)]
        known: dict[Any, dict[int, int]] = {}
        for side, node in enumerate(nodes):
            if node is MISSING:
                continue
            token = self.tokens.of(node)
            if token not in known:
                known[token] = {there: here for here, there in self.aligner.pairs(reference, node)}
            place, gap = known[token], 0
            seen: Counter[Any] = Counter()
            for at, item in enumerate(node):
                if at in place:
                    matched[place[at]][side] = item
                    gap, seen = place[at] + 1, Counter()
                else:
                    mark = self.tokens.of(item)
                    seen[mark] += 1
                    inserted[gap].setdefault((mark, seen[mark]), [MISSING] * len(nodes))[side] = item
        self.aligned_rows(matched, inserted, path)

    def aligned_rows(
        self, matched: list[list[Any]], inserted: list[dict[Any, list[Any]]], path: tuple[str, ...]
    ) -> None:
        for at, columns in enumerate(inserted):
            for number, column in enumerate(columns.values(), 1):
                self.row(column, (*path, f"{at - 1 if at else ''}+{number}"))
            if at < len(matched):
                here = (*path, str(at))
                lacking = MISSING in matched[at]
                step = self.row if lacking and self.one_value(matched[at]) else self.node
                step(matched[at], here)

    def equal(self, nodes: list[Any], path: tuple[str, ...]) -> None:
        """Count the leaves of a tree that is the same everywhere, and keep them if all rows are asked for."""
        deadline.check()
        if not self.everything and not self.globs:
            self.counts[self.name]["total"] += self.tokens.leaves(nodes[0])
            return
        inner = (
            nodes[0]
            if type(nodes[0]) is dict
            else dict(enumerate(nodes[0]))
            if type(nodes[0]) is list
            else {}
        )
        if not inner:
            self.row(nodes, path)
        for key in inner:
            self.equal([node[key] for node in nodes], (*path, str(key)))

    def row(self, values: list[Any], path: tuple[str, ...], key: str | None = None) -> None:
        deadline.check()
        if not self.globs.let(self.name, path):
            return
        tokens = [self.tokens.of(value) for value in values]
        first = tokens[self.base]
        changes = tuple(_change(first, token) for token in tokens)
        different = changes.count("same") < len(changes)
        count = self.counts[self.name]
        count["total"] += 1
        count["different"] += different
        if different or self.everything:
            self.cells += len(values)
            if self.cells > MAX_CELLS:
                raise TooLarge(
                    f"over {MAX_CELLS} cells differ: compare fewer models or fewer keys", limit=MAX_CELLS
                )
            self.rows.append(Row(self.name, key or format_key(path), tuple(values), changes))


def _change(base: Any, token: Any) -> Change:
    if token == base:
        return "same"
    if base == _MISSING_TOKEN:
        return "added"
    return "removed" if token == _MISSING_TOKEN else "changed"


def _union(trees: Sequence[Mapping[str, Any]], base: int) -> list[str]:
    """Return the keys of all trees, those of the base first, each in its given order."""
    keys = dict.fromkeys(trees[base])
    for tree in trees:
        keys.update(dict.fromkeys(tree))
    return list(keys)
