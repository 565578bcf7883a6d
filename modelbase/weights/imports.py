"""Which names a pickle may import without being flagged: data types of training code that do nothing when called.

An allow list, since block lists of pickle scanners were passed by again and again (CVE-2025-1716, CVE-2025-10157,
CVE-2026-56315): a name that is not listed here is `unknown` and flagged.
"""

from __future__ import annotations

from modelbase.weights.report import Import

TORCH_DTYPES = (
    "bool", "uint8", "int8", "int16", "int32", "int64", "uint16", "uint32", "uint64", "float16", "bfloat16",
    "float32", "float64", "complex64", "complex128", "float8_e4m3fn", "float8_e5m2", "float8_e4m3fnuz",
    "float8_e5m2fnuz", "float8_e8m0fnu",
)  # fmt: skip
STORAGES = (
    "Float", "Double", "Half", "BFloat16", "Int", "Long", "Short", "Char", "Byte", "Bool", "ComplexFloat",
    "ComplexDouble",
)  # fmt: skip
KNOWN = frozenset(
    {
        "collections.OrderedDict", "collections.Counter", "builtins.set", "builtins.frozenset", "builtins.complex",
        "builtins.bytearray", "builtins.slice", "builtins.range", "builtins.list", "builtins.dict",
        "builtins.tuple", "builtins.int", "builtins.float", "builtins.str", "builtins.bool", "builtins.object",
        "__builtin__.set", "__builtin__.frozenset", "__builtin__.complex", "__builtin__.bytearray",
        "__builtin__.slice", "__builtin__.xrange", "__builtin__.list", "__builtin__.dict", "__builtin__.tuple",
        "__builtin__.int", "__builtin__.long", "__builtin__.float", "__builtin__.str", "__builtin__.unicode",
        "__builtin__.bool", "__builtin__.object", "_codecs.encode", "copy_reg._reconstructor",
        "copyreg._reconstructor",
        "datetime.date", "datetime.datetime", "datetime.timedelta", "datetime.timezone", "decimal.Decimal",
        "fractions.Fraction", "uuid.UUID", "argparse.Namespace", "pathlib.Path", "pathlib.PosixPath",
        "pathlib.PurePath", "pathlib.PurePosixPath", "pathlib.PureWindowsPath", "pathlib.WindowsPath",
        "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor_v3",
        "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state",
        "torch._utils._rebuild_sparse_tensor", "torch._utils._rebuild_meta_tensor_no_storage",
        "torch._utils._rebuild_qtensor", "torch._tensor._rebuild_from_type_v2", "torch.Size", "torch.device",
        "torch.Tensor", "torch.nn.parameter.Parameter", "torch.storage.TypedStorage",
        "torch.storage.UntypedStorage", "torch.serialization._get_layout", "torch.per_tensor_affine",
        "torch.per_channel_affine", "torch.strided",
        "numpy.ndarray", "numpy.dtype", "numpy.core.multiarray._reconstruct", "numpy.core.multiarray.scalar",
        "numpy._core.multiarray._reconstruct", "numpy._core.multiarray.scalar",
        "numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer",
        "lightning_fabric.utilities.data.AttributeDict", "lightning.fabric.utilities.data.AttributeDict",
        "pytorch_lightning.utilities.parsing.AttributeDict",
    }
    | {f"torch.{name}" for name in TORCH_DTYPES}
    | {f"torch.{name}Storage" for name in STORAGES}
)  # fmt: skip
# Modules of Python and of common packages by which a pickle can run commands or read and write files.
DANGEROUS = frozenset(
    {
        "os", "posix", "nt", "subprocess", "sys", "builtins", "__builtin__", "importlib", "runpy", "socket", "shutil",
        "ctypes", "_ctypes", "cffi", "code", "codeop", "pty", "commands", "multiprocessing", "concurrent",
        "threading", "_thread", "asyncio", "signal", "pickle", "_pickle", "cPickle", "dill", "cloudpickle", "joblib",
        "marshal", "types", "functools", "operator", "_operator", "inspect", "webbrowser", "platform", "pdb", "bdb",
        "cProfile", "profile", "trace", "timeit", "doctest", "pydoc", "distutils", "setuptools", "pip",
        "ensurepip", "venv", "zipimport", "zipfile", "tarfile", "tempfile", "pathlib", "io", "_io", "fileinput",
        "linecache", "glob", "fnmatch", "requests", "urllib", "http", "httplib", "ftplib", "smtplib", "telnetlib",
        "poplib", "imaplib", "nntplib", "xmlrpc", "ssl", "select", "selectors", "getattr", "idlelib", "lib2to3",
        "logging", "unittest", "test", "bz2", "lzma", "gzip", "shelve", "dbm", "sqlite3", "xml", "resource", "atexit",
        "gc", "weakref", "site", "sysconfig", "cmd", "readline", "curses", "getpass", "tkinter", "turtle",
        "antigravity", "mailcap", "uu", "imp", "pkgutil", "torch.hub", "torch._inductor", "torch.utils",
        "torch.jit", "torch.fx", "torch.distributed", "torch.load", "torch.serialization", "numpy.testing",
        "numpy.f2py", "numpy.distutils", "numpy.load", "numpy.loadtxt", "numpy.fromfile", "pandas", "IPython",
    }
)  # fmt: skip


def judged(name: str) -> Import:
    """Say whether an imported name is `known`, `unknown` or `dangerous`."""
    if name in KNOWN:
        return Import(name, "known")
    parts = name.split(".")
    stems = (".".join(parts[:count]) for count in range(1, len(parts) + 1))
    return Import(name, "dangerous" if any(stem in DANGEROUS for stem in stems) else "unknown")
