"""What integrations hash: the golden IDs of tests/contract/integrations.json, without a server.

An ID in there never changes: a line that fails here is a model that nobody finds again. New cases are added with
`MODELBASE_TEST_WRITE_INTEGRATIONS=1`, which writes those that are missing and touches no other.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import modelbase
from modelbase.errors import ModelbaseError
from modelbase.integrations import recipe

# Keras does what numpy will no longer allow.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
GOLDEN = Path(__file__).resolve().parents[1] / "contract" / "integrations.json"


def lightning_case(args: Any = None, callbacks: Any = (), **told: Any) -> dict[str, Any]:
    lightning = pytest.importorskip("lightning")
    from modelbase.integrations.lightning import args_of

    quiet = {
        "logger": False,
        "enable_checkpointing": False,
        "enable_progress_bar": False,
        "accelerator": "cpu",
    }
    trainer = lightning.Trainer(**quiet, callbacks=list(callbacks), **told)
    return args_of(trainer, lightning.LightningModule(), args)


def early_stopping() -> Any:
    return pytest.importorskip("lightning").pytorch.callbacks.EarlyStopping("val_loss", patience=5)


def transformers_case(args: Any = None, model: Any = None, **told: Any) -> dict[str, Any]:
    transformers = pytest.importorskip("transformers")
    from modelbase.integrations.transformers import args_of

    config = transformers.BertConfig(
        vocab_size=50,
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        **(model or {}),
    )
    training = transformers.TrainingArguments("out", report_to=[], use_cpu=True, **told)
    return args_of(transformers.Trainer(transformers.BertModel(config), training), args)


def keras_case(args: Any = None, optimizer: Any = "adam", **told: Any) -> dict[str, Any]:
    keras = pytest.importorskip("keras")
    from modelbase.integrations.keras import args_of

    model = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(2, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile(optimizer=optimizer if isinstance(optimizer, str) else optimizer(keras), loss="mse")
    return args_of(model, args, told)


def sklearn_case(make: Callable[[], Any], args: Any = None) -> dict[str, Any]:
    pytest.importorskip("sklearn")
    from modelbase.integrations.sklearn import args_of

    return args_of(make(), args)


def pipeline() -> Any:
    from sklearn.compose import ColumnTransformer
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    columns = ColumnTransformer(
        [("num", StandardScaler(), [0, 1]), ("cat", OneHotEncoder(min_frequency=2), ["c"])]
    )
    return Pipeline([("columns", columns), ("forest", RandomForestClassifier(50, n_jobs=4, random_state=7))])


def search() -> Any:
    from sklearn.model_selection import GridSearchCV, KFold
    from sklearn.svm import SVC

    return GridSearchCV(
        SVC(C=2.0), {"gamma": [0.1, 1.0]}, cv=KFold(3, shuffle=True, random_state=1), n_jobs=2
    )


def xgboost_case(params: dict[str, Any], rounds: int, **told: Any) -> dict[str, Any]:
    pytest.importorskip("xgboost")
    from modelbase.integrations.xgboost import args_of

    return args_of(params, rounds, None, told)


def lightgbm_case(params: dict[str, Any], rounds: int) -> dict[str, Any]:
    pytest.importorskip("lightgbm")
    from modelbase.integrations.lightgbm import args_of

    return args_of(params, rounds)


CASES: dict[str, Callable[[], dict[str, Any]]] = {
    "lightning": lambda: lightning_case({"lr": 0.1}, max_epochs=5),
    "lightning, told by the args": lambda: lightning_case({"lr": 0.1, "epochs": 5}, max_epochs=5),
    "lightning, more": lambda: lightning_case(
        {"lr": 0.1}, max_epochs=5, precision="bf16-mixed", accumulate_grad_batches=4, gradient_clip_val=0.5
    ),
    "lightning, steps": lambda: lightning_case({"lr": 0.1}, max_steps=100),
    "lightning, a section": lambda: lightning_case(
        {"lr": 0.1, "trainer": {"max_epochs": 5, "devices": 2, "default_root_dir": "/a"}}, max_epochs=5
    ),
    "lightning, early stopping": lambda: lightning_case({"lr": 0.1}, [early_stopping()], max_epochs=5),
    "transformers": lambda: transformers_case(learning_rate=1e-4, num_train_epochs=2),
    "transformers, with args": lambda: transformers_case({"lr": 1e-4, "task": "sst2"}, learning_rate=1e-4),
    "transformers, more": lambda: transformers_case(
        lr_scheduler_type="cosine", warmup_steps=10, weight_decay=0.1, gradient_accumulation_steps=2, seed=7
    ),
    "keras": lambda: keras_case({"lr": 0.001}, epochs=3, batch_size=8),
    "keras, without args": lambda: keras_case(
        None, lambda keras: keras.optimizers.SGD(0.2, momentum=0.9), epochs=3
    ),
    "sklearn, a pipeline": lambda: sklearn_case(pipeline),
    "sklearn, a search": lambda: sklearn_case(search, {"split": "a"}),
    "xgboost": lambda: xgboost_case({"max_depth": 4, "eta": 0.1, "nthread": 2, "eval_metric": "auc"}, 20),
    "xgboost, early stopping": lambda: xgboost_case(
        {"eta": 0.1, "eval_metric": "auc"}, 20, early_stopping_rounds=3
    ),
    "lightgbm": lambda: lightgbm_case({"num_leaves": 15, "verbose": -1, "num_threads": 2}, 30),
}


@pytest.mark.parametrize("name", CASES)
def test_an_integration_hashes_what_it_always_did(name: str) -> None:
    known = json.loads(GOLDEN.read_text("utf-8")) if GOLDEN.exists() else {}
    tree = CASES[name]()
    found = {"args": tree, "id": modelbase.identify(tree, dataset="data", architecture="arch").id}
    if name not in known and os.environ.get("MODELBASE_TEST_WRITE_INTEGRATIONS"):
        GOLDEN.write_text(json.dumps(known | {name: found}, indent=1, sort_keys=True) + "\n", "utf-8")
        return
    assert found == known[name]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            lambda: lightning_case({}, max_epochs=5, log_every_n_steps=1),
            lambda: lightning_case({}, max_epochs=5),
        ),
        (
            lambda: lightning_case(
                {}, max_epochs=5, default_root_dir="/tmp/a", devices=1, num_sanity_val_steps=0
            ),
            lambda: lightning_case({}, max_epochs=5),
        ),
        (
            lambda: transformers_case(
                logging_steps=1, save_steps=3, run_name="a", eval_delay=1, ddp_timeout=5
            ),
            lambda: transformers_case(),
        ),
        (lambda: xgboost_case({"nthread": 1, "verbosity": 0}, 5), lambda: xgboost_case({}, 5)),
        (lambda: lightgbm_case({"n_jobs": 1, "verbosity": -1}, 5), lambda: lightgbm_case({}, 5)),
        (lambda: keras_case(), lambda: keras_case()),  # its names of layers go on counting
    ],
)
def test_where_and_how_it_runs_does_not_count(one: Any, other: Any) -> None:
    assert one() == other()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (lambda: lightning_case({}, max_epochs=5), lambda: lightning_case({}, max_epochs=6)),
        (
            lambda: lightning_case({}, max_epochs=5, precision="bf16-mixed"),
            lambda: lightning_case({}, max_epochs=5),
        ),
        (lambda: lightning_case({"epochs": 3}), lambda: lightning_case({"epochs": 3}, max_epochs=3)),
        (lambda: transformers_case(num_train_epochs=2), lambda: transformers_case()),
        (lambda: transformers_case(model={"hidden_dropout_prob": 0.2}), lambda: transformers_case()),
        (lambda: keras_case(epochs=2), lambda: keras_case()),
        (lambda: keras_case({}, optimizer="sgd"), lambda: keras_case({})),
    ],
)
def test_what_shapes_the_result_counts(one: Any, other: Any) -> None:
    assert modelbase.identify(one(), dataset="d", architecture="a") != modelbase.identify(
        other(), dataset="d", architecture="a"
    )


def test_a_setting_that_the_args_say_themselves_is_there_once() -> None:
    defaults = {"max_epochs": 1000, "precision": "32-true"}
    for tree in ({"epochs": 3}, {"train": {"num-epochs": 3}}, {"max_epochs": 3.0}):
        assert recipe.counted(tree, {"max_epochs": 3, "precision": "32-true"}, defaults) == {}
    assert recipe.counted({"epochs": 5}, {"max_epochs": 3}, defaults) == {"max_epochs": 3}
    assert recipe.counted({"epochs": 5}, {"max_epochs": 1000}, defaults) == {"max_epochs": 1000}
    assert recipe.counted({}, {"max_epochs": 1000}, defaults) == {}
    assert recipe.counted({"clip": True}, {"gradient_clip_val": 1}, {}) == {"gradient_clip_val": 1}


@dataclass
class Model:
    depth: int = 2
    lr: float = 0.1


@dataclass
class Data:
    name: str = "sst2"
    lr: float = 0.1


def test_several_configs_are_one_where_they_do_not_contradict() -> None:
    assert recipe.tree_of((Model(), Data())) == {"depth": 2, "lr": 0.1, "name": "sst2"}
    with pytest.raises(ModelbaseError, match="lr") as refused:
        recipe.tree_of([Model(), Data(lr=0.2)])
    assert refused.value.code == "args_duplicate_key"


def test_an_arg_in_the_place_of_the_settings_is_refused() -> None:
    with pytest.raises(ModelbaseError, match="fit") as refused:
        recipe.joined({"fit": 3}, "fit", {"epochs": 2})
    assert refused.value.code == "args_duplicate_key"


def test_a_function_without_a_name_is_refused() -> None:
    pytest.importorskip("sklearn")
    from sklearn.preprocessing import FunctionTransformer

    from modelbase.integrations.estimators import parameters

    with pytest.raises(ModelbaseError, match="func is a function without a name") as refused:
        parameters(FunctionTransformer(lambda x: x))
    assert refused.value.code == "args_not_plain"
    with pytest.raises(ModelbaseError, match="no estimator"):
        parameters(FunctionTransformer)


def test_a_model_that_is_not_compiled_is_refused() -> None:
    keras = pytest.importorskip("keras")
    from modelbase.integrations.keras import fit

    with pytest.raises(ModelbaseError, match="compile"):
        fit(keras.Sequential([keras.layers.Dense(1)]), dataset="d")
