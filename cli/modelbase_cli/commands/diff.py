"""`modelbase diff`: what differs between models. Exit 0 equal, 1 different, as diff does."""

from __future__ import annotations

from typing import Any

import click

from modelbase_cli.failure import DONE, FAILED
from modelbase_cli.options import REFERENCE, Here, pass_here, read_args, server_options
from modelbase_cli.tables import text


@click.command("diff")
@click.argument("refs", metavar="ID ID...", nargs=-1, required=True, type=REFERENCE)
@click.option(
    "--base", metavar="ID", type=REFERENCE, help="What the others are compared with; without it the first."
)
@click.option("--args", "args_file", metavar="FILE", help="Compare these args with those of the models.")
@click.option("--all", "everything", is_flag=True, help="Also the keys that are equal.")
@click.option("--only", metavar="GLOB", multiple=True, help="Only keys that fit; may be repeated.")
@click.option("--ignore", metavar="GLOB", multiple=True, help="Not the keys that fit; may be repeated.")
@click.option("--json", "form", flag_value="json", help="Print JSON.")
@click.option("--markdown", "form", flag_value="markdown", help="Print Markdown tables.")
@server_options
@pass_here
def command(
    here: Here,
    refs: tuple[str, ...],
    base: str | None,
    args_file: str | None,
    everything: bool,
    only: tuple[str, ...],
    ignore: tuple[str, ...],
    form: str | None,
) -> int:
    """Show what differs between models; exit 1 if anything does.

    \b
    modelbase diff imagenet/resnet50:3c70 imagenet/resnet50:9a1f
    modelbase diff ID ID --ignore seed --ignore '*_dir'
    modelbase diff ID ID ID --only 'args.optimizer.*' --markdown
    modelbase diff --args config.yaml ID
    """
    if args_file and base:
        raise click.UsageError("--args is the base itself: leave --base out.")
    ids = [*refs, *([base] if base and base not in refs else [])]
    if len(ids) < 2 and not args_file:
        raise click.UsageError("diff takes at least two IDs, or --args FILE and one.")
    args = read_args(args_file, ()) if args_file else None
    found = here.client.diff(ids, base, args=args, all=everything, only=only, ignore=ignore)
    if form == "json":
        here.out.json(found)
    elif form == "markdown":
        from modelbase.comparison.markdown import markdown

        here.out.data(markdown(found).rstrip("\n"))
    elif here.out.tty:
        from modelbase_cli import pages

        here.out.draw(pages.diff_page(found))
    else:
        here.out.rows([["section", "key", *found["ids"]], *_rows(found)])
    return DONE if found["equal"] else FAILED


def _rows(found: dict[str, Any]) -> list[list[str]]:
    return [
        [
            row["section"],
            row["key"],
            *(text(cell["value"]) if cell["state"] == "value" else "" for cell in row["cells"]),
        ]
        for row in found["rows"]
    ]
