"""The files of a demo checkpoint: weights and optimiser state as safetensors, metrics, curve, vocabulary.

Bytes in memory, the same for the same numbers; nothing is written to disk or sent from here.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from safetensors.numpy import load, save

from modelbase.demo.data import Args, Array
from modelbase.demo.recipe import Epoch, Files, Recipe

MODEL, OPTIMIZER, METRICS = "model.safetensors", "optimizer.safetensors", "metrics.json"
CURVE, VOCABULARY = "curve.csv", "vocabulary.json"


def files(recipe: Recipe, label: str, at: Epoch, weights: Mapping[str, Array]) -> dict[str, bytes]:
    """Return what every checkpoint has: the weights, which say whose they are, and their metrics."""
    about = {"format": "np", "label": label, "model": json.dumps(recipe.args["model"], ensure_ascii=False)}
    report = {"id": recipe.identity.id, "label": label, "epoch": at.epoch, "steps": at.steps, "lr": at.lr}
    return {
        MODEL: safetensors(weights, about | {"modelbase.id": recipe.identity.id}),
        METRICS: json_bytes(report | {"metrics": {key: finite(value) for key, value in at.metrics.items()}}),
    }


def safetensors(tensors_by_name: Mapping[str, Array], about: Mapping[str, str]) -> bytes:
    """Return a safetensors file whose header is sorted: the library writes its metadata in any order."""
    data = save(
        {name: np.asarray(array, order="C") for name, array in tensors_by_name.items()}, metadata=dict(about)
    )
    end = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:end])
    header["__metadata__"] = dict(sorted(about.items()))
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + data[end:]


def tensors(checkpoint: Files, path: str = MODEL) -> dict[str, Array]:
    """Return the arrays of a safetensors file of a checkpoint."""
    loaded: dict[str, Array] = load(checkpoint[path])
    return loaded


def model_of(checkpoint: Files) -> Args:
    """Return the `model` args that the weights of a checkpoint were made with."""
    data = checkpoint[MODEL]
    header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    model: dict[str, Any] = json.loads(header["__metadata__"]["model"])
    return model


def read_metrics(checkpoint: Files) -> dict[str, Any]:
    """Return what `metrics.json` of a checkpoint says."""
    report: dict[str, Any] = json.loads(checkpoint[METRICS])
    return report


def json_bytes(value: Any) -> bytes:
    """Return indented JSON in UTF-8."""
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def curve_bytes(curve: Sequence[Epoch]) -> bytes:
    """Return the learning curve as CSV, one row an epoch."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    names = list(curve[0].metrics)
    rows.writerow(["epoch", "steps", "lr", *names])
    rows.writerows([one.epoch, one.steps, one.lr, *(one.metrics[name] for name in names)] for one in curve)
    return text.getvalue().encode()


def finite(value: float) -> float | str:
    """Return a number as JSON can hold it: NaN and infinities as text."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
