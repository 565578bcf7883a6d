"""The demo's models are really trained: gradients, parents, honest metrics, the same bytes again."""

from __future__ import annotations

import csv
import io
import json
import math
from types import SimpleNamespace

import numpy as np
import pytest
from safetensors import safe_open

from modelbase import demo
from modelbase.demo import data, filling, layers, nets, optim, readme, saving
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
    assert 36 <= len(recipes) <= 48
    assert len({recipe.identity.id for recipe in recipes.values()}) == len(recipes)


def test_parents_come_before_their_children_and_keep_the_named_checkpoint(recipes):
    seen = {}
    for key, recipe in recipes.items():
        assert all(origin.label in seen[origin.key].keep for origin in recipe.origins)
        seen[key] = recipe
    kinds = {origin.kind for recipe in recipes.values() for origin in recipe.origins}
    assert kinds == {"resumed", "finetuned", "distilled", "merged", "quantized"}


def test_args_name_the_parent_checkpoint_by_its_id(recipes):
    for recipe in recipes.values():
        for origin in recipe.origins:
            assert f"{recipes[origin.key].identity.id}@{origin.label}" in json.dumps(recipe.args)


def test_three_seeds_are_one_family(recipes):
    families = [recipes[f"digits-conv-{seed}"].identity.family for seed in (0, 1, 2)]
    assert len(set(families)) == 1
    assert recipes["digits-heavy"].identity.family not in families


def test_ids_need_no_flags_and_ignored_keys_do_not_count(recipes):
    recipe = recipes["digits-mlp"]
    assert identity.identify(recipe.args | {"output_dir": "/elsewhere"}).id == recipe.identity.id
    assert recipe.identity.name == "tiny-digits/mlp"


# Training


def test_every_recipe_keeps_the_checkpoints_it_names(recipes, trained):
    for key, recipe in recipes.items():
        assert tuple(saved.label for saved in trained[key].checkpoints) == recipe.keep


@pytest.mark.parametrize(
    "key", ["moons-seed-1", "digits-conv-0", "sine-diverged", "text-korean", "shapes-conv"]
)
def test_training_again_gives_the_same_bytes(recipes, trained, key):
    again = demo.train(recipes[key])
    assert again.readme == trained[key].readme
    assert [saved.files for saved in again.checkpoints] == [saved.files for saved in trained[key].checkpoints]


def test_seeds_give_other_weights(trained):
    files = [trained[f"moons-seed-{seed}"].files("last")[saving.MODEL] for seed in (0, 1, 2)]
    assert len(set(files)) == 3


def test_networks_learn_what_linear_models_cannot(trained):
    for data_name, better in (("digits", "digits-conv-0"), ("spirals", "spirals-gelu")):
        baseline = last(trained, f"{data_name}-logistic").metrics["val.accuracy"]
        assert last(trained, better).metrics["val.accuracy"] > max(0.9, baseline + 0.1)
    assert last(trained, "text-4").metrics["val.loss"] < last(trained, "text-bigram").metrics["val.loss"] / 2


def test_best_is_the_epoch_of_the_lowest_validation_loss(trained):
    for key in ("digits-mlp", "spirals-gelu", "shapes-conv"):
        lowest = min(trained[key].curve, key=lambda epoch: epoch.metrics["val.loss"])
        best = next(saved for saved in trained[key].checkpoints if saved.label == "best")
        assert best.metrics["val.loss"] == lowest.metrics["val.loss"]


def test_metrics_are_those_of_the_saved_weights(recipes, trained):
    recipe = recipes["digits-mlp"]
    made = data.make(recipe.args["data"])
    net = nets.build(recipe.args["model"], made.x.shape[1:], made.outputs, np.random.default_rng(9))
    for saved in trained["digits-mlp"].checkpoints:
        net.load(saving.tensors(saved.files))
        right = float((net.forward(made.x_val).argmax(1) == made.y_val).mean())
        assert right == saved.metrics["val.accuracy"]


