"""Names and IDs as text: `dataset/architecture:hash`, references with an alias or a label, slugs.

Parsing and checking only; which hash belongs to which args is decided in identity.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from modelbase.errors import Invalid
from modelbase.identity.keys import lookup, parse_key
from modelbase.identity.normal import normalize
from modelbase.identity.policy import Policy

MAX_SLUG = 96
HASH_LENGTH = 9
SHORTEST_PREFIX = 4
EXAMPLE = "imagenet/resnet50:3c7039714"
_PART = r"[a-z0-9](?:[a-z0-9._-]{0,94}[a-z0-9])?"
_TAIL = r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}"
_LABEL = r"[A-Za-z0-9][A-Za-z0-9._=+-]{0,95}"
_NAME = re.compile(rf"{_PART}/{_PART}", re.ASCII)
_REF = re.compile(rf"(?P<name>{_PART}/{_PART}):(?P<tail>{_TAIL})(?:@(?P<label>{_LABEL}))?", re.ASCII)
_GIVEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)  # a new label or alias
_LIKE_A_HASH = re.compile(r"[0-9a-fA-F]{12,}")
_HEX = re.compile(r"[0-9a-f]+")
_SLUGGED = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")  # what `slug` leaves as it is


@dataclass(frozen=True)
class Ref:
    """What a text points at: a model by hash prefix or alias, perhaps one checkpoint of it."""

    name: str
    tail: str
    label: str | None = None

    @property
    def is_hash(self) -> bool:
        """Whether the tail is a digest or a prefix of one, and not an alias."""
        return is_hash(self.tail)

    def __str__(self) -> str:
        return f"{self.name}:{self.tail}" + (f"@{self.label}" if self.label else "")


def parse_ref(text: str) -> Ref:
    """Return the reference of `dataset/architecture:hash-or-alias[@label]`; else `id_invalid`."""
    found = _REF.fullmatch(text)
    if found is None:
        raise Invalid(_what_is_wrong(text), "id_invalid")
    ref = Ref(found["name"], found["tail"], found["label"])
    if ref.is_hash and not SHORTEST_PREFIX <= len(ref.tail) <= 64:
        raise Invalid(
            f"{text[:120]!r}: a hash has {SHORTEST_PREFIX} to 64 digits, this one {len(ref.tail)}",
            "id_invalid",
        )
    return ref


def check_label(label: str) -> str:
    """Return the label of a checkpoint as it may be given, or raise Invalid."""
    if not _GIVEN.fullmatch(label):
        raise Invalid(f"{label[:80]!r} is no label: 1 to 64 letters, digits and ._-, not starting with ._-")
    if _LIKE_A_HASH.fullmatch(label):
        raise Invalid(f"{label!r} looks like a hash: a label needs another letter, or fewer than 12 digits")
    return label


def check_alias(alias: str) -> str:
    """Return an alias of a model as it may be given, or raise Invalid."""
    if not _GIVEN.fullmatch(alias):
        raise Invalid(
            f"{alias[:80]!r} is no alias: 1 to 64 of a-z A-Z 0-9 . _ -, beginning with a letter or digit"
        )
    if is_hash(alias):
        raise Invalid(f"{alias!r} could be the hash of a model: an alias has a character other than 0-9 a-f")
    return alias


def is_hash(tail: str) -> bool:
    """Say whether a tail can only be a digest prefix: an alias has a character outside 0-9a-f."""
    return _HEX.fullmatch(tail) is not None


def is_name(text: str) -> bool:
    """Say whether a text is a whole `dataset/architecture` name."""
    return _NAME.fullmatch(text) is not None


def model_id(name: str, digest: str, length: int = HASH_LENGTH) -> str:
    """Return the ID of a digest under a name."""
    return f"{name}:{digest[:length]}"


def slug(text: str) -> str:
    """Return the form of a dataset or architecture that stands in a name; perhaps empty."""
    if len(text) <= MAX_SLUG and _SLUGGED.fullmatch(text):
        return text
    text = re.sub(r"[^a-z0-9._-]+", "-", normalize("NFKC", text).lower())
    text = re.sub(r"\.{2,}", ".", re.sub(r"-{2,}", "-", text)).strip("-._")
    return text[:MAX_SLUG].strip("-._")


def dataset_and_architecture(
    args: Mapping[str, Any], policy: Policy, dataset: str | None = None, architecture: str | None = None
) -> tuple[str, str]:
    """Return both slugs, as given by the caller or found at the policy's keys."""
    return (
        _named(args, policy.dataset_keys, dataset, "dataset"),
        _named(args, policy.architecture_keys, architecture, "architecture"),
    )


def _named(args: Mapping[str, Any], keys: tuple[str, ...], given: str | None, noun: str) -> str:
    source = "the given text"
    for key in keys if given is None else ():
        value = lookup(args, parse_key(key))
        if isinstance(value, str):
            given, source = value, f"the arg {key}"
            break
    if given is None:
        raise Invalid(
            f"no arg says the {noun} (looked at {', '.join(keys)}): give {noun}=",
            "name_missing",
            parameters=[noun],
        )
    text = slug(given)
    if not text:
        raise Invalid(
            f"{source}, {given[:60]!r}, has no letter a-z or digit to name the {noun} by: give {noun}=",
            "name_empty",
            parameters=[noun],
        )
    return text


def _what_is_wrong(text: str) -> str:
    shown = repr(text[:120])
    if is_name(text):
        return f"{shown} is a name; an ID goes on with a hash or an alias, for example {EXAMPLE}"
    if text != text.lower() and _REF.fullmatch(text.lower()):
        return f"{shown} is no model ID: IDs are written in lower case, {text.lower()!r}"
    return f"{shown} is no model ID; one looks like {EXAMPLE} or {EXAMPLE}@best"
