"""find of many recipes, why a recipe is new, near and diff of args: the real commands against a real server."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

import modelbase
from modelbase.errors import Invalid


@pytest.fixture
def args_file(recipe: dict[str, Any], tmp_path: Path) -> str:
    """The recipe of this test as a file."""
    file = tmp_path / "args.json"
    file.write_text(json.dumps(recipe))
    return str(file)


def test_a_new_recipe_names_the_nearest_model_and_the_keys_that_differ(
    run: Any, push_like: Any, args_file: str
) -> None:
    near = push_like("lr=0.01")
    seed = push_like("seed=7")
    done = run("find", "--args", args_file, "lr=0.02")
    assert done.code == 3
    assert f"nearest: {near} (trained), where lr is 0.01 and not 0.02" in done.err
    found = run("find", "--args", args_file, "seed=8", "--json").json
    assert [each["id"] for each in found["nearest"]["seeds"]] == [seed]
    assert found["nearest"]["model"]["keys"][0]["key"] == "seed"
    assert "other seeds of this recipe" in run("find", "--args", args_file, "seed=8").err
    known = run("find", "--args", args_file, "lr=0.01")
    assert (known.code, "nearest" in known.err) == (0, False)


def test_single_precision_is_said(run: Any, push_like: Any, args_file: str) -> None:
    push_like("lr=0.3")
    done = run("find", "--args", args_file, "lr=0.30000001192092896")
    assert "lr is 0.3 and not 0.30000001192092896 (equal in float32)" in done.err
    assert "note: lr is 0.3 in float32" in done.err
    shown = run("id", "--args", args_file, "lr=0.30000001192092896", "--explain").out
    assert "is 0.3 in float32" in shown


def test_a_grid_is_one_table_and_what_is_missing_is_printed_as_args(
    run: Any, push_like: Any, args_file: str
) -> None:
    there = push_like("lr=0.1", "seed=1")
    grid = ("--args", args_file, "lr=0.1,0.2", "seed=1,2")
    done = run("find", *grid)
    rows = [line.split("\t") for line in done.out.splitlines()]
    assert (done.code, len(rows), rows[0][:2]) == (3, 4, [there, "trained"])
    assert rows[0][2] == shlex.join(["--args", args_file, "lr=0.1", "seed=1"])
    assert "1 trained, 0 being trained, 3 missing, of 4" in done.err
    lacking = run("find", *grid, "--missing")
    assert len(lacking.out.splitlines()) == 3
    for line in lacking.out.splitlines():
        push_like(*shlex.split(line)[2:])
    whole = run("find", *grid, "--missing")
    assert (whole.code, whole.out) == (0, "")
    assert {row["state"] for row in run("find", *grid, "--json").json} == {"trained"}


def test_many_files_are_asked_for_at_once_and_equal_recipes_are_one(
    run: Any, recipe: dict[str, Any], tmp_path: Path
) -> None:
    files = []
    for at, lr in enumerate((1, 1.0, 2)):
        files.append(tmp_path / f"{at}.json")
        files[-1].write_text(json.dumps(recipe | {"lr": lr}))
    words = [word for file in files for word in ("--args", str(file))]
    rows = run("find", *words, "--json").json
    assert [row["args"]["lr"] for row in rows] == [1, 2]
    files[1].write_text("{")
    assert run("find", *words).code == 2


def test_a_model_whose_value_has_commas_is_found_as_before(run: Any, push_like: Any, args_file: str) -> None:
    there = push_like("crops=a,b")
    done = run("find", "--args", args_file, "crops=a,b")
    assert (done.code, done.out.strip()) == (0, there)
    assert len(run("find", "--args", args_file, 'crops="a,b"').out.splitlines()) == 1
    assert len(run("find", "--args", args_file, "crops=a,c").out.splitlines()) == 2


def test_a_grid_has_a_limit_and_stdin_is_read_once(run: Any) -> None:
    wide = [f"{key}=1,2" for key in "abcdefghijk"]
    assert "more than 1000 recipes" in run("find", "dataset=d", "arch=a", *wide).err
    done = run("find", "--args", "-", "a=1,2", given="{}")
    assert (done.code, "read once" in done.err) == (2, True)


def test_near_and_diff_take_args_of_which_there_is_no_model(run: Any, push_like: Any, args_file: str) -> None:
    there = push_like("lr=0.01")
    Path(args_file).write_text(json.dumps(json.loads(Path(args_file).read_text()) | {"lr": 0.5}))
    rows = run("near", "--args", args_file, "--json").json["rows"]
    assert [row["id"] for row in rows] == [there]
    done = run("diff", "--args", args_file, there)
    lines = [line.split("\t") for line in done.out.splitlines()]
    assert (done.code, lines[0][2:], lines[1:]) == (1, ["args", there], [["args", "lr", "0.5", "0.01"]])
    assert run("near").code == run("near", there, "--args", args_file).code == 2
    assert run("diff", there).code == run("diff", "--args", args_file, there, "--base", there).code == 2


def test_the_sdk_finds_many_in_their_order(server: Any, recipe: dict[str, Any], push_like: Any) -> None:
    there = push_like("lr=3")
    with modelbase.Client(server.url, server.token) as client:
        found = client.find_all([recipe | {"lr": 3}, recipe | {"lr": 4}])
        assert [(each.id == there, each.trained) for each in found] == [(True, True), (False, False)]
        assert client.find_all([]) == []
        with pytest.raises(Invalid, match="args 1: "):
            client.find_all([recipe, {"lr": 1}])
