"""What `show` and `diff` look like on a terminal, drawn with rich. Text from a server is never markup here."""

from __future__ import annotations

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
from modelbase_cli.tables import ago, human, size_text, text

STATES = {"trained": "green", "training": "yellow", "new": "dim", "verified": "green", "corrupt": "bold red"}
CHANGES = {"changed": "yellow", "added": "green", "removed": "red", "same": "dim"}


def model_page(
    model: Mapping[str, Any], checkpoints: Sequence[Any], files: Mapping[str, Any] | None
) -> Group:
    """Return the page of one model: facts, args, checkpoints, files, README."""
    parts: list[RenderableType] = [_heading(model), _facts(model)]
    if model.get("args"):
        parts += [_rule("Args"), Padding(_tree(model["args"]), (0, 0, 0, 1))]
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
            table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
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


def _heading(model: Mapping[str, Any]) -> RenderableType:
    return Text.assemble((model["id"], "bold cyan"), "  ", (line(model.get("title") or ""), "bold"))


def _facts(model: Mapping[str, Any]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for name, value in facts(model):
        table.add_row(name, Text(line(value), style=STATES.get(value, "")))
    return table


def facts(model: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what is known of a model beside args, files and README, as a person reads it."""
    note = model.get("note")
    parents = ", ".join(f"{parent['id']} ({parent['kind']})" for parent in model.get("parents", ()))
    found = [
        ("state", model["state"]),
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


def _tree(args: Mapping[str, Any]) -> Tree:
    root = Tree("", hide_root=True, guide_style="dim")
    _grow(root, args)
    return root


def _grow(branch: Tree, node: Mapping[str, Any] | Sequence[Any]) -> None:
    items = node.items() if isinstance(node, Mapping) else enumerate(node)
    for key, value in items:
        if isinstance(value, Mapping | list) and value and not _is_short(value):
            _grow(branch.add(Text(line(str(key)), style="bold")), value)
        else:
            shown = line(text(value) if value is not None else "null")
            branch.add(Text.assemble((line(str(key)), "bold"), "  ", (shown, _style(value))))


def _is_short(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(text(value)) < 60
        and not any(isinstance(one, dict | list) for one in value)
    )


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
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
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
