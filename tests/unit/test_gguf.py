"""The head of GGUF files, written here as the format's page says; hostile ones are refused within small limits."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import pytest
from scanning import scanned

from modelbase.weights.digests import Digests
from modelbase.weights.gguf import TYPES
from modelbase.weights.scan import scan
from modelbase.weights.source import Source

ALIGN = 32
F32, Q8_0 = 0, 8


def text(value: str | bytes) -> bytes:
    raw = value.encode() if isinstance(value, str) else value
    return struct.pack("<Q", len(raw)) + raw


def info(name: str, dims: Sequence[int], kind: int, offset: int) -> bytes:
    shape = struct.pack(f"<I{len(dims)}Q", len(dims), *dims)
    return text(name) + shape + struct.pack("<IQ", kind, offset)


def head(infos: Sequence[bytes], keys: Sequence[bytes] = (), **other: int) -> bytes:
    version, count = other.get("version", 3), other.get("count", len(infos))
    many = other.get("many", len(keys))
    return b"GGUF" + struct.pack("<IQQ", version, count, many) + b"".join((*keys, *infos))


def whole(infos: Sequence[bytes], data: bytes, keys: Sequence[bytes] = (), **other: int) -> bytes:
    made = head(infos, keys, **other)
    return made + b"\0" * (-len(made) % ALIGN) + data


NAME = text("general.name") + struct.pack("<I", 8) + text("tiny")
LAYERS = text("llama.block_count") + struct.pack("<II", 4, 2)


def words(count: int, word: bytes = b"word") -> bytes:
    return text("tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, count) + text(word) * count


@pytest.mark.parametrize("count", [3, 40_000, 400_000], ids=["in one read", "in two", "in three"])
@pytest.mark.parametrize("version", [2, 3])
def test_tensors_are_listed_with_type_shape_place_and_metadata(count: int, version: int) -> None:
    floats, blocks = struct.pack("<6f", *range(6)), bytes(range(68))
    infos = [info("blk.0.weight", [3, 2], F32, 0), info("blk.0.q", [32, 2], Q8_0, 32)]
    data = whole(infos, floats + b"\0" * 8 + blocks, [NAME, LAYERS, words(count, b"x" * 30)], version=version)
    report, source = scanned(data)
    assert (report.format, report.state, report.table_reason) == ("gguf", "nothing_found", "")
    found = {each.name: (each.dtype, each.shape, each.parameters, each.size) for each in report.tensors or ()}
    assert found == {"blk.0.weight": ("F32", (2, 3), 6, 24), "blk.0.q": ("Q8_0", (2, 32), 64, 68)}
    assert report.metadata == {"general.name": "tiny", "llama.block_count": "2"}
    assert source.reads <= 3
    digests, same = (Digests(report.tensors or (), len(data)) for _ in range(2))
    digests.feed(data)
    same.feed(data[:-68] + bytes(68))
    first, second = report.tensors or ()
    assert digests.of(first) == same.of(first)
    assert digests.of(second) != same.of(second)


def bad(infos: Sequence[bytes], data: bytes = b"\0" * 64, **other: Any) -> bytes:
    return whole(infos, data, **other)


OK = info("w", [8], F32, 0)
ALIGNMENT = text("general.alignment")
DEEP = text("k") + struct.pack("<I", 9) + struct.pack("<IQ", 9, 1) * 100_000
HOSTILE = {
    "an unknown version": bad([OK], version=1),
    "the version of the other byte order": bad([OK], version=3 << 24),
    "2^63 tensors": bad([OK], count=2**63),
    "2^63 keys": whole([OK], b"\0" * 64, [NAME], many=2**63),
    "more tensors than there are": bad([OK], count=9_000),
    "a name beyond the file": head([]) [:8] + struct.pack("<QQ", 1, 0) + struct.pack("<Q", 2**60),
    "a name that is no UTF-8": bad([text(b"\xff") + info("", [8], F32, 0)[8:]]),
    "a name twice": bad([OK, info("w", [8], F32, 32)]),
    "a key twice": whole([OK], b"\0" * 64, [NAME, NAME]),
    "a key of an unknown type": whole([OK], b"\0" * 64, [text("k") + struct.pack("<I", 99)]),
    "a list of 2^62 numbers": whole([OK], b"\0" * 64, [text("k") + struct.pack("<IIQ", 9, 6, 2**62)]),
    "a list of 2^62 texts": whole([OK], b"\0" * 64, [text("k") + struct.pack("<IIQ", 9, 8, 2**62)]),
    "a text in a list beyond the file": whole([OK], b"\0" * 64, [text("k") + struct.pack("<IIQQ", 9, 8, 3, 2**61)]),
    "lists in lists in lists": whole([OK], b"\0" * 64, [DEEP]),
    "2^40 lists in a list": whole([OK], b"\0" * 64, [text("k") + struct.pack("<IIQ", 9, 9, 2**40)]),
    "a list of an unknown type": whole([OK], b"\0" * 64, [text("k") + struct.pack("<IIQ", 9, 77, 1)]),
    "an unknown type beyond the file": bad([info("w", [8], 77, 2**20)]),
    "an unknown type that is not aligned": bad([info("w", [8], 77, 4)]),
    "an alignment of 3": whole([OK], b"\0" * 64, [ALIGNMENT + struct.pack("<II", 4, 3)]),
    "an alignment that is no number": whole([OK], b"\0" * 64, [ALIGNMENT + struct.pack("<I", 8) + text("²")]),
    "no dimensions": bad([info("w", [], F32, 0)]),
    "a million dimensions": bad([text("w") + struct.pack("<I", 10**6)]),
    "a shape that overflows": bad([info("w", [2**40, 2**40], F32, 0)]),
    "half a block": bad([info("w", [8], Q8_0, 0)]),
    "overlapping": bad([OK, info("v", [8], F32, 0)]),
    "askew": bad([info("w", [8], F32, 4)]),
    "beyond the file": bad([info("w", [80], F32, 0)]),
    "an offset that overflows": bad([info("w", [8], F32, 2**64 - 32)]),
    "cut off": whole([OK], b"\0" * 64)[:40],
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.usefixtures("memory")
def test_a_hostile_head_is_refused_and_says_why(name: str) -> None:
    report, source = scanned(HOSTILE[name])
    assert (report.format, report.tensors, report.state) == ("gguf", None, "not_scanned")
    assert report.reason
    assert source.reads <= 3


def nested(*lists: Sequence[int]) -> bytes:
    """A key whose value is a list of lists of numbers, as the format allows."""
    inner = b"".join(struct.pack(f"<IQ{len(each)}I", 4, len(each), *each) for each in lists)
    return text("key") + struct.pack("<IIQ", 9, 9, len(lists)) + inner


@pytest.mark.parametrize("unknown", [42, 77, 99, 2**31])
def test_a_type_that_is_not_known_hides_no_tensor(unknown: int) -> None:
    infos = [info("a", [8], F32, 0), info("new", [256, 2], unknown, 32), info("b", [32], Q8_0, 64)]
    report, _ = scanned(whole(infos, b"\1" * 128, [nested([1, 2], [], [3]), NAME]))
    assert (report.state, report.table_reason) == ("nothing_found", "")
    found = {each.name: (each.dtype, each.shape, each.parameters, each.size) for each in report.tensors or ()}
    assert found == {
        "a": ("F32", (8,), 8, 32), "new": (f"type {unknown}", (2, 256), 512, None), "b": ("Q8_0", (32,), 32, 34),
    }  # fmt: skip
    digests = Digests(report.tensors or (), 1000)
    assert [digests.of(each) is None for each in report.tensors or ()] == [False, True, False]
    assert report.metadata == {"general.name": "tiny"}


def test_an_unknown_type_is_no_way_to_lay_known_tensors_over_each_other() -> None:
    report, _ = scanned(whole([OK, info("new", [8], 77, 0), info("v", [8], F32, 0)], b"\0" * 64))
    assert "overlap" in report.reason


@pytest.mark.usefixtures("memory")
def test_a_head_that_never_ends_is_refused_within_the_limits() -> None:
    size = 10**12
    texts = head([], [text("k") + struct.pack("<IIQ", 9, 8, 2_000_000)])

    def fetch(start: int, stop: int) -> bytes:  # a vocabulary of words of 100 bytes, as far as one reads
        word = text(b"y" * 92)
        return (texts + word * ((stop - len(texts)) // len(word) + 2))[start:stop]

    source = Source(size, fetch)
    assert "no more are read" in scan(source).reason
    assert source.taken <= 64 * 2**20


def test_every_type_is_a_whole_number_of_bytes_for_each_block() -> None:
    assert {name for name, _, _ in TYPES.values()} >= {"F32", "F16", "BF16", "Q4_K", "Q6_K", "Q8_0", "IQ4_XS"}
    assert all(items > 0 and size > 0 for _, items, size in TYPES.values())
