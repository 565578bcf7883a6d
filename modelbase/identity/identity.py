"""Identity, version 1: training args -> canonical JSON -> digest, family, ID. Nothing else makes an ID.

Server, SDK and CLI call these same functions, offline. Pure: no I/O, no environment, no framework. The rules
are in docs/identity.md, the promise is kept by tests/contract/identity-v1.json.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import rfc8785

from modelbase.errors import Invalid
from modelbase.identity.canonical import MAX_INTEGER, NotPlain
from modelbase.identity.jsontext import not_finite
from modelbase.identity.keys import Json, Path, flatten, format_key
from modelbase.identity.limits import MAX_DEPTH
from modelbase.identity.names import (
    Ref,
    dataset_and_architecture,
    is_hash,
    is_name,
    model_id,
    parse_ref,
    slug,
)
from modelbase.identity.normal import nfc
from modelbase.identity.plain import plain
from modelbase.identity.policy import DEFAULT_POLICY, Policy

__all__ = [
    "DEFAULT_POLICY", "VERSION", "Explanation", "Identity", "Policy", "Ref", "canonical",
    "dataset_and_architecture", "digest", "explain", "family", "identify", "is_hash", "is_name", "model_id",
    "parse_ref", "slug",
]  # fmt: skip

VERSION = 1
_UNDECLARED = object()


@dataclass(frozen=True)
class Identity:
    """The ID of one training recipe and what it is made of."""

    dataset: str
    architecture: str
    name: str
    digest: str
    family: str
    id: str


@dataclass(frozen=True)
class Explanation:
    """What was hashed and what was not, by dotted key."""

    hashed: dict[str, Json]
    ignored: dict[str, tuple[Json, str]]
    defaulted: dict[str, Json]
    seeds: dict[str, Json]
    canonical: str
    digest: str
    family: str


def canonical(args: Any, policy: Policy = DEFAULT_POLICY, *, without_seeds: bool = False) -> bytes:
    """Return the canonical JSON of args in UTF-8: what a digest is the SHA-256 of."""
    texts = _texts(args, policy)
    return texts[1] if without_seeds else texts[0]


def digest(args: Any, policy: Policy = DEFAULT_POLICY) -> str:
    """Return the 64 hex digits that say which recipe this is."""
    return sha256(canonical(args, policy)).hexdigest()


def family(args: Any, policy: Policy = DEFAULT_POLICY) -> str:
    """Return the digest without the seed-like keys: replicas share it."""
    return sha256(canonical(args, policy, without_seeds=True)).hexdigest()


def identify(
    args: Any,
    policy: Policy = DEFAULT_POLICY,
    dataset: str | None = None,
    architecture: str | None = None,
) -> Identity:
    """Return the identity of args, with dataset and architecture as given or as found in the args."""
    tree = args if type(args) is dict else plain(args)
    data, arch = dataset_and_architecture(tree, policy, dataset, architecture)
    whole, bare = _texts(tree, policy)
    name = f"{data}/{arch}"
    made = sha256(whole).hexdigest()
    relatives = made if bare is whole else sha256(bare).hexdigest()
    return Identity(data, arch, name, made, relatives, model_id(name, made))


def explain(args: Any, policy: Policy = DEFAULT_POLICY) -> Explanation:
    """Return which keys made the digest, and which did not and why."""
    log = _Log()
    cleaning = _Cleaning(policy, log=log)
    tree = cleaning.of(args)
    text = _encode(tree)
    seeds = _Log()
    without = _encode(_Cleaning(policy, without_seeds=True, log=seeds).of(args))
    return Explanation(
        hashed=flatten(tree),
        ignored=log.ignored,
        defaulted=log.defaulted,
        seeds=seeds.seeds,
        canonical=text.decode(),
        digest=sha256(text).hexdigest(),
        family=sha256(without).hexdigest(),
    )


def _texts(args: Any, policy: Policy) -> tuple[bytes, bytes]:
    """Return the canonical JSON of args, whole and without seeds."""
    try:
        whole, bare = policy.writer.write(args if type(args) is dict else plain(args))
        encoded = whole.encode()
        return encoded, encoded if bare is whole else bare.encode()
    except (NotPlain, UnicodeEncodeError):
        tree = _Cleaning(policy).of(args)
        return _encode(tree), _encode(_Cleaning(policy, without_seeds=True).of(args))


@dataclass
class _Log:
    """What a cleaning took out, for `explain`."""

    ignored: dict[str, tuple[Json, str]] = field(default_factory=dict)
    defaulted: dict[str, Json] = field(default_factory=dict)
    seeds: dict[str, Json] = field(default_factory=dict)


class _Cleaning:
    """One careful walk over args: normalises values, removes what does not count, and logs what and why.

    canonical.py writes the same in one go where everything is plain already.
    """

    def __init__(self, policy: Policy, *, without_seeds: bool = False, log: _Log | None = None) -> None:
        self.policy = policy
        self.rules = [policy.ignored, policy.seed_like] if without_seeds else [policy.ignored]
        self.paths = any(patterns.paths for patterns in self.rules)
        self.without_seeds = without_seeds
        self.log = log

    def of(self, args: Any) -> dict[str, Json]:
        return self.mapping(args if type(args) is dict else plain(args), ())

    def value(self, value: Any, path: Path) -> Json:
        kind = type(value)
        if kind is str:
            return nfc(value)
        if kind is int or kind is float:
            return _number(value)
        if value is None or value is True or value is False:
            return value
        if kind is not dict and kind is not list:
            return self.value(plain({format_key(path): value})[format_key(path)], path)
        if len(path) >= MAX_DEPTH:
            raise Invalid(f"args are nested deeper than {MAX_DEPTH} levels", limit=MAX_DEPTH)
        if kind is dict:
            return self.mapping(value, path)
        return [self.value(item, (*path, str(at))) for at, item in enumerate(value)]

    def mapping(self, tree: dict[Any, Any], path: Path) -> dict[str, Json]:
        cleaned: dict[str, Json] = {}
        renamed: set[str] = set()
        for given, item in tree.items():
            if type(given) is not str:
                return self.mapping(plain(tree), path)
            key = nfc(given)
            if key is not given:
                if key in tree or key in renamed:
                    raise _equal_keys((*path, key))
                renamed.add(key)
            here = (*path, key)
            if self.counts(key, item, here):
                value = self.value(item, here)
                if not self.is_default(value, item, here):
                    cleaned[key] = value
        return cleaned

    def counts(self, key: str, item: Any, here: Path) -> bool:
        """Say whether no pattern takes this key out."""
        for patterns in self.rules:
            reason = patterns.of_name(key) or (patterns.of_path(here) if self.paths else None)
            if reason is not None:
                if self.log and patterns is self.policy.ignored:
                    self.log.ignored[format_key(here)] = (item, reason)
                elif self.log:
                    self.log.seeds[format_key(here)] = item
                return False
        return True

    def is_default(self, value: Json, item: Any, here: Path) -> bool:
        """Say whether the policy declares this very value as the default of this path."""
        declared_here = self.policy.default_paths.get(here, _UNDECLARED)
        if declared_here is _UNDECLARED:
            return False
        declared = _Cleaning(self.policy, without_seeds=self.without_seeds)
        same = _encode(value) == _encode(declared.value(declared_here, here))
        if same and self.log:
            self.log.defaulted[format_key(here)] = item
        return same


def _number(value: float) -> float | str:
    if type(value) is int:
        return value if -MAX_INTEGER <= value <= MAX_INTEGER else str(value)
    return value if math.isfinite(value) else not_finite(value)


def _equal_keys(path: Path) -> Invalid:
    key = format_key(path)
    return Invalid(f"two keys are both {key} once Unicode is normalised (NFC)", "args_duplicate_key", key=key)


def _encode(tree: Json) -> bytes:
    try:
        return rfc8785.dumps(tree)
    except ValueError as error:
        raise Invalid(f"args cannot be written as JSON: {error}", "args_unreadable") from None