def test_a_learning_rate_too_high_ends_in_nan_and_says_so(trained):
    wild = trained["sine-diverged"]
    saved = wild.checkpoints[-1]
    assert math.isnan(saved.metrics["val.loss"])
    assert "diverged" in wild.tags
    assert "diverged" in wild.readme
    assert len(wild.curve) < 20
    assert json.loads(saved.files[saving.METRICS])["metrics"]["val.loss"] == "NaN"
    assert [key for key, one in trained.items() if "diverged" in one.tags] == ["sine-diverged"]


@pytest.mark.parametrize("activation", sorted(layers.ACTIVATIONS))
@pytest.mark.parametrize("kind", ["small-conv", "mlp", "char-mlp"])
def test_gradients_agree_with_differences(kind, activation):
    rng = np.random.default_rng(1)
    model = {"name": kind, "channels": [2, 3], "hidden": [6], "embed": 3, "activation": activation}
    inputs = {"small-conv": (1, 8, 8), "mlp": (4,), "char-mlp": (2,)}[kind]
    net = nets.build(model, inputs, 5, rng)
    for layer in net.layers.values():
        layer.params = {name: array.astype(np.float64) for name, array in layer.params.items()}
    x = rng.integers(0, 5, (6, 2)) if kind == "char-mlp" else rng.normal(size=(6, *inputs))
    target = optim.one_hot(rng.integers(0, 5, 6), 5).astype(np.float64)
    net.backward(optim.cross_entropy(net.forward(x), target)[1])
    grads = net.grads
    for name, array in net.params.items():
        at = tuple(int(rng.integers(0, side)) for side in array.shape)
        losses = []
        for step in (1e-6, -2e-6):
            array[at] += step
            losses.append(optim.cross_entropy(net.forward(x), target)[0])
        array[at] += 1e-6
        assert (losses[0] - losses[1]) / 2e-6 == pytest.approx(grads[name][at], abs=1e-6)


def test_weight_decay_leaves_out_the_keys_that_say_so():
    params = {"head.weight": np.ones(2, np.float32), "head.bias": np.ones(2, np.float32)}
    args = {"name": "sgd", "lr": 1.0, "weight_decay": 0.5, "custom_keys": {".bias": {"decay_mult": 0}}}
    optim.Optimizer(args, params).step({name: np.zeros(2, np.float32) for name in params}, 1.0)
    assert params["head.weight"].tolist() == [0.5, 0.5]
    assert params["head.bias"].tolist() == [1, 1]


# Parents


def test_a_child_is_not_trained_without_its_parent(recipes):
    with pytest.raises(ValueError, match="digits-conv-0: train those first"):
        demo.train(recipes["faint-all"])


def test_fine_tuning_begins_with_the_weights_of_the_parent(trained):
    parent = saving.tensors(trained["digits-conv-0"].files("best"))
    frozen = saving.tensors(trained["faint-frozen"].files("last"))
    free = saving.tensors(trained["faint-all"].files("last"))
    assert np.array_equal(frozen["conv.0.weight"], parent["conv.0.weight"])
    assert not np.array_equal(free["conv.0.weight"], parent["conv.0.weight"])
    gain = (
        last(trained, "faint-all").metrics["val.accuracy"]
        - last(trained, "faint-scratch").metrics["val.accuracy"]
    )
    assert gain > 0.2


def test_weights_of_another_network_are_refused(recipes, trained):
    with pytest.raises(ValueError, match="another network"):
        demo.train(recipes["faint-all"], {"digits-conv-0": trained["digits-mlp"].files("best")})


def test_resuming_goes_on_at_the_next_epoch_with_the_optimiser_state(trained):
    short, long = trained["spirals-short"], trained["spirals-long"]
    assert long.curve[0].epoch == short.curve[-1].epoch + 1
    assert long.curve[0].steps > short.curve[-1].steps
    assert (
        last(trained, "spirals-long").metrics["val.loss"] < last(trained, "spirals-short").metrics["val.loss"]
    )


