"""The pages of `show`, `diff`, `tree`, `near` and `keys` on a terminal, drawn with rich.

Text from a server is never markup here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from modelbase_cli.output import clean, line
from modelbase_cli.tables import ago, empty_table, human, size_text, text

STATES = {
    "trained": "green",
    "training": "yellow",
    "interrupted": "magenta",
    "failed": "bold red",
    "new": "dim",
    "verified": "green",
    "corrupt": "bold red",
}
Found = Mapping[str, Any]
METRICS = 3  # that are shown of a neighbour
EXAMPLES, WIDTH = 3, 20  # of a key
CHANGES = {"changed": "yellow", "added": "green", "removed": "red", "same": "dim"}


def model_page(
    model: Mapping[str, Any],
    checkpoints: Sequence[Any],
    files: Mapping[str, Any] | None,
    runs: Sequence[Mapping[str, Any]] = (),
) -> Group:
    """Return the page of one model: facts, runs, args, checkpoints, files, README."""
    heading = Text.assemble((model["id"], "bold cyan"), "  ", (line(model.get("title") or ""), "bold"))
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for name, value in facts(model):
        table.add_row(name, Text(line(value), style=STATES.get(value, "")))
    parts: list[RenderableType] = [heading, table]
    if runs:
        parts += [_rule(f"Runs ({len(runs)})"), _runs(runs)]
    if model.get("args"):
        root = Tree("", hide_root=True, guide_style="dim")
        _grow(root, model["args"])
        parts += [_rule("Args"), Padding(root, (0, 0, 0, 1))]
    if checkpoints:
        parts += [_rule(f"Checkpoints ({len(checkpoints)})"), _checkpoints(checkpoints)]
    if files and "files" in files:
        parts += [
            _rule(f"Files of {files['label']} ({files['file_count']})"),
            _files(files.get("files") or []),
        ]
    if (model.get("readme") or "").strip():
        parts += [_rule("README"), Padding(Markdown(clean(model["readme"]), hyperlinks=False), (0, 1))]
    return Group(*parts)


def diff_page(found: Mapping[str, Any]) -> Group:
    """Return a comparison: one table a section, the base first, what differs in colour."""
    ids: Sequence[str] = found["ids"]
    base = found["base"]
    parts: list[RenderableType] = []
    for section, count in found["counts"].items():
        rows = [row for row in found["rows"] if row["section"] == section]
        if rows:
            table = empty_table()
            table.add_column("key", style="bold", overflow="fold")
            for at, name in enumerate(ids):
                table.add_column(Text(name + (" (base)" if at == base else "")), overflow="fold")
            for row in rows:
                table.add_row(
                    Text(line(row["key"])),
                    *(_cell(row["key"], cell, at == base) for at, cell in enumerate(row["cells"])),
                )
            parts += [
                _rule(f"{section.capitalize()}: {count['different']} of {count['total']} differ"),
                table,
            ]
    if not parts:
        parts.append(Text("No differences.", style="green"))
    return Group(*parts)


def facts(model: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what is known of a model beside args, files and README, as a person reads it."""
    note = model.get("note")
    parents = ", ".join(f"{parent['id']} ({parent['kind']})" for parent in model.get("parents", ()))
    found = [
        ("state", model["state"]),
        ("resume from", model["resume"]["ref"] if model.get("resume") else ""),
        ("tags", ", ".join(model.get("tags", ()))),
        ("aliases", ", ".join(model.get("aliases", ()))),
        ("note", ": ".join(filter(None, [note["verdict"], note["reason"]])) if note else ""),
        (
            "metrics",
            "  ".join(f"{key} {human(key, value)}" for key, value in model.get("metrics", {}).items()),
        ),
        ("parents", parents),
        ("children", str(model.get("children") or "")),
        ("size", size_text(model["size"]) if model.get("size") else ""),
        ("visibility", model["visibility"]),
        ("owner", model.get("owner", "")),
        ("created", ago(model["created_at"])),
        ("updated", ago(model["updated_at"])),
        ("digest", model.get("digest", "")),
        ("family", model.get("family", "")),
    ]
    return [(name, value) for name, value in found if value]


def _runs(runs: Sequence[Mapping[str, Any]]) -> Table:
    table = _plain_table("run", "outcome", "steps", "by", "on", "commit", "started", "error")
    for run in runs:
        last = "" if run.get("last_step") is None else str(run["last_step"])
        error = str(run.get("error") or "").strip().splitlines()[-1:]
        commit = str((run.get("provenance") or {}).get("commit", ""))[:9]
        outcome = run.get("outcome") or "running"
        table.add_row(
            str(run["number"]),
            Text(outcome, style={"finished": "green"}.get(outcome, STATES.get(outcome, "yellow"))),
            f"{run.get('first_step', 0)}–{last}",
            *(
                Text(line(str(each)))
                for each in (run.get("by", ""), run.get("host", ""), commit, ago(run["started_at"]), *error)
            ),
        )
    return table


