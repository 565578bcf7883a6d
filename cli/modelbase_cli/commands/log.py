"""`modelbase log`: values of metrics join the series of a model. Prints the step."""

from __future__ import annotations

import click

from modelbase_cli.commands.push import metrics_of_pairs
from modelbase_cli.options import REFERENCE, Here, json_option, pass_here, server_options


@click.command("log")
@click.argument("ref", metavar="ID", type=REFERENCE)
@click.argument("pairs", metavar="KEY=VALUE...", nargs=-1, required=True)
@click.option(
    "--step", type=click.IntRange(0), metavar="N", help="The step; without it, the one after the last."
)
@json_option
@server_options
@pass_here
def command(here: Here, ref: str, pairs: tuple[str, ...], step: int | None, as_json: bool) -> None:
    """Add values of metrics to the series of a model.

    They are part of its newest run. Prints the step.

    \b
    modelbase log imagenet/resnet50:3c70 top1=76.1 loss=0.93 --step 90
    """
    values = metrics_of_pairs(pairs, "KEY=VALUE")
    at = here.client.log(ref, values, step)
    if as_json:
        here.out.json({"step": at})
    else:
        here.out.data(str(at))
    here.out.done(f"{len(pairs)} value{'s' if len(pairs) != 1 else ''} at step {at}")
