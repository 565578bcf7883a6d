"""Pushes of the same files, in turn and at once; parents; bytes that the store lost, seen from the client."""

from __future__ import annotations

import json
import os
import warnings
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import urlsplit

import boto3
import httpx
import pytest

import modelbase


@pytest.fixture
def client(server):
    with modelbase.Client(server.url, server.token) as found:
        yield found


def test_identical_pushes_at_once_all_get_the_checkpoint(server, recipe, tmp_path):
    file = tmp_path / "model.bin"
    file.write_bytes(os.urandom(3 * 2**20))
    barrier = Barrier(8)

    def push(at):
        with modelbase.Client(server.url, server.token) as one:
            barrier.wait()
            return one.push(file, recipe, wait=0).id

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(push, range(8)))) == 1


def test_the_same_bytes_at_other_steps_are_all_stored_as_said(server, client, recipe, tmp_path):
    file = tmp_path / "model.bin"
    file.write_bytes(os.urandom(2 * 2**20))
    barrier = Barrier(4)

    def push(step):
        with modelbase.Client(server.url, server.token) as one:
            barrier.wait()
            return one.push(file, recipe, step=step, metrics={"acc": step}, wait=0)

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(push, range(1, 5)))
    assert [(one.step, one.metrics) for one in made] == [(at, {"acc": at}) for at in range(1, 5)]
    there = client.checkpoints(made[0].model)
    assert [one.step for one in there] == [4, 3, 2, 1]
    assert client.get(made[0].model).latest == there[0].label


def test_metrics_that_are_none_are_warned_of_and_the_bytes_arrive(client, recipe, weights, run):
    with pytest.warns(UserWarning, match=r"no metric: odd \(null\), ok \(true\)"):
        made = client.push(weights, recipe, metrics={"acc": 0.5, "odd": None, "ok": True})
    assert made.metrics == {"acc": 0.5}
    with pytest.raises(modelbase.ModelbaseError) as refused:
        client.push(weights, recipe, metrics={"acc": 0.75})
    assert refused.value.code == "metrics_differ"
    client.push(weights, recipe, metrics={"acc": 0.75, "loss": 1}, move=True)
    assert client.get(made.model).metrics == {"acc": 0.75, "loss": 1}
    (run.folder / "m.json").write_text('{"val": {"f1": 1, "em": null}, "best": {}, "top": Infinity}')
    done = run("push", weights, "--args", "args.json", "--metrics", "m.json", "--metric", "val.acc=2")
    assert done.code == 0, done.err
    assert "val.em (null), best (an empty mapping)" in done.err
    assert {"val.f1": 1, "val.acc": 2, "top": "Infinity"}.items() <= client.get(made.model).metrics.items()


def test_a_refused_push_makes_no_model(client, recipe, weights):
    for wrong in (
        {"label": "no label"},
        {"step": -1},
        {"alias": "a/b"},
        {"metrics": [1]},
        {"parents": ["x"]},
    ):
        with pytest.raises(modelbase.ModelbaseError):
            client.push(weights, recipe, **wrong)
    assert client.find(recipe).model is None


def test_parents_given_at_any_push_are_kept(client, recipe, weights, pushed, push_like):
    other = push_like("lr=0.7")
    child = recipe | {"lr": 0.9}
    with client.hold(child):
        made = client.push(weights, child, parents=pushed)  # one text is one parent
    assert [one.id for one in client.get(made.model).parents] == [pushed]
    client.add_parent(made.model, f"{pushed}:distilled")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        client.push(weights, child, parents=[other, pushed])
    parents = {one.id: one.kind for one in client.get(made.model).parents}
    assert parents == {pushed: "distilled", other: "finetuned"}  # a kind that is not given stays
    with pytest.raises(modelbase.ModelbaseError) as refused:
        client.push(weights, child, label="more", parents=[made.model])
    assert refused.value.code == "lineage_cycle"


def test_parents_are_added_removed_and_listed_on_the_command_line(run, pushed, push_like):
    child = push_like("lr=0.7")
    added = run("parent", child, "add", f"{pushed}:merged")
    assert (added.code, f"{pushed}:merged" in added.err) == (0, True)
    assert run("parent", child).out == f"{pushed}\tmerged\n"
    assert run("parent", child, "--json").json == [{"id": pushed, "kind": "merged"}]
    assert run("parent", child, "add", "nonsense").code == 2
    assert run("parent", child, "add").code == 2
    assert run("parent", child, "rm", f"{pushed}:merged").code == 0
    assert run("parent", child).out == ""
    assert run("parent", child, "rm", pushed).code == 3


def test_bytes_that_the_store_lost_are_named_by_pull_and_show_and_mended_by_the_same_push(
    server, run, recipe, weights, pushed, tmp_path
):
    lose(server, pushed, "model.bin")
    refused = run("pull", pushed, "-o", tmp_path / "out")
    assert refused.code == 1
    assert "pushing the same files again mends it" in refused.err
    shown = run("show", pushed)
    assert "is damaged: the stored bytes of model.bin are gone or wrong" in shown.err
    assert json.loads(run("show", pushed, "--json").out)["model"]["damaged"] == ["model.bin"]
    assert run("push", weights, "--args", "args.json").code == 0
    assert run("pull", pushed, "-o", tmp_path / "out").code == 0
    assert (tmp_path / "out" / "model.bin").read_bytes() == weights.read_bytes()
    assert "damaged" not in run("show", pushed).err


def lose(server, model, path):
    """Delete the object of a file from the store of a running server, which does not know."""
    address = f"{server.url}/api/v1/models/{model}/checkpoints/last/files/{path}"
    found = httpx.get(address, headers={"Authorization": f"Bearer {server.token}"})
    where = urlsplit(found.headers["location"])
    secret = json.loads(next(server.data_dir.rglob("credentials.json")).read_text())
    store = boto3.client(
        "s3",
        endpoint_url=f"{where.scheme}://{where.netloc}",
        aws_access_key_id=secret["s3_access_key"],
        aws_secret_access_key=secret["s3_secret_key"],
        region_name="us-east-1",
    )
    bucket, _, key = where.path.lstrip("/").partition("/")
    store.delete_object(Bucket=bucket, Key=key)
