"""The policy over HTTP: read, report, change, fall together, be found by old and new rules; and who may not."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from modelbase.entities import Role
from modelbase.identity.identity import DEFAULT_POLICY, Policy, digest, identify
from modelbase.identity.jsontext import GivenArgs
from modelbase.server.access import Principal
from modelbase.server.database.models import policies as stored
from modelbase.server.models import manage, policies

RECIPES = Path(__file__).parents[1] / "data" / "mmpretrain-recipes.jsonl.gz"
ARGS = {"dataset": "imagenet", "arch": "resnet50", "lr": 0.1, "seed": 1}


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is one process here, which need not wait until the others know."""
    monkeypatch.setattr(policies, "KNOWN_AFTER", 0.0)


def rules(**changes: Any) -> dict[str, Any]:
    """Return the default rules with changes, as a body of PUT /policy."""
    return {key: value for key, value in DEFAULT_POLICY.to_dict().items() if key != "number"} | changes


def ignoring(*keys: str) -> dict[str, Any]:
    return rules(ignore=[*DEFAULT_POLICY.ignore, *keys])


def put(api: Any, body: dict[str, Any], **how: bool) -> Any:
    """Change the policy, asking again as long as it is being worked out."""
    query = "&".join(f"{name}=true" for name, on in how.items() if on)
    while True:
        answer = api("PUT", f"/policy?{query}", body)
        if answer.status_code != 202:
            return answer


def made(api: Any, **more: Any) -> dict[str, Any]:
    return dict(api.post("/models", {"args": ARGS | more}).json)


def looked_up(api: Any, **more: Any) -> dict[str, Any]:
    return dict(api.post("/lookup", {"args": ARGS | more}).json)


def test_the_default_policy_is_number_one(owner: Any, reader: Any) -> None:
    assert owner.get("/policy").json == DEFAULT_POLICY.to_dict()
    assert reader.get("/policy?number=1").json == DEFAULT_POLICY.to_dict()
    assert owner.get("/policies").json["rows"] == [{"number": 1, "created_by": None, "created_at": None}]
    assert owner.get("/policy?number=2").json["error"]["code"] == "not_found"


def test_a_changed_policy_makes_ids_from_then_on(owner: Any, reader: Any) -> None:
    done = put(owner, ignoring("env_cfg"))
    assert done.status_code == 200, done.json
    assert (done.json["state"], done.json["policy"]["number"]) == ("in_force", 2)
    assert reader.get("/policy").json == done.json["policy"]
    assert reader.get("/policy?number=1").json == DEFAULT_POLICY.to_dict()
    listed = reader.get("/policies").json["rows"]
    assert [(row["number"], row["created_by"]) for row in listed] == [(2, "owner"), (1, None)]
    new = made(owner, env_cfg={"cudnn": True})
    assert new["policy"] == 2
    assert new["id"] == identify(ARGS).id
    assert looked_up(owner, env_cfg={})["model"]["id"] == new["id"]
    assert looked_up(owner)["policy"] == 2


def test_old_recipes_keep_their_ids_and_are_found_by_the_new_rules(owner: Any) -> None:
    old = made(owner, env_cfg=1)
    put(owner, ignoring("env_cfg"))
    kept = owner.get(f"/models/{old['id']}").json
    assert (kept["id"], kept["digest"], kept["policy"]) == (old["id"], old["digest"], 1)
    for more in ({"env_cfg": 1}, {"env_cfg": 2}, {}):
        assert looked_up(owner, **more)["id"] == old["id"]
        assert owner.post("/models", {"args": ARGS | more}).status_code == 200


def test_a_declared_default_finds_args_with_and_without_it(owner: Any) -> None:
    old = made(owner)
    put(owner, rules(defaults={"model.ema": 0.5}))
    assert looked_up(owner, model={"ema": 0.5})["state"] == "new"  # `model: {}` is not the same as no model
    put(owner, rules(defaults={"ema": 0.5}))
    assert looked_up(owner, ema=0.5)["model"]["id"] == old["id"]
    assert looked_up(owner, ema=0.6)["model"] is None


