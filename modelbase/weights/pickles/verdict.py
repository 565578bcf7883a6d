"""Judges what a pickle imports by the reviewed lists, and makes the state of a file of it.

Allow lists, since block lists of pickle scanners were passed by again and again (CVE-2025-1716, CVE-2025-10157,
CVE-2026-56315): a name that is on no list is `unknown`, and the file is flagged. A name that is on a list may be used
no further than the list says. The judgement needs no bytes: a report that keeps the imports is judged again by newer
lists (LISTS), or by what a team trusts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import NamedTuple

from modelbase.weights.pickles.lists.arrays import ARRAYS
from modelbase.weights.pickles.lists.group import Group
from modelbase.weights.pickles.lists.learners import LEARNERS
from modelbase.weights.pickles.lists.python import PYTHON, SETTINGS
from modelbase.weights.pickles.lists.torch import TORCH
from modelbase.weights.pickles.lists.trainers import TRAINERS
from modelbase.weights.report import Import, Report, State, Use

LISTS = 1  # the version of the lists: raise it with every change of them
ALL: dict[str, tuple[Group, ...]] = {
    "python": PYTHON,
    "settings": SETTINGS,
    "torch": TORCH,
    "arrays": ARRAYS,
    "learners": LEARNERS,
    "trainers": TRAINERS,
}
TEAM = "team"
ORDER: tuple[Use, ...] = ("value", "made", "called")
WORDS: dict[Use, str] = {"value": "named", "made": "made without its constructor", "called": "called"}
# Modules of Python and of common packages by which a pickle can run commands or read and write files.
DANGEROUS = frozenset(
    {
        "os", "posix", "nt", "subprocess", "sys", "builtins", "__builtin__", "importlib", "runpy", "socket", "shutil",
        "ctypes", "_ctypes", "cffi", "code", "codeop", "pty", "commands", "multiprocessing", "concurrent",
        "threading", "_thread", "asyncio", "signal", "pickle", "_pickle", "cPickle", "dill", "cloudpickle", "joblib",
        "marshal", "types", "functools", "operator", "_operator", "inspect", "webbrowser", "platform", "pdb", "bdb",
        "cProfile", "profile", "trace", "timeit", "doctest", "pydoc", "distutils", "setuptools", "pip",
        "ensurepip", "venv", "zipimport", "zipfile", "tarfile", "tempfile", "pathlib", "io", "_io", "fileinput",
        "linecache", "glob", "fnmatch", "requests", "urllib", "urllib3", "http", "httplib", "httpx", "aiohttp",
        "ftplib",
        "smtplib", "telnetlib", "poplib", "imaplib", "nntplib", "xmlrpc", "ssl", "select", "selectors", "getattr",
        "idlelib", "lib2to3", "logging", "unittest", "test", "bz2", "lzma", "gzip", "shelve", "dbm", "sqlite3", "xml",
        "resource", "atexit", "gc", "weakref", "site", "sysconfig", "cmd", "readline", "curses", "getpass", "tkinter",
        "turtle", "antigravity", "mailcap", "uu", "imp", "pkgutil", "_posixsubprocess", "_xxsubinterpreters",
        "faulthandler",
        "crypt", "nis", "ast", "codecs", "compileall", "py_compile", "modulefinder", "rlcompleter", "socketserver",
        "wsgiref", "xdrlib", "torch.hub", "torch._inductor", "torch._dynamo", "torch.utils", "torch.jit", "torch.fx",
        "torch.distributed", "torch.load", "torch.serialization", "torch.storage._load_from_bytes", "torch.package",
        "torch.ops", "torch.classes", "torch.cuda", "torch.fft", "torch.onnx", "torch.export", "numpy.testing",
        "numpy.f2py",
        "numpy.distutils", "numpy.load", "numpy.loadtxt", "numpy.genfromtxt", "numpy.fromfile", "numpy.save",
        "numpy.memmap", "numpy.ctypeslib", "numpy.core._ufunc_reconstruct", "numpy._core._ufunc_reconstruct",
        "numpy.lib", "pandas", "scipy", "sklearn.datasets", "transformers.pipeline", "transformers.pipelines", "keras",
        "tensorflow", "IPython", "numba", "sympy", "nltk", "matplotlib", "networkx", "jax", "flask", "django",
        "pkg_resources", "yaml", "ruamel", "jinja2", "mako", "paramiko", "fabric", "psutil", "pexpect", "git",
    }
)  # fmt: skip


class Trust(NamedTuple):
    """What a list says of a name."""

    of: str
    most: Use
    reason: str


def _collected() -> dict[str, Trust]:
    found: dict[str, Trust] = {}
    for of, groups in ALL.items():
        for group in groups:
            for module, names in group.names.items():
                for name in names.split():
                    before = found.get(f"{module}.{name}")
                    trust = Trust(of, group.most, group.reason)
                    if before is None or ORDER.index(before.most) < ORDER.index(trust.most):
                        found[f"{module}.{name}"] = trust
    return found


KNOWN = _collected()


def judged(name: str, uses: Iterable[str] = ("called",), trusted: Collection[str] = ()) -> Import:
    """Say of an imported name, as it is used, whether it is `known`, `unknown` or `dangerous`, and why.

    `trusted` are a team's own names: whole ones, or a module with `.*` for what is in it and below it.
    """
    used = tuple(use for use in ORDER if use in uses) or ("called",)
    if _fits(name, trusted):
        return Import(name, "known", used, TEAM, "trusted by this server's settings")
    found = KNOWN.get(name)
    if found is not None and ORDER.index(used[-1]) <= ORDER.index(found.most):
        return Import(name, "known", used, f"{found.of} {LISTS}", found.reason)
    if found is not None:
        reason = f"it is {WORDS[used[-1]]}, and may only be {WORDS[found.most]}"
        return Import(name, "unknown", used, f"{found.of} {LISTS}", reason)
    parts = name.split(".")
    stems = (".".join(parts[:count]) for count in range(1, len(parts) + 1))
    if any(stem in DANGEROUS for stem in stems):
        return Import(name, "dangerous", used, "", "it can run commands, or read and write files")
    return Import(
        name, "unknown", used, "", "it is on no list of data types: it may be your own class, or any code"
    )


def settled(report: Report, trusted: Collection[str] = ()) -> Report:
    """Return the report with its imports judged by the lists of now, and with the state and reason that follow."""
    imports = tuple(judged(each.name, each.uses, trusted) for each in report.imports)
    state, reason = _state(imports, report.odd, report.unread)
    return replace(report, imports=imports, state=state, reason=reason)


def _state(imports: Iterable[Import], odd: str, unread: str) -> tuple[State, str]:
    found = [each for each in imports if each.risk != "known"]
    if found:
        worst = next((each for each in found if each.risk == "dangerous"), found[0])
        return "flagged", f"loading it imports {worst.name[:120]!r}: {worst.reason}"
    if odd:
        return "flagged", odd
    return ("not_scanned", unread) if unread else ("nothing_found", "")


def _fits(name: str, trusted: Collection[str]) -> bool:
    parts = name.split(".")
    stems = {".".join(parts[:count]) + ".*" for count in range(1, len(parts))}
    return any(each == name or each in stems for each in trusted)
