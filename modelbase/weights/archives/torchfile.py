"""Files of `torch.save`: the zip form (torch >= 1.6) and the older stream of five pickles.

Source: torch/serialization.py of torch 2.13. Reads the pickles and, of the zip form, the directory; never a storage.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from modelbase.weights.archives.zipdir import Entry, content
from modelbase.weights.pickles import rebuilt
from modelbase.weights.pickles.machine import Broken, Followed, follow, follow_all
from modelbase.weights.pickles.rebuilt import Place
from modelbase.weights.report import ITEM_BITS, Tensor, Unreadable, size_of
from modelbase.weights.source import HEAD, Source

LEGACY = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19\x2e"  # pickled 0x1950a86a20f9469cfc6c
LEGACY_PICKLES = 5
MOST_PICKLE = 32 * 2**20
SILENT = re.compile(
    r"(version|byteorder|\.format_version|\.storage_alignment|\.data/serialization_id|data/\d+)$"
)


@dataclass(frozen=True)
class Opened:
    """The followed pickles of a file, its tensors or why there are none, and what else stands in it.

    `code` is an entry of TorchScript.
    """

    followed: tuple[Followed, ...]
    tensors: tuple[Tensor, ...] | None
    table_reason: str = ""
    strange: str = ""
    code: str = ""


def root_of(entries: Mapping[str, Entry]) -> str | None:
    """Return the folder that all entries of a torch zip are in, or None if it is another zip."""
    root = next(iter(entries), "").partition("/")[0]
    return root if f"{root}/data.pkl" in entries else None


def zipped(source: Source, entries: Mapping[str, Entry], root: str) -> Opened:
    """Open the zip form; raises Unreadable where the archive is not as torch writes it."""
    pickled = entries[f"{root}/data.pkl"]
    if pickled.size > MOST_PICKLE:
        raise Unreadable(f"its pickle has {pickled.size:,} bytes; at most {MOST_PICKLE:,} are read")
    stream = content(source, pickled)
    followed = [follow(stream)]
    if followed[0].stop != len(stream):
        raise Broken("something follows the pickle", followed[0])
    value = followed[0].value
    code = [name for name in entries if name.startswith(f"{root}/code/")]
    scripted = f"{root}/constants.pkl"
    if code and scripted in entries:
        followed.append(follow(content(source, entries[scripted])))
    strange = strangers(entries, root)
    reason = f"the archive also has {strange[0][:80]!r}" if strange else ""
    data = f"{root}/data/"
    places: dict[str, Place | None] = {
        name.removeprefix(data): Place(0, entry.size, entry.at) if entry.stored else None
        for name, entry in entries.items()
        if name.startswith(data)
    }
    opened = _opened(tuple(followed), value, places, reason)
    return replace(opened, code=code[0]) if code else opened


def strangers(entries: Mapping[str, Entry], root: str) -> list[str]:
    """Return the entries that are neither torch's own nor, where there is code, TorchScript's."""
    code = [name for name in entries if name.startswith(f"{root}/code/")]
    known = {f"{root}/data.pkl", *code, *([f"{root}/constants.pkl"] if code else [])}
    return [name for name in entries if name not in known and not _silent(name, root)]


def _silent(name: str, root: str) -> bool:
    return name.startswith(f"{root}/") and SILENT.fullmatch(name[len(root) + 1 :]) is not None


def legacy(source: Source) -> Opened:
    """Open the older form; raises Broken or Unreadable."""
    stream = source.head()
    try:
        followed = follow_all(stream, LEGACY_PICKLES)
    except Broken:
        if source.size <= HEAD:
            raise
        stream = source.read(0, min(source.size, MOST_PICKLE))
        followed = follow_all(stream, LEGACY_PICKLES)
    value, keys = followed[3].value, followed[4].value
    places, end = _places(value, keys, followed[4].stop)
    if end is not None and end != source.size:
        strange = f"its storages end at byte {end:,}, the file at {source.size:,}"
        return Opened(tuple(followed), None, strange, strange)
    return _opened(tuple(followed), value, places, "")


def _places(value: Any, keys: Any, begin: int) -> tuple[dict[str, Place | None], int | None]:
    """Return the storages after the five pickles, and where they end: per key eight bytes of count, then the items.

    Where the bytes of an item are not known, neither are the places behind it nor the end: None.
    """
    sizes = {
        view.storage.key: _size_of(view.storage)
        for _, view in rebuilt.views(value)
        if view.storage is not None
    }
    if not isinstance(keys, list) or not all(isinstance(key, str) and key in sizes for key in keys):
        raise Unreadable("its list of storages is not that of its tensors")
    found: dict[str, Place | None] = {}
    at: int | None = begin
    for key in keys:
        size = sizes[key]
        found[key] = None if at is None or size is None else Place(at + 8, size)
        at = None if at is None or size is None else at + 8 + size
    return found, at


def _size_of(storage: rebuilt.Storage) -> int | None:
    dtype = storage.dtype or "U8"
    return size_of(dtype, storage.items) if dtype in ITEM_BITS else None


def _opened(
    followed: tuple[Followed, ...], value: Any, places: dict[str, Place | None], strange: str
) -> Opened:
    try:
        return Opened(followed, rebuilt.tensors(value, places), "", strange)
    except Unreadable as error:
        return Opened(followed, None, str(error), strange)
