"""References in args files: the shared vectors, and the same answers as OmegaConf for any tree of plain ones."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

import modelbase
from modelbase.errors import Invalid
from modelbase.identity import references
from modelbase.identity.references import resolve

VECTORS = json.loads((Path(__file__).parents[1] / "contract" / "references.json").read_text())
SCALARS: list[Any] = [1, 0.5, 1e-5, 1e16, True, None, "x", "a b", -3, "", "\\", "a\\b"]
WHOLE = "a b c a.b b.c a.b.c .a .b ..a ..c ...b l l.0 l[1] l[0].a .0 c.d zz l[0][a]".split()  # noqa: SIM905
TEXTS = [f"${{{one}}}" for one in WHOLE] + [
    "${ a }",
    "x${s}y",
    "${s}${n}",
    "\\${a}",
    "\\\\${s}",
    "$${n}",
    "$ {a}",
]


def a_tree(chance: random.Random, depth: int = 0) -> Any:
    kind = chance.random()
    if depth > 2 or (depth and kind < 0.35):
        return chance.choice(SCALARS if chance.random() < 0.45 else TEXTS)
    if not depth or kind < 0.8:
        return {key: a_tree(chance, depth + 1) for key in chance.sample("abcdl", chance.randint(1, 4))}
    return [a_tree(chance, depth + 1) for _ in range(chance.randint(1, 2))]


def by_omegaconf(tree: Any) -> Any:
    try:
        return OmegaConf.to_container(OmegaConf.create(tree), resolve=True, throw_on_missing=True)
    except (OmegaConfBaseException, RecursionError):  # it follows some circles to the end of the stack
        return None


def by_us(tree: Any) -> Any:
    try:
        return resolve(tree)
    except Invalid as error:
        return None if error.code == "args_unresolved" and error.details["key"] else error


@example(1995)
@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32))
def test_a_tree_resolves_to_what_omegaconf_makes_of_it(seed: int) -> None:
    tree = a_tree(random.Random(seed)) | {"s": "text", "n": 1e-5}
    assert json.dumps(by_us(tree)) == json.dumps(by_omegaconf(tree))


@pytest.mark.parametrize("row", VECTORS["resolved"], ids=lambda row: row["tree"][:40])
def test_the_shared_vectors_resolve_as_they_say_and_as_omegaconf_does(row: dict[str, str]) -> None:
    tree = json.loads(row["tree"])
    assert json.dumps(resolve(tree), ensure_ascii=False) == row["resolved"]
    assert json.dumps(by_omegaconf(tree), ensure_ascii=False) == row["resolved"]


@pytest.mark.parametrize("row", VECTORS["refused"], ids=lambda row: row["tree"][:40])
def test_what_is_no_plain_reference_is_refused_with_its_key(row: dict[str, str]) -> None:
    with pytest.raises(Invalid) as caught:
        resolve(json.loads(row["tree"]))
    assert (caught.value.code, caught.value.details["key"]) == ("args_unresolved", row["key"])


def test_references_that_double_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {"t0": "x" * 100} | {f"t{at}": f"${{t{at - 1}}}${{t{at - 1}}}" for at in range(1, 60)}
    with pytest.raises(Invalid, match="more than"):
        resolve(texts)
    lists = {"l0": [1] * 10} | {f"l{at}": [f"${{l{at - 1}}}"] * 10 for at in range(1, 30)}
    calls = []
    inner = references._Resolver._value
    monkeypatch.setattr(
        references._Resolver, "_value", lambda self, *given: calls.append(1) or inner(self, *given)
    )
    resolve(lists)
    assert len(calls) < 1_000  # each place once, however often it is referred to


def test_a_chain_as_long_as_args_may_be_ends() -> None:
    chain = {f"k{at}": f"${{k{at + 1}}}" for at in range(9_000)} | {"k9000": 1}
    with pytest.raises(Invalid, match="refers to itself"):
        resolve(chain)


HYDRA = "dataset: cifar10\narch: ${net.name}\nnet: {name: resnet18}\nopt: {lr: '${base_lr}'}\nbase_lr: 0.1\n"


def test_a_file_and_the_object_of_it_have_one_id_with_changes_too(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(HYDRA)
    policy = modelbase.Policy()
    for changes in ([], ["base_lr=0.2", "net.name=vgg"]):
        config = OmegaConf.merge(OmegaConf.load(file), OmegaConf.from_dotlist(changes))
        read = modelbase.read_args(file, changes)
        assert modelbase.identify(read, policy=policy) == modelbase.identify(config, policy=policy)
    assert modelbase.read_args(file, ["base_lr=0.2"]).tree["opt"] == {"lr": 0.2}


def test_the_names_by_which_version_0_1_knew_a_file_are_told(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(HYDRA)
    read, rules = modelbase.read_args(file), modelbase.Policy()
    earlier = modelbase.identify(modelbase.read_args(file, literal=True), policy=rules)
    assert read.also(rules, None, None) == [f"{earlier.name}:{earlier.digest}"]
    assert earlier.name == "cifar10/net.name"
    file.write_text("dataset: a\narch: b\n")
    assert modelbase.read_args(file).also(rules, None, None) is None


def test_json_and_toml_keep_such_texts_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"a": "${b}", "m": "???"}')
    (tmp_path / "a.toml").write_text('a = "${b}"\nm = "???"\n')
    for name in ("a.json", "a.toml"):
        assert modelbase.read_args(tmp_path / name).tree == {"a": "${b}", "m": "???"}


@pytest.mark.parametrize("text", ["a: ???", "l: [{a: '${oc.env:X}'}]", "a: ${b}\nb: ${a}"])
def test_a_file_that_cannot_be_resolved_is_named_with_the_key(tmp_path: Path, text: str) -> None:
    file = tmp_path / "run.yml"
    file.write_text(text)
    with pytest.raises(Invalid, match=r"run\.yml: (?:a|b|l\.0\.a) ") as caught:
        modelbase.read_args(file)
    assert caught.value.code == "args_unresolved"
    assert modelbase.read_args(file, literal=True).tree
