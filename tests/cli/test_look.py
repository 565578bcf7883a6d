"""ls, show, diff, open: the commands that read."""

from __future__ import annotations

import json

import httpx
import pytest


def listed(run, pushed, *words):
    return run("ls", "--where", f'id = "{pushed}"', *words)


def test_ls_gives_a_pipe_tab_separated_rows_without_heading(run, pushed):
    done = listed(run, pushed, "--columns", "title,args.lr,metrics.top1,state")
    assert done.out == f"{pushed}\tFirst\t0.1\t76.1\ttrained\n"


def test_ls_gives_json_csv_tsv_and_latex(run, pushed):
    columns = ("--columns", "title,args.lr")
    assert listed(run, pushed, *columns, "--json").json == [{"id": pushed, "title": "First", "args.lr": 0.1}]
    assert listed(run, pushed, *columns, "--csv").out == f"id,title,args.lr\n{pushed},First,0.1\n"
    assert listed(run, pushed, *columns, "--tsv").out == f"id\ttitle\targs.lr\n{pushed}\tFirst\t0.1\n"
    latex = listed(run, pushed, *columns, "--latex").out
    assert r"\begin{tabular}{llr}" in latex
    assert rf"{pushed} & First & 0.1 \\" in latex


def test_ls_disarms_formulas_in_csv_and_escapes_latex(run, pushed):
    run("rename", pushed, '=cmd|"x"!A1 & 50%_#')
    assert f'{pushed},"\'=cmd|""x""!A1 & 50%_#"' in listed(run, pushed, "--columns", "title", "--csv").out
    assert r"\& 50\%\_\#" in listed(run, pushed, "--columns", "title", "--latex").out


def test_ls_sorts_limits_and_says_that_there_is_more(run, recipe, push_like):
    ids = [push_like(f"lr={lr}") for lr in (0.3, 0.1, 0.2)]
    where = ("--where", f"salt = {json.dumps(recipe['salt'])}", "--columns", "args.lr")
    assert [row["id"] for row in run("ls", *where, "--sort", "-args.lr", "--json").json] == [
        ids[0],
        ids[2],
        ids[1],
    ]
    first = run("ls", *where, "--sort", "args.lr", "--limit", "1")
    assert first.out == f"{ids[1]}\t0.1\n"
    assert "--all" in first.err
    assert len(run("ls", *where, "--all", "--json").json) == 3


def test_ls_says_where_an_expression_is_wrong(run):
    done = run("ls", "--where", "lr <")
    assert (done.code, done.out) == (2, "")
    assert "column" in done.err


def test_ls_of_nothing_is_no_error(run):
    done = run("ls", "--where", 'name = "no/such"')
    assert (done.code, done.out) == (0, "")
    assert "No model fits" in done.err


def test_ls_on_a_terminal_never_cuts_an_id(run, pushed):
    done = run.on_terminal("ls", "--where", f'id = "{pushed}"', COLUMNS="50")
    assert pushed in done.out
    assert "title" in done.out


def test_show_gives_a_pipe_key_and_value(run, pushed):
    lines = [line.split("\t") for line in run("show", pushed).out.splitlines()]
    assert ["id", pushed] in lines
    assert ["args.lr", "0.1"] in lines
    assert ["metrics.top1", "76.1"] in lines
    assert any(line[:2] == ["file", "model.bin"] for line in lines)


def test_show_draws_facts_args_checkpoints_files_and_readme(run, pushed):
    (run.folder / "README.md").write_text("# Heading\n\nSome *text*.\n")
    run("readme", pushed, "-f", "README.md")
    page = run.on_terminal("show", pushed).plain
    for part in (
        pushed,
        "First",
        "trained",
        "Args",
        "lr  0.1",
        "Checkpoints (1)",
        "model.bin",
        "100 kB",
        "Heading",
    ):
        assert part in page


def test_show_lets_no_control_character_through(run, pushed):
    run("rename", pushed, "evil\x1b]0;x\x07\u202etitle")
    run("tag", pushed, "+good")
    for words in (("show", pushed), ("ls", "--where", f'id = "{pushed}"', "--columns", "title")):
        page = run.on_terminal(*words, NO_COLOR="1").out
        assert "\x1b]" not in page
        assert "\u202e" not in page


