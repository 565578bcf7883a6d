"""Which label a new checkpoint gets: the one asked for, or `last`, `last-2`, `last-3`, … Pure: no database.

The decision is only a proposal; the unique index of the checkpoints settles it, and a loser asks here again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from modelbase.errors import Conflict, Invalid
from modelbase.server.database.files.checkpoints import Slot

DEFAULT = "last"
LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
LIKE_A_HASH = re.compile(r"[0-9a-fA-F]{12,}")


class Place(NamedTuple):
    """A label and its turn, free when we looked."""

    label: str
    turn: int


class Same(NamedTuple):
    """The checkpoint that has these very files under this label already."""

    id: str


class Revived(NamedTuple):
    """The checkpoint of these very files under this label whose weights were deleted: they come back to it."""

    id: str


def check(label: str | None) -> str | None:
    """Return a label that may be given, or raise Invalid."""
    if label is None:
        return None
    if not LABEL.fullmatch(label):
        raise Invalid(f"{label[:80]!r} is no label: 1 to 64 letters, digits and ._-, not starting with ._-")
    if LIKE_A_HASH.fullmatch(label):
        raise Invalid(f"{label!r} looks like a hash: a label needs another letter, or fewer than 12 digits")
    return label


def choose(
    slots: Mapping[str, Slot], files_hash: str, label: str | None, move: bool
) -> Place | Same | Revived:
    """Return where a checkpoint of these files goes, or which one it would repeat; or raise Conflict.

    A corrupt checkpoint never counts as being there: pushing its files again takes its label over.
    """
    if label is None and not move:
        number = 1
        while (found := _in(slots, _numbered(number), files_hash, move)) is None:
            number += 1
        return found
    wanted = label or DEFAULT
    found = _in(slots, wanted, files_hash, move)
    if found is None:
        raise Conflict(
            f"the label {wanted} holds a checkpoint with other files; give another label, or --move",
            "label_taken",
            label=wanted,
        )
    return found


def _in(slots: Mapping[str, Slot], label: str, files_hash: str, move: bool) -> Place | Same | Revived | None:
    slot = slots.get(label, Slot(None, 0))
    if slot.holder is None:
        return Place(label, slot.next_turn)
    if slot.holder.hash == files_hash and slot.holder.state == "weights_deleted":
        return Revived(slot.holder.id)
    if slot.holder.hash == files_hash and slot.holder.state != "corrupt":
        return Same(slot.holder.id)
    repairs = slot.holder.hash == files_hash
    return Place(label, slot.next_turn) if move or repairs else None


def _numbered(number: int) -> str:
    return DEFAULT if number == 1 else f"{DEFAULT}-{number}"
