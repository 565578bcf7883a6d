"""The words of a command line: which are paths, which are args, and what is neither."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from modelbase_cli.commands.push import _metrics
from modelbase_cli.options import split_pairs

from modelbase.errors import Invalid


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "w.bin").write_bytes(b"w")
    (tmp_path / "epoch=1.ckpt").write_bytes(b"w")
    (tmp_path / "run=2").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "word",
    [
        "epoch=3-val_loss=0.12.ckpt",
        "step=100.pt",
        "model=best.SAFETENSORS",
        "a.b=x/y.onnx",
        "run=2/last",
        "cfg=a.yaml",
    ],
)
def test_a_pair_that_looks_like_a_missing_file_is_refused_with_the_way_to_write_it(word: str) -> None:
    with pytest.raises(Invalid, match=r"no file .* write its value in quotes") as caught:
        split_pairs(["w.bin", word])
    assert caught.value.code == "file_missing"
    key, _, value = word.partition("=")
    assert split_pairs(["w.bin", f'{key}="{value}"']) == (["w.bin"], [f'{key}="{value}"'])


@pytest.mark.parametrize(
    "word",
    [
        "init=w.bin",
        "data=/data/imagenet",
        "url=https://x.org/a.pt",
        "v=1.5",
        "lr=1e-3",
        "n=",
        "l=[a.pt]",
        "act=torch.nn",
    ],
)
def test_other_pairs_are_args(word: str) -> None:
    assert split_pairs(["w.bin", word]) == (["w.bin"], [word])


def test_what_is_there_is_a_path() -> None:
    assert split_pairs(["epoch=1.ckpt", "run=2", "w.bin", "a=1"]) == (
        ["epoch=1.ckpt", "run=2", "w.bin"],
        ["a=1"],
    )


@pytest.mark.parametrize("word", ["+a=1", "++a.b=2", "~a", "~a=1"])
def test_a_word_of_hydra_is_refused(word: str) -> None:
    with pytest.raises(Invalid, match="Hydra"):
        split_pairs(["w.bin", word])


@pytest.mark.parametrize(
    ("pair", "tree"),
    [
        ("Recall(IoU=0.5)=47.04", {"Recall(IoU=0.5)": 47.04}),
        ("AP@[IoU=0.50:0.95]=0.3", {"AP@[IoU=0.50:0.95]": 0.3}),
        ("val.loss=0.3", {"val": {"loss": 0.3}}),
        ('"a=b"=1', {"a=b": 1}),
    ],
)
def test_the_last_equals_sign_divides_a_metric(pair: str, tree: object) -> None:
    assert _metrics(None, [pair]) == tree


@pytest.mark.parametrize("pair", ["=1", "loss", "a=b", "a=b=c"])
def test_a_metric_without_a_name_or_a_number_is_refused(pair: str) -> None:
    with pytest.raises(click.UsageError):
        _metrics(None, [pair])
