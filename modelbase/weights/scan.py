"""Recognises a file of weights by its content, never by its name, and reports its tensors and imports.

The order matters: a file is what the program that loads it would take it for, which is said by its first bytes.
Of what holds other files (a packed stream, a tar, a zip) one layer is opened, and a tar in a packed stream.
"""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from modelbase.weights import gguf, safetensors
from modelbase.weights.archives import numpyfile, packed, torchfile, zipdir
from modelbase.weights.archives.torchfile import LEGACY, Opened
from modelbase.weights.archives.zipdir import Entry
from modelbase.weights.graphs import keras, onnx, savedmodel
from modelbase.weights.pickles.machine import WRAPPER, Broken, Followed, follow, follow_all, together
from modelbase.weights.pickles.verdict import settled
from modelbase.weights.report import Format, Import, Report, Tensor, Unreadable
from modelbase.weights.source import HEAD, Source

VERSION = 3  # raise it with every change of what is found: files are scanned again then; lists have their own
MOST_WHOLE = 32 * 2**20
MOST_MEMBERS = 2_000
MOST_ARRAYS = 10_000
TAR_AT, TAR = 257, b"ustar"
SAMPLES = 8
Table = tuple[tuple[Tensor, ...], dict[str, str]]
Chain = tuple[str, ...]
LOADERS = "it is of a kind that is not scanned"
TWICE = "it is packed twice: what is in it cannot be judged"
NESTED = "an archive in an archive is not opened"
LFS = (
    b"version https://git-lfs.github.com/spec/",
    b"version http://git-media.io/v/",
    b"version https://hawser.github.com/",
)
HTML = (b"<!doctype html", b"<html", b"<head", b"<body")
XML = (b"<?xml", b"<error>")
LOADED = (
    b".pkl",
    b".npy",
    b"pickle",
    b".pt",
    b".bin",
    b"config.json",
)  # names of what a loader unpickles or runs


def scan(source: Source) -> Report:
    """Return what a file is, what it holds and what it would import; never raises for what the file is."""
    try:
        return settled(_scan(source, ()))
    except Unreadable as error:
        return settled(Report("unknown", odd=f"it cannot be judged: {error}", unread=str(error)))


def _scan(source: Source, chain: Chain) -> Report:
    """Scan a file, or what stands in one: `chain` is what was opened to get there."""
    if source.size == 0:
        return Report("empty")
    head = source.head()
    if safetensors.is_safetensors(head, source.size):
        return _only("safetensors", source, head, safetensors.tensors)
    if head.startswith(zipdir.LOCAL):
        return _guarded("zip", source, lambda each: _zip(each, chain))
    if head.startswith(LEGACY):
        return _guarded("torch_legacy", source, lambda each: _opened("torch_legacy", torchfile.legacy(each)))
    if head.startswith(numpyfile.MAGIC):
        return _guarded("numpy", source, _numpy)
    if head.startswith(gguf.MAGIC):
        return _only("gguf", source, head, gguf.tensors)
    if head.startswith(keras.HDF5):
        return _guarded("hdf5", source, keras.hdf5)
    return _graph(source, head) or _packed(source, head, chain) or _other(source, head, chain)


def _only(format_: Format, source: Source, head: bytes, read: Callable[[Source], Table]) -> Report:
    """Report a file of tensors alone, unless a program that unpickles everything would import something of it."""
    try:
        found, metadata = read(source)
        report = Report(format_, tensors=found, metadata=dict(metadata))
    except Unreadable as error:
        report = Report(format_, unread=str(error), table_reason=str(error))
    try:
        imports = _imports([follow(head)])
    except Broken as error:
        imports = _imports([error.followed])
    return replace(report, odd="the file is a pickle as well", imports=imports) if imports else report


def _guarded(format_: Format, source: Source, read: Callable[[Source], Report]) -> Report:
    try:
        return read(source)
    except Broken as error:
        found = _imports([error.followed])
        return Report(format_, imports=found, unread=str(error), odd=_hidden(error), table_reason=str(error))
    except Unreadable as error:
        report = Report(format_, unread=str(error), table_reason=str(error))
        return _refused_zip(source, report) if format_ == "zip" else report


def _hidden(error: Broken) -> str:
    return f"it cannot be judged: {error}" if error.hidden else ""


def _refused_zip(source: Source, report: Report) -> Report:
    """Report an archive that was refused but that a loader may open all the same: by all that looks like an entry."""
    if zipdir.is_cut_off(source):
        return report
    if source.size > MOST_WHOLE:
        loaded = any(each in source.head() + source.tail() for each in LOADED)
        return replace(report, odd=f"it cannot be judged: {report.unread}") if loaded else report
    found: list[Followed] = []
    code = ""
    for data in zipdir.loose(source.whole(MOST_WHOLE)):
        try:
            found.append(follow(data))
        except Broken as error:
            found.append(error.followed)
        code = code or keras.first_code(data)
    # A name with other characters than those of a text is damage: no module has it.
    imports = tuple(each for each in _imports(found) if each.name.isprintable())
    return replace(report, imports=imports, odd=_odd(found) or code)


