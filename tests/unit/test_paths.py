"""What a file in a checkpoint may be called: refused everywhere, kept, or kept under a name for all systems."""

# ruff: noqa: E501 - tables of cases

from __future__ import annotations

import pytest

from modelbase import paths, texts
from modelbase.errors import Invalid

HOSTILE = [
    "GIT~1/config", "git~1", "a/GIT~12/x", ".g\u200bit/config", ".gi\u200ct/x", ".\ufeffgit/x", ".GIT::$INDEX_ALLOCATION/x",
    ".git /x", ".git./x", "a/.git...  /x", "\uff0egit/x", "x:y", "x::$DATA", "x.txt:evil", "a:b/c", "C:x", "c:/x",
    "con", "con.txt", "CON .txt", "a/nul:1", "com1", "LPT\u00b9.log", "conout$", "x.", "x ", "a ./b", "..", "a/../b", "/x", "",
    "a\\b", "\\\\host\\x", "a\u202etxt.exe", "a\x9b31m", "a\u2066b", "a\x7f", "\ud800", "x" * 201, "a/" * 400,
    ".modelbase.json", "a/.Modelbase.JSON", ".modelbase.json.123", ".model.bin.0123456789ab.part",
    "a/.x.ABCDEF012345.PART", ".model.bin.0123456789ab.part ", ".modelbase.json:1", ".mod\u200belbase.json", "\U000e0041x",
]  # fmt: skip
KEPT = [
    "model.safetensors", "a/b/c.txt", "run-2026-11-30T12:30:05.log", "epoch:3/x.pt", "\u5b66\u7fd2.bin", "\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.txt",
    ".config", ".gitignore", ".gitattributes", "git", "a.git", "~1", "model~1.bin", "control.txt", "com.bin", "x.part",
    "model.0123456789ab.part", "modelbase.json", "emoji\U0001f469\u200d\U0001f52c.md", "a%3Ab", "a b", "a+b=c,d",
]  # fmt: skip


@pytest.mark.parametrize("path", HOSTILE, ids=ascii)
def test_a_path_that_is_not_safe_everywhere_is_refused_with_what_to_do(path):
    with pytest.raises(Invalid) as caught:
        paths.check(path)
    assert caught.value.code == "path_invalid"
    assert caught.value.message.isprintable()
    assert ": " in caught.value.message.rpartition("'")[2] or "'" in caught.value.message.rpartition(":")[0]


@pytest.mark.parametrize("path", KEPT, ids=ascii)
def test_a_path_that_every_system_can_keep_stays(path):
    assert paths.check(path) == path
    assert paths.portable(path) == path


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("a:b.txt", "a%3Ab.txt"), ("x::$DATA", "x%3A%3A$DATA"), ("C:1.bin", "C%3A1.bin"), ("what?.txt", "what%3F.txt"),
        ('a*"<>|b', "a%2A%22%3C%3E%7Cb"), ("new\nline", "new%0Aline"), ("end.", "end%2E"), ("a /b", "a%20/b"),
        ("con", "%63on"), ("a/AUX.txt", "a/%41UX.txt"), ("git~1", "%67it~1"), ("a\u202eb", "a%E2%80%AEb"),
    ],
)  # fmt: skip
def test_a_name_that_some_system_cannot_keep_has_one_that_all_can(path, kept):
    assert paths.portable(path) == kept
    assert paths.check(kept) == kept


@pytest.mark.parametrize("path", ["a\\b", "../x", "\udcfc", ".modelbase.json"])
def test_what_no_other_name_mends_is_still_refused(path):
    with pytest.raises(Invalid):
        paths.check(paths.portable(path))


@pytest.mark.parametrize("pair", [("a", "A"), ("ab:1", "ab%3A1"), ("a\u200cb", "ab"), ("\u00e9", "e\u0301")])
def test_two_paths_that_are_one_somewhere_are_refused(pair):
    with pytest.raises(Invalid, match="rename one of them"):
        paths.check_all(pair)


def test_windows_keeps_a_time_without_an_alternate_stream():
    assert paths.on_windows("logs/12:30:05.log") == "logs/12%3A30%3A05.log"


@pytest.mark.parametrize("letter", ["\x00", "\x1b", "\x7f", "\x85", "\x9b", "\n", "\u202e", "\u2066", "\u200b", "\ufeff", "\ud800", "\u2028"])  # fmt: skip
def test_a_text_with_an_odd_character_is_refused_where_it_enters_and_cleaned_where_it_is_shown(letter):
    with pytest.raises(Invalid, match=f"a tag holds U\\+{ord(letter):04X}"):
        texts.check(f"a{letter}b", "a tag")
    assert letter not in texts.line(f"a{letter}b")
    assert letter == "\n" or letter not in texts.clean(f"a{letter}b")


@pytest.mark.parametrize("text", ["baseline", "학습 1", "\U0001f469\u200d\U0001f52c", "نامه\u200cای", "a%b"])
def test_an_ordinary_text_stays(text):
    assert texts.check(text, "a tag") == texts.line(text) == texts.clean(text) == text
