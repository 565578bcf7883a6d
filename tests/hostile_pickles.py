"""Files that run code when they are loaded, each by another published way past a pickle scanner, with a canary.

`corpus(canary)` maps what a file does to its bytes. Loading any of them would write the canary; nothing here loads.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import pickle
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch


class Writes:
    """What a pickle of it does when it is loaded: writes the canary."""

    def __init__(self, canary: Path) -> None:
        self.canary = canary

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return exec, (f"open({str(self.canary)!r}, 'w').write('loaded')",)


def corpus(canary: Path) -> dict[str, bytes]:
    """Return the files by what is special about them."""
    return dict(_pickles(str(canary))) | dict(_torch(canary)) | dict(_packed(canary)) | dict(_numpy(canary))


def _pickles(canary: str) -> Iterator[tuple[str, bytes]]:
    code = f"open({canary!r}, 'w').write('loaded')"
    quoted = code.encode()
    for protocol in range(6):
        yield f"exec, protocol {protocol}", pickle.dumps(Writes(Path(canary)), protocol)
    yield "os.system by GLOBAL", b"cos\nsystem\n(S'touch " + canary.encode() + b"'\ntR."
    yield "posix.system by INST", b"(S'touch " + canary.encode() + b"'\niposix\nsystem\n."
    yield "eval by OBJ", b"(c__builtin__\neval\nS" + repr(code).encode() + b"\no."
    yield "pip.main (CVE-2025-1716)", b"cpip\nmain\n((lS'install'\naS'x'\natR."
    yield (
        "asyncio subprocess (CVE-2025-10157)",
        b"casyncio.unix_events\n_UnixSubprocessTransport._start\n(tR.",
    )
    yield "a submodule of a listed module", b"cos.path\nos.system\n(S'x'\ntR."
    yield "a name with dots", b"\x80\x04\x8c\x08builtins\x8c\x0bobject.exec\x93)R."
    yield "timeit.timeit", b"ctimeit\ntimeit\n(S" + repr(code).encode() + b"\ntR."
    yield (
        "operator.attrgetter chain",
        (b"coperator\nattrgetter\n(S'system'\ntR(cbuiltins\n__import__\n(S'os'\ntRtR(S'x'\ntR."),
    )
    yield "a name put together on the stack", b"\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x01x\x85R."
    yield "a name from the memo", b"\x80\x04\x8c\x02os\x94\x8c\x06system\x94h\x00h\x01\x93\x8c\x01x\x85R."
    yield "a name that is computed", b"\x80\x04cbuiltins\nstr\n(S'os'\ntR\x8c\x06system\x93\x8c\x01x\x85R."
    yield "an unknown library's gadget", b"csome_package.loaders\nrun\n(S'x'\ntR."
    yield "breaks after the payload", pickle.dumps(Writes(Path(canary)), 2)[:-1] + b"\xff\xff"
    yield "breaks off after the payload", pickle.dumps(Writes(Path(canary)), 2)[:-1]
    yield "payload in a second pickle", pickle.dumps({"lr": 0.1}) + pickle.dumps(Writes(Path(canary)))
    yield "bytes after the pickle", pickle.dumps({"lr": 0.1}) + b"\0\0\0\0"
    yield "an extension code", b"\x80\x02\x82\x01)R."
    yield "changes a class", b"\x80\x02ccollections\nOrderedDict\n}U\x08__init__cbuiltins\nexec\nsb."
    yield (
        "calls what it computed",
        (b"\x80\x02ccollections\nOrderedDict\n)RU\x04copy\x86R(U" + bytes([len(quoted)]) + quoted + b"tR."),
    )


def _torch(canary: Path) -> Iterator[tuple[str, bytes]]:
    evil = {"weight": torch.zeros(2), "x": Writes(canary)}
    whole = _saved(evil)
    yield "torch zip", whole
    yield "torch legacy", _saved(evil, zip_form=False)
    yield "torch zip, wrong CRC (CVE-2025-10156)", _patched(whole, b"PK\x01\x02", 16, b"\1\2\3\4")
    yield "torch zip, flag bit (CVE-2025-1945)", _patched(whole, b"PK\x01\x02", 8, b"\x09\x08")
    yield "torch zip, two names (CVE-2025-1944)", _renamed(whole)
    yield (
        "torch zip, another pickle beside",
        _repacked(_saved({"w": torch.zeros(2)}), "archive/other.pkl", evil),
    )
    yield "torch zip, bytes before", b"\0" * 64 + whole
    yield "torch zip, bytes behind", whole + b"\0" * 64
    yield "torch zip, deflated", _deflated(whole)
    yield "zip in a zip", _zip({"inner.pt": whole})
    yield "torch.load of its own accord", b"\x80\x02ctorch\nload\n(U\x01xtR."
    magic = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19."
    yield "legacy magic, then the payload", magic + pickle.dumps(Writes(canary), 2)


def _packed(canary: Path) -> Iterator[tuple[str, bytes]]:
    plain = pickle.dumps(Writes(canary))
    for name, pack in (
        ("gzip", gzip.compress),
        ("zlib", zlib.compress),
        ("bz2", bz2.compress),
        ("xz", lzma.compress),
    ):
        yield f"joblib, {name}", pack(plain)
    into = io.BytesIO()
    with tarfile.open(fileobj=into, mode="w") as tar:
        member = tarfile.TarInfo("pickle")
        member.size = len(plain)
        tar.addfile(member, io.BytesIO(plain))
    yield "a tar", into.getvalue()
    yield "a 7z", b"7z\xbc\xaf\x27\x1c\0\4" + plain
    yield "a safetensors that is a pickle as well", _polyglot()


def _numpy(canary: Path) -> Iterator[tuple[str, bytes]]:
    into = io.BytesIO()
    np.save(into, np.array([Writes(canary)], dtype=object), allow_pickle=True)
    yield "npy with objects", into.getvalue()
    yield "npz with objects", _zip({"arr_0.npy": into.getvalue()})


def _polyglot() -> bytes:
    """Return a valid safetensors file from whose metadata an unpickler (encoding latin1) would import a name.

    The length's low bytes are SHORT_BINSTRING over what stands before the code; BINPUT swallows half of a UTF-8 pair,
    the other half is STACK_GLOBAL.
    """
    swallowed, length = 32, 32 * 256 + ord("U")
    code = "U(" + "m" * 40 + "U(" + "a" * 40 + "q\u0093"
    before = '{"__metadata__":{"x":"'
    header = before + " " * (swallowed - 6 - len(before)) + code + '"}}'
    return struct.pack("<Q", length) + header.encode().ljust(length)


def _saved(value: Any, zip_form: bool = True) -> bytes:
    into = io.BytesIO()
    torch.save(value, into, _use_new_zipfile_serialization=zip_form)
    return into.getvalue()


def _patched(whole: bytes, magic: bytes, offset: int, by: bytes) -> bytes:
    at = whole.index(magic) + offset
    return whole[:at] + by + whole[at + len(by) :]


def _renamed(whole: bytes) -> bytes:
    """Give data.pkl another name in the directory than in its own header."""
    at = whole.rindex(b"archive/data.pkl", 0, whole.rindex(b"PK\x06\x06"))
    return whole[:at] + b"archive/data.pkx" + whole[at + 16 :]


def _zip(members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return into.getvalue()


def _members(whole: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _repacked(whole: bytes, name: str, value: Any) -> bytes:
    return _zip(_members(whole) | {name: pickle.dumps(value["x"])})


def _deflated(whole: bytes) -> bytes:
    return _zip(_members(whole), zipfile.ZIP_DEFLATED)
