"""Keras: the configuration of a model, in its own archive or in HDF5, and what of it is code.

A model is rebuilt from JSON that names modules, classes and functions. Sources: keras/saving/serialization_lib.py and
saving_lib.py of Keras 3.15; CVE-2024-3660 and CVE-2025-9905 (Lambda), CVE-2025-1550 and CVE-2025-8747 (any function of
any module), CVE-2025-49655 (TorchModuleWrapper), CVE-2025-12058 (vocabularies by path). So modules and kinds of object
are judged by a list; HDF5 is searched for its configuration, which stands in it as text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from modelbase.weights.report import Report, Unreadable
from modelbase.weights.source import Source

HDF5 = b"\x89HDF\r\n\x1a\n"
MOST_HDF5 = 48 * 2**20
MOST_DEPTH = 200
CONFIG, MANIFEST = "config.json", "metadata.json"
OPENS = re.compile(rb'\{"(?:module|class_name|name|config|backend|keras_version)"')
# Modules of Keras that hold classes alone; `keras` itself has Sequential, Model, DTypePolicy and their like.
MODULES = re.compile(
    r"(keras|tf_keras|tensorflow\.keras)(\.src)?"
    r"(\.(layers|models|initializers|regularizers|constraints|optimizers|losses|metrics|dtype_policies|quantizers|"
    r"activations|random|engine|legacy|backend\.\w+\.optimizers\.\w+|backend\.\w+\.(core|layer|trainer))(\.\w+)*)?"
)
FUNCTIONS = re.compile(r"keras(\.src)?\.(activations|losses|metrics|initializers|ops)(\.\w+)*")
CODE = {
    "Lambda": "a Lambda layer",
    "__lambda__": "a function as bytecode",
    "TorchModuleWrapper": "a TorchModuleWrapper, which unpickles",
    "FlaxLayer": "a FlaxLayer, which calls what it names",
    "JaxLayer": "a JaxLayer, which calls what it names",
    "TFSMLayer": "a TFSMLayer, which loads another model by its path",
    "OpLambda": "an OpLambda, which calls what it names",
    "TFOpLambda": "a TFOpLambda, which calls what it names",
    "SlicingOpLambda": "a SlicingOpLambda, which calls what it names",
}
VOCABULARY = ("StringLookup", "IntegerLookup", "TextVectorization", "IndexLookup")
HIDDEN = "the tensors of an HDF5 file are not listed"


def is_archive(names: frozenset[str]) -> bool:
    """Say whether an archive with these entries is one of Keras."""
    return CONFIG in names and MANIFEST in names


def archive(config: bytes) -> Report:
    """Return the report on a Keras archive by its configuration; raise Unreadable if that is no JSON."""
    try:
        tree = json.loads(config.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Unreadable("its configuration is no JSON in UTF-8") from error
    odd, custom = judged(tree)
    return Report(
        "keras", odd=odd, metadata={"custom objects": custom} if custom else {}, table_reason=HIDDEN
    )


def first_code(data: bytes) -> str:
    """Return what of the configuration that begins these bytes is code, '' if none begins there."""
    if not OPENS.match(data):
        return ""
    return next((odd for odd, _ in map(judged, _trees(data)) if odd), "")


def hdf5(source: Source) -> Report:
    """Return the report on an HDF5 file: data, unless Keras finds a configuration in it that is code."""
    _check_end(source)
    if source.size > MOST_HDF5:
        reason = f"it has {source.size:,} bytes; at most {MOST_HDF5:,} are searched for the configuration of a model"
        return Report("hdf5", unread=reason, table_reason=HIDDEN)
    data = source.read(0, source.size)
    if b"model_config" not in data:
        return Report("hdf5", table_reason=HIDDEN)
    trees = list(_trees(data))
    if not any(isinstance(tree, dict) and "class_name" in tree for tree in trees):
        odd = "it has the configuration of a Keras model, which cannot be read here"
        return Report("hdf5", odd=odd, table_reason=HIDDEN)
    found = [judged(tree) for tree in trees]
    custom = ", ".join(dict.fromkeys(each for _, each in found if each))
    odd = next((each for each, _ in found if each), "")
    return Report("hdf5", odd=odd, metadata={"custom objects": custom} if custom else {}, table_reason=HIDDEN)


def _check_end(source: Source) -> None:
    """Raise Unreadable for a file that is shorter than its superblock says (HDF5 File Format 3.0, II.A)."""
    head = source.head()
    place = {0: (13, 40), 1: (13, 44), 2: (9, 28), 3: (9, 28)}.get(head[8] if len(head) > 60 else -1)
    if place is None:
        raise Unreadable("its superblock is cut off, or of a version that is not read")
    width, at = head[place[0]], place[1]
    if width != 8:
        return
    end = int.from_bytes(head[at : at + 8], "little")
    if end > source.size:
        raise Unreadable(f"its content ends at byte {end:,}, the file at {source.size:,}")


def _trees(data: bytes) -> Iterator[Any]:
    """Yield each JSON object that stands in the bytes, the outermost ones."""
    decoder, at = json.JSONDecoder(), 0
    while (found := OPENS.search(data, at)) is not None:
        end = data.find(b"\0", found.start())
        text = data[found.start() : len(data) if end < 0 else end].decode("utf-8", "replace")
        try:
            tree, length = decoder.raw_decode(text)
        except (ValueError, RecursionError):
            at = found.start() + 1
            continue
        yield tree
        at = found.start() + len(text[:length].encode())


def judged(tree: Any) -> tuple[str, str]:
    """Return what of a configuration is code ('' if nothing is), and the names of objects that are not Keras's own."""
    custom: list[str] = []
    waiting: list[tuple[int, Any]] = [(0, tree)]
    while waiting:
        depth, value = waiting.pop()
        if depth > MOST_DEPTH:
            return "its configuration is nested too deep to be judged", ""
        if isinstance(value, dict):
            code = _code(value)
            if code:
                return f"it has {code}", ", ".join(custom)
            if value.get("module", "") is None or ">" in str(value.get("registered_name") or ""):
                custom.append(str(value.get("registered_name") or value.get("class_name"))[:80])
            waiting += [(depth + 1, each) for each in value.values()]
        elif isinstance(value, list):
            waiting += [(depth + 1, each) for each in value]
    return "", ", ".join(dict.fromkeys(custom))


def _code(value: dict[str, Any]) -> str:  # noqa: C901 - one kind of code after another
    """Return what one object of a configuration is, if that is code."""
    name, module = value.get("class_name"), value.get("module")
    if not isinstance(name, str):
        return ""
    if not re.fullmatch(r"[\w>/ -]{1,200}", name):
        return f"an object of the kind {name[:80]!r}, which is no name of a class"
    if name in CODE:
        return CODE[name]
    config = value.get("config")
    if name in VOCABULARY and isinstance(config, dict):
        paths = [
            each for each in (config.get("vocabulary"), config.get("vocab_file")) if isinstance(each, str)
        ]
        if paths:
            return f"a {name} that reads the file {paths[0][:80]!r}"
    if isinstance(module, str):
        if name == "function":
            return (
                "" if module == "builtins" or FUNCTIONS.fullmatch(module) else f"a function of {module[:80]}"
            )
        if module == "builtins":
            return (
                ""
                if name in {"list", "tuple", "dict", "set", "slice", "int", "float", "str", "bool"}
                else f"{name[:80]} of builtins"
            )
        if not MODULES.fullmatch(module):
            return f"{name[:80]} of the module {module[:80]}"
    return ""
