"""The torch example as a user runs it: train, push, pull on another machine, the same outputs, resume.

Real torch, real processes, a real server; every machine is a HOME and a working folder of its own.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file

import modelbase

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


class Machine:
    """A computer with nothing on it but the packages."""

    def __init__(self, server, folder):
        self.server, self.folder = server, folder
        folder.mkdir()

    def run(self, script, *options):
        environ = self.server.environ(self.folder) | {"OMP_NUM_THREADS": "1"}
        done = subprocess.run(
            [sys.executable, "-W", "error", "-W", "ignore:could not be scanned", EXAMPLES / script, *options],
            cwd=self.folder, env=environ, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def machines(tmp_path_factory):
    root = tmp_path_factory.mktemp("machines")
    return lambda server, name: Machine(server, root / name)


def fingerprints(text):
    return re.findall(r"outputs ([0-9a-f]{64})", text)


def pushed_id(text):
    return re.search(r"pushed (\S+)@", text)[1]


def test_a_model_trained_here_gives_the_same_outputs_there_and_can_be_resumed(server, machines):
    here = machines(server, "here")
    trained = here.run("train_cnn.py")
    model = pushed_id(trained)
    assert re.fullmatch(r"stripes/small-cnn:[0-9a-f]{9}", model)

    again = here.run("train_cnn.py", "--output-dir", "elsewhere")
    assert again.startswith(f"trained already: {model}@epoch-3")
    assert "epoch 1" not in again

    there = machines(server, "there")
    loaded = there.run("load_cnn.py", model)
    assert fingerprints(loaded) == fingerprints(trained) * 2

    resumed = there.run("train_cnn.py", "--resume")
    assert f"pushed {model}@epoch-4" in resumed
    assert resumed.startswith("epoch 4: ")
    assert fingerprints(here.run("load_cnn.py", f"{model}@epoch-4")) == fingerprints(resumed) * 2

    at_once = machines(server, "third").run("train_cnn.py", "--epochs", "4")
    assert pushed_id(at_once) != model
    assert fingerprints(at_once) == fingerprints(resumed)

    check_what_the_server_keeps(server, model, there.folder)


def check_what_the_server_keeps(server, model, folder):
    with modelbase.Client(server.url, server.token) as client:
        kept = client.get(model)
        assert kept.args["lr"] == 0.05
        assert kept.args["output_dir"] == os.fspath(Path("outputs/cnn"))
        assert kept.checkpoints == 2
        assert kept.latest == "epoch-4"
        assert set(kept.metrics) == {"train.loss", "val.accuracy"}
        assert [(one.label, one.step) for one in client.checkpoints(model)] == [
            ("epoch-4", 4),
            ("epoch-3", 3),
        ]
        pulled = client.pull(f"{model}@epoch-4", folder / "checked")
    with safe_open(pulled / "model.safetensors", "pt") as file:
        assert file.metadata()["modelbase.id"] == model
    state = torch.load(pulled / "checkpoint.pt", weights_only=True)
    assert state["epoch"] == 4
    assert set(state) == {"net", "optimizer", "rng", "epoch"}
    for name, tensor in load_file(pulled / "model.safetensors").items():
        assert torch.equal(tensor, state["net"][name])


def test_other_args_are_another_model(server, machines):
    machine = machines(server, "fourth")
    first = machine.run("train_cnn.py", "--epochs", "1", "--width", "4")
    other = machine.run("train_cnn.py", "--epochs", "1", "--width", "4", "--lr", "0.1")
    assert pushed_id(first) != pushed_id(other)
    assert fingerprints(first) != fingerprints(other)