def test_a_dry_run_reports_and_changes_nothing(owner: Any) -> None:
    one, two, three = made(owner, env_cfg=1), made(owner, env_cfg=2), made(owner, lr=0.2)
    done = put(owner, ignoring("env_cfg"), dry_run=True)
    assert (done.status_code, done.json["state"]) == (200, "ready")
    report = done.json["report"]
    assert (report["models"], report["changed"]) == (3, 2)
    assert report["families"] == {"before": 3, "after": 2, "moved": 2}
    assert report["conflicts"] == {
        "count": 1,
        "rows": [{"id": one["id"], "others": [two["id"]], "models": 2}],
    }
    assert owner.get("/policy").json["number"] == 1
    assert looked_up(owner, env_cfg=2)["id"] == two["id"]
    assert looked_up(owner)["model"] is None
    assert owner.get(f"/models/{three['id']}").json["family"] == three["family"]


def test_models_fall_together_only_if_that_was_said(owner: Any) -> None:
    one, two = made(owner, env_cfg=1), made(owner, env_cfg=2)
    refused = put(owner, ignoring("env_cfg"))
    assert refused.status_code == 409
    assert refused.json["error"]["code"] == "policy_conflict"
    assert refused.json["error"]["details"]["report"]["conflicts"]["count"] == 1
    assert owner.get("/policy").json["number"] == 1
    done = put(owner, ignoring("env_cfg"), accept_merge=True)
    assert done.json["policy"]["number"] == 2
    for more in ({"env_cfg": 1}, {"env_cfg": 2}, {"env_cfg": 3}, {}):
        assert looked_up(owner, **more)["id"] == one["id"]
    for each in (one, two):
        assert owner.get(f"/models/{each['id']}").json["digest"] == each["digest"]


def test_models_together_already_are_no_conflict_again(owner: Any) -> None:
    made(owner, env_cfg=1), made(owner, env_cfg=2)
    put(owner, ignoring("env_cfg"), accept_merge=True)
    assert put(owner, ignoring("env_cfg", "other")).json["policy"]["number"] == 3


def test_a_change_that_is_taken_back_leaves_every_lookup_as_it_was(owner: Any) -> None:
    one, two, bare = made(owner, env_cfg=1), made(owner, env_cfg=2), made(owner)
    put(owner, ignoring("env_cfg"), accept_merge=True)
    back = put(owner, rules())
    assert (back.status_code, back.json["policy"]["number"]) == (200, 3)
    assert looked_up(owner, env_cfg=1)["id"] == one["id"]
    assert looked_up(owner, env_cfg=2)["id"] == two["id"]
    assert looked_up(owner)["id"] == bare["id"]
    assert looked_up(owner, env_cfg=3)["model"] is None
    assert owner.get(f"/models/{two['id']}").json["family"] == two["family"]


def test_an_id_given_by_the_new_rules_stays_when_a_key_counts_again(owner: Any) -> None:
    put(owner, ignoring("env_cfg"))
    model = made(owner, env_cfg=1)
    put(owner, rules())
    assert looked_up(owner, env_cfg=1)["id"] == model["id"]
    assert (
        looked_up(owner)["id"] == model["id"]
    )  # its digest is that of the bare args, and an ID keeps its meaning


def test_another_place_of_the_dataset_renames_no_model(owner: Any) -> None:
    old = made(owner, data_set="coco")
    given = owner.post("/models", {"args": ARGS | {"data_set": "lvis"}, "dataset": "own"}).json
    put(owner, rules(dataset_keys=["data_set", "dataset"]))
    found = looked_up(owner, data_set="coco")
    assert (found["name"], found["id"]) == ("coco/resnet50", old["id"])
    by_name = owner.post("/lookup", {"args": ARGS | {"data_set": "lvis"}, "dataset": "own"}).json
    assert by_name["id"] == given["id"]
    assert owner.post("/lookup", {"args": ARGS | {"data_set": "lvis"}}).json["model"] is None
    assert (
        owner.post("/lookup", {"args": ARGS | {"data_set": "coco"}, "dataset": "imagenet"}).json["id"]
        == old["id"]
    )


