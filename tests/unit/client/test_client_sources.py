"""What is pushed: which files, under which paths, hashed, and the same when it is sent."""

from __future__ import annotations

import os
import random
from hashlib import sha256
from pathlib import Path

import pytest

from modelbase.client.transfer.meter import Meter
from modelbase.client.transfer.sources import (
    MIB,
    Hashed,
    Source,
    check_unchanged,
    expand,
    hash_file,
    read_again,
)
from modelbase.errors import Invalid

CONTENT = random.Random(4).randbytes(3 * MIB + 17)


def meter() -> Meter:
    return Meter("hash", 0, 1, None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    top = tmp_path / "run"
    (top / "sub").mkdir(parents=True)
    (top / "b.txt").write_text("b")
    (top / "sub" / "a.txt").write_text("a")
    return top


@pytest.fixture
def hashed(tmp_path: Path) -> Hashed:
    file = tmp_path / "model.bin"
    file.write_bytes(CONTENT)
    return hash_file(Source("model.bin", file), meter())


def names(*paths: Path) -> list[str]:
    return [source.path for source in expand(paths)[0]]


def test_the_content_of_a_single_folder_stands_at_the_root(folder):
    assert names(folder) == ["b.txt", "sub/a.txt"]


def test_several_paths_keep_their_names(folder, tmp_path):
    (tmp_path / "c.txt").write_text("c")
    assert names(folder, tmp_path / "c.txt") == ["c.txt", "run/b.txt", "run/sub/a.txt"]


def test_a_folder_named_by_a_dot_keeps_its_real_name(folder, tmp_path, monkeypatch):
    (tmp_path / "c.txt").write_text("c")
    monkeypatch.chdir(folder)
    assert names(Path(), tmp_path / "c.txt") == ["c.txt", "run/b.txt", "run/sub/a.txt"]


def test_junk_is_left_out_and_said(folder):
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "x.pyc").write_text("x")
    (folder / ".DS_Store").write_text("x")
    (folder / ".modelbase.json").write_text("{}")
    (folder / ".model.bin.0123456789ab.part").write_text("half")
    found, skipped = expand([folder])
    assert [source.path for source in found] == ["b.txt", "sub/a.txt"]
    assert skipped == [".DS_Store", ".model.bin.0123456789ab.part", ".modelbase.json", "__pycache__"]


def test_other_hidden_files_are_pushed(folder):
    (folder / ".config").write_text("x")
    assert ".config" in names(folder)


def test_a_link_inside_the_folder_is_followed(folder):
    (folder / "best.txt").symlink_to("sub/a.txt")
    assert names(folder) == ["b.txt", "best.txt", "sub/a.txt"]


def test_a_link_out_of_the_folder_is_refused(folder, tmp_path):
    (tmp_path / "secret").write_text("s")
    (folder / "link").symlink_to(tmp_path / "secret")
    with pytest.raises(Invalid, match="leads out of"):
        expand([folder])


def test_a_link_in_a_circle_is_refused(folder):
    (folder / "sub" / "up").symlink_to(folder)
    with pytest.raises(Invalid, match="lies in"):
        expand([folder])


def test_a_dangling_link_is_refused(folder):
    (folder / "gone").symlink_to("nothing")
    with pytest.raises(Invalid, match="cannot be read"):
        expand([folder])


def test_a_pipe_is_refused(folder):
    os.mkfifo(folder / "pipe")
    with pytest.raises(Invalid, match="neither a file nor a folder"):
        expand([folder])


@pytest.mark.parametrize("paths", [[], ["nothing-there"]])
def test_a_missing_file_is_refused(paths, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Invalid) as caught:
        expand(paths)
    assert caught.value.code == "file_missing"


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(Invalid, match="no file to push"):
        expand([tmp_path])


@pytest.mark.parametrize("name", ["a\\b", "a:b", "con", "new\nline"])
def test_a_name_that_cannot_be_kept_everywhere_is_refused(folder, name):
    (folder / name).write_text("x")
    with pytest.raises(Invalid) as caught:
        expand([folder])
    assert caught.value.code == "path_invalid"


def test_two_names_that_are_one_elsewhere_are_refused(folder):
    (folder / "B.TXT").write_text("x")
    with pytest.raises(Invalid, match="the same as"):
        expand([folder])


def test_hash_file_gives_the_sha256_and_counts(tmp_path):
    file = tmp_path / "x"
    file.write_bytes(CONTENT)
    counted = meter()
    assert hash_file(Source("x", file), counted).sha256 == sha256(CONTENT).hexdigest()
    assert counted.done == len(CONTENT)


@pytest.mark.parametrize(
    ("start", "size"), [(0, len(CONTENT)), (MIB, MIB), (5, 100), (MIB - 3, 10), (3 * MIB, 17), (7, 0)]
)
def test_read_again_yields_the_range(hashed, start, size):
    assert b"".join(read_again(hashed, start, size)) == CONTENT[start : start + size]


def test_read_again_sees_a_flipped_byte_behind_the_same_size_and_time(hashed):
    before = hashed.file.stat()
    with hashed.file.open("r+b") as file:
        file.seek(2 * MIB + 5)
        file.write(bytes([CONTENT[2 * MIB + 5] ^ 1]))
    os.utime(hashed.file, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(Invalid, match="changed while it was pushed") as caught:
        list(read_again(hashed, 2 * MIB, MIB))
    assert caught.value.code == "file_changed"


@pytest.mark.parametrize("change", ["grow", "shrink", "touch", "swap"])
def test_read_again_sees_another_file(hashed, change):
    if change == "grow":
        hashed.file.write_bytes(CONTENT + b"x")
    elif change == "shrink":
        hashed.file.write_bytes(CONTENT[:-1])
    elif change == "touch":
        os.utime(hashed.file, ns=(0, 0))
    else:
        hashed.file.rename(hashed.file.with_suffix(".old"))
        hashed.file.write_bytes(CONTENT)
    with pytest.raises(Invalid, match="changed while it was pushed"):
        list(read_again(hashed, 0, 10))


def test_check_unchanged_says_that_a_file_has_gone(hashed):
    check_unchanged(hashed)
    hashed.file.unlink()
    with pytest.raises(Invalid, match="cannot be read"):
        check_unchanged(hashed)
