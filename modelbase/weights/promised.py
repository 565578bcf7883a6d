"""Whether a file holds what its name promises: a Git LFS pointer or an error page saved as weights is said to be one.

`told` compares a name with a report; `look` is for a client that has the file: it reads its beginning and end before
anything is sent. A file is never refused for that: the notes say what it is.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from modelbase.weights.report import Format, Report
from modelbase.weights.scan import scan
from modelbase.weights.source import Source

ANY: frozenset[Format] = frozenset()  # the name is used for many binary formats
# What a name promises: how it is called, and the formats that keep the promise.
PROMISES: dict[str, tuple[str, frozenset[Format]]] = {
    ".safetensors": ("safetensors", frozenset({"safetensors"})),
    ".gguf": ("GGUF", frozenset({"gguf"})),
    ".onnx": ("ONNX", frozenset({"onnx"})),
    ".h5": ("HDF5", frozenset({"hdf5"})),
    ".hdf5": ("HDF5", frozenset({"hdf5"})),
    ".keras": ("Keras", frozenset({"keras", "hdf5"})),
    ".npz": ("NumPy", frozenset({"numpy"})),
    ".npy": ("NumPy", frozenset({"numpy"})),
    ".pt2": ("torch", frozenset({"pt2", "torch"})),
    ".distcp": ("torch", frozenset({"torch"})),
    **dict.fromkeys((".pt", ".pth", ".ckpt", ".bin"), ("weights", ANY)),
    **dict.fromkeys((".pkl", ".pickle", ".joblib"), ("pickle", ANY)),
    **dict.fromkeys(
        (".msgpack", ".pb", ".tflite", ".pdparams", ".params", ".caffemodel", ".mlmodel"), ("weights", ANY)
    ),
    **dict.fromkeys(
        (".weights", ".model", ".nemo", ".engine", ".plan", ".ot", ".tar", ".zip"), ("weights", ANY)
    ),
}
PACKED = re.compile(r"\.(gz|bz2|xz|zst|lz4|z|lzma)$")
TELLS: dict[Format, str] = {
    "git_lfs": "a Git LFS pointer, not the file itself: `git lfs pull` fetches it",
    "html": "an HTML page, as a server sends for an error or a sign-in",
    "xml": "XML, as a store sends for an error",
    "json": "JSON",
    "text": "a text",
    "empty": "empty",
    "zeros": "nothing but zeros",
}
TEXTS = frozenset({".model", ".weights", ".params", ".pb"})  # also used for texts
NAMES: dict[Format, str] = {
    "torch": "a file of torch", "torch_legacy": "a file of torch", "torchscript": "TorchScript", "pickle": "a pickle",
    "safetensors": "safetensors", "gguf": "GGUF", "numpy": "a NumPy array", "zip": "a zip archive",
    "tar": "a tar archive",
    "onnx": "ONNX", "keras": "a Keras archive", "hdf5": "HDF5", "savedmodel": "a SavedModel",
    "pt2": "an exported program",
}  # fmt: skip
DAMAGE = re.compile(
    r"ends? at byte|cut off|breaks|broken|disagree|overlap|leave a hole|beyond|shorter|the header says|no JSON|"
    r"checksum|malformed|missing|ends within|not in its place|one archive after another|before them|begins as"
)
MOST_FOLLOWED = 8 * 2**20


def promise(path: str) -> str:
    """Return the suffix by which a name promises weights, or ''."""
    name = PACKED.sub("", PurePosixPath(path).name.lower())
    return next((suffix for suffix in PROMISES if name.endswith(suffix)), "")


def told(path: str, report: Report) -> str:
    """Return what is to be said of a file that is not what its name promises, or is damaged; '' of a good one."""
    suffix = promise(path)
    if not suffix:
        return ""
    called, kept = PROMISES[suffix]
    name = path[:200]
    wanted = f"{name} is no {called} file" if kept or called == "pickle" else f"{name} holds no weights"
    if report.format in TELLS and not (suffix in TEXTS and report.format in {"text", "json", "xml"}):
        return f"{wanted}: it is {TELLS[report.format]}"
    if report.unread and DAMAGE.search(report.unread):
        return f"{name} is damaged: {report.unread}"
    if kept and report.format not in kept and not report.packed:
        what = NAMES.get(report.format, "of another kind")
        return f"{wanted}: it is {what}"
    return ""


def look(path: str, source: Source) -> str:
    """Return what `told` says of a file that can be read here; of large pickles nothing is said without a scan."""
    if not promise(path):
        return ""
    head = source.head()
    if source.size > MOST_FOLLOWED and head[:1] == b"\x80":
        return ""
    return told(path, scan(source))
