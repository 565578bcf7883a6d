"""`modelbase ls`: the projection table in the terminal, or for another program."""

from __future__ import annotations

from typing import Any

import click

from modelbase.errors import Invalid
from modelbase.query.tree import FIELDS
from modelbase_cli import tables
from modelbase_cli.options import Here, pass_here, server_options

COLUMNS = "title,state,tags,size,created_at"
FORMATS = {"csv": tables.comma, "tsv": tables.tsv, "latex": tables.latex}


@click.command("ls")
@click.option(
    "--where", metavar="EXPR", default="", help="Filter, such as 'args.lr < 0.1 and metrics.top1 > 76'."
)
@click.option(
    "--sort", metavar="KEYS", default="", help="Comma list, - for descending: -metrics.top1,args.lr"
)
@click.option("--columns", metavar="KEYS", default="", help="Comma list: title,args.lr,metrics.top1")
@click.option(
    "--limit", metavar="N", type=click.IntRange(min=1), default=50, show_default=True, help="At most so many."
)
@click.option("--all", "everything", is_flag=True, help="All that fit, however many.")
@click.option("--json", "form", flag_value="json", help="Print JSON.")
@click.option("--csv", "form", flag_value="csv", help="Print CSV with a heading.")
@click.option("--tsv", "form", flag_value="tsv", help="Print tab-separated text with a heading.")
@click.option("--latex", "form", flag_value="latex", help="Print a LaTeX table (booktabs).")
@server_options
@pass_here
def command(here: Here, /, limit: int, everything: bool, form: str | None, **query: str) -> None:
    """List models with the columns you ask for.

    A pipe gets tab-separated text without a heading. docs/query.md has the language of --where.

    \b
    modelbase ls --where 'dataset = "imagenet" and metrics.top1 > 76' --sort -metrics.top1
    modelbase ls --columns title,args.optimizer.lr,metrics.top1 --csv > models.csv
    """
    asked = query["columns"] or COLUMNS
    most = None if everything else limit
    found = list(here.client.models(query["where"], query["sort"], asked, None if most is None else most + 1))
    rows = found[:most]
    if rows:
        _check_columns(here, split_keys(query["columns"]), rows)
    columns = ["id", *(key for key in split_keys(asked) if key != "id")]
    if form == "json":
        here.out.json(rows)
    elif form:
        here.out.data(FORMATS[form](columns, rows))
    elif not here.out.tty:
        here.out.rows([[tables.text(row.get(column)) for column in columns] for row in rows])
    elif rows:
        here.out.draw(
            tables.drawn(columns if query["columns"] else _used(columns, rows), rows, here.out.page.width)
        )
    if not rows and not form:
        here.out.say("No model fits." if query["where"] else "No models yet. Push one: modelbase push --help")
    if len(found) > len(rows):
        here.out.say(f"The first {len(rows)}; there are more: --all, or a larger --limit.")


def _check_columns(here: Here, asked: list[str], rows: list[dict[str, Any]]) -> None:
    """Raise `query_key` for a column that is empty in every row since no model has a key of this name."""
    for column in asked:
        if column in FIELDS or any(column in row for row in rows):
            continue
        bare = column.removeprefix("args.").removeprefix("metrics.")
        known = [row["key"] for row in here.client.keys(bare, limit=1000)]
        if not {column, f"args.{column}", f"metrics.{column}"} & set(known):
            near = f"; did you mean {known[0]}?" if known else ""
            raise Invalid(f"no model has the column {column[:200]!r}{near}", "query_key", key=column)


def _used(columns: list[str], rows: list[dict[str, Any]]) -> list[str]:
    """Return the columns that are not empty in every row."""
    return [column for column in columns if any(row.get(column) not in (None, "", []) for row in rows)]


def split_keys(text: str) -> list[str]:
    """Return the keys of a comma list; a comma within quotes belongs to the key."""
    keys, quoted = [""], False
    for letter in text:
        quoted ^= letter == '"'
        if letter == "," and not quoted:
            keys.append("")
        else:
            keys[-1] += letter
    return [key.strip() for key in keys if key.strip()]
