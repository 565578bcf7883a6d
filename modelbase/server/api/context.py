"""What every route shares: the deployment, who is asking, strict parsing of requests, and the one way to answer."""

from __future__ import annotations

import inspect
import json
import re
from contextlib import suppress
from datetime import datetime
from socket import SHUT_RD, socket
from threading import BoundedSemaphore, Timer
from typing import Annotated, Any, cast, get_type_hints

import orjson
from flask import Flask, Request, Response, current_app, g, request
from pydantic import BaseModel, Field
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import BaseConverter
from werkzeug.utils import cached_property

from modelbase.entities import Model, Part, State, Strict, utc_text, wire
from modelbase.errors import Invalid, Unavailable
from modelbase.identity.jsontext import read_object
from modelbase.identity.policy import Policy
from modelbase.server import access
from modelbase.server.access import ModelAct, Principal
from modelbase.server.api import cost
from modelbase.server.deployment import Deployment
from modelbase.server.models.policies import InForce

ARRIVED = 128 << 10  # bytes; up to here a body is whole before it reaches us (hosting/front.py)
READING = BoundedSemaphore(8)  # of the threads of a web process, those that may read larger bodies at once
READING_SECONDS = 5.0
# What is read of a body that is refused, so that the answer arrives: so many times the limit of its route, so long.
DRAINED_LIMITS = 8
DRAINED_SECONDS = 5.0
CLIENT_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}", re.ASCII)
UNFINISHED = (State.INTERRUPTED, State.FAILED)  # states that 0.1 does not know
NO_COOKIES: ImmutableMultiDict[str, str] = ImmutableMultiDict()


class ModelPath(Strict):
    """`<dataset>/<architecture>:<hash or alias>`, as it stands in a path."""

    ref: str


class PageRequest(Strict):
    """Which page of a list: at most so many rows, after the row that the page before ended with."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    after: Annotated[str, Field(max_length=300)] | None = None


class EmptyBody(Strict):
    """A body without fields."""


class ModelConverter(BaseConverter):
    """Matches a model reference inside a path, slash included."""

    part_isolating = False
    regex = r"[^/]+/[^/:]+:[^/@]+"


class StrictRequest(Request):
    """A request whose JSON body is parsed strictly; the text of `args` is kept as it was sent."""

    @property  # type: ignore[misc]
    def max_content_length(self) -> int:  # type: ignore[override]
        """How many bytes the body may have, whatever it says of its length."""
        return cost.largest_body(self.endpoint)

    def get_json(self, *_: Any, **__: Any) -> Any:
        """Return the body as a mapping; raise Invalid for anything but one JSON object of application/json."""
        if self.mimetype != "application/json":
            raise Invalid("send the body as application/json")
        return read_object(self.get_data(cache=True), bodies().get(self.endpoint or ""))

    def get_data(self, *given: Any, **named: Any) -> Any:
        """Return the body; raise TooLarge for one without a length that is over the limit, too.

        Few threads at once read bodies that may still be on their way, so that slow senders leave the others free.
        """
        if self.content_length is not None and self.content_length <= ARRIVED:
            return super().get_data(*given, **named)
        if not READING.acquire(timeout=READING_SECONDS):
            raise Unavailable(
                "too many large requests are being received; try again in a moment", retry_after=2
            )
        try:
            data = super().get_data(*given, **named)
        finally:
            READING.release()
        # Of a stream without a length werkzeug returns what there is up to the limit.
        if self.content_length is None and len(data) >= self.max_content_length:
            raise cost.too_large(self.endpoint)
        return data

    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        """The cookies; looked for only where there is a header of them."""
        return super().cookies if "HTTP_COOKIE" in self.environ else NO_COOKIES


def drain(asked: Request) -> None:
    """Read and forget what is left of the body of a refused request, within bounds of size, time and readers.

    A web process that answers and closes before the front has sent the whole body (RFC 9112, 9.6) makes the front
    say 503. Past a bound, and for callers who are not known, the connection is closed as before. Raises nothing.
    """
    length = asked.content_length
    connection = asked.environ.get("gunicorn.socket")
    chunked = asked.environ.get("wsgi.input_terminated") and length is None
    if connection is None or not (chunked or (length or 0) > ARRIVED) or g.get("who") is None:
        return
    left = DRAINED_LIMITS * cost.largest_body(asked.endpoint)
    if (length or 0) > left or not READING.acquire(blocking=False):
        return
    # A sender of single bytes keeps one read of gunicorn waiting: the end of its input is what ends that.
    late = Timer(DRAINED_SECONDS, lambda: _end_input(connection))
    late.daemon = True
    late.start()
    try:
        while left > 0 and (data := asked.environ["wsgi.input"].read(ARRIVED)):
            left -= len(data)
    except OSError:  # broken off, which its sender knows
        return
    finally:
        late.cancel()
        READING.release()


def _end_input(connection: socket) -> None:
    with suppress(OSError):
        connection.shutdown(SHUT_RD)


def bodies_of(app: Flask) -> dict[str, frozenset[str]]:
    """Return which fields the JSON body of each endpoint has, by endpoint; those without a body are not there."""
    found: dict[str, frozenset[str]] = {}
    for endpoint, view in app.view_functions.items():
        body = get_type_hints(inspect.unwrap(view)).get("body")
        if body is not None:
            found[endpoint] = frozenset(one.alias or name for name, one in body.model_fields.items())
    return found


def bodies() -> dict[str, frozenset[str]]:
    """Return what `bodies_of` found when the routes were registered."""
    return cast("dict[str, frozenset[str]]", current_app.extensions["modelbase_bodies"])


def client_named(asking: Request) -> str | None:
    """Return the version by which the client names itself (`Modelbase-Client`); None for others and for 0.1."""
    given = asking.headers.get("Modelbase-Client", "")
    return given if CLIENT_VERSION.fullmatch(given) else None


def client_version() -> str | None:
    """Return the version of the client of this request; None is 0.1."""
    return cast("str | None", g.get("client"))


def current() -> tuple[Request, Any]:
    """Return the request and what is known of it so far, Flask's `g`, without their proxies, which cost time."""
    return request._get_current_object(), g._get_current_object()  # type: ignore[attr-defined]


