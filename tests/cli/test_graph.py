"""The commands that look along args and lineage: near, tree, alias, note, keys; warnings when pulling."""

from __future__ import annotations

import pytest


def test_near_names_the_key_both_values_and_the_metric_change(run, pushed, push_like):
    other = push_like("lr=0.01", "--metric", "top1=75.6")
    far = push_like("lr=0.02", "ema=true")
    done = run("near", pushed)
    assert (done.code, done.out) == (0, f'{other}\t1\tlr\t0.1\t0.01\t{{"top1": -0.5}}\n')
    wider = {line.partition("\t")[0] for line in run("near", pushed, "-k", "2").out.splitlines()}
    assert {other, far} <= wider
    assert run("near", pushed, "--json").json["groups"][0]["key"] == "lr"
    page = run.on_terminal("near", pushed).plain
    assert "lr  0.1 → 0.01" in page
    assert "75.6 (-0.5)" in page


def test_near_of_a_lone_model_says_so(run, pushed):
    done = run("near", pushed)
    assert (done.code, done.out) == (0, "")
    assert "differs in one arg" in done.err


@pytest.mark.parametrize("k", ["0", "21", "x"])
def test_near_takes_a_sensible_k(run, server, k):
    assert run("near", "a/b:12345678", "-k", k).code == 2


def test_tree_draws_kind_and_number_of_args(run, pushed, push_like):
    child = push_like("lr=0.01", "ema=true", "--parent", f"{pushed}:distilled")
    last = push_like("lr=0.01", "--parent", child, "--parent", pushed)
    done = run("tree", child)
    assert set(done.out.splitlines()) == {
        f"{pushed}\t{child}\tdistilled\t2",
        f"{child}\t{last}\tfinetuned\t1",
        f"{pushed}\t{last}\tfinetuned\t1",
    }
    run("note", "bad", pushed, "leaked")
    page = run.on_terminal("tree", child).plain
    assert f"distilled, 2 args  {child}" in page
    assert f"finetuned, 1 arg  {last}" in page
    assert "bad: leaked" in page
    assert {node["id"] for node in run("tree", child, "--json").json["nodes"]} == {pushed, child, last}


def test_tree_of_a_lone_model_says_so_and_a_cut_one_too(run, pushed, push_like):
    assert "no parents and no children" in run("tree", pushed).err
    child = push_like("lr=1", "--parent", pushed)
    push_like("lr=2", "--parent", child)
    assert "more down" in run("tree", pushed, "--depth", "1").err


def test_alias_is_set_listed_used_and_taken_away(run, pushed):
    name = pushed.partition(":")[0]
    alias = f"v{abs(hash(run.folder))}x"
    done = run("alias", pushed, alias)
    assert (done.code, done.out) == (0, "")
    assert run("alias", pushed).out == f"{alias}\n"
    assert run("alias", pushed, "--json").json == [alias]
    assert run("show", f"{name}:{alias}").out.startswith(f"id\t{pushed}\n")
    assert run("alias", f"{name}:{alias}", alias, "--remove").code == 0
    gone = run("show", f"{name}:{alias}")
    assert gone.code == 3
    assert run("alias", pushed, alias, "--remove").code == 3
    assert run("alias", pushed, "--protect").code == 2


def test_a_push_sets_an_alias_and_the_next_one_moves_it(run, pushed, push_like):
    name, alias = pushed.partition(":")[0], f"m{abs(hash(run.folder))}x"
    first = push_like("lr=0.3", "--alias", alias)
    assert run("show", f"{name}:{alias}").out.startswith(f"id\t{first}\n")
    second = push_like("lr=0.4", "--alias", alias)
    assert run("show", f"{name}:{alias}").out.startswith(f"id\t{second}\n")


def test_a_protected_model_is_not_deleted_and_an_aliased_one_wants_force(run, pushed):
    alias = f"p{abs(hash(run.folder))}x"
    assert "(protected)" in run("alias", pushed, alias, "--protect").err
    refused = run("rm", pushed, "--yes", "--force")
    assert (refused.code, "protected alias" in refused.err) == (1, True)
    run("alias", pushed, alias, "--unprotect")
    refused = run("rm", pushed, "--yes")
    assert (refused.code, "--force" in refused.err) == (1, True)
    assert run("rm", pushed, "--yes", "--force").code == 0


def test_what_could_be_a_hash_is_no_alias(run, pushed):
    refused = run("alias", pushed, "deadbeef")
    assert (refused.code, "hash" in refused.err) == (2, True)


def test_a_bad_note_warns_on_show_and_on_pull_of_what_came_of_it(run, pushed, push_like):
    child = push_like("lr=3", "--parent", pushed)
    assert run("note", pushed).out == ""
    assert run("note", "bad", pushed, "trained on", "the test set").code == 0
    assert run("note", pushed).out.startswith("bad\ttrained on the test set\t")
    assert run("note", pushed, "--json").json["reason"] == "trained on the test set"
    warning = f"{child} descends from {pushed}, which is marked bad: trained on the test set"
    assert warning in run("show", child).err
    pulled = run("pull", child, "-o", "there")
    assert (pulled.code, warning in pulled.err) == (0, True)
    assert f"{pushed} is marked bad" in run("pull", pushed, "-o", "here").err
    assert run("note", "--clear", pushed).code == 0
    assert "bad" not in run("pull", child, "-o", "there").err


@pytest.mark.parametrize(
    "words", [["bad"], ["{id}", "some reason"], ["bad", "{id}"], ["bad", "not an id", "x"], []]
)
def test_a_note_without_verdict_id_or_reason_is_wrong_usage(run, pushed, words):
    assert run("note", *(word.format(id=pushed) for word in words)).code == 2


def test_keys_lists_what_varies(run, recipe, pushed, push_like):
    push_like("lr=0.7")
    where = f'args.salt = "{recipe["salt"]}"'
    rows = [line.split("\t") for line in run("keys", "--where", where).out.splitlines()]
    found = {row[0]: row for row in rows}
    assert found["args.lr"][:6] == ["args.lr", "number", "2", "2", "0.1", "0.7"]
    assert "metrics.top1" in found
    varying = run("keys", "--varying", "--where", where, "--json").json
    assert [row["key"] for row in varying] == ["args.lr"]
    assert run("keys", "lr", "--where", where, "--limit", "1").out.startswith("args.lr\t")
    assert "args.lr" in run.on_terminal("keys", "--where", where).plain


def test_keys_of_nothing_is_no_error(run, server):
    done = run("keys", "no-such-key-anywhere")
    assert (done.code, done.out, "No key fits." in done.err) == (0, "", True)
