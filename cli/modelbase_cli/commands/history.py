"""`modelbase history`: the metric series of a model, as text, CSV, JSON or a plot in the terminal."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import Any

import click

from modelbase import History
from modelbase.entities import utc_text
from modelbase.errors import Invalid, NotFound
from modelbase_cli import tables
from modelbase_cli.options import REFERENCE, Here, json_option, pass_here, server_options

COLUMNS = ("key", "step", "value", "time", "run")
PLOTTED = 400  # points of one metric in a plot, more than a terminal has columns
HEIGHT = 18  # lines of one plot


@click.command("history")
@click.argument("ref", metavar="ID", type=REFERENCE)
@click.option("--key", "keys", metavar="K", multiple=True, help="A metric; may be repeated. Without it, all.")
@click.option(
    "--points", type=click.IntRange(1, 100_000), metavar="N", help="About so many points of each metric."
)
@click.option("--plot", "form", flag_value="plot", help="Draw them in the terminal.")
@click.option("--csv", "form", flag_value="csv", help="Comma-separated values.")
@json_option
@server_options
@pass_here
def command(
    here: Here, ref: str, keys: tuple[str, ...], points: int | None, form: str | None, as_json: bool
) -> None:
    """Print or plot the metric series of a model.

    A point a line: key, step, value, time and run.

    \b
    modelbase history imagenet/resnet50:3c70 --key loss --plot
    """
    if form and as_json:
        raise click.UsageError("Give one of --plot, --csv and --json.")
    plot = _plotext() if form == "plot" else None
    found = here.client.history(ref, keys, points or (PLOTTED if plot else None))
    missing = [key for key in keys if key not in found.keys]
    if missing:
        raise NotFound(
            f"{ref} has no series of {', '.join(missing)}; `modelbase history {ref}` prints those that there are"
        )
    rows: list[dict[str, Any]] = [row | {"time": _moment(row["time"])} for row in found]
    if plot:
        here.out.data(_drawn(plot, found))
    elif as_json:
        here.out.json([row | {"value": _plain(row["value"])} for row in rows])
    elif form == "csv":
        here.out.data(tables.comma(COLUMNS, rows).rstrip("\n"))
    else:
        here.out.rows([[tables.text(row[name]) for name in COLUMNS] for row in rows])
    if not rows:
        here.out.say(f"{ref} has no metric series")


def _drawn(plot: Any, found: History) -> str:
    """Return one plot a metric, with its own scale; what is no finite number is a gap."""
    width = min(shutil.get_terminal_size().columns, 120)
    drawn = []
    for key in found.keys:
        one = found[key]
        finite = [(s, v) for s, v in zip(one.step, one.value, strict=True) if v - v == 0]
        if not finite:
            drawn.append(f"{key}: no finite value in {len(one)} points")
            continue
        figure = plot.figure
        figure.clear()
        figure.plot_size(width, HEIGHT)
        signal = figure.signal([step for step, _ in finite], [value for _, value in finite])
        signal.lines()
        figure.draw(signal)
        figure.title(key)
        figure.label("step", "x")
        drawn.append(plot.uncolorize(figure.build().string()))
    return "\n".join(drawn)


def _plotext() -> Any:
    try:
        import plotext

        _ = plotext.figure  # of version 6
    except (ImportError, AttributeError):
        raise Invalid(
            "plots in the terminal need the package plotext: `pip install 'plotext>=6.1,<7'`, or give --csv"
        ) from None
    return plotext


def _moment(milliseconds: int) -> str:
    return utc_text(datetime.fromtimestamp(milliseconds / 1000, UTC))


def _plain(value: float) -> float | str:
    return (
        value if value - value == 0 else "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    )
