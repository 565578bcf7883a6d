"""All 542 published recipes of MMPreTrain pushed, found, read back and pushed again through the SDK.

Every expectation is computed offline from the recipes before the server is asked. A deviation is an error that
names the recipe, so the figures are only ever those of a right run.
"""

from __future__ import annotations

import gzip
import json
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import numpy as np
from safetensors.numpy import save

from modelbase.client.sdk import Client
from modelbase.entities import Checkpoint
from modelbase.errors import Invalid
from modelbase.identity.identity import Identity, identify
from modelbase.identity.keys import flatten

DATA = Path(__file__).resolve().parents[1] / "tests" / "data" / "mmpretrain-recipes.jsonl.gz"
DISTINCT_ARGS = 426  # of 542, says the data's notice
In = TypeVar("In")
Out = TypeVar("Out")


@dataclass(frozen=True)
class Recipe:
    """One published model: its args, results, and the ID that they must get."""

    name: str
    dataset: str | None
    args: dict[str, Any]
    metrics: dict[str, float]
    identity: Identity

    @property
    def named(self) -> dict[str, str]:
        """What makes the name of the ID where the args do not say it."""
        return {"dataset": self.dataset} if self.dataset else {}


@dataclass
class Clock:
    """Seconds that each call of one kind took."""

    seconds: list[float] = field(default_factory=list)

    def each(self, act: Callable[[In], Out], items: Iterable[In]) -> list[Out]:
        """Call `act` with each item, one after the other, and keep the times."""
        results = []
        for item in items:
            start = time.perf_counter()
            results.append(act(item))
            self.seconds.append(time.perf_counter() - start)
        return results

    def figures(self, noun: str) -> dict[str, float]:
        """Return calls a second and milliseconds at the median and the 95th percentile."""
        cuts = statistics.quantiles(self.seconds, n=20, method="inclusive")
        return {
            f"{noun}_per_second": round(len(self.seconds) / sum(self.seconds), 1),
            f"{noun}_p50_ms": round(1000 * cuts[9], 1),
            f"{noun}_p95_ms": round(1000 * cuts[18], 1),
        }


def load(path: Path = DATA) -> list[Recipe]:
    """Return the recipes of the data file with their IDs, computed offline."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [recipe_of(json.loads(line)) for line in lines]


def recipe_of(row: dict[str, Any]) -> Recipe:
    """Return the recipe of one line, named by its args; 45 of them do not say their dataset, the line does."""
    try:
        dataset, identity = None, identify(row["args"])
    except Invalid:
        dataset, identity = row["dataset"], identify(row["args"], dataset=row["dataset"])
    return Recipe(row["name"], dataset, row["args"], row["metrics"], identity)


def weights(name: str) -> bytes:
    """Return a small safetensors file that is different for each name."""
    random = np.random.default_rng(list(sha256(name.encode()).digest()))
    return save({"head.weight": random.normal(size=(8, 8)).astype(np.float16)}, metadata={"name": name})


def run(client: Client) -> dict[str, Any]:
    """Push, find, read and push again; return the figures, or raise AssertionError at the first deviation."""
    recipes = load()
    digests = {recipe.identity.digest for recipe in recipes}
    expect(len(digests) == DISTINCT_ARGS, f"{len(digests)} distinct digests, not {DISTINCT_ARGS}")
    first: dict[str, Recipe] = {}
    for recipe in recipes:
        first.setdefault(recipe.identity.id, recipe)
    pushes, finds, repeats = Clock(), Clock(), Clock()
    with TemporaryDirectory(prefix="modelbase-bench-") as folder:
        files = {recipe.name: on_disk(recipe, Path(folder)) for recipe in recipes}

        def push(recipe: Recipe) -> Checkpoint:
            return push_one(client, recipe, files[recipe.name], title=first[recipe.identity.id].name)

        pushed = pushes.each(push, recipes)
        check_ids(recipes, [checkpoint.model for checkpoint in pushed])
        check_metrics(recipes, pushed)
        found = finds.each(lambda recipe: client.find(recipe.args, **recipe.named), recipes)
        check_ids(recipes, [one.id for one in found])
        expect(all(one.trained for one in found), "find does not say trained of what was pushed")
        check_args(client, first.values())
        before = snapshot(client, first)
        again = repeats.each(push, recipes)
    expect([one.id for one in again] == [one.id for one in pushed], "pushing again made other checkpoints")
    expect(snapshot(client, first) == before, "pushing again changed a model")
    kept = sum(len(row["checkpoints"]) for row in before)
    distinct = len({(recipe.identity.id, weights(recipe.name)) for recipe in recipes})
    expect(kept == distinct, f"{kept} checkpoints, not {distinct}")
    counts = {
        "recipes": len(recipes),
        "digests": len(digests),
        "models": len(first),
        "checkpoints": kept,
    }
    return counts | pushes.figures("pushes") | finds.figures("finds") | repeats.figures("repeated_pushes")


def push_one(client: Client, recipe: Recipe, file: Path, title: str) -> Checkpoint:
    """Push one recipe as a training script would; the server's check of the bytes is not waited for."""
    return client.push(file, recipe.args, metrics=recipe.metrics, title=title, wait=0, **recipe.named)


def on_disk(recipe: Recipe, folder: Path) -> Path:
    """Write the file of a recipe and return its path."""
    place = folder / recipe.name
    place.mkdir()
    (place / "model.safetensors").write_bytes(weights(recipe.name))
    return place


def check_ids(recipes: list[Recipe], ids: list[str]) -> None:
    """Compare IDs of the server with those computed offline."""
    for recipe, given in zip(recipes, ids, strict=True):
        expect(given == recipe.identity.id, f"{recipe.name} is {given}, not {recipe.identity.id}")


def check_metrics(recipes: list[Recipe], pushed: list[Checkpoint]) -> None:
    """Compare the published results with those that the checkpoints say."""
    for recipe, checkpoint in zip(recipes, pushed, strict=True):
        given = flatten(recipe.metrics)
        expect(checkpoint.metrics == given, f"{recipe.name}: {checkpoint.metrics}, not {given}")


def check_args(client: Client, recipes: Iterable[Recipe]) -> None:
    """Compare the args that the server keeps with those given, down to the order of keys."""
    for recipe in recipes:
        kept = client.get(recipe.identity.id)
        expect(
            json.dumps(kept.args) == json.dumps(recipe.args), f"the args of {recipe.name} came back different"
        )


def snapshot(client: Client, ids: Iterable[str]) -> list[dict[str, Any]]:
    """Return what a repeated push must not change, for each model."""
    return list(_snapshot(client, ids))


def _snapshot(client: Client, ids: Iterable[str]) -> Iterator[dict[str, Any]]:
    for one in ids:
        model = client.get(one)
        kept = client.checkpoints(one)
        expect(
            model.checkpoints == len(kept),
            f"{one} counts {model.checkpoints} checkpoints and has {len(kept)}",
        )
        # Not the state: the worker may be checking the bytes meanwhile.
        labels = tuple((one.id, one.label, one.hash, json.dumps(one.metrics)) for one in kept)
        yield {"id": model.id, "revision": model.revision, "title": model.title, "checkpoints": labels}


def expect(truth: bool, otherwise: str) -> None:
    """Raise AssertionError with what is wrong."""
    if not truth:
        raise AssertionError(otherwise)
