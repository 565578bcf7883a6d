"""Which models are visible is decided by `Visible.admits`; MongoDB and the index, each by its translation, agree.

Random tokens, shares, public switches and parts over models with ordinary and odd names, in every state of the index.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelbase.entities import PARTS, Model, Role
from modelbase.query import And, Key, Sort
from modelbase.server import access
from modelbase.server.access import Granted, Principal
from modelbase.server.database import Database
from modelbase.server.database.models import models
from modelbase.server.database.rows import TableQuery
from modelbase.server.database.visible import visible_filter
from modelbase.server.deployment import Deployment
from modelbase.server.index import compact, keys, search
from modelbase.server.visible import EVERYTHING, NOTHING, Visible, fits
from tests.store.test_rows_equal import NOW

NAMES = [
    "imagenet/resnet50", "imagenet/resnet50.a1", "imagenet21k/vit", "cifar-10/resnet50", "data/m1", "data/m10",
    "IMAGENET/Resnet50", "a[b]/c?", "a/b\nc", "a.b/c", "aXb/c", "é/ω",
]  # fmt: skip
PIECES = [
    "*", "*", "*", "/", "/", "imagenet", "image", "net", "resnet50", "50", "data", "m1", "1", "a", "b", "c", ".",
    "-", "[", "]", "[ab]", "?", "^", "$", "|", "(", "\\", "\n", "IMAGENET", "é",
]  # fmt: skip
BY_ID = (Sort(Key("field", ("id",))),)
PATTERNS = st.one_of(
    st.sampled_from(["", "*", "**", "imagenet*", "imagenet/*", "*/resnet50", "*/*", *NAMES]),
    st.lists(st.sampled_from(PIECES), max_size=7).map("".join),
)
SOME_PARTS = st.frozensets(st.sampled_from(PARTS))


@st.composite
def principals(draw: st.DrawFn, model_keys: list[str]) -> Principal:
    """Make someone who asks: any role, scopes, pattern, shares and parts, with and without the public models."""
    held = draw(st.lists(st.tuples(st.sampled_from(model_keys), SOME_PARTS), max_size=4))
    return Principal(
        "1", "someone", draw(st.sampled_from([None, *Role])), "token",
        scopes=draw(st.frozensets(st.sampled_from(["read", "write", "admin"]))),
        only=draw(st.none() | PATTERNS),
        shares=tuple(Granted("s", key, sees) for key, sees in held),
        public=draw(st.booleans()),
        parts=draw(SOME_PARTS),
    )  # fmt: skip


def fill(db: Database) -> list[Model]:
    """Store models of every name: private, and public with all their parts, some of them and none."""
    found = []
    for at, name in enumerate(NAMES):
        for number, public in enumerate([None, PARTS, ("card",), ("args", "weights"), ()]):
            digest = f"{at:02x}{number:x}".ljust(64, "0")
            dataset, _, architecture = name.partition("/")
            made = models.insert(
                db,
                Model(
                    id=f"{name}:{digest[:9]}", name=name, dataset=dataset, architecture=architecture, digest=digest,
                    family=digest, policy=1, owner="ada", created_at=NOW, updated_at=NOW,
                    visibility="private" if public is None else "public",
                ),
                "{}", {}, "test",
            )  # fmt: skip
            if public not in (None, PARTS):
                set_public_parts(db, made, public)
            found.append(models.get_key(db, made.key))
    return found


def set_public_parts(db: Database, model: Model, parts: Any) -> None:
    assert models.set_fields(db, model.key, {"$set": {"public_sees": list(parts)}}, None)


def admitted(seen: Visible, found: list[Model]) -> set[str]:
    return {model.key for model in found if seen.admits(model)}


@given(
    name=st.sampled_from(NAMES) | st.text("ab/*", max_size=8), pattern=PATTERNS | st.text("ab/*", max_size=8)
)
def test_a_star_is_any_characters_and_all_else_is_itself(name: str, pattern: str) -> None:
    plain = re.sub(r"[][?]", lambda sign: f"[{sign[0]}]", pattern)
    assert fits(name, pattern) is fnmatchcase(name, plain)


def test_many_stars_take_no_time(db: Database) -> None:
    pattern, name = "a*" * 48 + "b", "a" * 190
    assert not fits(name, pattern)
    db.models.insert_one({"_id": "x", "id": name, "name": name, "digest": ""})
    assert list(db.models.find(visible_filter(Visible(every=True, only=pattern)))) == []


def test_mongodb_finds_what_the_matcher_admits(db: Database) -> None:
    found = fill(db)
    counted: dict[str, set[int]] = {"with a pattern": set(), "without": set()}

    @settings(max_examples=200, deadline=None)
    @given(who=principals([model.key for model in found]))
    def holds(who: Principal) -> None:
        seen = access.readable(who)
        expected = admitted(seen, found)
        assert {each["_id"] for each in db.models.find(visible_filter(seen), {"_id": 1})} == expected
        for model in found:
            assert seen.knows_all(model.name) <= (model.key in expected)
            sees_enough = who.parts <= access.sees(who, model)
            assert (model.key in expected) <= sees_enough, "what is found shows the parts that were asked for"
        counted["without" if who.only is None else "with a pattern"].add(len(expected))

    holds()
    assert all(len(numbers) >= 3 for numbers in counted.values()), counted


@pytest.mark.parametrize("state", ["fresh", "compacted", "moving"])
def test_the_index_finds_what_the_matcher_admits(deployment: Deployment, state: str) -> None:
    db = deployment.db
    found = fill(db)
    if state != "fresh":
        assert compact.compact(db)
    if state == "moving":
        for model in found[::4]:
            models.delete(db, model.key)
        set_public_parts(db, found[1], ("args",))
        found = [models.get_key(db, model.key) for model in found if found.index(model) % 4]
    asked = {"by the index": 0, "by MongoDB": 0}

    @settings(max_examples=60, deadline=None)
    @given(who=principals([model.key for model in found]))
    def holds(who: Principal) -> None:
        seen = access.readable(who)
        expected = sorted(model.id for model in found if seen.admits(model))
        ask = TableQuery(seen, And(), BY_ID, (), NOW)
        page = search.page(db, ask, search.Window(None, 0, 100), True)
        assert (sorted(row.id for row in page.rows), page.total) == (expected, len(expected))
        names = keys.values(db, ask, Key("field", ("name",))).rows
        assert {name for name, _ in names} == {model.name for model in found if seen.admits(model)}
        asked["by the index" if search.understands(seen) else "by MongoDB"] += 1

    holds()
    assert min(asked.values()) > 3, asked


def test_everything_and_nothing_are_what_they_say(db: Database) -> None:
    found = fill(db)
    assert admitted(EVERYTHING, found) == {model.key for model in found}
    assert admitted(NOTHING, found) == admitted(Visible(only="*"), found) == set()
    assert not NOTHING.covers("a/b")
    assert not Visible(only="*").covered(["a/b:0"])
