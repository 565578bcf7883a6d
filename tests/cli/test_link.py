"""pull and show of a share link by who has no account: what it opens, and where its secret never is."""

from __future__ import annotations

import click
import pytest
from modelbase_cli.options import OPENING, Here

import modelbase

NOBODY = {"MODELBASE_URL": None, "MODELBASE_TOKEN": None}


@pytest.fixture
def linked(run, pushed):
    def make(*only):
        words = [word for part in only for word in ("--only", part)]
        made = run("share", pushed, "--link", *words)
        assert made.code == 0, made.err
        return made.out.strip()

    return make


def secret_of(link):
    return link.rpartition("/")[2]


def test_the_files_of_a_link_are_pulled_without_an_account_and_its_secret_is_left_nowhere(
    run, pushed, linked
):
    link = linked()
    done = run("pull", link, "-o", "out", **NOBODY)
    assert done.code == 0, done.err
    assert done.out == "out\n"
    assert (run.folder / "out" / "model.bin").is_file()
    again = run("pull", f"{link}@last", "-o", "out", "--json", **NOBODY)
    assert (again.json["checkpoint"]["label"], again.json["kept"]) == ("last", ["model.bin"])
    said = "".join([done.out, done.err, again.out, again.err])
    left = [path.read_bytes() for path in run.folder.rglob("*") if path.is_file()]
    assert secret_of(link) not in said
    assert not any(secret_of(link).encode() in each for each in left)
    assert pushed.encode() in (run.folder / "out" / ".modelbase.json").read_bytes()


def test_a_link_is_shown_as_far_as_it_opens_the_model(run, pushed, linked):
    whole = run("show", linked(), "--json", **NOBODY).json
    assert (whole["model"]["id"], whole["checkpoint"]["files"][0]["path"]) == (pushed, "model.bin")
    card = run("show", linked("card"), **NOBODY)
    assert card.code == 0, card.err
    assert "title\tFirst" in card.out
    assert "model.bin" not in card.out
    args = run("show", linked("args"), **NOBODY)
    assert args.code == 0, args.err
    assert "args." in args.out
    assert "First" not in args.out


def test_a_link_shows_of_a_run_neither_who_nor_where(run, pushed, linked):
    assert run("log", pushed, "loss=0.5").code == 0
    shown = run("show", linked(), **NOBODY)
    assert shown.code == 0, shown.err
    (row,) = [line.split("\t") for line in shown.out.splitlines() if line.startswith("run\t")]
    assert (row[1], row[3], row[4]) == ("1", "", "")
    assert run("show", linked("card", "weights"), **NOBODY).code == 0
    for only in ("card", "args", "weights"):
        assert run.on_terminal("show", linked(only)).code == 0


def test_files_that_are_not_shared_are_refused_and_said(run, linked):
    for only in (["card"], ["args"], ["card", "args"]):
        refused = run("pull", linked(*only), "-o", "none", **NOBODY)
        assert refused.code == 4
        assert f"is its {' and '.join(only)}, not its files" in refused.err
    assert not (run.folder / "none").exists()


def test_files_alone_are_enough_to_pull(run, linked):
    done = run("pull", linked("weights"), "-o", "out", **NOBODY)
    assert done.code == 0, done.err
    assert (run.folder / "out" / "model.bin").is_file()


def test_a_link_that_ended_or_is_cut_off_says_so_without_its_secret(run, pushed, linked):
    link = linked()
    cut = run("pull", link[:-5], **NOBODY)
    assert cut.code == 2
    assert "no whole share link" in cut.err
    for words in (
        ["pull", secret_of(link)],
        ["--server", link, "ls"],
        ["rm", link, "--yes"],
        ["diff", link, pushed],
    ):
        wrong = run(*words, **NOBODY)
        assert wrong.code == 2
        assert secret_of(link) not in wrong.out + wrong.err
    run("share", pushed, "--revoke", run("share", pushed, "--json").json[0]["id"])
    ended = run("pull", link, **NOBODY)
    assert ended.code == 4
    assert "does not open anything" in ended.err
    assert secret_of(link)[:-5] not in cut.err + ended.err


def test_a_link_is_no_way_to_what_it_does_not_open(run, linked):
    link = linked()
    with modelbase.Client(link) as client, pytest.raises(modelbase.ModelbaseError) as refused:
        next(client.models())
    assert refused.value.code == "sign_in_required"


def test_python_reads_and_pulls_by_a_link(run, pushed, linked, monkeypatch):
    for name in NOBODY:
        monkeypatch.delenv(name, raising=False)
    link = linked()
    with modelbase.Client(link) as client:
        assert client.shared == pushed
        assert client.get(client.shared).title == "First"
        folder = client.pull(f"{client.shared}@last", run.folder / "one")
        assert secret_of(link) not in repr(client) + repr(client.server)
    assert (folder / "model.bin").is_file()
    assert (modelbase.pull(link, run.folder / "two") / "model.bin").is_file()
    shown = modelbase.get(linked("card"))
    assert (shown.id, shown.title, shown.sees, shown.args) == (pushed, "First", ("card",), None)


def test_a_link_is_not_completed_since_that_would_ask_another_server():
    here = Here()
    here.__dict__["client"] = None  # any use of it fails
    ctx = click.Context(click.Command("pull"), obj=here)
    assert OPENING.shell_complete(ctx, None, "https://models.example.com/s/mbs_abc") == []
