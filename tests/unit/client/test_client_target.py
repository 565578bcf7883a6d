"""The folder to pull into: a server cannot lead a pull out of it (SECURITY-RELIABILITY row 8)."""

from __future__ import annotations

from collections import namedtuple
from hashlib import sha256
from pathlib import Path

import pytest

from modelbase.client.transfer.receiving import RemoteFile
from modelbase.client.transfer.target import Target, folder_name, select
from modelbase.errors import Conflict, Invalid, NotFound, Unavailable

Usage = namedtuple("Usage", "total used free")


def wanted(path: str, content: bytes = b"x") -> RemoteFile:
    return RemoteFile(path, len(content), sha256(content).hexdigest(), "http://127.0.0.1/x")


@pytest.fixture
def target(tmp_path: Path) -> Target:
    return Target(tmp_path / "out")


def test_prepare_returns_what_is_not_there_yet(target):
    target.folder.mkdir()
    (target.folder / "a").write_bytes(b"x")
    (target.folder / "b").write_bytes(b"y")
    todo = target.prepare([wanted("a"), wanted("b"), wanted("c/d")])
    assert [row.path for row in todo] == ["b", "c/d"]
    assert target.replaced == {"b"}


@pytest.mark.parametrize(
    "path",
    [
        "../x", "/abs/x", "a/../../x", "..", "a/./b", "a//b", "", "C:/x", "C:x", "a\\..\\x", "\\\\host\\x",
        ".git/hooks/x", "a/.GIT/config", ".git ./x", "CON", "a/nul.txt", "a\x00b", "a\nb", "a\x1b[31m", "x" * 300,
        "a/" * 400 + "b", "trailing.", "trailing ", "a:stream", "a|b", "\ud800",
    ],
)  # fmt: skip
def test_prepare_refuses_a_hostile_path(target, path):
    with pytest.raises(Invalid) as caught:
        target.prepare([wanted("good"), wanted(path)])
    assert caught.value.code == "path_invalid"
    assert not target.folder.exists()


def test_prepare_refuses_paths_that_meet(target):
    for pair in (("a", "A"), ("a", "a/b"), ("é", "é"), ("x", "x")):
        with pytest.raises(Invalid):
            target.prepare([wanted(path) for path in pair])


def test_prepare_refuses_to_write_through_a_link(target, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    target.folder.mkdir()
    (target.folder / "sub").symlink_to(outside)
    (target.folder / "file").symlink_to(outside / "stolen")
    for path in ("sub/x", "file"):
        with pytest.raises(Invalid, match="is a link"):
            target.prepare([wanted(path)])
    assert not list(outside.iterdir())


def test_prepare_refuses_what_is_in_the_way(target):
    (target.folder / "a").mkdir(parents=True)
    (target.folder / "b").write_text("b")
    for path in ("a", "b/c"):
        with pytest.raises(Invalid, match="pull"):
            target.prepare([wanted(path)])


def test_prepare_refuses_a_disk_that_is_too_small(target, monkeypatch):
    monkeypatch.setattr("modelbase.client.transfer.target.shutil.disk_usage", lambda _: Usage(1, 1, 0))
    with pytest.raises(Unavailable, match="free") as caught:
        target.prepare([wanted("a")])
    assert caught.value.code == "disk_full"
    assert not target.folder.exists()


def test_select_takes_globs_over_paths_and_names():
    rows = [
        wanted(path) for path in ("config.json", "model.safetensors", "logs/train.txt", "logs/deep/eval.txt")
    ]

    def chosen(include=(), exclude=()):
        return [row.path for row in select(rows, include, exclude)]

    assert chosen() == [row.path for row in rows]
    assert chosen(["*.safetensors"]) == ["model.safetensors"]
    assert chosen(["logs/*"]) == ["logs/train.txt", "logs/deep/eval.txt"]
    assert chosen(["*.txt"], ["eval*"]) == ["logs/train.txt"]
    assert chosen(exclude=["logs/*"]) == ["config.json", "model.safetensors"]
    with pytest.raises(NotFound, match=r"config\.json"):
        chosen(["*.bin"])


@pytest.mark.parametrize(
    "name",
    [
        "a/b:../../x",
        "a/../../up:1234",
        "../a:1234",
        "a/b:/etc/x",
        "a/b/c:1234",
        "x",
        "a/b:12 34",
        "a/b:1234\n",
    ],
)
def test_what_is_no_id_names_no_folder(name):
    with pytest.raises(Invalid) as caught:
        folder_name(name)
    assert caught.value.code == "id_invalid"


@pytest.mark.parametrize(
    "path", [".modelbase.json", ".model.bin.0123456789ab.part", "GIT~1/config", ".g\u200bit/x", "x:y"]
)
def test_a_refused_path_says_how_to_pull_the_others(target, path):
    with pytest.raises(Invalid, match="exclude=") as caught:
        target.prepare([wanted("good"), wanted(path)])
    assert caught.value.details["parameters"] == ["exclude"]


def test_the_end_of_a_pull_sees_a_file_that_is_not_there_as_it_was_received(target):
    rows = [wanted("a"), wanted("sub/b")]
    target.prepare(rows)
    (target.folder / "a").write_bytes(b"x")
    (target.folder / "sub").mkdir()
    with pytest.raises(Conflict, match="sub/b was received and is not there"):
        target.look(rows)
    (target.folder / "sub" / "b").symlink_to(target.folder / "a")
    with pytest.raises(Conflict):
        target.look(rows)
    (target.folder / "sub" / "b").unlink()
    (target.folder / "sub" / "b").write_bytes(b"x")
    target.look(rows)
    (target.folder / "a").write_bytes(b"xx")
    with pytest.raises(Conflict):
        target.look(rows)


def test_folder_name_is_architecture_and_hash():
    assert folder_name("imagenet/resnet50:3c7039714") == "resnet50-3c7039714"
