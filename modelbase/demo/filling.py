"""Brings a server up to date with the demo's recipes: looks, trains what is missing, pushes it as users do.

The SDK is the only way to the server here. Running it again trains and sends nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from modelbase.demo.descendants import recipes
from modelbase.demo.recipe import Files, Origin, Recipe, Saved, Trained
from modelbase.demo.training import train
from modelbase.entities import Parent
from modelbase.identity.keys import unflatten

if TYPE_CHECKING:
    from modelbase.client.sdk import Client


def fill(client: Client, progress: Callable[[str, int, int], None]) -> int:
    """Train and push what the server does not have yet; return how many models that were.

    `progress` is called with a model's title (else its ID), how many are done, and how many there are.
    """
    filling = Filling(client)
    wanted = recipes()
    for done, recipe in enumerate(wanted):
        progress(recipe.title or recipe.identity.id, done, len(wanted))
        filling.ensure(recipe)
    progress("", len(wanted), len(wanted))
    return len(filling.trained)


class Filling:
    """One walk over the recipes: the server, and what was trained on the way."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.ids: dict[str, str] = {}
        self.trained: dict[str, Trained] = {}

    def ensure(self, recipe: Recipe) -> None:
        """Train and push one recipe, unless the server has all its checkpoints."""
        found = self.client.find(recipe.args)
        self.ids[recipe.key] = found.id
        if found.model is not None and found.model.checkpoints >= len(recipe.keep):
            return
        trained = train(recipe, {origin.key: self.parent_files(origin) for origin in recipe.origins})
        for saved in trained.checkpoints:
            self.push(recipe, trained, saved)
        self.trained[recipe.key] = trained

    def parent_files(self, origin: Origin) -> Files:
        """Return the files of a parent's checkpoint: as just trained, else pulled from the server."""
        if origin.key in self.trained:
            return self.trained[origin.key].files(origin.label)
        with TemporaryDirectory(prefix="modelbase-demo-") as folder:
            pulled = self.client.pull(f"{self.ids[origin.key]}@{origin.label}", Path(folder) / "parent")
            return {path.name: path.read_bytes() for path in pulled.iterdir() if path.is_file()}

    def push(self, recipe: Recipe, trained: Trained, saved: Saved) -> None:
        """Push one checkpoint; the server's own check of the bytes is not waited for."""
        parents = [Parent(id=self.ids[origin.key], kind=origin.kind) for origin in recipe.origins]
        with on_disk(saved.files) as folder:
            self.client.push(
                folder,
                recipe.args,
                label=saved.label,
                step=saved.step,
                metrics=unflatten(saved.metrics),
                parents=parents,
                title=recipe.title or None,
                readme=trained.readme,
                tags=trained.tags,
                wait=0,
            )


@contextmanager
def on_disk(files: Mapping[str, bytes]) -> Iterator[Path]:
    """Give a folder with these files, gone afterwards."""
    with TemporaryDirectory(prefix="modelbase-demo-") as folder:
        for path, content in files.items():
            (Path(folder) / path).write_bytes(content)
        yield Path(folder)
