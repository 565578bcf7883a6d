"""A SavedModel of TensorFlow (`saved_model.pb`): which of its operators reach beyond the computation.

Source: saved_model.proto, meta_graph.proto, graph.proto and function.proto of TensorFlow 2.20. A graph runs when it is
called, and some of TensorFlow's operators read and write files, run Python or reach the network. Those with which a
SavedModel saves and restores its own variables are in every one and are not named.
"""

from __future__ import annotations

import re

from modelbase.weights.graphs.protobuf import BYTES, Field, Message
from modelbase.weights.report import Report, Unreadable
from modelbase.weights.source import Source

REACHES = re.compile(
    r"File|Files|PyFunc|Print|Debug|Dump|Summary|Remote|Rpc|Sql|Record|Library|Server|Dataset(From|To)Graph|"
    r"ImmutableConst|Socket|Http|Bigtable|Pubsub|CustomOp|Reader(V2)?$|SaveSlices$|^Save$|^RestoreSlice$|Collective"
)
OWN = frozenset({"ShardedFilename", "SaveV2", "RestoreV2", "MergeV2Checkpoints"})
MOST_NAMES = 20


def read(source: Source) -> Report | None:
    """Return the report on a SavedModel, None if the file is none; raise Unreadable where it is broken."""
    message = Message(source)
    try:
        graphs = list(message.fields(0, source.size))
    except Unreadable:
        return None
    if [each.number for each in graphs[:1]] != [1] or not all(
        each.number == 2 and each.wire == BYTES for each in graphs[1:]
    ):
        return None
    if len(graphs) < 2:
        return None
    names: set[str] = set()
    for graph in graphs[1:]:
        for part in message.fields(graph.start, graph.stop):
            if part.number == 2 and part.wire == BYTES:
                names |= _operators(message, part)
    if not names:
        return None
    reaching = sorted(name for name in names - OWN if REACHES.search(name))[:MOST_NAMES]
    odd = (
        f"its graph can read or write files or run more than a computation: {', '.join(reaching)}"
        if reaching
        else ""
    )
    return Report(
        "savedmodel", odd=odd, table_reason="the tensors of a SavedModel stand in its variables files"
    )


def _operators(message: Message, graph: Field) -> set[str]:  # noqa: C901 - three levels of messages
    """Return the operators of a graph: those of its nodes (1) and of the functions (1) of its library (2)."""
    found: set[str] = set()
    for part in message.fields(graph.start, graph.stop):
        if part.wire != BYTES:
            continue
        if part.number == 1:
            found |= _operator(message, part)
        elif part.number == 2:
            for function in message.fields(part.start, part.stop):
                if function.number == 1 and function.wire == BYTES:
                    for node in message.fields(function.start, function.stop):
                        if node.number == 3 and node.wire == BYTES:
                            found |= _operator(message, node)
    return found


def _operator(message: Message, node: Field) -> set[str]:
    found = {message.text(each) for each in message.fields(node.start, node.stop) if each.number == 2}
    if any(len(each) > 150 for each in found):
        raise Unreadable("an operator has an absurd name")
    return found