# --- archives ---------------------------------------------------------------------------------------------------------


def _zip(source: Source, chain: Chain) -> Report:
    try:
        entries = zipdir.entries(source)
    except Unreadable:
        parts = zipdir.parts(source)
        if len(parts) < 2:
            raise
        return _in_row(source, parts)
    root = torchfile.root_of(entries)
    if root is not None:
        report = _opened("torch", torchfile.zipped(source, entries, root))
        return _with_strangers(source, entries, torchfile.strangers(entries, root), report)
    if keras.is_archive(frozenset(entries)):
        return keras.archive(zipdir.content(source, entries[keras.CONFIG]))
    if entries and all(name.endswith(".npy") for name in entries):
        return _arrays(source, entries)
    if chain and (len(chain) > 1 or chain[0] in {"zip", "tar"}):
        return Report("zip", unread=NESTED)
    format_: Format = "pt2" if _is_exported(entries) else "zip"
    report = _members(format_, _unzipped(source, entries), (*chain, "zip"))
    compiled = [name for name in entries if name.endswith((".so", ".dll", ".dylib", ".cubin"))]
    if compiled:
        report = replace(report, odd=f"it has compiled code: {compiled[0][:80]!r}")
    return (
        replace(report, table_reason="the tensors of an exported program are not listed")
        if format_ == "pt2"
        else report
    )


def _with_strangers(
    source: Source, entries: dict[str, Entry], strangers: list[str], report: Report
) -> Report:
    """Return the report on a file of torch with what the entries that torch does not write would import."""
    if not strangers or report.format == "torchscript":
        return report
    chosen = {name: entries[name] for name in strangers}
    more = _members("zip", _unzipped(source, chosen), ("zip",))
    return replace(report, imports=report.imports + more.imports, odd=report.odd or more.odd)


def _in_row(source: Source, parts: list[tuple[int, int]]) -> Report:
    """Report archives of torch one after another, as torch.distributed.checkpoint writes them."""
    followed: list[Followed] = []
    tensors: list[Tensor] = []
    strange = ""
    for number, (start, stop) in enumerate(parts):
        part = source.part(start, stop)
        entries = zipdir.entries(part)
        root = torchfile.root_of(entries)
        if root is None:
            raise Unreadable("it is archives one after another, of which not all are those of torch")
        opened = torchfile.zipped(part, entries, root)
        followed += opened.followed
        strange = strange or opened.strange or (opened.code and "it has code of TorchScript")
        for each in opened.tensors or ():
            place = None if each.entry is None else each.entry + start
            name = str(number) if each.name == "tensor" else f"{number}.{each.name}"
            tensors.append(replace(each, name=name, entry=place))
    return replace(_pickled(Report("torch", tensors=tuple(tensors)), followed), unread=strange)


def _is_exported(entries: Iterable[str]) -> bool:
    return any(name.rpartition("/")[2] == "archive_format" for name in entries)


def _unzipped(source: Source, entries: dict[str, Entry]) -> Iterator[tuple[str, bytes]]:
    if len(entries) > MOST_MEMBERS or source.size > MOST_WHOLE:
        raise Unreadable(
            f"of an archive at most {MOST_MEMBERS:,} files and {MOST_WHOLE:,} bytes are looked into"
        )
    source.whole(MOST_WHOLE)
    most = packed.MOST_OPENED
    for name, entry in entries.items():
        if not name.endswith("/"):
            yield name, zipdir.content(source, entry, most)
            most -= entry.size


def _members(format_: Format, members: Iterable[tuple[str, bytes]], chain: Chain) -> Report:
    """Report an archive by what its files are: their imports together, and the first of what else is to be said."""
    imports: dict[str, set[str]] = {}
    odd = unread = ""
    for name, data in members:
        found = _scan(Source.of(data), chain)
        for each in found.imports:
            imports.setdefault(each.name, set()).update(each.uses)
        odd = odd or (found.odd and f"{name[:80]}: {found.odd}")
        if format_ == "pt2" and found.format == "unknown":  # weights as they are in memory
            continue
        unread = unread or (found.unread and f"{name[:80]}: {found.unread}")
    listed = tuple(Import(name, "unknown", tuple(uses)) for name, uses in imports.items())  # type: ignore[arg-type]
    return Report(format_, imports=listed, odd=odd, unread=unread)


