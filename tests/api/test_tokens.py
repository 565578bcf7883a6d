"""What a token may do by its scopes and by its pattern of names: the same when it reads and when it pushes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from modelbase.entities import Role, Token
from modelbase.errors import Forbidden, NotFound
from modelbase.server import access
from modelbase.server.access import Principal
from modelbase.server.database.models.models import now
from modelbase.server.database.people import tokens as stored
from modelbase.server.deployment import Deployment
from modelbase.server.signin.tokens import make_text, text_hash
from tests.conftest import Api

NAMES = ("imagenet/resnet50", "imagenet21k/vit", "cifar-10/resnet50", "data/m1", "data/m10")
FITTING = {
    "*": NAMES,
    "*/*": NAMES,
    "imagenet*": NAMES[:2],
    "imagenet/*": NAMES[:1],
    "imagenet*/*": NAMES[:2],
    "*/resnet50": (NAMES[0], NAMES[2]),
    "*50": (NAMES[0], NAMES[2]),
    "i*t*/*s*50": NAMES[:1],
    "*10*": NAMES[2:3] + NAMES[4:],
    "data/m1": NAMES[3:4],
    "imagenet": (),
    "data/m": (),
}
# Patterns that POST /tokens refuses; if one were stored, it would fit no name.
REFUSED = (
    "",
    "[a-z]*/*",
    "image[n]et/*",
    "?magenet/*",
    "IMAGENET/*",
    "Imagenet/resnet50",
    "imagenet/*/*",
    " *",
    "é/*",
)


@dataclass
class Names:
    """A server with a model of each name, by name."""

    owner: Api
    ids: dict[str, str]

    def token(self, **wanted: Any) -> Api:
        made = self.owner.post("/tokens", {"name": "t"} | wanted)
        assert made.status_code == 201, made.json
        return Api(self.owner.client, made.json["token"])


def recipe(name: str, **more: Any) -> dict[str, Any]:
    dataset, _, architecture = name.partition("/")
    return {"args": {"dataset": dataset, "arch": architecture} | more}


@pytest.fixture
def names(owner: Api) -> Names:
    ids = {name: owner.post("/models", recipe(name)).json["id"] for name in NAMES}
    for model in ids.values():
        assert owner("PUT", f"/models/{model}/aliases/prod", {}).status_code == 200
    return Names(owner, ids)


@pytest.mark.parametrize("pattern", FITTING)
def test_a_pattern_of_names_means_the_same_for_reading_and_pushing(names: Names, pattern: str) -> None:
    token, fitting = names.token(only=pattern), set(FITTING[pattern])
    rows = token.get("/models").json["rows"]
    assert {row["id"] for row in rows} == {names.ids[name] for name in fitting}
    assert {row["name"] for row in token.get("/aliases").json["rows"]} == fitting
    for name, model in names.ids.items():
        inside = name in fitting
        found = token.get(f"/models/{model}")
        assert found.status_code == (200 if inside else 404), name
        assert inside or f"for {pattern} only" in found.json["error"]["message"]
        assert token.patch(f"/models/{model}", {"title": "x"}).status_code == (200 if inside else 404), name
        looked_up = token.post("/lookup", recipe(name)).json
        assert ("model" in looked_up and looked_up["model"] is not None) is inside, name
        assert token.post("/models", recipe(name, lr=1)).status_code == (201 if inside else 403), name


@pytest.mark.parametrize("pattern", REFUSED)
def test_what_is_no_pattern_of_names_is_refused_and_fits_none(
    names: Names, deployment: Deployment, pattern: str
) -> None:
    refused = names.owner.post("/tokens", {"name": "t", "only": pattern})
    assert (refused.status_code, refused.json["error"]["code"]) == (400, "invalid")
    who = Principal("test:owner", "owner", Role.ADMIN, "token", only=pattern)
    for name, model in names.ids.items():
        with pytest.raises(Forbidden):
            access.push_to(who, name)
        with pytest.raises(NotFound):
            access.model(deployment.db, who, model, "read")


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        (["read"], ["read"]),
        (["write"], ["read", "write"]),
        (["write", "read"], ["read", "write"]),
        (["admin"], ["admin"]),
        (["admin", "write"], ["read", "admin", "write"]),
    ],
)
def test_write_includes_read_and_admin_includes_neither(
    names: Names, asked: list[str], given: list[str]
) -> None:
    made = names.owner.post("/tokens", {"name": "new", "scopes": asked}).json
    assert made["scopes"] == given
    listed = {row["name"]: row["scopes"] for row in names.owner.get("/tokens").json["rows"]}
    assert listed["new"] == given
    token = Api(names.owner.client, made["token"])
    reads, writes = "read" in given, "write" in given
    assert token.get("/models").status_code == (200 if reads else 403)
    for model in (names.ids["data/m1"], "data/m1:0123456789"):
        found = token.get(f"/models/{model}")
        if not reads:
            assert (found.status_code, "the scope read" in found.json["error"]["message"]) == (403, True)
        else:
            assert found.status_code == (200 if model in names.ids.values() else 404)
    assert token.post("/models", recipe("data/new")).status_code == (201 if writes else 403)
    assert token.get("/users").status_code == (200 if "admin" in given else 403)


def old_token(deployment: Deployment, scopes: tuple[Any, ...]) -> str:
    """Store a token as it was stored before `write` included `read`."""
    text = make_text()
    token = Token(id="t_old", name="old", scopes=scopes, created_at=now())
    stored.insert(deployment.db, text_hash(text), "test:owner", token)
    return text


def test_a_token_from_before_keeps_exactly_the_scopes_it_had(names: Names, deployment: Deployment) -> None:
    old = Api(names.owner.client, old_token(deployment, ("write",)))
    listed = {row["name"]: row["scopes"] for row in names.owner.get("/tokens").json["rows"]}
    assert listed["old"] == ["write"]
    assert old.post("/models", recipe("data/new")).status_code == 201
    refused = old.get("/models")
    assert refused.status_code == 403
    assert "needs a token with the scope read; this one has write" in refused.json["error"]["message"]
    for model in (names.ids["data/m1"], "data/m1:0123456789"):
        refused = old.get(f"/models/{model}")
        assert refused.status_code == 403
        assert "needs a token with the scope read; this one has write" in refused.json["error"]["message"]


def test_a_token_that_may_not_read_makes_none_that_may(names: Names, deployment: Deployment) -> None:
    old = Api(names.owner.client, old_token(deployment, ("write", "admin")))
    assert old.post("/tokens", {"name": "t", "scopes": ["write"]}).status_code == 403
    assert old.post("/tokens", {"name": "t", "scopes": ["admin"]}).status_code == 201
