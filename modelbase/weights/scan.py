"""Recognises a file of weights by its content, never by its name, and reports its tensors and imports.

The order matters: a file is what the program that loads it would take it for, which is said by its first bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace

from modelbase.weights import gguf, safetensors, torchfile, zipdir
from modelbase.weights.imports import judged
from modelbase.weights.machine import Broken, Followed, follow, follow_all
from modelbase.weights.numpyfile import MAGIC as NUMPY
from modelbase.weights.numpyfile import holds_objects
from modelbase.weights.report import Format, Import, Report, State, Tensor, Unreadable
from modelbase.weights.source import HEAD, Source
from modelbase.weights.torchfile import LEGACY, Opened

VERSION = 2  # raise it with every change of what is found: files are scanned again then
MOST_WHOLE = 32 * 2**20
Table = tuple[tuple[Tensor, ...], dict[str, str]]
LOADERS = "the file is packed or of a kind that is not scanned"


def scan(source: Source) -> Report:
    """Return what a file is, what it holds and what it would import; never raises for what the file is."""
    if source.size == 0:
        return Report("empty")
    head = source.head()
    if safetensors.is_safetensors(head, source.size):
        return _only("safetensors", source, head, safetensors.tensors)
    if head.startswith(zipdir.LOCAL):
        return _guarded("zip", source, _zip)
    if head.startswith(LEGACY):
        return _guarded("torch_legacy", source, lambda each: _opened("torch_legacy", torchfile.legacy(each)))
    if head.startswith(NUMPY):
        return _guarded("numpy", source, _numpy)
    if head.startswith(gguf.MAGIC):
        return _only("gguf", source, head, gguf.tensors)
    return _other(source, head)


def _only(format_: Format, source: Source, head: bytes, read: Callable[[Source], Table]) -> Report:
    """Report a file of tensors alone, unless a program that unpickles everything would import something of it."""
    try:
        found, metadata = read(source)
        report = Report(format_, tensors=found, metadata=dict(metadata))
    except Unreadable as error:
        report = Report(format_, "not_scanned", str(error), table_reason=str(error))
    try:
        imports = _imports([follow(head)])
    except Broken as error:
        imports = _imports([error.followed])
    if not imports:
        return report
    return replace(report, state="not_scanned", reason="the file is a pickle as well", imports=imports)


def _guarded(format_: Format, source: Source, read: Callable[[Source], Report]) -> Report:
    try:
        return read(source)
    except Broken as error:
        found = _imports([error.followed])
        return Report(format_, "not_scanned", str(error), found, table_reason=str(error))
    except Unreadable as error:
        return Report(format_, "not_scanned", str(error), table_reason=str(error))


def _zip(source: Source) -> Report:
    entries = zipdir.entries(source)
    root = torchfile.root_of(entries)
    if root is not None:
        return _opened("torch", torchfile.zipped(source, entries, root))
    odd = [name for name in entries if not name.endswith(".npy")]
    if odd or not entries:
        reason = f"the archive has {odd[0][:80]!r}, which is not scanned" if odd else "the archive is empty"
        return Report("zip", "not_scanned", reason)
    for entry in entries.values():
        if holds_objects(zipdir.content(source, entry)):
            return Report("numpy", "not_scanned", f"{entry.name[:80]!r} holds pickled objects")
    return Report("numpy")


def _numpy(source: Source) -> Report:
    if holds_objects(source.head()):
        return Report("numpy", "not_scanned", "the array holds pickled objects")
    return Report("numpy")


def _opened(format_: Format, opened: Opened) -> Report:
    imports, odd = _imports(opened.followed), [each for one in opened.followed for each in one.odd]
    state, reason = _verdict(imports, odd)
    if opened.strange:
        state, reason = ("flagged" if state == "flagged" else "not_scanned"), reason or opened.strange
    return Report(format_, state, reason, imports, opened.tensors, opened.table_reason)


def _other(source: Source, head: bytes) -> Report:
    """Report a file without a known beginning: a pickle, JSON, a text, or something unknown."""
    if source.size > MOST_WHOLE:
        reason = f"it has {source.size:,} bytes; of a file of this kind at most {MOST_WHOLE:,} are read"
        return Report("unknown", "not_scanned", reason)
    try:
        whole = source.read(0, source.size) if source.size > HEAD else head
        followed = follow_all(whole)
    except Broken as error:
        return _no_pickle(whole, error)
    except Unreadable as error:
        return Report("unknown", "not_scanned", str(error))
    imports, odd = _imports(followed), [each for one in followed for each in one.odd]
    state, reason = _verdict(imports, odd)
    return Report("pickle", state, reason, imports)


def _no_pickle(whole: bytes, error: Broken) -> Report:
    """Report a file that is no whole pickle: what it imports before it breaks would be imported all the same."""
    imports = _imports([error.followed])
    if imports:
        return Report("pickle", "not_scanned", f"a pickle that breaks: {error}", imports)
    kind = _text_kind(whole)
    return Report(kind) if kind else Report("unknown", "not_scanned", LOADERS)


def _text_kind(whole: bytes) -> Format | None:
    try:
        text = whole.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if "\0" in text:
        return None
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return "text"
    return "json"


def _imports(followed: Iterable[Followed]) -> tuple[Import, ...]:
    return tuple(judged(name) for name in dict.fromkeys(name for each in followed for name in each.imports))


def _verdict(imports: Iterable[Import], odd: list[str]) -> tuple[State, str]:
    """Return the state of a pickle that was followed to its end."""
    found = [each for each in imports if each.risk != "known"]
    if found:
        worst = next((each for each in found if each.risk == "dangerous"), found[0])
        return "flagged", f"loading it imports {worst.name[:120]!r}"
    return ("flagged", f"the pickle {odd[0]}") if odd else ("nothing_found", "")
