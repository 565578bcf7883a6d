"""What a file inside a checkpoint may be called: the same rules when it is pushed, declared and pulled.

A path that passes can be written on every system and cannot leave the folder it is pulled into, nor be read there as
`.git` or as a file that the client writes itself (the rules are those of Git's `verify_path` for HFS+ and NTFS, and of
"Naming Files" of the Win32 documentation). Pure text: nothing here touches a disk.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from modelbase.errors import Invalid
from modelbase.texts import odd

MAX_PATH = 700  # bytes
MAX_SEGMENT = 200  # bytes; leaves room for the name of a temporary file beside it
MANIFEST = ".modelbase.json"  # what `pull` leaves in a folder
_UNSAFE = re.compile(r'[<>"|?*\\]|:(?![0-9])')  # a colon before a digit is that of a time; see `on_windows`
_RESERVED = re.compile(
    r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)( *[.:].*)?", re.IGNORECASE
)
_OURS = re.compile(r"\.modelbase\.json(\.[0-9]+)?|\..+\.[0-9a-f]{12}\.part", re.IGNORECASE | re.DOTALL)
_GIT = re.compile(r"\.git|git~[0-9]+", re.IGNORECASE)
_JOINERS = "\u200c\u200d"  # shown as part of a letter; HFS+ reads a name without them


def check(path: str) -> str:
    """Return the path if it can be kept everywhere; else `path_invalid` says what is wrong with it."""
    why = _fault(path)
    if why:
        raise Invalid(f"the file path {_shown(path)} {why}", "path_invalid", path=path)
    return path


def check_all(paths: Iterable[str]) -> None:
    """Check each path, and that no two of them are one place on some file system."""
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


def is_ours(name: str) -> bool:
    """Say whether a file name is one that the client itself writes into a folder: the manifest, a temporary file."""
    return _OURS.fullmatch(_plain(name)) is not None


def portable(path: str) -> str:
    """Return a path under which a file can be kept everywhere: itself, or with `%3A` for what some system cannot keep.

    `a:b.txt` becomes `a%3Ab.txt`, `con` becomes `%63on`. What is wrong in another way (a backslash, which is a
    separator elsewhere; no UTF-8; too long) stays as it is, for `check` to refuse.
    """
    return "/".join(_portable(segment, first=at == 0) for at, segment in enumerate(path.split("/")))


def on_windows(path: str) -> str:
    """Return the path under which Windows keeps a file: `%3A` for `:`, which begins an alternate stream there."""
    return path.replace(":", "%3A")


def _portable(segment: str, *, first: bool) -> str:
    if not segment or any("\ud800" <= letter <= "\udfff" for letter in segment):
        return segment
    segment = "".join(
        _percent(letter) if letter != "\\" and (_UNSAFE.match(segment, at) or odd(letter)) else letter
        for at, letter in enumerate(segment)
    )
    if first and re.match(r"[A-Za-z]:", segment):
        segment = segment[0] + _percent(":") + segment[2:]
    if segment[-1] in " ." and segment not in {".", ".."}:
        segment = segment[:-1] + _percent(segment[-1])
    if _RESERVED.fullmatch(segment) or _GIT.fullmatch(_plain(segment)):
        segment = _percent(segment[0]) + segment[1:]
    return segment


def _percent(letter: str) -> str:
    return "".join(f"%{byte:02X}" for byte in letter.encode())


def _fault(path: str) -> str:
    """Say what is wrong with a path, or nothing."""
    if not path:
        return "is empty: name a file"
    if path.startswith("/") or re.match(r"[A-Za-z]:", path):
        return "is absolute: it must start inside the checkpoint"
    if any("\ud800" <= letter <= "\udfff" for letter in path):
        return "is not UTF-8: rename the file"
    if found := odd(path):
        kind = "a control" if unicodedata.category(found) == "Cc" else "an invisible"
        return f"holds {kind} character, U+{ord(found):04X}: rename the file"
    if len(path.encode()) > MAX_PATH:
        return f"is longer than {MAX_PATH} bytes: shorten it"
    return next((why for segment in path.split("/") if (why := _segment_fault(segment))), "")


def _segment_fault(segment: str) -> str:
    if segment in {"", ".", ".."}:
        return "leaves its folder or has an empty part: it must start inside the checkpoint"
    if _GIT.fullmatch(_plain(segment)):
        return "lies in a .git folder, or in what some systems read as one: leave it out"
    if is_ours(segment):
        return "is a name that Modelbase keeps for its own files: rename it"
    return _kept_fault(segment)


def _kept_fault(segment: str) -> str:
    """Say which system could not keep a name, or nothing."""
    if found := _UNSAFE.search(segment):
        return f"holds {found.group()!r}, which some systems cannot keep: rename it"
    if segment[-1] in " .":
        return "has a part that ends with a space or a dot, which some systems cannot keep: rename it"
    if _RESERVED.fullmatch(segment):
        return f"has the part {segment!r}, which is a device on some systems: rename it"
    if len(segment.encode()) > MAX_SEGMENT:
        return f"has a part longer than {MAX_SEGMENT} bytes: shorten it"
    return ""


def _plain(segment: str) -> str:
    """Return a name as HFS+ and NTFS read it: without invisible letters, a stream, dots and spaces at its end."""
    seen = "".join(letter for letter in segment if letter not in _JOINERS and not odd(letter))
    return unicodedata.normalize("NFKC", seen).casefold().partition(":")[0].rstrip(" .")


def _place(path: str) -> str:
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
    return on_windows("".join(letter for letter in folded if letter not in _JOINERS)).casefold()


def _clash(path: str, why: str) -> Invalid:
    return Invalid(f"the file path {_shown(path)} {why}", "path_invalid", path=path)


def _shown(path: str) -> str:
    return (
        ascii(path if len(path) <= 120 else path[:117] + "...")
        if not path.isprintable()
        else repr(path[:120])
    )
