"""Tensor tables are those that torch and safetensors would load; hostile headers are refused, cheaply."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save
from scanning import scanned

from modelbase.weights.digests import MOST_TIMES, Digests
from modelbase.weights.report import ITEM_BITS, Report

DTYPES = [
    torch.float32,
    torch.float16,
    torch.bfloat16,
    torch.float64,
    torch.int64,
    torch.int8,
    torch.uint8,
    torch.bool,
]
DTYPES += [torch.complex64, torch.float8_e4m3fn]


def state() -> dict[str, torch.Tensor]:
    made = {str(dtype): torch.zeros(3, 4).to(dtype) for dtype in DTYPES}
    made |= {"scalar": torch.tensor(2.5), "empty": torch.zeros(0, 7), "시드": torch.arange(6).view(2, 3)}
    return {f"layer.{name}": value for name, value in made.items()}


def saved(value: Any, zip_form: bool = True) -> bytes:
    into = io.BytesIO()
    torch.save(value, into, _use_new_zipfile_serialization=zip_form)
    return into.getvalue()


def hashes(data: bytes, report: Report, chunk: int) -> dict[str, str | None]:
    digests = Digests(report.tensors or (), len(data))
    for at in range(0, len(data), chunk):
        digests.feed(data[at : at + chunk])
    return {each.name: digests.of(each) for each in report.tensors or ()}


def raw(tensor: torch.Tensor) -> bytes:
    return bytes(tensor.contiguous().flatten().view(torch.uint8).numpy().tobytes()) if tensor.numel() else b""


FORMS = {"torch": saved, "torch_legacy": lambda value: saved(value, False), "safetensors": save}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("chunk", [7, 1000, 2**20])
def test_names_dtypes_shapes_and_bytes_are_those_of_torch(form: str, chunk: int) -> None:
    wanted = state()
    data = FORMS[form](wanted)
    report, source = scanned(data)
    assert (report.format, report.table_reason, report.state) == (form, "", "nothing_found")
    found = {each.name: each for each in report.tensors or ()}
    assert {name: each.shape for name, each in found.items()} == {
        k: tuple(v.shape) for k, v in wanted.items()
    }
    assert {name: each.size for name, each in found.items()} == {
        k: v.numel() * v.element_size() for k, v in wanted.items()
    }
    assert len({each.dtype for each in found.values()}) == len(DTYPES)
    one_by_one = {
        name: blake2b(raw(tensor.reshape(-1)), digest_size=16).hexdigest() for name, tensor in wanted.items()
    }
    assert hashes(data, report, chunk) == one_by_one
    assert source.reads <= 3


@pytest.mark.parametrize("zip_form", [True, False])
def test_views_know_whether_they_are_in_one_piece(zip_form: bool) -> None:
    whole = torch.arange(12).view(3, 4)
    data = saved({"whole": whole, "rows": whole[1:], "turned": whole.t(), "column": whole[:, 1]}, zip_form)
    report, _ = scanned(data)
    found = hashes(data, report, 2**20)
    assert found["turned"] is None
    assert found["column"] is None
    assert found["rows"] == blake2b(raw(whole[1:]), digest_size=16).hexdigest()


def test_a_large_checkpoint_costs_three_reads() -> None:
    data = saved({f"layers.{n}.weight": torch.zeros(64, 64) for n in range(2000)})
    report, source = scanned(data)
    assert len(report.tensors or ()) == 2000
    assert source.reads <= 3
    assert source.taken < len(data) / 10


def test_a_lightning_checkpoint_names_tensors_by_their_path() -> None:
    net = torch.nn.Linear(2, 3)
    report, _ = scanned(
        saved({"state_dict": net.state_dict(), "hyper_parameters": {"lr": 0.1}, "loops": [1, {"x": None}]})
    )
    assert [each.name for each in report.tensors or ()] == ["state_dict.weight", "state_dict.bias"]


def test_a_module_that_was_pickled_whole_has_the_names_of_its_state_dict() -> None:
    net = torch.nn.Sequential(torch.nn.Conv2d(3, 8, 3), torch.nn.BatchNorm2d(8))
    report, _ = scanned(saved(net))
    assert {each.name for each in report.tensors or ()} == set(net.state_dict())


def safetensors(header: bytes | dict[str, Any], data: bytes = b"", length: int | None = None) -> bytes:
    text = json.dumps(header).encode() if isinstance(header, dict) else header
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def one(**changes: Any) -> dict[str, Any]:
    return {"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]} | changes}


HOSTILE = {
    "a header beyond the file": safetensors(b'{"a":1}', length=2**40),
    "a header beyond the limit": safetensors(b"{" + b" " * (9 * 2**20) + b"}"),
    "not UTF-8": safetensors(b'{"\xff":1}'),
    "not JSON": safetensors(b"{not json}"),
    "a key twice": safetensors(b"{" + b",".join([b'"w":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}'] * 2) + b"}"),
    "100,000 deep": safetensors(b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    "overlapping": safetensors({"a": one()["w"], "b": one()["w"] | {"data_offsets": [4, 12]}}, b"\0" * 12),
    "a hole": safetensors({"a": one()["w"], "b": one()["w"] | {"data_offsets": [12, 20]}}, b"\0" * 20),
    "bytes left over": safetensors(one(), b"\0" * 12),
    "too few bytes": safetensors(one(), b"\0" * 4),
    "a shape that overflows": safetensors(one(shape=[2**40, 2**40]), b"\0" * 8),
    "a negative length": safetensors(one(shape=[-2]), b"\0" * 8),
    "a length that is true": safetensors(one(shape=[True, 2]), b"\0" * 8),
    "an unknown dtype with offsets that turn back": safetensors(one(dtype="F31", data_offsets=[8, 0]), b"\0" * 8),
    "an unknown dtype that leaves a hole": safetensors(one(dtype="F31", data_offsets=[4, 8]), b"\0" * 8),
    "offsets that are floats": safetensors(one(data_offsets=[0, 8.0]), b"\0" * 8),
    "one offset": safetensors(one(data_offsets=[0]), b"\0" * 8),
    "more fields": safetensors(one(evil=1), b"\0" * 8),
    "140,000 tensors": safetensors(
        b"{" + b",".join(b'"%d":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}' % n for n in range(140_000)) + b"}"
    ),
    "millions of numbers": safetensors(b'{"a":[' + b"1," * 4_000_000 + b"1]}"),
    "millions of mappings": safetensors(b'{"a":[' + b"{}," * 2_700_000 + b"{}]}"),
    "metadata that is no text": safetensors({"__metadata__": {"a": 1}} | one(), b"\0" * 8),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.usefixtures("memory")
def test_a_hostile_safetensors_header_is_refused_and_says_why(name: str) -> None:
    data = HOSTILE[name]
    report, source = scanned(data)
    assert report.tensors is None
    assert report.state == "not_scanned"
    assert report.reason
    assert source.taken <= 8 + 2 * 65_536 + 8 * 2**20


def test_a_header_of_a_million_tensors_is_refused_unread() -> None:
    entry = ',"%06d":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}'
    text = "{" + "".join(entry % n for n in range(1_000_000))[1:] + "}"
    report, source = scanned(safetensors(text.encode()))
    assert "at most" in report.reason
    assert source.taken <= 2 * 65_536


@pytest.mark.parametrize("dtype", ["F31", "I4", "F8_E3M4", "x" * 100])
def test_a_dtype_of_safetensors_that_is_not_known_hides_no_tensor(dtype: str) -> None:
    header = one() | {"new": {"dtype": dtype, "shape": [3, 5], "data_offsets": [8, 15]}}
    report, _ = scanned(safetensors(header, b"\0" * 15))
    assert (report.state, report.table_reason) == ("nothing_found", "")
    found = [(each.name, each.dtype, each.shape, each.size) for each in report.tensors or ()]
    assert found == [("w", "F32", (2,), 8), ("new", dtype[:40], (3, 5), 7)]


@pytest.mark.parametrize("zip_form", [True, False])
def test_a_dtype_of_torch_that_is_not_known_hides_no_tensor(zip_form: bool) -> None:
    data = saved({"new": torch.zeros(2, 3), "w": torch.ones(4).half()}, zip_form)
    renamed = (
        rebuilt(data, b"FloatStorage", b"FancyStorage") if zip_form else data.replace(b"FloatS", b"FancyS")
    )
    report, _ = scanned(renamed)
    found = [(each.name, each.dtype, each.shape, each.size) for each in report.tensors or ()]
    assert found == [("new", "FancyStorage", (2, 3), None), ("w", "F16", (4,), 8)]


@pytest.mark.filterwarnings(
    "ignore::UserWarning"
)  # torch is about to drop quantized tensors; files keep them
def test_tensors_of_torch_of_every_kind_are_listed() -> None:
    quantized = torch.quantize_per_tensor(torch.ones(2, 2), 0.1, 0, torch.quint8)
    sparse, meta = torch.eye(3).to_sparse(), torch.zeros(5, device="meta")
    report, _ = scanned(saved({"q": quantized, "s": sparse, "m": meta, "w": torch.ones(1)}))
    found = {each.name: (each.dtype, each.shape) for each in report.tensors or ()}
    assert report.state == "nothing_found"
    assert found["q"] == ("U8", (2, 2))
    assert found["m"] == ("F32", (5,))
    assert [shape for name, (_, shape) in found.items() if name.startswith("s.")] == [(2, 3), (3,)]


def rebuilt(data: bytes, old: bytes, new: bytes) -> bytes:
    """Return a zip with one text replaced in all entries."""
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(into, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(old, new))
    return into.getvalue()


def npy(value: Any) -> bytes:
    into = io.BytesIO()
    np.save(into, value)
    return into.getvalue()


@pytest.mark.parametrize(
    ("value", "dtype", "size"),
    [
        (np.ones((2, 3), np.float32), "F32", 24),
        (np.ones((2, 3), ">f4"), "F32", 24),
        (np.asfortranarray(np.ones((2, 3), np.float32)), "F32", 24),
        (np.ones(4, np.longdouble), "<f16", 64),
        (np.array(["ab", "c"]), "<U2", 16),
        (np.zeros(2, "datetime64[ns]"), "<M8[ns]", 16),
        (np.zeros(2, [("a", "<f4"), ("b", "<i8")]), "[('a', '<f4'), ('b', '<i8')]", None),
        (np.float16(3), "F16", 2),
    ],
    ids=["floats", "big-endian", "columns first", "long doubles", "texts", "dates", "fields", "a scalar"],
)
def test_arrays_of_numpy_are_listed_whatever_their_dtype(value: Any, dtype: str, size: int | None) -> None:
    report, _ = scanned(npy(value))
    (found,) = report.tensors or ()
    assert (found.name, found.dtype, found.shape, found.size) == ("array", dtype, value.shape, size)
    assert report.state == "nothing_found"
    expected = blake2b(value.tobytes(), digest_size=16).hexdigest() if found.begin is not None else None
    assert hashes(npy(value), report, 64)["array"] == expected
    assert (expected is None) == (value.dtype.str in {">f4", "|V12"} or np.isfortran(value))


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed], ids=["stored", "deflated"])
def test_arrays_of_an_npz_are_listed(save: Any) -> None:
    into = io.BytesIO()
    save(into, w=np.arange(6.0).reshape(2, 3), n=np.arange(3, dtype=np.int8))
    report, _ = scanned(into.getvalue())
    found = {each.name: (each.dtype, each.shape, each.size) for each in report.tensors or ()}
    assert found == {"w": ("F64", (2, 3), 48), "n": ("I8", (3,), 3)}
    made = hashes(into.getvalue(), report, 100)
    if save is np.savez:
        assert made["w"] == blake2b(np.arange(6.0).tobytes(), digest_size=16).hexdigest()
    else:
        assert set(made.values()) == {None}


def test_an_array_that_is_cut_off_is_said_to_be() -> None:
    assert "ends at byte" in scanned(npy(np.ones(100))[:-9])[0].reason


def torch_zip(**changes: Any) -> bytes:
    return saved({"w": torch.zeros(2, 3)} | changes)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"K\x02K\x03\x86", b"K\x02K\x09\x86"),  # a shape larger than the storage
        (b"K\x06tqQK\x00", b"K\x06tqQK\x09"),
    ],
    ids=["a shape beyond the storage", "a stream that no longer fits its checksum"],
)
def test_a_torch_file_that_was_patched_has_no_table(old: bytes, new: bytes) -> None:
    data = torch_zip()
    report, _ = scanned(data.replace(old, new) if old in data else data[:100] + b"\1" + data[101:])
    assert report.tensors is None
    assert report.state == "not_scanned"


def test_a_legacy_file_whose_tensor_reaches_beyond_its_storage_is_refused() -> None:
    data = saved({"w": torch.zeros(2, 3)}, zip_form=False)
    report, _ = scanned(data.replace(b"K\x02K\x03\x86", b"K\x02K\x09\x86"))
    assert report.tensors is None
    assert "beyond its storage" in report.table_reason


def test_a_shape_of_absurd_size_in_a_legacy_file_is_refused() -> None:
    data = saved({"w": torch.zeros(2, 3)}, zip_form=False)
    huge = b"\x8a\x08" + (2**62).to_bytes(8, "little")
    report, _ = scanned(data.replace(b"K\x02K\x03\x86", huge + huge + b"\x86"))
    assert report.tensors is None


def test_every_dtype_of_the_format_has_a_size() -> None:
    assert {"BF16", "F8_E4M3", "BOOL", "C64"} <= set(ITEM_BITS)


def test_the_fixtures_hold_what_the_format_page_says(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    path.write_bytes(save({"w": torch.zeros(2)}))
    assert scanned(path.read_bytes())[0].tensors is not None


def test_views_that_overlap_cost_a_bounded_number_of_hashed_bytes() -> None:
    whole = torch.arange(1000.0)
    data = saved({str(at): whole[at:] for at in range(100)})
    report, _ = scanned(data)
    found = list(hashes(data, report, 1000).values())
    most = MOST_TIMES * len(data) // 4000
    assert None not in found[: most - 1]
    assert sum(1 for each in found if each is not None) <= most + 10