def test_show_of_a_label_shows_its_files(run, recipe, weights, pushed):
    weights.write_bytes(b"second")
    run("push", weights, "--args", "args.json", "--label", "best")
    assert run("show", f"{pushed}@best", "--json").json["checkpoint"]["files"][0]["size"] == 6
    assert run("show", f"{pushed}@last", "--json").json["checkpoint"]["files"][0]["size"] == 100_000


def test_a_prefix_of_four_digits_is_enough(run, pushed):
    name, digits = pushed.split(":")
    assert run("show", f"{name}:{digits[:7]}", "--json").json["model"]["id"] == pushed


def test_an_ambiguous_prefix_lists_the_candidates(run, server, weights):
    seen: dict[str, list[int]] = {}
    from modelbase import identify

    for number in range(3000):
        found = identify({"dataset": "tiny", "arch": "ambiguous", "n": number}).id
        seen.setdefault(found.split(":")[1][:4], []).append(number)
    digits, pair = next((digits, numbers) for digits, numbers in seen.items() if len(numbers) > 1)
    ids = [
        run("push", weights, "dataset=tiny", "arch=ambiguous", f"n={number}").out.partition("@")[0]
        for number in pair[:2]
    ]
    done = run("show", f"tiny/ambiguous:{digits}")
    assert done.code == 1
    assert all(one in done.err for one in ids)


def test_diff_exits_0_for_equal_and_1_for_different(run, pushed, push_like):
    other = push_like("lr=0.2")
    assert run("diff", pushed, pushed).code == 0
    done = run("diff", pushed, other)
    assert done.code == 1
    assert "args\tlr\t0.1\t0.2" in done.out.splitlines()


def test_diff_gives_json_markdown_and_a_page(run, pushed, push_like):
    other = push_like("lr=0.2", "momentum=0.9")
    rows = run("diff", pushed, other, "--json", "--only", "args.*").json["rows"]
    assert [row["key"] for row in rows] == ["lr", "momentum"]
    assert "| `lr` | `0.1` | `0.2` |" in run("diff", pushed, other, "--markdown").out
    page = run.on_terminal("diff", pushed, other).out
    assert "Args: 2 of" in page
    assert "(base)" in page


def test_diff_takes_a_base_and_all_rows(run, pushed, push_like):
    other = push_like("lr=0.2")
    assert run("diff", pushed, other, "--base", other, "--json").json["base"] == 1
    assert "args\tarch\tmlp\tmlp" in run("diff", pushed, other, "--all").out.splitlines()


def test_diff_of_more_than_an_address_holds_and_without_some_keys(run, pushed, push_like):
    other = push_like("lr=0.2", "momentum=0.9")
    done = run("diff", *([pushed, other] * 100), "--json", "--only", "args", "--ignore", "lr")
    assert done.code == 1, done.err
    assert len(done.json["ids"]) == 200
    assert [row["key"] for row in done.json["rows"]] == ["momentum"]


def test_diff_of_one_is_wrong_usage(run, pushed):
    assert run("diff", pushed).code == 2


def test_open_prints_the_address(run, server, pushed):
    done = run("open", pushed, "--no-browser")
    assert done.out == f"{server.url}/models/{pushed}\n"


def test_open_without_an_id_signs_a_browser_in_once(run, server):
    address = run("open", "--no-browser").out.strip()
    page, _, code = address.partition("#code=")
    assert page == f"{server.url}/sign-in"
    body = {"code": code}
    assert httpx.post(f"{server.url}/api/v1/session", json=body).status_code == 204
    assert httpx.post(f"{server.url}/api/v1/session", json=body).status_code == 401


@pytest.mark.parametrize(
    "words", [("show",), ("pull",), ("open", "--no-browser"), ("readme",), ("tag",), ("rm", "--yes")]
)
def test_an_unknown_model_is_exit_3(run, server, words):
    done = run(words[0], "tiny/none:deadbeef0", *words[1:])
    assert (done.code, done.out) == (3, "")
    assert "Next: modelbase ls" in done.err


@pytest.mark.parametrize(
    "ref", ["resnet50", "a/b", "a/b:12", "A/B:1234", "$(touch x)", ";x", "a/b:1234@", "../a:1234"]
)
def test_what_is_no_id_is_exit_2(run, server, ref):
    done = run("show", ref)
    assert (done.code, done.out) == (2, "")
    assert not (run.folder / "x").exists()
