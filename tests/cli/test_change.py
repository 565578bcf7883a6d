"""rename, readme, tag, rm, trash: the commands that change a model."""

from __future__ import annotations

import sys

import pytest


def model(run, ref):
    return run("show", ref, "--json").json["model"]


def test_rename_changes_the_title_and_not_the_id(run, pushed):
    assert run("rename", pushed, "$(touch x); `x` --opt=x").code == 0
    assert model(run, pushed)["title"] == "$(touch x); `x` --opt=x"
    assert not (run.folder / "x").exists()


def test_readme_is_set_from_a_file_and_from_stdin_and_printed(run, pushed):
    (run.folder / "R.md").write_text("# One\n")
    assert run("readme", pushed, "-f", "R.md").code == 0
    assert run("readme", pushed).out == "# One\n"
    assert run("readme", pushed, "-f", "-", given="# Two\n").code == 0
    assert model(run, pushed)["readme"] == "# Two\n"


def test_readme_is_edited_in_the_editor(run, pushed):
    editor = run.folder / "editor.py"
    editor.write_text("import sys; open(sys.argv[1], 'a').write('edited\\n')")
    assert run("readme", pushed, "--edit", EDITOR=f"{sys.executable} {editor}").code == 0
    assert run("readme", pushed).out == "edited\n"


def test_readme_that_somebody_changed_meanwhile_is_kept_in_a_file(run, pushed):
    editor = run.folder / "editor.py"
    editor.write_text(
        "import subprocess, sys; open(sys.argv[1], 'w').write('mine\\n');"
        f"subprocess.run([sys.executable, '-m', 'modelbase', 'rename', {pushed!r}, 'Theirs'])"
    )
    done = run("readme", pushed, "--edit", EDITOR=f"{sys.executable} {editor}")
    assert done.code == 1
    assert [file.read_text() for file in run.folder.glob("README.*.md")] == ["mine\n"]
    assert model(run, pushed)["readme"] == ""


def test_tags_are_added_removed_and_listed(run, pushed):
    assert run("tag", pushed, "+good", "-baseline", "+json", "+-odd").code == 0
    assert sorted(run("tag", pushed).out.split()) == ["-odd", "good", "json"]
    assert run("tag", pushed, "--json").json == model(run, pushed)["tags"]


def test_a_tag_without_sign_is_wrong_usage(run, pushed):
    done = run("tag", pushed, "good")
    assert done.code == 2
    assert "+good" in done.err


def test_rm_asks_for_the_id_of_a_whole_model(run, pushed):
    wrong = run.on_terminal("rm", pushed, typed="yes\n")
    assert wrong.code == 2
    assert model(run, pushed)["id"] == pushed
    right = run.on_terminal("rm", pushed, typed=f"{pushed}\n")
    assert right.code == 0
    assert "1 checkpoints, 100 kB" in right.out
    assert run("show", pushed).code == 3


def test_rm_without_anybody_to_ask_needs_yes(run, pushed):
    done = run("rm", pushed)
    assert done.code == 2
    assert "--yes" in done.err
    assert model(run, pushed)["id"] == pushed


def test_trash_lists_and_restores_a_model(run, pushed):
    assert run("rm", pushed, "--yes").code == 0
    assert any(row["what"] == pushed for row in run("trash", "--json").json)
    assert run("trash", "restore", pushed).code == 0
    assert model(run, pushed)["checkpoints"] == 1


def test_trash_restores_a_checkpoint(run, pushed):
    assert run("rm", f"{pushed}@last", "--yes").code == 0
    assert model(run, pushed)["checkpoints"] == 0
    assert pushed in run("trash").out
    assert run("trash", "restore", f"{pushed}@last").code == 0
    assert model(run, pushed)["latest"] == "last"


@pytest.mark.parametrize("words", [("trash", "restore", "nothing"), ("token", "revoke", "nothing")])
def test_what_is_not_there_is_exit_3(run, server, words):
    assert run(*words).code == 3
