"""The demo's models are really trained: gradients, parents, honest metrics, the same bytes again."""

from __future__ import annotations

import json
import math
from types import SimpleNamespace

import numpy as np
import pytest
from safetensors import safe_open

from modelbase import demo
from modelbase.demo import checkpoint, data, filling, training
from modelbase.errors import Unavailable
from modelbase.identity import identity
from modelbase.identity.keys import flatten


@pytest.fixture(scope="module")
def recipes():
    return {recipe.key: recipe for recipe in demo.recipes()}


@pytest.fixture(scope="module")
def trained(recipes):
    done = {}
    for key, recipe in recipes.items():
        done[key] = demo.train(recipe, parents_of(recipe, done))
    return done


def parents_of(recipe, done):
    return {origin.key: done[origin.key].files(origin.label) for origin in recipe.origins}


def last(trained, key):
    return trained[key].checkpoints[-1]


# What there is


def test_there_are_a_few_dozen_recipes_with_an_id_each(recipes):
    assert 30 <= len(recipes) <= 48
    assert len({recipe.identity.id for recipe in recipes.values()}) == len(recipes)


def test_parents_come_before_their_children_and_keep_the_named_checkpoint(recipes):
    seen = {}
    for key, recipe in recipes.items():
        assert all(origin.label in seen[origin.key].keep for origin in recipe.origins)
        seen[key] = recipe
    kinds = {origin.kind for recipe in recipes.values() for origin in recipe.origins}
    assert kinds == {"resumed", "finetuned", "merged", "quantized"}


def test_args_name_the_parent_checkpoint_by_its_id(recipes):
    for recipe in recipes.values():
        for origin in recipe.origins:
            assert f"{recipes[origin.key].identity.id}@{origin.label}" in json.dumps(recipe.args)


def test_three_seeds_are_one_family(recipes):
    families = [recipes[f"digits-{seed}"].identity.family for seed in (0, 1, 2)]
    assert len(set(families)) == 1
    assert recipes["digits-heavy"].identity.family not in families


def test_ids_need_no_flags_and_ignored_keys_do_not_count(recipes):
    recipe = recipes["digits-0"]
    assert identity.identify(recipe.args | {"output_dir": "/elsewhere"}).id == recipe.identity.id
    assert recipe.identity.name == "tiny-digits/mlp"


# Training


def test_every_recipe_keeps_the_checkpoints_it_names(recipes, trained):
    for key, recipe in recipes.items():
        assert tuple(saved.label for saved in trained[key].checkpoints) == recipe.keep


@pytest.mark.parametrize("key", ["spirals-seed-1", "digits-0", "sine-diverged", "shapes-mlp"])
def test_training_again_gives_the_same_bytes(recipes, trained, key):
    again = demo.train(recipes[key], {})
    assert again.readme == trained[key].readme
    assert [saved.files for saved in again.checkpoints] == [saved.files for saved in trained[key].checkpoints]


def test_seeds_give_other_weights(trained):
    files = [trained[f"spirals-seed-{seed}"].files("last")[checkpoint.MODEL] for seed in (0, 1, 2)]
    assert len(set(files)) == 3


def test_networks_learn_what_linear_models_cannot(trained):
    for data_name, better in (("digits", "digits-0"), ("spirals", "spirals-tanh")):
        baseline = last(trained, f"{data_name}-linear").metrics["val.accuracy"]
        assert last(trained, better).metrics["val.accuracy"] > max(0.9, baseline + 0.1)
    assert (
        last(trained, "sine-mlp").metrics["val.loss"] < last(trained, "sine-linear").metrics["val.loss"] / 2
    )


def test_best_is_the_epoch_of_the_lowest_validation_loss(trained):
    for key in ("digits-0", "spirals-tanh", "shapes-mlp"):
        lowest = min(trained[key].curve, key=lambda epoch: epoch.metrics["val.loss"])
        best = next(saved for saved in trained[key].checkpoints if saved.label == "best")
        assert best.metrics["val.loss"] == lowest.metrics["val.loss"]


def test_metrics_are_those_of_the_saved_weights(recipes, trained):
    recipe = recipes["digits-0"]
    made = data.make(recipe.args["data"])
    net = training.Net(recipe.args["model"], 64, 10, np.random.default_rng(9))
    for saved in trained["digits-0"].checkpoints:
        net.load(checkpoint.tensors(saved.files))
        right = float((net.forward(made.x_val).argmax(1) == made.y_val).mean())
        assert right == saved.metrics["val.accuracy"]


