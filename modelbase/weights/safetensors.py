"""The header of a safetensors file, checked as strictly as the library that made the format does.

Source: the format's own page (huggingface/safetensors, README "Format"): u64 little-endian length, JSON, data
without holes or overlaps. Reads the header alone. A dtype that is not known here is listed with the bytes it has.
"""

from __future__ import annotations

import json
from typing import Any

from modelbase.weights.report import ITEM_BITS, Tensor, Unreadable, count_of, size_of
from modelbase.weights.source import Source

LENGTH = 8
MOST_HEADER = 8 * 2**20
MOST_MAPPINGS = 50_000  # that many tensors in one file; published shards have a few thousand
MOST_ITEMS = 1_000_000
ENTRY = {"dtype", "shape", "data_offsets"}


def is_safetensors(head: bytes, size: int) -> bool:
    """Say whether a file is safetensors, by its first nine bytes and its size in bytes."""
    return len(head) > LENGTH and head[LENGTH : LENGTH + 1] == b"{" and 2 <= _length(head) <= size - LENGTH


def tensors(source: Source) -> tuple[tuple[Tensor, ...], dict[str, str]]:
    """Return the tensors in the order of their bytes and the metadata, or raise Unreadable."""
    length = _length(source.read(0, min(LENGTH, source.size)))
    if not 2 <= length <= source.size - LENGTH:
        raise Unreadable(f"the header says it has {length} bytes, the file has {source.size}")
    if length > MOST_HEADER:
        raise Unreadable(f"the header has {length} bytes; at most {MOST_HEADER} are read")
    header = _header(source.read(LENGTH, LENGTH + length))
    metadata = header.pop("__metadata__", {})
    if not isinstance(metadata, dict) or not all(isinstance(value, str) for value in metadata.values()):
        raise Unreadable("__metadata__ is no mapping of texts")
    data = LENGTH + length
    found = sorted(
        (_tensor(name, entry, data) for name, entry in header.items()),
        key=lambda each: (each.begin, each.size or 0),
    )
    _check_covered(found, data, source.size)
    return tuple(found), metadata


def _length(head: bytes) -> int:
    if len(head) < LENGTH:
        raise Unreadable("the file is shorter than a header")
    return int.from_bytes(head[:LENGTH], "little")


def _header(text: bytes) -> dict[str, Any]:
    if not text.startswith(b"{"):
        raise Unreadable("the header does not begin with {")
    # Counted before anything is made of it: small items by the million would cost seconds and not a few bytes.
    if text.count(b"{") > MOST_MAPPINGS or text.count(b",") > MOST_ITEMS:
        raise Unreadable(f"the header has more than {MOST_MAPPINGS:,} tensors, or {MOST_ITEMS:,} items")
    try:
        header = json.loads(text.decode("utf-8"), object_pairs_hook=_distinct)
    except (ValueError, RecursionError) as error:
        raise Unreadable("the header is no JSON in UTF-8") from error
    if not isinstance(header, dict):
        raise Unreadable("the header is no mapping")
    return header


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Unreadable("a key of the header stands twice")
    return found


def _tensor(name: str, entry: Any, data: int) -> Tensor:
    if not isinstance(entry, dict) or entry.keys() != ENTRY:
        raise Unreadable(f"{name[:80]!r} has not exactly dtype, shape and data_offsets")
    dtype, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    if (
        not isinstance(dtype, str)
        or not _whole_numbers(shape)
        or not _whole_numbers(offsets)
        or len(offsets) != 2
    ):
        raise Unreadable(f"{name[:80]!r} has a dtype, shape or data_offsets of the wrong kind")
    begin, end = offsets
    lengths = tuple(shape)
    parameters = count_of(lengths)
    if end < begin or (dtype in ITEM_BITS and size_of(dtype, parameters) != end - begin):
        raise Unreadable(f"{name[:80]!r} has {end - begin} bytes, not those of its dtype and shape")
    return Tensor(name, dtype[:40], lengths, parameters, end - begin, data + begin)


def _whole_numbers(value: Any) -> bool:
    if not isinstance(value, list):
        return False
    for item in value:  # noqa: SIM110 - a hundred thousand generators cost more than the check itself
        if type(item) is not int or item < 0:
            return False
    return True


def _check_covered(found: list[Tensor], data: int, size: int) -> None:
    at = data
    for tensor in found:
        if tensor.begin != at:
            raise Unreadable(f"the bytes of {tensor.name[:80]!r} overlap others or leave a hole")
        at += tensor.size or 0
    if at != size:
        raise Unreadable(f"the tensors end at byte {at}, the file at {size}")
