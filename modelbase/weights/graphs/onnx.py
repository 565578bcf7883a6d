"""ONNX: the initializers of the graph as tensors, the operators that are not ONNX's own, and files outside.

Source: onnx/onnx.proto of ONNX 1.23. The format holds data and names of operators; nothing in it is code. It cannot be
a pickle as well: it begins with the byte 8, which is no opcode.
"""

from __future__ import annotations

from modelbase.weights.graphs.protobuf import BYTES, VARINT, Field, Message
from modelbase.weights.report import Report, Tensor, Unreadable, count_of, size_of
from modelbase.weights.source import Source

FIRST = b"\x08"  # the tag of ir_version, of schema_version in a SavedModel
GRAPH, OPSETS, PRODUCER = 7, 8, 2
MODEL_FIELDS = frozenset({1, 2, 3, 4, 5, 6, 7, 8, 14, 20, 25, 26})
OWN = frozenset(
    {"", "ai.onnx", "ai.onnx.ml", "ai.onnx.training", "ai.onnx.preview.training", "com.microsoft"}
)
MOST_TENSORS = 100_000
TYPES = {
    1: "F32", 2: "U8", 3: "I8", 4: "U16", 5: "I16", 6: "I32", 7: "I64", 9: "BOOL", 10: "F16", 11: "F64", 12: "U32",
    13: "U64", 14: "C64", 15: "C128", 16: "BF16", 17: "F8_E4M3", 18: "F8_E4M3FNUZ", 19: "F8_E5M2", 20: "F8_E5M2FNUZ",
    23: "F4", 24: "F8_E8M0",
}  # fmt: skip


def read(source: Source) -> Report | None:  # noqa: C901 - one field after another
    """Return the report on an ONNX model, None if the file is none; raise Unreadable where it is broken."""
    message = Message(source)
    graph: Field | None = None
    producer, domains = "", []
    try:
        for field in message.fields(0, source.size):
            if field.number not in MODEL_FIELDS:
                return None
            if field.number == GRAPH and field.wire == BYTES:
                graph = field
            elif field.number == PRODUCER and field.wire == BYTES:
                producer = message.text(field)
            elif field.number == OPSETS and field.wire == BYTES:
                domains += [
                    message.text(each) for each in message.fields(field.start, field.stop) if each.number == 1
                ]
    except Unreadable:
        if graph is None:
            return None
        raise
    if graph is None:
        return None
    tensors, odd = _graph(message, graph)
    foreign = sorted({each for each in domains if each not in OWN})
    metadata = {"producer": producer} if producer else {}
    if foreign:
        metadata["custom operators"] = ", ".join(foreign)
    return Report("onnx", tensors=tensors, metadata=metadata, odd=odd)


def _graph(message: Message, graph: Field) -> tuple[tuple[Tensor, ...], str]:
    found: dict[str, Tensor] = {}
    odd = ""
    for field in message.fields(graph.start, graph.stop):
        if field.number != 5 or field.wire != BYTES:
            continue
        if len(found) >= MOST_TENSORS:
            raise Unreadable(f"it has more than {MOST_TENSORS:,} tensors")
        tensor, outside = _tensor(message, field, len(found))
        found.setdefault(tensor.name, tensor)
        if outside and (outside.startswith(("/", "\\")) or ".." in outside.replace("\\", "/").split("/")):
            odd = f"it reads the file {outside[:80]!r}, which is outside its folder"
    return tuple(found.values()), odd


def _tensor(message: Message, field: Field, at: int) -> tuple[Tensor, str]:
    name, kind, outside = f"tensor {at}", 0, ""
    shape: list[int] = []
    raw: Field | None = None
    for each in message.fields(field.start, field.stop):
        if each.number == 1:
            shape += message.numbers(each)
        elif each.number == 2 and each.wire == VARINT:
            kind = each.value
        elif each.number == 8 and each.wire == BYTES:
            name = message.text(each)
        elif each.number == 9 and each.wire == BYTES:
            raw = each
        elif each.number == 13 and each.wire == BYTES:
            pair = {one.number: message.text(one, 1000) for one in message.fields(each.start, each.stop)}
            outside = pair.get(2, "") if pair.get(1) == "location" else outside
    lengths = tuple(shape)
    count = count_of(lengths)
    dtype = TYPES.get(kind)
    if dtype is None:
        return Tensor(
            name, {8: "STRING", 21: "U4", 22: "I4"}.get(kind, f"type {kind}"), lengths, count, None
        ), outside
    size = size_of(dtype, count)
    whole = raw is not None and raw.stop - raw.start == size
    return Tensor(
        name, dtype, lengths, count, size, raw.start if raw is not None and whole else None
    ), outside