def deployment() -> Deployment:
    """Return what this app works with."""
    return cast(Deployment, current_app.extensions["modelbase"])


def in_force() -> InForce:
    """Return what knows the policy in force."""
    return cast(InForce, current_app.extensions["modelbase_policy"])


def policy() -> Policy:
    """Return the policy in force, at most two seconds old."""
    return in_force().policy()


def me() -> Principal | None:
    """Return who is asking; None without sign-in, where the server allows no anonymous reads."""
    return cast("Principal | None", g.get("who"))


def model_of(ref: str, act: ModelAct, *parts: Part) -> tuple[Deployment, Principal, Model]:
    """Return the deployment, who is asking, and the model of `ref` on which they may do `act`; see access.model.

    With `parts`, the answer shows these parts of each model in it: `who` then reads only models that show them all.
    """
    here, who = deployment(), access.narrowed(me(), *parts) if parts else access.known(me())
    return here, who, access.model(here.db, who, ref, act)


def revision() -> int | None:
    """Return the revision that If-Match names, or None where the header is absent or `*`."""
    given = request.headers.get("If-Match")
    if given is None or given.strip() == "*":
        return None
    found = re.fullmatch(r'\s*(?:W/)?"(\d{1,18})"\s*', given)
    if found is None:
        raise Invalid('If-Match is not a revision in quotes, such as "3"')
    return int(found[1])


def _told(body: Any) -> Any:
    """Return an answer as the caller understands it: a client of 0.1 knows no `interrupted` and no `failed`.

    A browser runs the web app of this very server, and knows all.
    """
    knows = (request.endpoint or "").startswith("runs.") or getattr(g.get("who"), "via", None) == "session"
    if knows or g.get("client") is not None:
        return body
    if isinstance(body, Model) and body.state in UNFINISHED:
        return body.model_copy(update={"state": State.NEW})
    if isinstance(body, dict):
        body = {name: _told(value) for name, value in body.items()}
        return body | {"state": State.NEW} if body.get("state") in UNFINISHED else body
    return body


def answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return the JSON answer of an entity, a mapping or None (an empty answer), never to be cached."""
    data = b"" if body is None else dumps(_told(body))
    response = Response(data, status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    if headers:
        response.headers.update(headers)
    return response


def rows(entities: list[Any], next_cursor: str | None = None) -> Response:
    """Return the answer of a list."""
    return answer({"rows": [wire(entity) for entity in entities], "next": next_cursor})


def page_of(found: list[Any], query: PageRequest) -> Response:
    """Return the answer of a page of entities with ids, of which one more than `limit` was looked for."""
    shown = found[: query.limit]
    return rows(shown, shown[-1].id if len(found) > query.limit else None)


def dumps(body: Any) -> bytes:
    """Return JSON bytes of an entity or of plain data with moments and raw fragments in it."""
    if isinstance(body, BaseModel):
        body = wire(body)
    try:
        return orjson.dumps(
            body, default=_plain, option=orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_NON_STR_KEYS
        )
    except TypeError:
        # orjson writes no integers beyond 64 bits, which are fine JSON, and no half characters, which errors quote.
        return json.dumps(body, default=_plain).encode()


def raw_json(text: str) -> orjson.Fragment:
    """Return JSON text that goes into an answer as it is."""
    return orjson.Fragment(text)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, BaseModel):
        return wire(value)
    raise TypeError(f"cannot write {type(value).__name__} as JSON")
