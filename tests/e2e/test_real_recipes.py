"""542 published recipes through the SDK on a real server: the benchmark, which checks all it measures."""

from __future__ import annotations

import pytest

import modelbase
from benchmarks import recipes


def test_published_recipes_are_found_kept_and_pushed_once(server):
    with modelbase.Client(server.url, server.token) as client:
        figures = recipes.run(client)
        assert figures["recipes"] == 542
        assert figures["digests"] == 426
        assert figures["models"] == 426
        assert figures["checkpoints"] == 542
        mine = {recipe.identity.id for recipe in recipes.load()}
        assert mine <= {row["id"] for row in client.models(columns=["title"])}


def test_a_deviation_is_an_error():
    loaded = recipes.load()[:2]
    recipes.check_ids(loaded, [recipe.identity.id for recipe in loaded])
    with pytest.raises(AssertionError, match=loaded[0].name):
        recipes.check_ids(loaded, [recipe.identity.id for recipe in reversed(loaded)])
