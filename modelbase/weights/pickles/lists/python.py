"""Python's own data types, and small containers of settings that training code pickles.

Source: the documentation of the modules; their `__new__`, `__init__`, `__setstate__` and `__reduce__` in CPython 3.11
to 3.14; yacs 0.1.8, easydict 1.13, addict 2.4; omegaconf 2.3 and 2.4 (`Node`, `BaseContainer.__setstate__`).
"""

from __future__ import annotations

from modelbase.weights.pickles.lists.group import Group

BUILTINS = "set frozenset complex bytearray bytes slice list dict tuple int float str bool object"
PATHS = "Path PosixPath WindowsPath PurePath PurePosixPath PureWindowsPath"
PYTHON = (
    Group(
        "called",
        "built-in data types: they copy and convert what they are given",
        {
            "builtins": f"{BUILTINS} range",
            "__builtin__": f"{BUILTINS} xrange long unicode",
            "collections": "OrderedDict Counter defaultdict deque ChainMap UserDict UserList",
            "types": "SimpleNamespace",
            "argparse": "Namespace",
            "array": "array _array_reconstructor",
        },
    ),
    Group(
        "called",
        "values of time, number and path: parsing them reads no file",
        {
            "datetime": "date datetime time timedelta timezone",
            "decimal": "Decimal",
            "fractions": "Fraction",
            "uuid": "UUID SafeUUID",
            "pathlib": PATHS,
            "pathlib._local": PATHS,
            "random": "Random",
            "pytz": "_UTC",
        },
    ),
    Group(
        "called",
        "how pickle itself makes objects and bytes; the class that is made has to be on a list as well",
        {
            "copyreg": "_reconstructor __newobj__",
            "copy_reg": "_reconstructor __newobj__",
            "_codecs": "encode",
        },
    ),
    Group(
        "value",
        "annotations, which are never called",
        {"typing": "Any Union Optional List Dict Tuple Set Sequence Mapping Callable Literal"},
    ),
)
SETTINGS = (
    Group(
        "made",
        "settings of OmegaConf: their state is their content; interpolations are resolved at access alone",
        {
            "omegaconf.base": "Metadata ContainerMetadata UnionNode",
            "omegaconf.dictconfig": "DictConfig",
            "omegaconf.listconfig": "ListConfig",
            "omegaconf.nodes": "AnyNode StringNode IntegerNode FloatNode BooleanNode BytesNode PathNode EnumNode",
        },
    ),
    Group(
        "called",
        "dictionaries whose keys are attributes",
        {
            "yacs.config": "CfgNode",
            "easydict": "EasyDict",
            "addict.addict": "Dict",
            "lightning_fabric.utilities.data": "AttributeDict",
            "lightning.fabric.utilities.data": "AttributeDict",
            "pytorch_lightning.utilities.parsing": "AttributeDict",
        },
    ),
)
