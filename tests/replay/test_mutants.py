"""The replays of access catch what they are for: each is run on a build that is broken in one place, and has to fail.

One function a mutant: what is broken in it, and which row sees it. The others of docs/security.md were tried by hand.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from modelbase.server import access
from modelbase.server.api import visitor
from modelbase.server.database import visible
from modelbase.server.database.models import shares
from modelbase.server.models import share
from modelbase.server.signin import identify
from modelbase.server.transfer import pull
from modelbase.server.trash import trash
from modelbase.server.visible import EVERYTHING
from tests.replay import test_access
from tests.replay.test_access import ROWS, Site

site = test_access.site
Break = Callable[[pytest.MonkeyPatch], None]


def a_name_pattern_is_a_prefix(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(access, "fits", lambda name, pattern: name.startswith(pattern))
    patch.setattr(visible, "_pattern", lambda only: {"$regex": f"^{only}"})


def reading_forgets_privacy(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(access, "readable", lambda who: EVERYTHING)


def a_share_is_found_by_its_id_alone(patch: pytest.MonkeyPatch) -> None:
    whole = shares.delete
    patch.setattr(shares, "get", lambda db, key, share_id: shares.live(db, (), [share_id])[0][1])
    patch.setattr(
        shares, "delete", lambda db, key, share_id: whole(db, shares.live(db, (), [share_id])[0][0], share_id)
    )


def basic_is_taken_too(patch: pytest.MonkeyPatch) -> None:
    strict = identify.Identifier._by_token

    def lax(self: Any, authorization: str) -> Any:
        if authorization.startswith("Basic "):
            text = base64.b64decode(authorization.partition(" ")[2]).decode()
            authorization = "Bearer " + max(text.split(":"), key=len)
        return strict(self, authorization)

    patch.setattr(identify.Identifier, "_by_token", lax)


def any_proxy_is_believed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(visitor, "client_address", lambda peer, told, trusted: told.split(",")[0] or peer)


def shares_outlive_their_model(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(trash.shares, "delete_all", lambda db, **of: None)


def a_link_is_kept_in_clear(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(share, "text_hash", lambda text: text)


def a_file_is_shown(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pull, "disposition", lambda name: "inline")


MUTANTS: dict[Break, int] = {
    a_name_pattern_is_a_prefix: 7,
    reading_forgets_privacy: 21,
    a_share_is_found_by_its_id_alone: 16,
    basic_is_taken_too: 24,
    any_proxy_is_believed: 25,
    shares_outlive_their_model: 29,
    a_link_is_kept_in_clear: 38,
    a_file_is_shown: 56,
}


@pytest.mark.parametrize(
    ("broken", "row"), MUTANTS.items(), ids=lambda value: getattr(value, "__name__", value)
)
def test_a_build_that_is_broken_in_one_place_is_caught(
    site: Site, monkeypatch: pytest.MonkeyPatch, broken: Break, row: int
) -> None:
    broken(monkeypatch)
    with pytest.raises(AssertionError):
        ROWS[row](site)