def _arrays(source: Source, entries: dict[str, Entry]) -> Report:
    """Report a .npz: its arrays as tensors; those of objects are pickles."""
    followed: list[Followed] = []
    found: list[Tensor] = []
    for name, entry in list(entries.items())[:MOST_ARRAYS]:
        head = numpyfile.header(zipdir.beginning(source, entry, numpyfile.MOST_HEADER + 12))
        if head.objects:
            followed += follow_all(zipdir.content(source, entry)[head.begin :])
        made = head.tensor(name.removesuffix(".npy"), 0, entry.at)
        found.append(made if entry.stored else replace(made, begin=None, entry=None))
    return _pickled(Report("numpy", tensors=tuple(found)), followed)


def _numpy(source: Source) -> Report:
    head = numpyfile.header(source.head())
    report = Report("numpy", tensors=(head.tensor("array"),))
    made = report.tensors[0].size if report.tensors else None
    if made is not None and head.begin + made > source.size and not head.objects:
        raise Unreadable(f"the array ends at byte {head.begin + made:,}, the file at {source.size:,}")
    if not head.objects:
        return report
    if source.size > MOST_WHOLE:
        raise Unreadable(f"it holds pickled objects in more than {MOST_WHOLE:,} bytes")
    return _pickled(report, follow_all(source.whole(MOST_WHOLE)[head.begin :]))


def _opened(format_: Format, opened: Opened) -> Report:
    report = _pickled(
        Report(format_, tensors=opened.tensors, table_reason=opened.table_reason), opened.followed
    )
    report = replace(report, unread=opened.strange)
    if not opened.code:
        return report
    # The classes that a TorchScript pickle names stand in the archive itself; torch.jit rebuilds its lists.
    foreign = tuple(
        each for each in report.imports if not each.name.startswith(("__torch__.", "torch.jit._pickle."))
    )
    odd = f"it has code of TorchScript ({opened.code[:80]}), which runs when it is loaded or called"
    return replace(report, format="torchscript", imports=foreign, odd=odd)


def _packed(source: Source, head: bytes, chain: Chain) -> Report | None:
    """Report what a packed stream holds, None if the file is none."""
    kind = packed.kind_of(head)
    if kind:
        try:
            opened = packed.opened(kind, head if chain else source.whole(MOST_WHOLE))
            if chain:
                inside = chain[-1] in {"zip", "tar"}
                return Report("unknown", unread=NESTED) if inside else Report("unknown", odd=TWICE)
        except Unreadable as error:
            return (
                Report("unknown", odd=f"it cannot be judged: {error}") if "zstandard" in str(error) else None
            )
        rest = opened.rest or (
            "" if source.size <= MOST_WHOLE else f"of a packed file at most {MOST_WHOLE:,} bytes are read"
        )
        if rest and not opened.data:
            return Report("unknown", unread=rest, packed=kind)
        return _unpacked(_scan(Source.of(opened.data), (kind,)), kind, rest)
    if head[TAR_AT : TAR_AT + len(TAR)] == TAR:
        if chain and (len(chain) > 1 or chain[0] in {"zip", "tar"}):
            return Report("tar", unread=NESTED)
        return _tar(source, head, (*chain, "tar"))
    return None


def _unpacked(inner: Report, kind: str, rest: str) -> Report:
    """Return the report on what was unpacked as that on the file: its tensors have no place in the file itself."""
    tensors = inner.tensors and tuple(replace(each, begin=None, entry=None) for each in inner.tensors)
    report = replace(inner, tensors=tensors, packed=kind)
    if not rest:
        return report
    hides = inner.format in {"pickle", "unknown", "torch_legacy"} or bool(inner.imports)
    odd = inner.odd or (
        f"it cannot be judged: {rest}" if hides and "broken" not in rest and "cut off" not in rest else ""
    )
    return replace(report, odd=odd, unread=inner.unread or rest)


def _tar(source: Source, head: bytes, chain: Chain) -> Report:
    try:
        first = _imports([follow(head)])
    except Broken as error:
        first = _imports([error.followed])
    unread: list[str] = []
    report = _members("tar", _untarred(source, unread), chain)
    report = replace(report, unread=report.unread or "".join(unread))
    return (
        replace(report, imports=report.imports + first, odd="the file is a pickle as well")
        if first
        else report
    )