def test_families_are_those_of_the_policy_in_force(owner: Any) -> None:
    one, two = made(owner, trial=1), made(owner, trial=2)
    assert one["family"] != two["family"]
    report = put(owner, rules(seeds=[*DEFAULT_POLICY.seeds, "trial"])).json["report"]
    assert report["changed"] == 0
    assert report["families"] == {"before": 2, "after": 1, "moved": 2}
    families = {row["family"] for row in owner.get("/models?columns=family").json["rows"]}
    assert families == {looked_up(owner, trial=3)["family"]}


def test_the_same_policy_again_is_no_change(owner: Any) -> None:
    assert put(owner, rules()).json["policy"]["number"] == 1
    put(owner, ignoring("a"))
    again = put(owner, ignoring("a") | {"number": 1})  # the reply to the first one was lost
    assert (again.status_code, again.json["policy"]["number"]) == (200, 2)


def test_a_change_of_an_older_policy_is_refused(owner: Any, teammate: Any) -> None:
    put(owner, ignoring("a"))
    late = put(teammate, ignoring("b") | {"number": 1})
    assert late.status_code == 409
    assert late.json["error"]["code"] == "edited_meanwhile"
    assert late.json["error"]["details"]["number"] == 2


def test_of_two_changes_at_once_one_is_refused(
    deployment: Any, owner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert = stored.insert

    def beaten(db: Any, kept: stored.Kept) -> None:
        monkeypatch.setattr(stored, "insert", insert)
        insert(db, stored.Kept(Policy(number=2, seeds=("other",)), "teammate", kept.created_at))
        insert(db, kept)

    monkeypatch.setattr(stored, "insert", beaten)
    late = put(owner, ignoring("a"))
    assert late.json["error"]["code"] == "edited_meanwhile"
    assert owner.get("/policy").json["seeds"] == ["other"]


def test_a_change_cut_off_in_the_middle_is_taken_up_again(
    deployment: Any, owner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = [made(owner, env_cfg=at, lr=at / 10) for at in range(6)]
    propose, calls = stored.propose, []

    def dying(*given: Any) -> None:
        calls.append(given)
        if len(calls) > 3:
            raise RuntimeError("the process dies")
        propose(*given)

    monkeypatch.setattr(stored, "propose", dying)
    assert put(owner, ignoring("env_cfg")).status_code == 500
    assert owner.get("/policy").json["number"] == 1
    assert looked_up(owner, env_cfg=1, lr=0.1)["id"] == mine[1]["id"]
    monkeypatch.setattr(stored, "propose", propose)
    done = put(owner, ignoring("env_cfg"))
    assert (done.json["policy"]["number"], done.json["report"]["changed"]) == (2, 6)
    for at, model in enumerate(mine):
        assert looked_up(owner, lr=at / 10)["id"] == model["id"]


def test_families_that_a_dead_request_left_are_mended_by_the_worker(
    deployment: Any, owner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = made(owner, trial=1)

    def dying(*_: Any) -> None:
        raise RuntimeError("the process dies")

    monkeypatch.setattr(stored, "settle", dying)
    assert put(owner, rules(seeds=["seed", "trial"])).status_code == 500
    monkeypatch.undo()
    assert looked_up(owner, trial=1)["id"] == model["id"]
    assert policies.catch_up(deployment) == 1
    assert policies.catch_up(deployment) == 0
    kept = owner.get(f"/models/{model['id']}").json
    assert kept["family"] == identify(ARGS | {"trial": 2}, Policy(seeds=("seed", "trial"))).family


def test_a_long_change_is_worked_out_over_several_requests(
    owner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in range(5):
        made(owner, env_cfg=at, lr=at)
    monkeypatch.setattr(policies, "REQUEST_SECONDS", 0.0)
    monkeypatch.setattr(policies, "BATCH", 2)
    seen = []
    while (answer := owner("PUT", "/policy?dry_run=true", ignoring("env_cfg"))).status_code == 202:
        assert answer.json["state"] == "computing"
        seen.append((answer.json["done"], answer.json["total"]))
    assert seen == [(2, 5), (4, 5), (5, 5)]
    assert answer.json["report"]["changed"] == 5


def test_a_model_from_the_trash_is_found_by_the_rules_of_today(owner: Any, deployment: Any) -> None:
    model = made(owner, env_cfg=1)
    entry = owner.delete(f"/models/{model['id']}").json
    put(owner, ignoring("env_cfg"))
    owner.post(f"/trash/{entry['id']}/restore")
    while policies.catch_up(deployment):
        pass
    assert looked_up(owner, env_cfg=2)["id"] == model["id"]


def test_another_process_takes_a_change_up_within_two_seconds(
    owner: Any, deployment: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [100.0]
    moments = SimpleNamespace(monotonic=lambda: clock[0], sleep=lambda _: None)
    monkeypatch.setattr(policies, "time", moments)  # of this module alone: other threads use the clock too
    other = policies.InForce(deployment.db)
    assert other.policy().number == 1
    put(owner, ignoring("a"))
    clock[0] += 2
    assert other.policy().number == 2


@pytest.mark.parametrize(
    "body",
    [
        {},
        {key: value for key, value in rules().items() if key != "seeds"},
        rules(ignore="seed"),
        rules(ignore=["*"]),
        rules(ignore=['"']),
        rules(ignore=["x"] * 1001),
        rules(defaults=[]),
        rules(defaults={"": 1}),
        rules(more=1),
    ],
)
def test_a_wrong_policy_is_refused(owner: Any, body: dict[str, Any]) -> None:
    assert put(owner, body).status_code == 400
    assert owner.get("/policy").json["number"] == 1


def test_only_admins_with_the_admin_scope_change_the_policy(
    owner: Any, reader: Any, stranger: Any, nobody: Any, client: Any
) -> None:
    assert put(reader, ignoring("a")).status_code == 403
    assert put(stranger, ignoring("a")).status_code == 403
    assert put(nobody, ignoring("a")).status_code == 401
    for narrow in (
        {"scopes": ["read", "write"]},
        {"scopes": ["read", "write", "admin"], "only": "imagenet/*"},
    ):
        token = owner.post("/tokens", {"name": "narrow", **narrow}).json["token"]
        assert put(type(owner)(client, token), ignoring("a"), dry_run=True).status_code == 403
    assert nobody.get("/policies").status_code == 401
    assert owner.get("/policy").json["number"] == 1


def test_the_542_published_recipes_keep_their_ids_and_are_found_by_new_rules(
    deployment: Any, owner: Any
) -> None:
    with gzip.open(RECIPES, "rt") as lines:
        read = [json.loads(line)["args"] for line in lines]
    who = Principal("test:owner", "owner", Role.ADMIN, "session")
    wanted = [
        manage.NewModel(args=GivenArgs(json.dumps(args), args), dataset="published", architecture="net")
        for args in read
    ]
    ids = [manage.ensure(deployment.db, who, one, DEFAULT_POLICY)[0].id for one in wanted]
    rules_to_be = ignoring("env_cfg", "test_*", "val_*")
    policy = Policy.from_dict(rules_to_be | {"number": 2})
    before = {model_id: digest(args) for model_id, args in zip(ids, read, strict=True)}
    after = {model_id: digest(args, policy) for model_id, args in zip(ids, read, strict=True)}

    report = put(owner, rules_to_be, dry_run=True).json["report"]
    assert report["models"] == len(before) == 426
    assert report["changed"] == sum(before[each] != after[each] for each in before) > 400
    groups = [{row["id"], *row["others"]} for row in report["conflicts"]["rows"]]
    assert report["conflicts"]["count"] == len(groups) == 2
    for group in groups:
        assert group == {each for each in after if after[each] == after[min(group)]}
    assert sum(map(len, groups)) - len(groups) == len(before) - len(set(after.values()))

    assert put(owner, rules_to_be).json["error"]["code"] == "policy_conflict"
    assert put(owner, rules_to_be, accept_merge=True).json["policy"]["number"] == 2
    oldest = {
        model_id: row["id"] for row in report["conflicts"]["rows"] for model_id in (row["id"], *row["others"])
    }
    for one, model_id in zip(wanted, ids, strict=True):
        found = manage.look_up(deployment.db, who, one, policy)[1]
        assert found is not None
        assert found.id == oldest.get(model_id, model_id)
        assert found.digest == before[found.id]
