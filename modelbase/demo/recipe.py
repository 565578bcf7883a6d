"""What the demo's parts hand each other: a recipe, and what training it gave.

Plain frozen data. No numbers are computed here and nothing talks to a server.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, TypeAlias

from modelbase.identity.identity import Identity, identify

Files: TypeAlias = "Mapping[str, bytes]"
Kind: TypeAlias = 'Literal["resumed", "finetuned", "distilled", "merged", "quantized"]'


@dataclass(frozen=True)
class Origin:
    """A checkpoint of another recipe that a training begins with; `key` names that recipe."""

    key: str
    kind: Kind
    label: str = "last"


@dataclass(frozen=True)
class Recipe:
    """All that one training of the demo needs; `keep` names the checkpoints in the order of pushing."""

    key: str
    args: dict[str, Any]
    title: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()
    keep: tuple[str, ...] = ("last",)
    language: Literal["en", "ko"] = "en"

    @cached_property
    def identity(self) -> Identity:
        """The identity of the args, computed offline."""
        return identify(self.args)


@dataclass(frozen=True)
class Epoch:
    """Where a training stood after one epoch; `epoch` is 0 where nothing was trained by steps."""

    epoch: int
    steps: int
    lr: float
    metrics: dict[str, float]


@dataclass(frozen=True)
class Saved:
    """One checkpoint: its label, files by path, and the metrics of these very weights."""

    label: str
    at: Epoch
    files: dict[str, bytes]

    @property
    def step(self) -> int | None:
        """The epoch, where there was one."""
        return self.at.epoch or None

    @property
    def metrics(self) -> dict[str, float]:
        """The metrics of these weights."""
        return self.at.metrics


@dataclass(frozen=True)
class Trained:
    """What came of a recipe; `diverged` says that the loss was no number at the end."""

    id: str
    checkpoints: tuple[Saved, ...]
    readme: str
    tags: tuple[str, ...] = ()
    curve: tuple[Epoch, ...] = field(default=(), repr=False)

    def files(self, label: str) -> dict[str, bytes]:
        """Return the files of one checkpoint."""
        return next(saved.files for saved in self.checkpoints if saved.label == label)
