"""A share link as a way in: `https://…/s/mbs_…` opens one model to whoever has it, without an account.

The secret goes into a header of requests to the link's own server and nowhere else: no address, message or file has
it. Which requests a link is good for, the server decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from modelbase.client.config import Server, clean_url
from modelbase.errors import Invalid, NotFound

if TYPE_CHECKING:
    from modelbase.client.api import Api

LINK = re.compile(
    r"(?P<server>\S+?)/s/(?P<secret>mbs_[A-Za-z0-9_-]{43})/?(?:@(?P<label>[A-Za-z0-9][A-Za-z0-9._-]{0,63}))?"
)


@dataclass(frozen=True)
class Link:
    """The server of a link, its secret, and the label of `link@label`."""

    server: Server
    secret: str = field(repr=False)
    label: str | None = None


def is_link(text: str) -> bool:
    """Say whether a text is meant as a share link or its secret, whole or not: no ID looks like one."""
    return "://" in text or "/s/mbs_" in text or (text.strip().startswith("mbs_") and "/" not in text)


def parse(text: str) -> Link | None:
    """Return the link that a text is, None if it is none; `invalid`, without the text, if a part of it is missing."""
    if not is_link(text):
        return None
    found = LINK.fullmatch(text.strip())
    if found is None:
        raise Invalid(
            "this is no whole share link: one looks like https://models.example.com/s/mbs_… and ends after 43 letters "
            "and digits; copy it again"
        )
    server = Server(clean_url(found["server"]), None, "the share link", found["secret"])
    return Link(server, found["secret"], found["label"])


@contextmanager
def reached(text: str, usual: Callable[[], Api]) -> Iterator[tuple[Api, str]]:
    """Give the API and the reference for a text: an ID goes to the usual server, a link to its own, as its model."""
    from modelbase.client.api import Api  # loads HTTP, which asking whether a text is a link does not

    link = parse(text)
    if link is None:
        yield usual(), text
        return
    api = Api(link.server)
    try:
        yield api, opened(api) + (f"@{link.label}" if link.label else "")
    finally:
        api.close()


def opened(api: Api) -> str:
    """Return the ID of the model that the link of this API opens; `share_link` if it does not open anything."""
    rows = api.call("GET", "shares/mine")["rows"]
    if not rows:
        raise NotFound(
            "the model of this link is not there any more; ask whoever sent the link", "model_not_found"
        )
    return str(rows[0]["model"]["id"])