def _grow(branch: Tree, node: Mapping[str, Any] | Sequence[Any]) -> None:
    items = node.items() if isinstance(node, Mapping) else enumerate(node)
    for key, value in items:
        nested = isinstance(value, Mapping) or (isinstance(value, list) and _is_long(value))
        if nested and value:
            _grow(branch.add(Text(line(str(key)), style="bold")), value)
        else:
            shown = line(text(value) if value is not None else "null")
            branch.add(Text.assemble((line(str(key)), "bold"), "  ", (shown, _style(value))))


def _is_long(items: list[Any]) -> bool:
    return len(text(items)) >= 60 or any(isinstance(one, dict | list) for one in items)


def _style(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return "magenta"
    return "cyan" if isinstance(value, int | float) else "green" if isinstance(value, str) else ""


def _checkpoints(checkpoints: Sequence[Mapping[str, Any]]) -> Table:
    table = _plain_table("label", "step", "metrics", "files", "size", "state", "by", "created")
    for one in checkpoints:
        metrics = "  ".join(
            f"{key} {human(key, value)}" for key, value in list(one.get("metrics", {}).items())[:5]
        )
        table.add_row(
            Text(line(one["label"]), style="cyan"),
            text(one.get("step")),
            Text(line(metrics)),
            text(one.get("file_count")),
            size_text(one["size"]) if "size" in one else "",
            Text(one["state"], style=STATES.get(one["state"], "yellow")),
            Text(line(one.get("created_by", ""))),
            ago(one["created_at"]),
        )
    return table


def _files(files: Sequence[Mapping[str, Any]], most: int = 30) -> Table:
    table = _plain_table("path", "size", "sha256")
    for one in files[:most]:
        table.add_row(Text(line(one["path"])), size_text(one["size"]), Text(one["sha256"][:12], style="dim"))
    if len(files) > most:
        table.add_row(Text(f"… {len(files) - most} more (--json lists them)", style="dim"), "", "")
    return table


def _plain_table(*columns: str) -> Table:
    table = empty_table("dim")
    for column in columns:
        right = column in {"step", "files", "size"}
        table.add_column(column, justify="right" if right else "left", no_wrap=right, overflow="fold")
    return table


def _cell(key: str, cell: Mapping[str, Any], is_base: bool) -> Text:
    if cell["state"] == "missing":
        return Text("–", style="red" if cell["change"] == "removed" else "dim")
    value = cell["value"]
    if isinstance(value, Mapping) and "sha256" in value:
        shown = f"{size_text(value.get('size', 0))} {str(value['sha256'])[:12]}"
    else:
        shown = "null" if value is None else human(key, value)
    found = Text(shown, style="" if is_base else CHANGES.get(cell["change"], ""))
    if isinstance(cell.get("delta"), int | float) and not isinstance(value, Mapping) and key != "size":
        found.append(f"  {cell['delta']:+.4g}", style="dim")
    return found


def _rule(title: str) -> RenderableType:
    return Padding(Rule(Text(title, style="bold"), align="left", style="dim"), (1, 0, 0, 0))


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
        _grow_graph(branch, top, (nodes, below, found["id"], drawn))
    return root


def near_page(found: Found) -> Table:
    """Return neighbours as a table: what was changed, from what to what, and a column for each metric that moved."""
    moved = {
        name: None for row in found["rows"] for name, change in row["metrics"].items() if change.get("delta")
    }
    metrics = list(moved)[:METRICS]
    table = _keyed_table("id", "args", *metrics)
    for row in found["rows"]:
        changes = Text("\n").join(_change(key) for key in row["keys"])
        name = Text(row["id"])
        if row["note"] and row["note"]["verdict"] == "bad":
            name.append(" bad", style="bold red")
        table.add_row(name, changes, *(_metric(row["metrics"].get(metric)) for metric in metrics))
    return table


def keys_page(rows: Sequence[Found]) -> Table:
    """Return the key catalogue as a table in which no key is cut."""
    table = _keyed_table("key", "types", "models", "distinct", "low", "high", "examples")
    for row in rows:
        numbers = [_number(row.get(name)) for name in ("models", "distinct", "low", "high")]
        examples = ", ".join(_short(value) for value in row.get("examples", ())[:EXAMPLES])
        table.add_row(Text(line(row["key"])), ", ".join(row["types"]), *numbers, Text(examples, style="dim"))
    return table


def _keyed_table(first: str, *more: str) -> Table:
    table = empty_table()
    table.add_column(Text(first), no_wrap=True, style="cyan", overflow="fold")
    for name in more:
        one_line = name == "examples"
        table.add_column(Text(line(name)), no_wrap=one_line, overflow="ellipsis" if one_line else "fold")
    return table


def _grow_graph(branch: Tree, above: str, graph: tuple[Any, Any, str, set[str]]) -> None:
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
            _grow_graph(twig, node["id"], graph)


def _node(node: Found, here: str, edge: Found | None) -> Text:
    label = Text()
    if edge:
        count = edge["differing"]
        args = "" if count is None else ", 1 arg" if count == 1 else f", {count} args"
        label.append(f"{edge['kind']}{args}  ", style="dim")
    style = "bold cyan" if node["id"] == here else "dim strike" if node["state"] == "deleted" else "cyan"
    label.append(line(node["id"]), style=style)
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
