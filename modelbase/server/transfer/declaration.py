"""What may be declared for a push: files, label, step, metrics, and the limits.

Pure checks: asks no database and no store.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

import rfc8785

from modelbase import paths
from modelbase.entities import File, Metric, Model
from modelbase.errors import Invalid, TooLarge
from modelbase.identity import keys
from modelbase.server.access import Principal
from modelbase.server.bucket.parts import MAX_SIZE, plan
from modelbase.server.database.files.uploads import Draft
from modelbase.server.transfer import labels

MAX_FILES = 10_000
MAX_PARTS = 500_000  # of one upload, all files together
MAX_METRICS = 1_000
NOT_FINITE = frozenset({"NaN", "Infinity", "-Infinity"})
EXACT = 2**53


@dataclass(frozen=True)
class Wanted:
    """What somebody declares that they will push."""

    files: Sequence[File]
    label: str | None = None
    move: bool = False
    step: int | None = None
    metrics: Mapping[str, Any] = field(default_factory=dict)


def checked(who: Principal, model: Model, wanted: Wanted, expires_at: datetime) -> Draft:
    """Return the upload that a declaration asks for, or the error that names what is wrong with it."""
    if not 0 < len(wanted.files) <= MAX_FILES:
        raise TooLarge(
            f"a checkpoint has 1 to {MAX_FILES:,} files, not {len(wanted.files):,}", limit=MAX_FILES
        )
    paths.check_all(file.path for file in wanted.files)
    sizes = distinct(wanted.files)
    if sum(plan(size).parts for size in sizes.values()) > MAX_PARTS:
        raise TooLarge(
            f"this makes more than {MAX_PARTS:,} parts; push it as several checkpoints", limit=MAX_PARTS
        )
    return Draft(
        id=f"c{secrets.token_hex(12)}",
        model=model.key,
        user_id=who.user_id,
        created_by=who.login,
        hash=hash_files(wanted.files),
        label=labels.check(wanted.label),
        move=wanted.move,
        files=tuple(sorted(wanted.files, key=lambda file: file.path)),
        step=wanted.step,
        metrics=flat_metrics(wanted.metrics),
        expires_at=expires_at,
    )


def hash_files(files: Iterable[File]) -> str:
    """Return the hash of a checkpoint: SHA-256 over the canonical JSON of its paths, SHA-256s and sizes."""
    rows: list[Any] = [
        [file.path, file.sha256, file.size] for file in sorted(files, key=lambda file: file.path)
    ]
    return sha256(rfc8785.dumps(rows)).hexdigest()


def flat_metrics(tree: Mapping[str, Any]) -> dict[str, Metric]:
    """Return metrics by key text: numbers, or texts for not-finite ones; raise Invalid naming the key."""
    named = {key: _metric(key, value) for key, value in keys.flatten(tree).items()}
    if len(named) > MAX_METRICS:
        raise TooLarge(
            f"a checkpoint has at most {MAX_METRICS:,} metrics, not {len(named):,}", limit=MAX_METRICS
        )
    return named


def _metric(key: str, value: Any) -> Metric:
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number and value not in NOT_FINITE:
        raise Invalid(f"the metric {key[:200]} is no number", field=f"metrics.{key[:200]}")
    if isinstance(value, int) and abs(value) > EXACT:
        return float(value) if abs(value) < 10**308 else _metric(key, math.copysign(math.inf, value))
    return value  # type: ignore[no-any-return]


def distinct(files: Iterable[File]) -> dict[str, int]:
    """Return the size of each distinct SHA-256."""
    sizes: dict[str, int] = {}
    for file in files:
        if file.size > MAX_SIZE:
            raise TooLarge(
                f"{file.path} has {file.size:,} bytes; the limit is 5 TiB", limit=MAX_SIZE, path=file.path
            )
        if sizes.setdefault(file.sha256, file.size) != file.size:
            raise Invalid(
                f"{file.path} has another size than another file of the same SHA-256", path=file.path
            )
    return sizes
