"""YAML as training scripts write it: `1e-5` is a number, a repeated key an error, an alias bomb stays small.

Otherwise booleans, integers and null read as PyYAML and OmegaConf read them (YAML 1.1: `yes`, `on`, `0x10`),
except that `12:30` is text and not a count of minutes. Imported only to read YAML: PyYAML is slow to load.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from modelbase.errors import Invalid
from modelbase.identity.limits import MAX_DEPTH, MAX_DIGITS, MAX_LEAVES
from modelbase.identity.plain import key_text

_FLOAT = re.compile(
    r"""(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?
        |[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+
        |[-+]?\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?
        |[-+]?\.(?:inf|Inf|INF)
        |\.(?:nan|NaN|NAN))""",
    re.VERBOSE,
)
_INT = re.compile(r"[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+)")
_MAX_MERGED = 100
_FLOAT_TAG, _INT_TAG = "tag:yaml.org,2002:float", "tag:yaml.org,2002:int"
_MERGE_TAG = "tag:yaml.org,2002:merge"


def read(text: str) -> Any:
    """Return the one document of a YAML text; errors name line and column."""
    loader = None
    try:
        loader = _Loader(text)
        return loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise Invalid(
            f"the YAML cannot be read: {where}{error.problem or error}", "args_unreadable"
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        raise Invalid(f"the YAML cannot be read: {error}", "args_unreadable") from error
    finally:
        if loader is not None:
            loader.dispose()


def read_scalar(text: str) -> Any:
    """Return the value of one KEY=VALUE text: a flow list or mapping, a quoted text, or a plain scalar."""
    text = text.strip()
    if text[:1] in {"[", "{", '"', "'"}:
        return read(text)
    loader = _Loader("")
    if text in ("=", "<<"):
        return text  # they mean something inside a document only
    tag = loader.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    try:
        return loader.construct_object(yaml.ScalarNode(tag, text))
    except ValueError as error:
        raise Invalid(
            f"{text!r} cannot be read: {error}; put it in quotes to keep it as text", "args_unreadable"
        ) from None
    finally:
        loader.dispose()


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader with the differences that the header names."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        self.depth += 1
        if self.depth > MAX_DEPTH + 1:
            raise Invalid(f"args are nested deeper than {MAX_DEPTH} levels", limit=MAX_DEPTH)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Put the pairs that a mapping merges before its own; of a list, the first mapping that has a key counts.

        Written out, since PyYAML 6.0.4 chooses by the identity of strings: an ID may not hang on that.
        """
        self._refuse_repeated_keys(node)
        self.flattening.add(node)
        merged: list[Any] = []
        own: list[Any] = []
        for key, value in node.value:
            if key.tag == _MERGE_TAG:
                merged += self._merged(value)
            else:
                own.append((key, value))
        node.value = merged + own
        self.flattening.discard(node)

    def _merged(self, value: yaml.Node) -> list[Any]:
        """Return the pairs of what is merged; raise Invalid before they are more than args may have values."""
        sources = value.value if isinstance(value, yaml.SequenceNode) else [value]
        if len(sources) > _MAX_MERGED:
            raise Invalid(f"a YAML merge of more than {_MAX_MERGED} mappings", limit=_MAX_MERGED)
        found: list[list[Any]] = []
        for each in sources:
            if each in self.flattening:
                continue  # a mapping that merges itself gains nothing
            if not isinstance(each, yaml.MappingNode):
                raise yaml.constructor.ConstructorError(
                    "while reading a merge", value.start_mark, "what << merges is no mapping", each.start_mark
                )
            self.flatten_mapping(each)
            self.copied += len(each.value)
            if self.copied > MAX_LEAVES:
                raise Invalid(f"YAML merges copy more than {MAX_LEAVES} values", limit=MAX_LEAVES)
            found.append(each.value)
        # In order, so that keys stand where they come first; then backwards, so that the first value counts.
        return [pair for pairs in (*found, *found[-2::-1]) for pair in pairs]

    def _refuse_repeated_keys(self, node: yaml.MappingNode) -> None:
        if node in self.checked:
            return
        self.checked.add(node)
        seen: dict[Any, str] = {}
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag == _MERGE_TAG:
                continue
            value = self.construct_object(key)
            # `1` and `true` are one key in Python, `1` and `"1"` are one in JSON
            for name in (value, ("text", _text(value))):
                if name in seen:
                    raise _twice(key, seen[name])
            seen |= dict.fromkeys((value, ("text", _text(value))), key.value)

    def construct_python(self, suffix: str, node: yaml.Node) -> Any:
        """Return what a plain `!!python/` tag says, such as the tuples of `yaml.dump`; nothing is ever run."""
        kind = _PYTHON.get(suffix)
        if kind is None or not isinstance(node, kind[0]):
            return self.refuse_tag(node)
        return self.construct_object(_retagged(node, kind[1]), deep=True)

    def refuse_tag(self, node: yaml.Node) -> Any:
        tag = node.tag.replace("tag:yaml.org,2002:", "!!")
        if tag in ("!!value", "!!merge"):
            why = f"{node.value!r} has a meaning of its own in YAML: put it in quotes"
        elif "/" in tag:
            why = (
                f"the tag {tag[:100]} stands for a Python object, and nothing is run to make one: write the file "
                "with yaml.safe_dump of plain values, or give JSON"
            )
        else:
            why = f"the tag {tag[:100]} is not known: write the plain value without it, or give JSON"
        mark = node.start_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}"
        raise Invalid(f"the YAML cannot be read: {where}: {why}", "args_unreadable", tag=tag[:100])

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.checked: set[yaml.Node] = set()
        self.flattening: set[yaml.Node] = set()
        self.copied = 0

    def construct_number(self, node: yaml.ScalarNode) -> int | float:
        text = node.value.replace("_", "")
        if len(text) > MAX_DIGITS:
            raise Invalid(
                f"{text[:40]}... is a number of {len(text)} characters: give it as text", "args_number"
            )
        try:
            if node.tag == _INT_TAG:
                return int(super().construct_yaml_int(node))
            number = float(super().construct_yaml_float(node))
        except OverflowError:
            number = float("inf")
        if number in (float("inf"), float("-inf")) and "inf" not in text.lower():
            raise Invalid(f"{node.value[:40]} does not fit into a double", "args_number")
        return number


