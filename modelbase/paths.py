"""What a file inside a checkpoint may be called: the same rules when it is pushed, declared and pulled.

A path that passes can be written on every system and cannot leave the folder it is pulled into. Pure text:
nothing here touches a disk.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from modelbase.errors import Invalid

MAX_PATH = 700  # bytes
MAX_SEGMENT = 200  # bytes; leaves room for the name of a temporary file beside it
_UNSAFE = re.compile(r'[<>:"|?*\\]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?", re.IGNORECASE)


def check(path: str) -> str:
    """Return the path if it can be kept everywhere; else `path_invalid` says what is wrong with it."""
    why = _fault(path)
    if why:
        raise Invalid(f"the file path {_shown(path)} {why}", "path_invalid", path=path)
    return path


def check_all(paths: Iterable[str]) -> None:
    """Check each path, and that no two of them want the same place on any file system."""
    taken: dict[str, str] = {}
    folders: dict[str, str] = {}
    for path in paths:
        place = _place(check(path))
        if place in taken:
            raise _clash(path, f"is the same as {_shown(taken[place])} on some systems: rename one of them")
        taken[place] = path
        for end in [at for at, letter in enumerate(place) if letter == "/"]:
            folders.setdefault(place[:end], path)
    for place in taken.keys() & folders.keys():
        raise _clash(taken[place], f"is a file, and a folder in {_shown(folders[place])}: rename one of them")


def _fault(path: str) -> str:
    """Say what is wrong with a path, or nothing."""
    if not path:
        return "is empty"
    if path.startswith("/") or re.match(r"[A-Za-z]:", path):
        return "is absolute: it must start inside the checkpoint"
    if any(unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} for letter in path):
        return "holds a control character"
    if len(path.encode()) > MAX_PATH:
        return f"is longer than {MAX_PATH} bytes"
    return next((why for segment in path.split("/") if (why := _segment_fault(segment))), "")


def _segment_fault(segment: str) -> str:
    if segment in {"", ".", ".."}:
        return "leaves its folder or has an empty part"
    if segment.casefold().rstrip(" .") == ".git":
        return "lies in a .git folder"
    if found := _UNSAFE.search(segment):
        return f"holds {found.group()!r}, which some systems cannot keep"
    if segment[-1] in " .":
        return "has a part that ends with a space or a dot, which some systems cannot keep"
    if _RESERVED.fullmatch(segment):
        return f"has the part {segment!r}, which is a device on some systems"
    return f"has a part longer than {MAX_SEGMENT} bytes" if len(segment.encode()) > MAX_SEGMENT else ""


def _place(path: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _clash(path: str, why: str) -> Invalid:
    return Invalid(f"the file path {_shown(path)} {why}", "path_invalid", path=path)


def _shown(path: str) -> str:
    return (
        ascii(path if len(path) <= 120 else path[:117] + "...")
        if not path.isprintable()
        else repr(path[:120])
    )
