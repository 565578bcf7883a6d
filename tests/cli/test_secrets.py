"""A credential in args at the doors of the command line and Python: refused, redacted, allowed; and what is stored."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import modelbase

TOKEN = "hf_SECRETsecret123"


@pytest.fixture
def words(run):
    return ["dataset=tiny", "arch=mlp", f"salt={run.folder}", f"trainer.hub_token={TOKEN}"]


def test_it_is_refused_before_anything_is_sent_and_the_way_on_is_said(run, words, weights):
    done = run("push", weights, *words)
    assert (done.code, done.out) == (2, "")
    assert "trainer.hub_token" in done.err
    assert "--redact trainer.hub_token" in done.err
    assert TOKEN not in done.err
    assert run("find", *words).code == 3  # a question stores nothing


def test_redacted_it_has_the_id_of_the_recipe(run, words, weights):
    bare = run("id", "--policy", "default", *words).out.strip()
    done = run("push", weights, *words, "--redact", "trainer.hub_token")
    assert done.code == 0, done.err
    assert done.out.startswith(bare)
    args = run("show", bare, "--json").json["model"]["args"]
    assert args["trainer"] == {"hub_token": "<redacted>"}
    assert run("find", *words).code == 0
    assert run("push", weights, *words).code == 0  # the model is there: its args are not stored again


def test_a_key_that_counts_is_not_redacted_but_may_be_allowed(run, weights):
    words = ["dataset=tiny", "arch=mlp", f"salt={run.folder}", "vocabulary.password=correct1horse2battery"]
    done = run("push", weights, *words, "--redact", "vocabulary.password")
    assert done.code == 2
    assert "counts for the ID" in done.err
    assert run("push", weights, *words, "--allow-secret", "vocabulary.password").code == 0


def test_python_has_the_same_doors(run, server, weights):
    args = {"dataset": "tiny", "arch": "mlp", "salt": str(run.folder), "hub_token": TOKEN}
    with modelbase.Client(server.url, server.token) as client:
        with pytest.raises(modelbase.ModelbaseError) as error:
            client.push(weights, args)
        assert error.value.code == "args_secret"
        assert "redact=" in error.value.message
        with pytest.raises(modelbase.ModelbaseError, match="hub_token"):
            client.hold(args)
        model = client.push(weights, args, redact=["hub_token"]).model
        with client.hold(args, redact=["hub_token"]) as held:
            assert held.trained
        assert client.get(model).args["hub_token"] == "<redacted>"


def test_what_is_stored_is_found_and_redacted(run, weights):
    words = ["dataset=tiny", "arch=mlp", f"salt={run.folder}", f"trainer.hub_token={TOKEN}"]
    model = run("push", weights, *words, "--allow-secret", "trainer.hub_token").out.partition("@")[0]
    found = run("doctor", "--secrets", "--json")
    assert found.code == 1
    assert next(row for row in found.json if row["id"] == model)["secrets"][0]["key"] == "trainer.hub_token"
    shown = run("doctor", "--secrets")
    assert f"modelbase redact {model} trainer.hub_token" in shown.out + shown.err
    assert TOKEN not in shown.out + shown.err + found.out
    assert run("redact", model, "trainer.hub_token").code == 0
    assert TOKEN not in json.dumps(run("show", model, "--json").json)
    assert model not in run("doctor", "--secrets").out
    assert Path(weights).exists()
