"""The team's identity rules: what does not count, what is a seed, declared defaults, where names are found.

A policy is data; its patterns are compiled once per policy. Digests and IDs are made in identity.py only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any

from modelbase.errors import Invalid
from modelbase.identity.canonical import Rules, Writer
from modelbase.identity.globs import fits
from modelbase.identity.keys import Json, Path, parse_key
from modelbase.identity.normal import normalize
from modelbase.identity.plain import plain

MAX_PATTERNS = 1_000
IGNORE = """
    output_dir out_dir work_dir work_dirs save_dir log_dir logging_dir default_root_dir root_dir
    cache_dir data_root data_dir data_path run_name run_id exp_name experiment_name job_name
    project_name verbose debug disable_tqdm progress_bar log_level log_interval log_every
    log_every_n_steps logging_* report_to wandb* tensorboard* save_interval save_every save_freq
    save_steps save_strategy save_total_limit workers num_workers dataloader_num_workers pin_memory
    dataloader_pin_memory persistent_workers prefetch_factor resume resume_from
    resume_from_checkpoint auto_resume device gpu gpus gpu_id gpu_ids local_rank rank node_rank
    dist_url dist_backend master_addr master_port push_to_hub push_to_hub_* hub_*
"""
SEEDS = "seed random_seed manual_seed data_seed seed_everything rng_seed global_seed"
DATASET_KEYS = "dataset dataset_name data.name data.dataset dataset_type"
ARCHITECTURE_KEYS = (
    "arch architecture model model_name model.name model.type model.backbone.type backbone model_name_or_path"
)


@dataclass(frozen=True)
class Policy:
    """One numbered version of the identity rules."""

    number: int = 1
    ignore: tuple[str, ...] = tuple(IGNORE.split())
    seeds: tuple[str, ...] = tuple(SEEDS.split())
    defaults: Mapping[str, Json] = field(default_factory=dict)
    dataset_keys: tuple[str, ...] = tuple(DATASET_KEYS.split())
    architecture_keys: tuple[str, ...] = tuple(ARCHITECTURE_KEYS.split())

    def to_dict(self) -> dict[str, Any]:
        """Return the policy as JSON data."""
        lists = {name: list(getattr(self, name)) for name in _LISTS}
        return {"number": self.number, **lists, "defaults": dict(self.defaults)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Policy:
        """Return the policy of JSON data; absent lists have their defaults, unknown ones are errors."""
        unknown = sorted(set(data) - {"number", "defaults", *_LISTS})
        if unknown:
            raise Invalid(f"a policy has no {unknown[0]!r}; it has number, defaults, {', '.join(_LISTS)}")
        number = data.get("number", 1)
        if type(number) is not int or number < 1:
            raise Invalid("the number of a policy is an integer from 1")
        lists = {name: _patterns(name, data[name]) for name in _LISTS if name in data}
        defaults = data.get("defaults", {})
        if not isinstance(defaults, Mapping):
            raise Invalid("the defaults of a policy are a mapping of keys to values")
        policy = cls(number=number, defaults=plain(defaults), **lists)
        _ = policy.default_paths  # a bad key is an error now, not in the first training
        return policy

    @cached_property
    def fingerprint(self) -> str:
        """16 hex digits that say what the rules are, whatever their number."""
        rules = {key: value for key, value in self.to_dict().items() if key != "number"}
        return sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()[:16]

    @cached_property
    def ignored(self) -> Patterns:
        """The compiled ignore patterns."""
        return Patterns(self.ignore)

    @cached_property
    def seed_like(self) -> Patterns:
        """The compiled patterns of seed-like keys."""
        return Patterns(self.seeds)

    @cached_property
    def writer(self) -> Writer:
        """What writes canonical JSON by these rules."""
        ignored, seeds = self.ignored, self.seed_like
        rules = Rules(
            (ignored.of_name, ignored.of_path),
            (seeds.of_name, seeds.of_path),
            self.default_paths,
            [*(parts for parts, _ in (*ignored.paths, *seeds.paths)), *self.default_paths],
        )
        return Writer(rules)

    @cached_property
    def default_paths(self) -> dict[Path, Json]:
        """The declared defaults by their segments, NFC-normalised."""
        return {
            tuple(normalize("NFC", part) for part in parse_key(key)): value
            for key, value in self.defaults.items()
        }


_LISTS = ("ignore", "seeds", "dataset_keys", "architecture_keys")


class Patterns:
    """A list of key patterns: one segment matches that key at any depth, several match the whole path."""

    def __init__(self, patterns: Iterable[str]) -> None:
        by_segments = {tuple(normalize("NFC", part) for part in parse_key(text)): text for text in patterns}
        self.exact = {
            parts[0]: text for parts, text in by_segments.items() if len(parts) == 1 and "*" not in parts[0]
        }
        self.globs = [
            (parts[0], text) for parts, text in by_segments.items() if len(parts) == 1 and "*" in parts[0]
        ]
        self.paths = [(parts, text) for parts, text in by_segments.items() if len(parts) > 1]
        self.of_name = lru_cache(maxsize=16_384)(self._of_name)

    def _of_name(self, name: str) -> str | None:
        """Return the pattern that takes out a key of this name at any depth, or None."""
        if name in self.exact:
            return self.exact[name]
        return next((text for glob, text in self.globs if fits(glob, name)), None)

    def of_path(self, path: Path) -> str | None:
        """Return the pattern of several segments that takes out this path, or None."""
        for parts, text in self.paths:
            if len(parts) == len(path) and all(map(fits, parts, map(str, path))):
                return text
        return None


def _patterns(name: str, given: Any) -> tuple[str, ...]:
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise Invalid(f"{name} of a policy is a list of keys")
    if len(given) > MAX_PATTERNS:
        raise Invalid(
            f"{name} of a policy has {len(given)} entries; the limit is {MAX_PATTERNS}", limit=MAX_PATTERNS
        )
    for text in given:
        if not isinstance(text, str):
            raise Invalid(f"{name} of a policy holds {text!r}, which is no key")
        if set(text) <= set('*."'):
            raise Invalid(f"{name} of a policy holds {text!r}, which would match every key")
        parse_key(text)
    return tuple(given)


DEFAULT_POLICY = Policy()
