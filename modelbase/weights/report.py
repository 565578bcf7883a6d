"""What a scan of one file of weights found: tensors, imports, and one of three states. Values only.

`nothing_found` is said only of a file that was read to its end and understood; whatever is broken or too large is
`not_scanned`, never safe; what can run code, or hides what it holds from a scan, is `flagged`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

State = Literal["nothing_found", "flagged", "not_scanned"]
Risk = Literal["known", "unknown", "dangerous"]
Use = Literal["value", "made", "called"]  # how a pickle uses a name: see pickles/machine.py
Format = Literal[
    "safetensors",
    "torch",
    "torch_legacy",
    "pickle",
    "numpy",
    "zip",
    "tar",
    "gguf",
    "onnx",
    "keras",
    "hdf5",
    "savedmodel",
    "torchscript",
    "pt2",
    "json",
    "html",
    "xml",
    "git_lfs",
    "text",
    "zeros",
    "empty",
    "unknown",
]
ITEM_BITS = {
    "BOOL": 8, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8, "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8,
    "F6_E2M3": 6, "F6_E3M2": 6, "F4": 4, "I16": 16, "U16": 16, "F16": 16, "BF16": 16, "I32": 32, "U32": 32,
    "F32": 32, "I64": 64, "U64": 64, "F64": 64, "C64": 64, "C128": 128,
}  # fmt: skip


class Unreadable(Exception):
    """A file is not what its first bytes claim; the text says what is wrong with it."""


@dataclass(frozen=True)
class Tensor:
    """One tensor; `parameters` is the product of `shape`, `size` in bytes, None where the dtype's size is not known.

    `begin` is where its bytes begin: in the file, or with `entry` (the place of a zip entry's local header in the
    file) in that entry. None where its bytes are not in one piece.
    """

    name: str
    dtype: str
    shape: tuple[int, ...]
    parameters: int
    size: int | None
    begin: int | None = None
    entry: int | None = None


@dataclass(frozen=True)
class Import:
    """A name that a pickle imports when it is loaded, such as `collections.OrderedDict`, and how it uses it.

    `risk` and `reason` are the judgement by the lists (pickles/verdict.py); `trusted` names the list it is on.
    """

    name: str
    risk: Risk
    uses: tuple[Use, ...] = ("value",)
    trusted: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Report:
    """What a file is; `reason` says why it has its state, `table_reason` why it has no tensors to show.

    `odd` is what flags it beside its imports, `unread` why it was not read to its end: with the imports they are what
    the state is made of (pickles/verdict.py), so that newer lists judge it without its bytes. `packed` names the
    compression that one layer of was opened.
    """

    format: Format
    state: State = "nothing_found"
    reason: str = ""
    imports: tuple[Import, ...] = ()
    tensors: tuple[Tensor, ...] | None = None
    table_reason: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    odd: str = ""
    unread: str = ""
    packed: str = ""


def size_of(dtype: str, parameters: int) -> int:
    """Return the bytes of so many items (rounded up), or raise Unreadable for an unknown dtype."""
    bits = ITEM_BITS.get(dtype)
    if bits is None:
        raise Unreadable(f"the dtype {dtype[:40]!r} is not known")
    return (parameters * bits + 7) // 8


def count_of(shape: tuple[int, ...]) -> int:
    """Return the product of a shape, or raise Unreadable where it cannot be that of a file."""
    product = 1
    for length in shape:
        if length < 0 or length > 2**53:
            raise Unreadable(f"a shape has the length {length}")
        product *= length
        if product > 2**53:
            raise Unreadable("the product of a shape is larger than any file")
    return product
