"""Presets: what they ignore in configs of the frameworks, what they leave, and that policy 1 knows none of it."""

from __future__ import annotations

import pytest

from modelbase.errors import Invalid
from modelbase.identity.identity import DEFAULT_POLICY, Policy, digest, explain
from modelbase.identity.presets import PRESETS, applied, find

NOISE = {
    "hf": {
        "transformers_version": "4.57",
        "eval_steps": 50,
        "ddp_timeout": 9,
        "report_to": [],
        "do_eval": True,
    },
    "lightning": {"accelerator": "cpu", "logger": {"class_path": "x"}, "num_sanity_val_steps": 0},
    "hydra": {"hydra": {"run": {"dir": "outputs/1"}}, "original_cwd": "/x"},
    "mmengine": {"visualizer": {"type": "x"}, "env_cfg": {"cudnn_benchmark": True}, "launcher": "x"},
    "xgboost": {"n_jobs": 3, "verbosity": 2, "nthread": 1},
}
SHAPES = {
    "hf": {"per_device_train_batch_size": 8, "bf16": True, "max_steps": 5, "learning_rate": 1e-4, "n_gpu": 2},
    "lightning": {
        "max_epochs": 3,
        "precision": "bf16",
        "accumulate_grad_batches": 2,
        "devices": 2,
        "num_nodes": 2,
    },
    "hydra": {"trainer": {"max_epochs": 2}},
    "mmengine": {"train_dataloader": {"batch_size": 4}, "default_hooks": {"ema": 1}},
    "xgboost": {"max_depth": 3, "tree_method": "hist", "eta": 0.1},
}


@pytest.mark.parametrize("name", NOISE)
def test_a_preset_ignores_noise_with_a_reason_and_nothing_that_shapes_weights(name: str) -> None:
    policy = Policy.from_dict(applied(DEFAULT_POLICY.to_dict(), [name]))
    bare = {"dataset": "d", "arch": "a"}
    noisy = {**bare, **NOISE[name]}
    assert digest(noisy, policy) == digest({**noisy, **dict.fromkeys(NOISE[name])}, policy)
    assert set(explain(noisy, policy).hashed) == {"dataset", "arch"}
    for key, value in SHAPES[name].items():
        assert digest({**bare, key: value}, policy) != digest(bare, policy), key
    assert all(reason for reason in find(name).keys.values())


def test_a_preset_adds_to_the_rules_once_and_keeps_the_number() -> None:
    rules = {**DEFAULT_POLICY.to_dict(), "number": 4, "defaults": {"ema": False}}
    once = applied(rules, ["hf", "xgboost"])
    assert once == applied(once, ["xgboost", "hf"])
    assert (once["number"], once["defaults"]) == (4, {"ema": False})
    assert once["ignore"][: len(DEFAULT_POLICY.ignore)] == list(DEFAULT_POLICY.ignore)


def test_policy_one_has_no_key_of_a_preset() -> None:
    ours = set(DEFAULT_POLICY.ignore)
    assert not {key for each in PRESETS.values() for key in each.keys} & ours
    assert DEFAULT_POLICY.fingerprint == Policy().fingerprint == "4d7e50db3adabf98"


def test_an_unknown_preset_names_those_there_are() -> None:
    with pytest.raises(Invalid, match="hf, lightning, hydra, mmengine, xgboost"):
        applied({}, ["torch"])
