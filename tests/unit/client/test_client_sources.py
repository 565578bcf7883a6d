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
    told,
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


@pytest.mark.parametrize(
    ("name", "why"), [("a\\b", "holds"), (os.fsdecode(b"J\xfcrgen.bin"), "is not UTF-8")]
)
def test_a_name_that_no_other_name_mends_is_refused(folder, name, why):
    (folder / name).write_text("x")
    with pytest.raises(Invalid, match=f"{why}.*rename") as caught:
        expand([folder])
    assert caught.value.code == "path_invalid"


@pytest.mark.parametrize(
    ("name", "kept"), [("a:b", "a%3Ab"), ("con", "%63on"), ("new\nline", "new%0Aline"), ("end.", "end%2E")]
)
def test_a_name_that_some_system_cannot_keep_is_kept_under_another_and_said(folder, name, kept):
    (folder / name).write_text("x")
    found, _ = expand([folder])
    assert kept in [source.path for source in found]
    (sentence,) = told(found)
    assert f"is kept as {kept}" in sentence
    assert sentence.isprintable()


def test_a_time_in_a_name_stays(folder):
    (folder / "2026-11-30T12:30:05.log").write_text("x")
    found, _ = expand([folder])
    assert found[0].path == "2026-11-30T12:30:05.log"
    assert told(found) == []


def test_what_a_checkpoint_does_not_keep_is_said(folder):
    (folder / "assets").mkdir()
    (folder / "hidden").mkdir()
    (folder / "hidden" / ".DS_Store").write_text("x")
    (folder / "run.sh").write_text("x")
    (folder / "run.sh").chmod(0o755)
    (folder / "e\u0301.txt").write_text("x")
    found, skipped = expand([folder])
    assert [source.path for source in found] == ["b.txt", "run.sh", "sub/a.txt", "\u00e9.txt"]
    assert "assets/ (empty)" in skipped
    assert "hidden/ (empty)" in skipped
    assert told(found) == [
        "names are kept in Unicode's form NFC: \u00e9.txt",
        "the permission to execute is not kept: run.sh",
    ]


@pytest.mark.parametrize(
    "name", [".modelbase.json", ".Modelbase.JSON", ".model.bin.0123456789ab.part", ".DS_Store"]
)
def test_a_file_of_ours_named_by_itself_is_left_out_too(folder, name):
    (folder / name).write_text("x")
    assert expand([folder / name, folder / "b.txt"])[1] == [name]
    with pytest.raises(Invalid, match="left out"):
        expand([folder / name])


@pytest.fixture
def snapshot(tmp_path):
    """A snapshot as `huggingface_hub.snapshot_download` leaves it."""
    repository = tmp_path / "hub" / "models--org--tiny"
    (repository / "blobs").mkdir(parents=True)
    revision = repository / "snapshots" / "42f548f3"
    (revision / "onnx").mkdir(parents=True)
    for number, name in enumerate(["config.json", "onnx/model.bin"]):
        (repository / "blobs" / f"{number:040x}").write_text(name)
        up = "../../../blobs" if "/" in name else "../../blobs"
        (revision / name).symlink_to(f"{up}/{number:040x}")
    return revision


def test_the_links_of_a_hugging_face_cache_are_followed(snapshot):
    assert names(snapshot) == ["config.json", "onnx/model.bin"]


@pytest.mark.parametrize(
    "target", ["../../refs/main", "../../../../secret", "../../blobs", "../../blobs/../../../secret"]
)
def test_another_link_out_of_a_hugging_face_cache_is_refused(snapshot, tmp_path, target):
    (tmp_path / "secret").write_text("s")
    (snapshot.parents[1] / "refs").mkdir()
    (snapshot.parents[1] / "refs" / "main").write_text("42f548f3")
    (snapshot / "link").symlink_to(target)
    with pytest.raises(Invalid, match="follow_links=True"):
        expand([snapshot])


def test_a_folder_that_only_looks_like_a_cache_is_none(tmp_path):
    folder = tmp_path / "mine" / "snapshots" / "1"
    folder.mkdir(parents=True)
    (tmp_path / "mine" / "blobs").mkdir()
    (tmp_path / "mine" / "blobs" / "x").write_text("x")
    (folder / "x").symlink_to("../../blobs/x")
    with pytest.raises(Invalid, match="leads out of"):
        expand([folder])


def test_with_follow_links_what_they_lead_to_is_pushed(folder, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "c.txt").write_text("c")
    (folder / "link").symlink_to(other)
    found, _ = expand([folder], follow_links=True)
    assert [source.path for source in found] == ["b.txt", "link/c.txt", "sub/a.txt"]


def test_links_in_a_circle_are_refused_also_with_follow_links(folder, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "back").symlink_to(folder)
    (folder / "link").symlink_to(other)
    with pytest.raises(Invalid, match="lies in"):
        expand([folder], follow_links=True)


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
