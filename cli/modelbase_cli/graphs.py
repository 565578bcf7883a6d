"""What `tree`, `near` and `keys` look like on a terminal, drawn with rich. Text from a server is never markup here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from modelbase_cli.output import line
from modelbase_cli.tables import text

Found = Mapping[str, Any]
METRICS = 3  # that are shown of a neighbour
EXAMPLES, WIDTH = 3, 20  # of a key


def lineage_tree(found: Found) -> Tree:
    """Return the graph as trees from its oldest models down; one that has several parents is drawn out once."""
    nodes = {node["id"]: node for node in found["nodes"]}
    below: dict[str, list[Found]] = defaultdict(list)
    for edge in found["edges"]:
        below[edge["from"]].append(edge)
    children = {edge["to"] for edge in found["edges"]}
    tops = [node for node in nodes if node not in children] or [found["id"]]
    root = Tree("", hide_root=True, guide_style="dim")
    drawn: set[str] = set()
    for top in tops:
        branch = root.add(_node(nodes[top], found["id"], None))
        _grow(branch, top, (nodes, below, found["id"], drawn))
    return root


def near_page(found: Found) -> Table:
    """Return neighbours as a table: what was changed, from what to what, and a column for each metric that moved."""
    moved = {
        name: None for row in found["rows"] for name, change in row["metrics"].items() if change.get("delta")
    }
    metrics = list(moved)[:METRICS]
    table = _table("id", "args", *metrics)
    for row in found["rows"]:
        changes = Text("\n").join(_change(key) for key in row["keys"])
        name = Text(row["id"])
        if row["note"] and row["note"]["verdict"] == "bad":
            name.append(" bad", style="bold red")
        table.add_row(name, changes, *(_metric(row["metrics"].get(metric)) for metric in metrics))
    return table


def keys_page(rows: Sequence[Found]) -> Table:
    """Return the key catalogue as a table in which no key is cut."""
    table = _table("key", "types", "models", "distinct", "low", "high", "examples")
    for row in rows:
        numbers = [_number(row.get(name)) for name in ("models", "distinct", "low", "high")]
        examples = ", ".join(_short(value) for value in row.get("examples", ())[:EXAMPLES])
        table.add_row(Text(line(row["key"])), ", ".join(row["types"]), *numbers, Text(examples, style="dim"))
    return table


def _table(first: str, *more: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column(Text(first), no_wrap=True, style="cyan", overflow="fold")
    for name in more:
        one_line = name == "examples"
        table.add_column(Text(line(name)), no_wrap=one_line, overflow="ellipsis" if one_line else "fold")
    return table


def _grow(branch: Tree, above: str, graph: tuple[Any, Any, str, set[str]]) -> None:
    nodes, below, here, drawn = graph
    drawn.add(above)
    for edge in below[above]:
        node = nodes[edge["to"]]
        again = node["id"] in drawn
        label = _node(node, here, edge)
        if again and below[node["id"]]:
            label.append("  (drawn above)", style="dim")
        twig = branch.add(label)
        if not again:
            _grow(twig, node["id"], graph)


def _node(node: Found, here: str, edge: Found | None) -> Text:
    label = Text()
    if edge:
        count = edge["differing"]
        args = "" if count is None else ", 1 arg" if count == 1 else f", {count} args"
        label.append(f"{edge['kind']}{args}  ", style="dim")
    style = "bold cyan" if node["id"] == here else "dim strike" if node["state"] == "deleted" else "cyan"
    label.append(node["id"], style=style)
    label.append(f"  {line(node['title'])}" if node["title"] else "")
    if node["state"] != "trained":
        label.append(f"  {node['state']}", style="dim")
    if node["note"]:
        bad = node["note"]["verdict"] == "bad"
        reason = f": {line(node['note']['reason'])}" if node["note"]["reason"] else ""
        label.append(f"  {node['note']['verdict']}{reason}", style="bold red" if bad else "green")
    return label


def _change(key: Found) -> Text:
    label = Text(f"{line(key['key'])}  ", style="bold")
    label.append(_value(key, "base"), style="dim")
    label.append(" → ", style="dim")
    label.append(_value(key, "value"), style="yellow")
    if key["seed"]:
        label.append("  seed", style="dim")
    return label


def _value(key: Found, name: str) -> str:
    if name not in key:
        return "–"
    return "null" if key[name] is None else line(text(key[name]))


def _metric(change: Found | None) -> Text:
    if change is None:
        return Text("–", style="dim")
    label = Text(_number(change["value"]))
    if "delta" in change:
        label.append(f" ({change['delta']:+.3g})", style="dim")
    return label


def _number(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else line(text(value))


def _short(value: Any) -> str:
    shown = "null" if value is None else _number(value)
    return shown if len(shown) <= WIDTH else shown[: WIDTH - 1] + "…"