def _text(key: Any) -> Any:
    """Return the text that a key becomes, or the key itself where it will be refused."""
    try:
        return key_text(key, ())
    except Invalid:
        return key


def _twice(key: yaml.ScalarNode, first: str) -> Invalid:
    where = f"line {key.start_mark.line + 1}, column {key.start_mark.column + 1}"
    as_what = "" if first == key.value else f" as {key.value!r}"
    return Invalid(
        f"the key {first!r} is there twice, again at {where}{as_what}", "args_duplicate_key", key=first
    )


def _retagged(node: Any, tag: str) -> yaml.Node:
    made: yaml.Node = type(node)(tag, node.value, node.start_mark, node.end_mark)
    return made


_STR_TAG, _PYTHON_TAG = "tag:yaml.org,2002:str", "tag:yaml.org,2002:python/"
_PYTHON = {
    **dict.fromkeys(("tuple", "list"), (yaml.SequenceNode, "tag:yaml.org,2002:seq")),
    "dict": (yaml.MappingNode, "tag:yaml.org,2002:map"),
    **dict.fromkeys(("str", "unicode"), (yaml.ScalarNode, _STR_TAG)),
    **dict.fromkeys(("int", "long"), (yaml.ScalarNode, _INT_TAG)),
    "float": (yaml.ScalarNode, _FLOAT_TAG),
    "bool": (yaml.ScalarNode, "tag:yaml.org,2002:bool"),
    "none": (yaml.ScalarNode, "tag:yaml.org,2002:null"),
}
_KEPT = {
    first: [(tag, pattern) for tag, pattern in rules if tag not in (_FLOAT_TAG, _INT_TAG)]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.yaml_implicit_resolvers = _KEPT
_Loader.add_implicit_resolver(
    _FLOAT_TAG, re.compile(rf"^(?:{_FLOAT.pattern})$", re.VERBOSE), list("-+0123456789.")
)
_Loader.add_implicit_resolver(_INT_TAG, re.compile(rf"^(?:{_INT.pattern})$"), list("-+0123456789"))
_Loader.add_constructor(_FLOAT_TAG, _Loader.construct_number)
_Loader.add_constructor(_INT_TAG, _Loader.construct_number)
_Loader.add_multi_constructor(_PYTHON_TAG, _Loader.construct_python)
_Loader.add_constructor(None, _Loader.refuse_tag)  # None: any other tag
