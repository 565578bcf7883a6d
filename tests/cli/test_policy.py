"""policy show, ls, set, and id by the rules of the server: the real command against a server of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from modelbase.identity.identity import DEFAULT_POLICY


def rules(**changes: Any) -> dict[str, Any]:
    return {key: value for key, value in DEFAULT_POLICY.to_dict().items() if key != "number"} | changes


def ignoring(*keys: str) -> dict[str, Any]:
    return rules(ignore=[*DEFAULT_POLICY.ignore, *keys])


@pytest.fixture
def server(own_server: Any) -> Any:
    """Not the server of all the other tests: its rules change here."""
    return own_server


@pytest.fixture(autouse=True)
def number(run: Any) -> int:
    """The number of the policy in force, which has the default rules when a test begins."""
    back = run(
        "policy", "set", "-", "--json", "--accept-merge", given=json.dumps(rules()), HOME=str(run.folder)
    )
    assert back.code == 0, back.err
    return int(back.json["policy"]["number"])


def test_the_rules_are_shown_tried_and_changed(run: Any, weights: Path, number: int) -> None:
    shown = run("policy", "show")
    assert shown.code == 0
    assert shown.json == rules(number=number)
    words = ("dataset=tiny", "arch=mlp", "lr=0.1")
    first = run("push", weights, *words, "node_name=a").out.partition("@")[0]
    second = run("push", weights, *words, "node_name=b").out.partition("@")[0]
    assert first != second
    (run.folder / "policy.json").write_text(json.dumps(ignoring("node_name")))

    tried = run("policy", "set", "policy.json", "--dry-run")
    assert tried.code == 0, tried.err
    rows = [line.split("\t") for line in tried.out.splitlines()]
    assert ["other digest", "2"] in rows
    assert ["together", first, second] in rows
    assert f"would be policy {number + 1}" in tried.err
    assert run("policy", "show").json["number"] == number

    refused = run("policy", "set", "policy.json")
    assert refused.code == 1
    assert f"together\t{first}\t{second}" in refused.out
    assert "--accept-merge" in refused.err

    changed = run("policy", "set", "policy.json", "--accept-merge")
    assert changed.code == 0, changed.err
    assert f"policy {number + 1} is in force" in changed.err
    assert [row["number"] for row in run("policy", "ls", "--json").json] == [*range(number + 1, 0, -1)]
    assert run("policy", "show", "--number", "1").json == DEFAULT_POLICY.to_dict()

    found = run("find", *words, "node_name=c")
    assert (found.code, found.out.strip()) == (0, first)
    again = run("policy", "set", "policy.json")
    assert again.code == 0
    assert "nothing to change" in again.err
    late = run("policy", "set", "-", given=json.dumps(ignoring("other") | {"number": number}))
    assert late.code == 1
    assert f"policy {number + 1} is in force by now" in late.err


def test_ids_are_made_offline_by_the_rules_seen_last(run: Any, recipe: dict[str, Any], number: int) -> None:
    words = ("id", "--args", "args.json", "rack=a")
    plain = run("id", "--args", "args.json").out
    assert run(*words).out != plain
    (run.folder / "policy.json").write_text(json.dumps(ignoring("rack")))
    assert run(*words, "--policy", "policy.json").out == plain
    assert run("policy", "set", "policy.json").code == 0
    assert run(*words).out == plain
    explained = [line.split("\t") for line in run(*words, "--explain").out.splitlines()]
    assert explained[-1][:2] == ["policy", str(number + 1)]
    assert run.environ["MODELBASE_URL"] in explained[-1][3]
    assert ["ignored", "rack", "a", "by rack"] in explained
    assert run(*words, "--policy", "default").out != plain
    assert run(*words, MODELBASE_URL="http://127.0.0.1:9").out != plain


def test_find_and_login_notice_the_rules_of_the_server(
    run: Any, recipe: dict[str, Any], tmp_path: Path
) -> None:
    (run.folder / "policy.json").write_text(json.dumps(ignoring("cell")))
    assert run("policy", "set", "policy.json").code == 0
    plain = run("id", "--args", "args.json").out
    words = ("id", "--args", "args.json", "cell=a")
    for noticing in (("find", "--args", "args.json"), ("login", run.environ["MODELBASE_URL"])):
        home = tmp_path / noticing[0]
        home.mkdir()
        assert run(*words, HOME=str(home)).out != plain
        more = {"HOME": str(home)}
        run(*noticing, given=run.environ["MODELBASE_TOKEN"], **more)
        assert run(*words, **more).out == plain


def test_push_names_models_by_the_places_that_the_rules_say(run: Any, weights: Path) -> None:
    refused = run("push", weights, "corpus=c4", "arch=mlp")
    assert refused.code == 2
    assert "--dataset" in refused.err
    assert run("policy", "set", "-", given=json.dumps(rules(dataset_keys=["corpus"]))).code == 0
    pushed = run("push", weights, "corpus=c4", "arch=mlp", HOME=str(run.folder))
    assert pushed.code == 0, pushed.err
    assert pushed.out.startswith("c4/mlp:")


@pytest.mark.parametrize(
    ("text", "said"), [("[]", "mapping"), ('{"ignore": []}', "missing"), ('{"ignore": "x"}', "ignore")]
)
def test_what_is_no_policy_is_refused(run: Any, text: str, said: str) -> None:
    done = run("policy", "set", "-", given=text)
    assert done.code == 2
    assert said in done.err
    assert run("policy", "show", "--number", "999").code == 3


def test_a_preset_is_listed_tried_and_set(run: Any, number: int) -> None:
    listed = run("policy", "presets")
    assert [line.split("\t")[0] for line in listed.out.splitlines()] == [
        "hf",
        "lightning",
        "hydra",
        "mmengine",
        "xgboost",
    ]
    assert "transformers_version" in {
        line.split("\t")[0] for line in run("policy", "presets", "hf").out.splitlines()
    }
    assert run("policy", "presets", "--json").json[0]["version"] == 1
    tried = run("policy", "set", "--preset", "hf", "--preset", "xgboost", "--dry-run", "--json")
    assert (tried.code, tried.json["state"]) == (0, "ready")
    assert run("policy", "show").json["number"] == number
    args = ("dataset=d", "arch=a")
    before = run("id", *args).out
    done = run("policy", "set", "--preset", "hf", "--json", "--accept-merge")
    assert {"transformers_version", "eval_steps"} <= set(done.json["policy"]["ignore"])
    assert run("id", *args, "transformers_version=4.57", "eval_steps=3").out == before
    assert run("policy", "set").code == 2
    refused = run("policy", "set", "--preset", "torch")
    assert (refused.code, "hf, lightning" in refused.err) == (2, True)
