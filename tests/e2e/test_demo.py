"""The demo on a real server: filled once, not twice, and what was lost comes back with its parents' weights."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from safetensors.numpy import load_file

import modelbase
from modelbase import demo


@pytest.fixture(scope="module")
def recipes():
    return {recipe.key: recipe for recipe in demo.recipes()}


@pytest.fixture(scope="module")
def client(server, recipes):
    with modelbase.Client(server.url, server.token) as client:
        steps = []
        assert demo.fill(client, lambda *step: steps.append(step)) == len(recipes)
        assert [done for _, done, _ in steps] == list(range(len(recipes) + 1))
        yield client


def test_every_model_is_there_with_its_checkpoints(client, recipes):
    for recipe in recipes.values():
        model = client.get(recipe.identity.id)
        assert json.dumps(model.args) == json.dumps(recipe.args)
        assert model.title == recipe.title
        assert model.latest == recipe.keep[-1]
        assert [one.label for one in client.checkpoints(model.id)] == list(reversed(recipe.keep))
        assert not recipe.alias or client.get(f"tiny-digits/mlp:{recipe.alias}").id == model.id
        assert [(one.id, one.kind) for one in model.parents] == [
            (recipes[origin.key].identity.id, origin.kind) for origin in recipe.origins
        ]


def test_metrics_travel_with_nan_and_korean_with_nothing_lost(client, recipes):
    wild = client.get(recipes["sine-diverged"].identity.id)
    assert wild.metrics["val.loss"] == "NaN"
    assert "diverged" in wild.tags
    assert wild.note.verdict == "bad"
    korean = client.get(recipes["shapes-mlp"].identity.id)
    assert korean.title == "작은 도형 분류기"
    assert "한국어" in korean.tags
    assert "## 학습 곡선" in korean.readme


def test_the_table_sorts_and_filters_by_dotted_keys(client, recipes):
    where = 'dataset = "tiny-digits" and metrics.val.accuracy > 0'
    rows = list(client.models(where, sort="-metrics.val.accuracy", columns=["metrics.val.accuracy"]))
    assert len(rows) == sum(recipe.identity.dataset == "tiny-digits" for recipe in recipes.values())
    values = [row["metrics.val.accuracy"] for row in rows]
    assert all(one >= other for one, other in pairwise(values))
    key = 'args.optimizer.custom_keys.".bias".decay_mult'
    found = list(client.models(f"{key} = 0", columns=[key]))
    assert found == [{"id": recipes["digits-no-bias-decay"].identity.id, key: 0}]


def test_what_the_readme_says_about_loading_is_true(client, recipes, tmp_path):
    recipe = recipes["digits-int8"]
    folder = client.pull(f"{recipe.identity.id}@last", tmp_path / "model")
    weights = load_file(folder / "model.safetensors")
    readme = client.get(recipe.identity.id).readme
    for name, array in weights.items():
        assert f"#   {name}: {array.dtype} {list(array.shape)}" in readme


def test_filling_again_trains_only_what_is_gone(client, recipes):
    assert demo.fill(client, lambda *step: None) == 0
    gone = recipes["faint-soup"].identity.id
    before = client.checkpoints(gone)[0].hash
    client.api.call("DELETE", f"models/{gone}")
    assert demo.fill(client, lambda *step: None) == 1
    assert client.checkpoints(gone)[0].hash == before


def test_the_team_gets_views_once_and_what_they_name_is_there(client):
    assert demo.arrange(client) == 3
    assert demo.arrange(client) == 0
    views = client.api.call("GET", "views")["rows"]
    assert [view["name"] for view in views if view["default"]] == ["Recipes and results"]
    for view in views:
        state = view["state"]
        rows = list(client.models(state["where"], sort=state["sort"], columns=state["columns"]))
        assert rows, view["name"]
        assert {key for row in rows for key in row} == {"id", *state["columns"]}, view["name"]