def test_a_learning_rate_too_high_ends_in_nan_and_says_so(trained):
    wild = trained["sine-diverged"]
    saved = wild.checkpoints[-1]
    assert math.isnan(saved.metrics["val.loss"])
    assert "diverged" in wild.tags
    assert "diverged" in wild.readme
    assert len(wild.curve) < 20
    assert json.loads(saved.files[checkpoint.METRICS])["metrics"]["val.loss"] == "NaN"
    assert [key for key, one in trained.items() if "diverged" in one.tags] == ["sine-diverged"]


@pytest.mark.parametrize("activation", sorted(training.CURVES))
@pytest.mark.parametrize("labels", [("a", "b", "c"), ()], ids=["classes", "a curve"])
def test_gradients_agree_with_differences(labels, activation):
    rng = np.random.default_rng(1)
    net = training.Net({"hidden": [6, 5], "activation": activation}, 4, len(labels) or 1, rng)
    net.params = {name: array.astype(np.float64) for name, array in net.params.items()}
    x, about = rng.normal(size=(7, 4)), data.Data(*(np.zeros(1),) * 4, labels, "")
    target = np.eye(3)[rng.integers(0, 3, 7)] if labels else rng.normal(size=(7, 1))
    grads = net.gradients(training.loss_and_gradient(net.forward(x), target, about)[1])
    for name, array in net.params.items():
        at = tuple(int(rng.integers(0, side)) for side in array.shape)
        losses = []
        for step in (1e-6, -2e-6):
            array[at] += step
            losses.append(training.loss_and_gradient(net.forward(x), target, about)[0])
        array[at] += 1e-6
        assert (losses[0] - losses[1]) / 2e-6 == pytest.approx(grads[name][at], abs=1e-6)


def test_weight_decay_leaves_out_the_keys_that_say_so():
    net = training.Net({}, 2, 1, np.random.default_rng(0))
    net.params = {name: np.ones_like(array) for name, array in net.params.items()}
    args = {"name": "sgd", "momentum": 0.0, "weight_decay": 0.5, "custom_keys": {".bias": {"decay_mult": 0}}}
    training.Optimizer(args, net, ()).step({name: 0 * array for name, array in net.params.items()}, 1.0)
    assert net.params["head.weight"].tolist() == [[0.5, 0.5]]
    assert net.params["head.bias"].tolist() == [1]


# Parents


def test_a_child_is_not_trained_without_its_parent(recipes):
    with pytest.raises(KeyError, match="digits-0"):
        demo.train(recipes["faint-all"], {})


def test_fine_tuning_begins_with_the_weights_of_the_parent(trained):
    parent = checkpoint.tensors(trained["digits-0"].files("best"))
    frozen = checkpoint.tensors(trained["faint-frozen"].files("last"))
    free = checkpoint.tensors(trained["faint-all"].files("last"))
    assert np.array_equal(frozen["hidden.0.weight"], parent["hidden.0.weight"])
    assert not np.array_equal(free["hidden.0.weight"], parent["hidden.0.weight"])
    gain = (
        last(trained, "faint-all").metrics["val.accuracy"]
        - last(trained, "faint-scratch").metrics["val.accuracy"]
    )
    assert gain > 0.2


def test_weights_of_another_network_are_refused(recipes, trained):
    with pytest.raises(ValueError, match="another network"):
        demo.train(recipes["faint-all"], {"digits-0": trained["spirals-lr-0.1"].files("last")})


def test_resuming_goes_on_at_the_next_epoch_with_the_optimiser_state(trained):
    short, long = trained["spirals-short"], trained["spirals-long"]
    assert long.curve[0].epoch == short.curve[-1].epoch + 1
    assert long.curve[0].steps > short.curve[-1].steps
    assert (
        last(trained, "spirals-long").metrics["val.loss"] < last(trained, "spirals-short").metrics["val.loss"]
    )


def test_merged_weights_are_the_mean(trained):
    one, two, soup = (
        checkpoint.tensors(trained[f"faint-{key}"].files("last")) for key in ("all", "frozen", "soup")
    )
    assert np.allclose(soup["head.weight"], (one["head.weight"] + two["head.weight"]) / 2)


def test_quantised_weights_are_bytes_near_the_parent(trained):
    small = checkpoint.tensors(trained["digits-int8"].files("last"))
    parent = checkpoint.tensors(trained["digits-0"].files("best"))
    assert small["head.weight"].dtype == np.int8
    gap = small["head.weight"] * small["head.weight.scale"] - parent["head.weight"]
    assert abs(gap).max() <= small["head.weight.scale"].max()


# Files and READMEs


