"""Files of `torch.save`: the zip form (torch >= 1.6) and the older stream of five pickles.

Source: torch/serialization.py of torch 2.13. Reads the pickles and, of the zip form, the directory; never a storage.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from modelbase.weights import rebuilt
from modelbase.weights.machine import Broken, Followed, follow, follow_all
from modelbase.weights.rebuilt import Place
from modelbase.weights.report import Tensor, Unreadable, size_of
from modelbase.weights.source import HEAD, Source
from modelbase.weights.zipdir import Entry, content

LEGACY = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19\x2e"  # pickled 0x1950a86a20f9469cfc6c
LEGACY_PICKLES = 5
MOST_PICKLE = 32 * 2**20
SILENT = re.compile(
    r"(version|byteorder|\.format_version|\.storage_alignment|\.data/serialization_id|data/\d+)$"
)


@dataclass(frozen=True)
class Opened:
    """The followed pickles of a file, its tensors or why there are none, and what else stands in it."""

    followed: tuple[Followed, ...]
    tensors: tuple[Tensor, ...] | None
    table_reason: str = ""
    strange: str = ""


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
    followed = follow(stream)
    if followed.stop != len(stream):
        raise Broken("something follows the pickle", followed)
    rest = [name for name in entries if name != pickled.name]
    strange = [name for name in rest if not _silent(name, root)]
    packed = [name for name in rest if not entries[name].stored]
    reason = f"the archive also has {strange[0][:80]!r}" if strange else ""
    reason = reason or (f"the entry {packed[0][:80]!r} is compressed" if packed else "")
    data = f"{root}/data/"
    places = {
        name.removeprefix(data): Place(0, entry.size, entry.at)
        for name, entry in entries.items()
        if name.startswith(data)
    }
    return _opened((followed,), followed.value, places, reason)


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
    if end != source.size:
        strange = f"its storages end at byte {end:,}, the file at {source.size:,}"
        return Opened(tuple(followed), None, strange, strange)
    return _opened(tuple(followed), value, places, "")


def _places(value: Any, keys: Any, begin: int) -> tuple[dict[str, Place], int]:
    """Return the storages after the five pickles, and where they end: per key eight bytes of count, then the items."""
    sizes = {
        view.storage.key: size_of(view.storage.dtype or "U8", view.storage.items)
        for _, view in rebuilt.views(value)
    }
    if not isinstance(keys, list) or not all(isinstance(key, str) and key in sizes for key in keys):
        raise Unreadable("its list of storages is not that of its tensors")
    found: dict[str, Place] = {}
    for key in keys:
        found[key] = Place(begin + 8, sizes[key])
        begin += 8 + sizes[key]
    return found, begin


def _opened(followed: tuple[Followed, ...], value: Any, places: dict[str, Place], strange: str) -> Opened:
    try:
        return Opened(followed, rebuilt.tensors(value, places), "", strange)
    except Unreadable as error:
        return Opened(followed, None, str(error), strange)
