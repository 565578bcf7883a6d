"""Brings a server up to date with the demo's recipes: trains and pushes what is missing, makes views.

The SDK is the only way to the server here. Running it again trains and sends nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from modelbase.demo.checkpoint import Files, Trained
from modelbase.demo.recipes import Origin, Recipe, recipes
from modelbase.demo.training import train
from modelbase.entities import Parent
from modelbase.identity.keys import unflatten

if TYPE_CHECKING:
    from modelbase.client.sdk import Client

HIDDEN = ["checkpoints", "size", "owner", "updated_at"]
NAMED = ["args.model.name", "args.optimizer.name", "args.optimizer.lr", "args.epochs"]
LOSSES = ["metrics.val.loss", "metrics.val.accuracy"]
COLUMNS = ["title", "state", "tags", *NAMED]
# In pixels, so that a laptop's window shows arguments and results side by side.
WIDTHS = {"title": 190, "state": 92, "tags": 130} | dict.fromkeys([*NAMED[:2], *LOSSES], 110)
VIEWS: dict[str, dict[str, Any]] = {
    "Recipes and results": {"columns": [*COLUMNS, *LOSSES], "hidden": HIDDEN},
    "Digits, best first": {
        "where": 'dataset = "tiny-digits"',
        "sort": "-metrics.val.accuracy",
        "columns": [*COLUMNS, "args.seed", *LOSSES],
        "hidden": [*HIDDEN, "created_at"],
    },
    "Learning rates": {
        "where": 'tags contains "lr-sweep"',
        "sort": "dataset,args.optimizer.name,args.optimizer.lr",
        "columns": ["dataset", *COLUMNS, *LOSSES],
        "hidden": [*HIDDEN, "created_at"],
    },
}


def fill(client: Client, progress: Callable[[str, int, int], None]) -> int:
    """Train and push the models that the server lacks, and return how many those were.

    `progress` is called with a model's title (else its ID), how many are done, and how many there are.
    """
    ids: dict[str, str] = {}
    trained: dict[str, Trained] = {}

    def parent_files(origin: Origin) -> Files:
        """Return the files of a parent's checkpoint: as just trained, else pulled from the server."""
        if origin.key in trained:
            return trained[origin.key].files(origin.label)
        with TemporaryDirectory(prefix="modelbase-demo-") as folder:
            pulled = client.pull(f"{ids[origin.key]}@{origin.label}", Path(folder) / "parent")
            return {path.name: path.read_bytes() for path in pulled.iterdir() if path.is_file()}

    todo = recipes()
    for done, recipe in enumerate(todo):
        progress(recipe.title or recipe.identity.id, done, len(todo))
        found = client.find(recipe.args)
        ids[recipe.key] = found.id
        if found.model is None or found.model.checkpoints < len(recipe.keep):
            given = {each.key: parent_files(each) for each in recipe.origins}
            parents = [Parent(id=ids[each.key], kind=each.kind) for each in recipe.origins]
            trained[recipe.key] = train(recipe, given)
            _push(client, recipe, trained[recipe.key], parents)
    progress("", len(todo), len(todo))
    return len(trained)


def _push(client: Client, recipe: Recipe, trained: Trained, parents: list[Parent]) -> None:
    """Push the checkpoints of a recipe; the server's own check of the bytes is not waited for."""
    for saved in trained.checkpoints:
        with TemporaryDirectory(prefix="modelbase-demo-") as folder:
            for path, content in saved.files.items():
                (Path(folder) / path).write_bytes(content)
            client.push(
                Path(folder),
                recipe.args,
                label=saved.label,
                step=saved.at.epoch or None,
                metrics=unflatten(saved.metrics),
                parents=parents,
                title=recipe.title or None,
                readme=trained.readme,
                tags=trained.tags,
                wait=0,
            )
    if recipe.alias:
        client.alias(trained.id, recipe.alias)
    if recipe.verdict:
        client.note(trained.id, *recipe.verdict)


def arrange(client: Client) -> int:
    """Make the demo's views, unless the team has views already; return how many were made."""
    if any(view["scope"] == "team" for view in client.api.rows("views")):
        return 0
    for name, state in VIEWS.items():
        view = {"scope": "team", "name": name, "default": name == next(iter(VIEWS))}
        client.api.call("POST", "views", view | {"state": state | {"widths": WIDTHS}})
    return len(VIEWS)
