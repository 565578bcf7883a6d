"""Many models made of the real recipes: hundreds of keys each, a dozen of them varied, with mixed types and gaps.

`documents` yields what the server itself would store, straight into MongoDB: pushing a million models by HTTP would
measure the push. Deterministic: model n is the same in every fill.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from modelbase.entities import Model, State
from modelbase.identity.identity import identify, model_id, slug
from modelbase.identity.keys import lookup
from modelbase.server.database import Database, flat
from modelbase.server.database.models import models

RECIPES = Path(__file__).parent.parent / "tests" / "data" / "mmpretrain-recipes.jsonl.gz"
START = datetime(2026, 1, 1, tzinfo=UTC)
SECONDS_APART = 20
LR = ("optim_wrapper", "optimizer", "lr")
DECAY = ("optim_wrapper", "optimizer", "weight_decay")
SEED = ("randomness", "seed")
EPOCHS = ("train_cfg", "max_epochs")
BATCH = ("train_dataloader", "batch_size")
WARMUP = ("warmup", "ratio")
EMA, DROPOUT, AUGMENT, PRECISION, CLIP = ("ema",), ("dropout",), ("augment",), ("precision",), ("clip_grad",)
GONE = object()
BATCH_OF = 1000


@dataclass(frozen=True)
class Recipe:
    """A published training: its name, its args, and their leaves by field name."""

    dataset: str
    architecture: str
    args: dict[str, Any]
    leaves: dict[str, Any]
    metrics: dict[str, float]


def recipes() -> list[Recipe]:
    """Return the 542 recipes."""
    with gzip.open(RECIPES, "rt") as lines:
        return [_recipe(json.loads(line)) for line in lines]


def _recipe(read: dict[str, Any]) -> Recipe:
    metrics = {name: value for name, value in read["metrics"].items() if isinstance(value, int | float)}
    dataset = slug(read["dataset"] or "unknown")
    return Recipe(dataset, slug(read["name"]), read["args"], flat.leaves_of(read["args"]), metrics)


def varied(recipe: Recipe, at: int) -> dict[tuple[str, ...], Any]:
    """Return which keys model number `at` has otherwise than its recipe; GONE is a key it lacks."""
    dice = random.Random(at)
    base = lookup(recipe.args, LR, 0.1)
    lr = dice.choice((0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 1, 1.5, 2, 3, 5, 10)) * (
        base if base.__class__ is float else 0.1
    )
    found: dict[tuple[str, ...], Any] = {
        LR: lr,
        DECAY: dice.choice((0, 1e-5, 2e-5, 5e-5, 1e-4, 5e-4, 0.01, 0.05)),
        SEED: at // 542,
        EPOCHS: dice.choice((90, 100, 200, 300, 600)),
        BATCH: dice.choice((32, 64, 128, 256)),
        WARMUP: round(dice.random(), 3),
        EMA: dice.random() < 0.5,
        DROPOUT: round(dice.randint(0, 50) / 100, 2),
        AUGMENT: dice.choice(("none", "randaug", "trivial", "autoaug", "cutmix")),
        PRECISION: dice.choice(("fp32", "fp16", "bf16")),
        CLIP: dice.choice((None, 1.0, 5, "auto", False)),
    }
    if dice.random() < 0.04:
        found[LR] = dice.choice(("auto", None, GONE))
    for key in (EMA, DROPOUT, AUGMENT):
        if dice.random() < 0.2:
            found[key] = GONE
    return found


def args_of(recipe: Recipe, changes: dict[tuple[str, ...], Any]) -> dict[str, Any]:
    """Return the args tree of a recipe with changes; the recipe's own tree stays as it is."""
    tree = dict(recipe.args)
    for path, value in changes.items():
        node = tree
        for part in path[:-1]:
            below = node.get(part)
            node[part] = dict(below) if isinstance(below, dict) else {}
            node = node[part]
        if value is GONE:
            node.pop(path[-1], None)
        else:
            node[path[-1]] = value
    return tree


def document(recipe: Recipe, at: int, quick: bool) -> dict[str, Any]:
    """Return the document of model number `at`; `quick` takes any digest instead of the real one."""
    changes = varied(recipe, at)
    tree = args_of(recipe, changes)
    text = json.dumps(tree)
    if quick:
        digest = family = sha256(text.encode()).hexdigest()
    else:
        identity = identify(tree, dataset=recipe.dataset, architecture=recipe.architecture)
        digest, family = identity.digest, identity.family
    dice = random.Random(-at - 1)
    moment = START + timedelta(seconds=SECONDS_APART * at)
    name = f"{recipe.dataset}/{recipe.architecture}"
    model = Model(
        id=model_id(name, digest, 12),
        name=name, dataset=recipe.dataset, architecture=recipe.architecture,
        digest=digest, family=family, policy=1,
        title=f"{recipe.architecture} {at}", tags=("baseline",) if dice.random() < 0.1 else (),
        owner=dice.choice(("ada", "grace", "edsger", "barbara")),
        state=State.TRAINED, checkpoints=1, latest="last", size=dice.randint(10**6, 10**9),
        metrics=_metrics(recipe, dice), created_at=moment, updated_at=moment,
    )  # fmt: skip
    return models.document(model, text, _flat(recipe, changes))


def _flat(recipe: Recipe, changes: dict[tuple[str, ...], Any]) -> dict[str, Any]:
    """Return what `flat.args` makes of the changed tree, from the recipe's leaves."""
    leaves = recipe.leaves | {flat.name(path): value for path, value in changes.items()}
    for path in changes:
        for end in range(1, len(path)):
            leaves.pop(flat.name(path[:end]), None)
    return flat.with_containers({name: value for name, value in leaves.items() if value is not GONE})


def _metrics(recipe: Recipe, dice: random.Random) -> dict[str, float]:
    if dice.random() < 0.05:
        return {}
    top1 = recipe.metrics.get("Top 1 Accuracy", 70.0) + dice.gauss(0, 2)
    loss = {"val.loss": round(dice.random() * 3, 5)} if dice.random() < 0.7 else {}
    return {"top1": round(top1, 3), "top5": round(min(top1 + 15, 100), 3)} | loss


def documents(numbers: Iterable[int], quick: bool = False) -> Iterator[dict[str, Any]]:
    """Yield the documents of these model numbers."""
    known = recipes()
    for at in numbers:
        yield document(known[at % len(known)], at, quick)


def fill(db: Database, numbers: Iterable[int], quick: bool = False) -> int:
    """Store models straight into the database; return how many."""
    batch: list[dict[str, Any]] = []
    count = 0
    for each in documents(numbers, quick):
        batch.append(each)
        if len(batch) == BATCH_OF:
            db.models.insert_many(batch, ordered=False)
            count += len(batch)
            batch = []
    if batch:
        db.models.insert_many(batch, ordered=False)
    return count + len(batch)