def _untarred(source: Source, unread: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a tar; what keeps it from being read to its end is put into `unread`."""
    if source.size > MOST_WHOLE:
        unread.append(f"of an archive at most {MOST_WHOLE:,} bytes are looked into")
    try:
        with tarfile.open(fileobj=io.BytesIO(source.whole(MOST_WHOLE)), mode="r:") as archive:
            for count, member in enumerate(archive):
                if count >= MOST_MEMBERS:
                    unread[:] = [f"of an archive at most {MOST_MEMBERS:,} files are looked into"]
                    return
                file = archive.extractfile(member) if member.isreg() and not member.sparse else None
                if file is not None:
                    yield member.name, file.read()
    except (tarfile.TarError, OSError, ValueError, RecursionError, OverflowError) as error:
        unread[:] = unread or [f"the tar is broken: {str(error)[:80]}"]


# --- graphs, pickles, texts -------------------------------------------------------------------------------------------


def _graph(source: Source, head: bytes) -> Report | None:
    if not head.startswith(onnx.FIRST):
        return None
    for format_, read in (("onnx", onnx.read), ("savedmodel", savedmodel.read)):
        try:
            found = read(source)
        except Unreadable as error:
            return Report(format_, unread=str(error), table_reason=str(error))  # type: ignore[arg-type]
        if found is not None:
            return found
    return None


def _other(source: Source, head: bytes, chain: Chain) -> Report:
    """Report a file without a known beginning: a pickle, JSON, a text, or something unknown."""
    if not head.strip(b"\0"):
        zeros = _zeros(source)
        if zeros:
            return zeros
    whole = head
    if len(head) < source.size:
        whole = source.whole(MOST_WHOLE) if not chain else source.read(0, source.size)
    cut = source.size > len(whole)
    limit = (
        f"it has {source.size:,} bytes; of a file of this kind at most {MOST_WHOLE:,} are read" if cut else ""
    )
    try:
        followed = follow_all(whole)
    except Broken as error:
        report = _with_arrays(whole, error, limit) or _no_pickle(whole, error, limit)
        if report.format == "unknown" and zipdir.END in whole[-HEAD:]:  # an archive behind something else
            return _refused_zip(source, Report("unknown", unread="something stands before an archive"))
        return report
    return replace(
        _pickled(Report("pickle"), followed), unread=limit, odd=f"it cannot be judged: {limit}" if cut else ""
    )


def _with_arrays(whole: bytes, error: Broken, limit: str) -> Report | None:
    """Report a pickle of joblib, which has arrays between its opcodes; None if it is none.

    A plain unpickler would take the bytes of the arrays for opcodes: both readings are judged.
    """
    if WRAPPER not in error.followed.uses:
        return None
    try:
        followed = [error.followed, *follow_all(whole, arrays=True)]
    except Broken as broken:
        both = together([error.followed, broken.followed])
        reason = f"it cannot be judged: {limit or broken}" if limit or broken.hidden else ""
        return Report(
            "pickle", imports=_imports([both]), unread=limit or str(broken), odd=_odd([both]) or reason
        )
    return _pickled(Report("pickle"), followed)


def _no_pickle(whole: bytes, error: Broken, limit: str) -> Report:
    """Report a file that is no whole pickle: what it imports before it breaks would be imported all the same."""
    imports = _imports([error.followed])
    kind = "" if limit else _text_kind(whole)
    called = any(use != "value" for each in imports for use in each.uses)
    if (imports and (called or not kind)) or error.hidden:
        odd = _odd([error.followed]) or _hidden(error) or (limit and f"it cannot be judged: {limit}")
        return Report("pickle", imports=imports, unread=limit or f"a pickle that breaks: {error}", odd=odd)
    if kind:
        return Report(kind)
    if whole[:1] == b"\x80" and whole[1:2] <= b"\x05" and len(whole) > 1:
        what = "something follows its pickle" if error.before else "a pickle that breaks"
        return Report("pickle", unread=limit or f"{what}: {error}")
    return Report("unknown", unread=limit or LOADERS)


def _pickled(report: Report, followed: Iterable[Followed]) -> Report:
    parts = list(followed)
    return replace(report, imports=_imports(parts), odd=_odd(parts))


def _imports(followed: Iterable[Followed]) -> tuple[Import, ...]:
    """Return the names and how they are used; they are judged at the end, all together."""
    uses = together(followed).uses
    return tuple(Import(name, "unknown", tuple(each)) for name, each in uses.items())


def _odd(followed: Iterable[Followed]) -> str:
    return next((f"the pickle {each}" for one in followed for each in one.odd), "")


def _zeros(source: Source) -> Report | None:
    """Report a file of zeros, None if it is none; of a large one samples are looked at."""
    if source.size <= MOST_WHOLE:
        return None if source.whole(MOST_WHOLE).strip(b"\0") else Report("zeros")
    step = (source.size - HEAD) // SAMPLES
    for at in range(HEAD, source.size - HEAD, step):
        if source.read(at, at + 4096).strip(b"\0"):
            return None
    reason = f"it has {source.size:,} bytes, and those that were looked at are zeros"
    return None if source.tail().strip(b"\0") else Report("zeros", unread=reason)


def _text_kind(whole: bytes) -> Format | None:
    begin = whole[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if begin.startswith(LFS):
        return "git_lfs"
    if begin.startswith(HTML):
        return "html"
    try:
        text = whole.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if "\0" in text:
        return None
    if begin.startswith(XML):
        return "html" if b"<html" in begin else "xml"
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return "text"
    return "json"