def test_weights_say_whose_they_are(trained, tmp_path):
    for key in ("digits-0", "digits-int8"):
        path = tmp_path / "model.safetensors"
        path.write_bytes(trained[key].checkpoints[-1].files[checkpoint.MODEL])
        with safe_open(path, "np") as file:
            assert file.metadata()["modelbase.id"] == trained[key].id
            assert set(file.keys())


def test_the_curve_has_the_metrics_of_each_epoch(trained):
    curve = trained["digits-0"].curve
    assert [each.epoch for each in curve] == list(range(1, 21))
    assert curve[-1].metrics == last(trained, "digits-0").metrics


def test_readmes_show_the_measured_numbers(recipes, trained):
    for key, one in trained.items():
        assert f"modelbase pull {one.id}@last" in one.readme
        assert one.readme.startswith(f"# {recipes[key].title or one.id}\n")
        for saved in one.checkpoints:
            assert all(checkpoint.number(value) in one.readme for value in saved.metrics.values())


def test_korean_recipes_have_korean_readmes_and_args(recipes, trained):
    assert "## 학습 곡선" in trained["shapes-mlp"].readme
    assert recipes["shapes-mlp"].args["data"]["classes"][0] == "동그라미"


def test_a_sparkline_marks_what_is_no_number():
    assert checkpoint.sparkline([0, 1, 2, math.nan]) == "▁▅█×"
    assert checkpoint.sparkline([math.inf]) == "×"
    assert len(checkpoint.sparkline(list(range(1000)))) == 48


# Filling a server


class FakeClient:
    """Keeps what was pushed, as a server would."""

    def __init__(self):
        self.models = {}

        self.named = {}

    def alias(self, ref, alias):
        self.named[alias] = ref

    def note(self, ref, verdict, reason):
        self.named[verdict] = ref

    def find(self, args):
        found = identity.identify(args)
        labels = self.models.get(found.id)
        return SimpleNamespace(id=found.id, model=labels and SimpleNamespace(checkpoints=len(labels)))

    def push(self, folder, args, *, label, **said):
        files = {path.name: path.read_bytes() for path in folder.iterdir()}
        self.models.setdefault(identity.identify(args).id, {})[label] = (files, said)

    def pull(self, ref, folder):
        model, label = ref.split("@")
        folder.mkdir()
        for path, content in self.models[model][label][0].items():
            (folder / path).write_bytes(content)
        return folder


@pytest.fixture
def few(recipes, monkeypatch):
    keys = ("digits-0", "faint-all", "faint-frozen", "faint-soup")
    monkeypatch.setattr(filling, "recipes", lambda: [recipes[key] for key in keys])
    return [recipes[key] for key in keys]


def test_filling_pushes_everything_and_then_nothing(few, trained):
    client, seen = FakeClient(), []
    assert demo.fill(client, lambda *step: seen.append(step)) == 4
    assert seen[0] == ("Digits, two hidden layers", 0, 4)
    assert seen[-1] == ("", 4, 4)
    assert client.named == {"digits-reference": few[0].identity.id, "good": few[0].identity.id}
    files, said = client.models[few[0].identity.id]["best"]
    assert files == trained["digits-0"].files("best")
    assert flatten(said["metrics"]) == trained["digits-0"].checkpoints[1].metrics
    assert set(said["metrics"]) == {"train", "val", "params"}
    pushed = {model: dict(labels) for model, labels in client.models.items()}
    assert demo.fill(client, lambda *step: None) == 0
    assert client.models == pushed


def test_filling_goes_on_where_it_stopped_with_parents_from_the_server(few, trained):
    client = FakeClient()
    demo.fill(client, lambda *step: None)
    soup, tuned = few[3].identity.id, few[2].identity.id
    del client.models[soup], client.models[tuned]
    assert demo.fill(client, lambda *step: None) == 2
    assert client.models[soup]["last"][0] == trained["faint-soup"].files("last")
    assert [parent.kind for parent in client.models[soup]["last"][1]["parents"]] == ["merged", "merged"]


def test_a_model_with_a_checkpoint_missing_gets_it(few):
    client = FakeClient()
    demo.fill(client, lambda *step: None)
    del client.models[few[0].identity.id]["last"]
    assert demo.fill(client, lambda *step: None) == 1
    assert set(client.models[few[0].identity.id]) == {"epoch-10", "best", "last"}


def test_a_push_that_fails_ends_the_filling(few):
    client = FakeClient()

    def refuse(*_, **__):
        raise Unavailable("the store cannot be reached")

    client.push = refuse
    with pytest.raises(Unavailable, match="store"):
        demo.fill(client, lambda *step: None)
    assert client.models == {}