def test_a_student_learns_from_its_teacher(recipes, trained):
    recipe = recipes["digits-student"]
    other = trained["digits-conv-1"].files("best")
    taught_by_another = demo.train(recipe, {"digits-conv-0": other})
    assert taught_by_another.files("last") != trained["digits-student"].files("last")


def test_merged_weights_are_the_mean(trained):
    one, two, soup = (
        saving.tensors(trained[f"faint-{key}"].files("last")) for key in ("all", "frozen", "soup")
    )
    assert np.allclose(soup["head.weight"], (one["head.weight"] + two["head.weight"]) / 2)


def test_quantised_weights_are_bytes_near_the_parent(trained):
    small = saving.tensors(trained["digits-int8"].files("last"))
    parent = saving.tensors(trained["digits-conv-0"].files("best"))
    assert small["head.weight"].dtype == np.int8
    gap = small["head.weight"] * small["head.weight.scale"] - parent["head.weight"]
    assert abs(gap).max() <= small["head.weight.scale"].max()


# Files and READMEs


def test_weights_say_whose_they_are(trained, tmp_path):
    for key in ("digits-conv-0", "digits-int8", "text-bigram"):
        path = tmp_path / "model.safetensors"
        path.write_bytes(trained[key].checkpoints[-1].files[saving.MODEL])
        with safe_open(path, "np") as file:
            assert file.metadata()["modelbase.id"] == trained[key].id
            assert file.metadata()["label"] == "last"
            assert set(file.keys())


def test_the_curve_file_has_a_row_for_each_epoch(trained):
    rows = list(csv.DictReader(io.StringIO(trained["digits-mlp"].files("last")[saving.CURVE].decode())))
    assert [int(row["epoch"]) for row in rows] == list(range(1, 21))
    assert float(rows[-1]["val.loss"]) == last(trained, "digits-mlp").metrics["val.loss"]


def test_readmes_show_the_measured_numbers(recipes, trained):
    for key, one in trained.items():
        assert f"modelbase pull {one.id}@last" in one.readme
        assert one.readme.startswith(f"# {recipes[key].title or one.id}\n")
        for saved in one.checkpoints:
            assert all(readme.number(value) in one.readme for value in saved.metrics.values())


def test_korean_recipes_have_korean_readmes_and_args(recipes, trained):
    assert "## 학습 곡선" in trained["text-korean"].readme
    assert recipes["shapes-conv"].args["data"]["classes"][0] == "동그라미"
    assert json.loads(trained["text-korean"].files("last")[saving.VOCABULARY])[0] == " "


def test_a_sparkline_marks_what_is_no_number():
    assert readme.sparkline([0, 1, 2, math.nan]) == "▁▅█×"
    assert readme.sparkline([math.inf]) == "×"
    assert len(readme.sparkline(list(range(1000)))) == 48


# Filling a server


class FakeClient:
    """Keeps what was pushed, as a server would."""

    def __init__(self):
        self.models = {}

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
    keys = ("digits-conv-0", "faint-all", "faint-frozen", "faint-soup")
    monkeypatch.setattr(filling, "recipes", lambda: [recipes[key] for key in keys])
    return [recipes[key] for key in keys]


def test_filling_pushes_everything_and_then_nothing(few, trained):
    client, seen = FakeClient(), []
    assert demo.fill(client, lambda *step: seen.append(step)) == 4
    assert seen[0] == ("Digits, small convolution", 0, 4)
    assert seen[-1] == ("", 4, 4)
    files, said = client.models[few[0].identity.id]["best"]
    assert files == trained["digits-conv-0"].files("best")
    assert flatten(said["metrics"]) == trained["digits-conv-0"].checkpoints[0].metrics
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
    assert set(client.models[few[0].identity.id]) == {"best", "last"}


def test_a_push_that_fails_ends_the_filling(few):
    client = FakeClient()

    def refuse(*_, **__):
        raise Unavailable("the store cannot be reached")

    client.push = refuse
    with pytest.raises(Unavailable, match="store"):
        demo.fill(client, lambda *step: None)
    assert client.models == {}
