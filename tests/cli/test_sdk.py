"""The SDK against a real server, noun by noun: what the command line does, Python does by the same names."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

import modelbase

ROOT = Path(__file__).parents[2]
METHODS = {
    name for name, one in inspect.getmembers(modelbase.Client) if callable(one) and not name.startswith("_")
}


@pytest.fixture
def client(server):
    with modelbase.Client(server.url, server.token) as found:
        yield found


def refused(code, act, *args, **more):
    with pytest.raises(modelbase.ModelbaseError) as caught:
        act(*args, **more)
    assert caught.value.code == code, caught.value.message
    return caught.value


def test_a_push_sets_alias_and_visibility_and_reports_what_it_did(client, recipe, weights):
    reports = []
    made = client.push(weights, recipe, alias="newest", public=True, report=reports.append)
    model = client.get(made.model)
    assert (model.visibility, model.aliases) == ("public", ("newest",))
    (report,) = reports
    assert (report.created, report.already, report.sent, report.checkpoint) == (True, False, 100_000, made)
    client.push(weights, recipe, report=reports.append)
    assert (reports[1].created, reports[1].already, reports[1].sent) == (False, True, 0)
    client.remove_alias(made.model, "newest")
    refused("alias_not_found", client.remove_alias, made.model, "newest")


def test_a_pull_reports_what_it_received_and_kept(client, pushed, run):
    reports = []
    for _ in range(2):
        client.pull(pushed, run.folder / "out", report=reports.append)
    assert [(each.received, each.kept) for each in reports] == [(["model.bin"], []), ([], ["model.bin"])]


def test_title_tags_and_readme_are_changed(client, pushed):
    assert client.rename(pushed, "Second").title == "Second"
    assert client.tag(pushed, add=["good"], remove=["baseline"]).tags == ("good",)
    assert client.tag(pushed).tags == ("good",)
    refused("invalid", client.tag, pushed, "good")
    before = client.get(pushed)
    assert client.readme(pushed, "# Text", revision=before.revision).readme == "# Text"
    refused("edited_meanwhile", client.readme, pushed, "late", revision=before.revision)
    assert client.note(pushed, "bad", "leak").note.reason == "leak"
    assert client.get(pushed).warned() == [f"{pushed} is marked bad: leak"]


def test_checkpoints_are_read_alone_and_in_a_list(client, pushed):
    listed = client.checkpoints(pushed)
    assert [(one.label, one.files) for one in listed] == [("last", None)]
    for ref in (pushed, f"{pushed}@last", f"{pushed}@{listed[0].id}"):
        assert [one.path for one in client.checkpoint(ref).files] == ["model.bin"]
    assert client.tensors(pushed)["rows"] == []
    refused("checkpoint_not_found", client.checkpoint, f"{pushed}@none")
    refused("model_not_found", client.checkpoints, "tiny/none:deadbeef0")
    refused("id_invalid", client.checkpoint, "none")


def test_parents_are_added_and_removed(client, pushed, push_like):
    child = push_like("lr=0.2")
    assert client.add_parent(child, f"{pushed}:distilled").parents[0].kind == "distilled"
    assert [edge["to"] for edge in client.lineage(pushed)["edges"]] == [child]
    refused("lineage_cycle", client.add_parent, pushed, child)
    assert client.remove_parent(child, pushed).parents == ()
    refused("invalid", client.add_parent, child, f"{pushed}:cousin")


def test_a_model_and_a_checkpoint_go_to_the_trash_and_come_back(client, pushed):
    (weights,) = client.rm(pushed, weights_only=True)
    assert (weights.kind, weights.ref, client.checkpoint(pushed).state) == (
        "weights",
        f"{pushed}@last",
        "weights_deleted",
    )
    assert client.rm(pushed, weights_only=True) == []
    assert client.restore(f"{pushed}@last").id == weights.id
    (checkpoint,) = client.rm(f"{pushed}@last")
    assert (checkpoint.kind, client.checkpoints(pushed)) == ("checkpoint", [])
    (model,) = client.rm(pushed)
    refused("model_not_found", client.get, pushed)
    assert {model.id, checkpoint.id} <= {entry.id for entry in client.trash()}
    assert client.restore(pushed).id == model.id
    assert client.delete_trash(checkpoint.id).id == checkpoint.id
    refused("not_found", client.restore, checkpoint.id)


def test_what_is_in_use_goes_by_force_only(client, pushed):
    client.alias(pushed, "used")
    refused("in_use", client.rm, pushed)
    assert client.rm(pushed, force=True)[0].ref == pushed


def test_shares_are_made_listed_and_closed(client, pushed):
    link = client.share(pushed, "link", sees=["card"], expires_in_hours=1)
    assert modelbase.get(link.url).title == "First"
    client.share(pushed, "public")
    assert [one.kind for one in client.shares(pushed)] == ["public", "link"]
    assert client.unshare(pushed).kind == "public"
    assert client.unshare(pushed, link.id).id == link.id
    assert client.shares(pushed) == []
    assert "there is no share 'public'" in refused("share_not_found", client.unshare, pushed).message


def test_tokens_people_and_events_are_read_and_changed(client, pushed):
    me = client.whoami()["login"]
    token = client.create_token("from Python", scopes=["read"], expires_in_days=1)
    with modelbase.Client(client.server.url, token.token) as reader:
        assert reader.get(pushed).id == pushed
        refused("forbidden", reader.rename, pushed, "no")
    assert "from Python" in {one.name for one in client.tokens()}
    assert client.revoke_token("from Python").id == token.id
    refused("not_found", client.revoke_token, "from Python")
    assert me in {one.login for one in client.users()}
    refused("user_not_found", client.set_user, "nobody-here", disabled=True)
    refused("last_admin", client.set_user, me, role="guest")
    newest = next(client.events(action="token"))
    assert (newest.action, newest.by.login) == ("token.revoke", me)
    assert len(list(client.events(limit=2))) == 2


def test_lists_walk_no_further_than_their_limit(client, pushed, push_like):
    push_like("lr=0.3")
    assert len(list(client.models(limit=1))) == 1
    assert len(list(client.models(f'title = "First" or id = "{pushed}"'))) >= 1
    assert [row["key"] for row in client.keys("salt")] == ["args.salt"]
    assert client.diff([pushed, pushed], all=True, only=["args.lr"])["rows"][0]["key"] == "lr"
    assert client.views() == []


def test_policies_are_read_and_tried(client):
    rules = client.policy()
    assert rules.number == client.policies()[0]["number"]
    answer = client.set_policy(rules, dry_run=True)
    assert (answer["state"], answer["report"]) == ("in_force", None)
    refused("not_found", client.policy, 99)


def test_args_of_a_file_keep_their_bytes_and_take_changes(run):
    file = run.folder / "a.json"
    file.write_text('{"dataset": "d",  "arch": "a", "lr": 1.0}')
    given = modelbase.read_args(file)
    assert given.text == file.read_text()
    changed = modelbase.read_args(file, ["lr=2", "opt.name=sgd"])
    assert changed.tree == {"dataset": "d", "arch": "a", "lr": 2, "opt": {"name": "sgd"}}
    assert modelbase.identify(given) == modelbase.identify(given.tree)
    assert modelbase.explain(changed).hashed["opt.name"] == "sgd"
    refused("file_missing", modelbase.read_args, run.folder / "none.json")
    refused("invalid", modelbase.read_args, run.folder / "a.txt")


def test_a_message_names_the_parameter_in_python_and_the_option_on_the_command_line(run, client, pushed):
    error = refused("name_missing", modelbase.identify, {"lr": 1})
    assert "give dataset=" in error.message
    assert "give --dataset\n" in run("id", "lr=1").err
    error = refused("name_missing", modelbase.identify, {"lr": 1}, dataset="d")
    assert "give architecture=" in error.message
    assert "give --arch\n" in run("id", "lr=1", "--dataset", "d").err
    error = refused("file_not_found", client.pull, pushed, run.folder / "x", include=["*.zip"])
    assert "fits include= and exclude=;" in error.message
    assert "fits --include and --exclude;" in run("pull", pushed, "--include", "*.zip").err


# Functions that are no methods of a client: those of args alone, and those of a training, which has its own process.
APART = {"configured", "explain", "inject", "read_args", "run", "seen_policy", "spooled", "sync"}


def test_every_method_is_a_function_of_the_module_and_has_its_heading_and_docstring():
    classes = {name for name in modelbase.__all__ if inspect.isclass(getattr(modelbase, name))}
    functions = set(modelbase.__all__) - classes
    assert functions - APART == METHODS - {"close"}
    page = (ROOT / "docs" / "python.md").read_text()
    headings = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"^### (.*)$", page, re.MULTILINE))))
    assert functions - headings == set()
    assert headings - functions == set()
    assert {name for name in classes if f"`{name}" not in page and f".{name}" not in page} == set()
    assert [name for name in functions if not (getattr(modelbase, name).__doc__ or "").strip()] == []


def test_a_module_function_has_the_signature_of_its_method():
    bound = inspect.signature(modelbase.Client.rm).parameters
    assert list(inspect.signature(modelbase.rm).parameters) == list(bound)[1:]
