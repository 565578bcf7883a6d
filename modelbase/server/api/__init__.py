"""The HTTP API: registers the routes, and holds the four handlers that alone turn errors into answers.

A route parses, calls one function, answers. No route has a `try`, an access rule or a database call of its own.
Imports the rules and access. Start reading at models.py.
More than 15 files: one a noun.
"""

from __future__ import annotations

import logging
import re
import secrets
from typing import Any

from flask import Response, current_app, g, request
from flask_openapi3 import Info, OpenAPI
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from modelbase.errors import CODES, Invalid, ModelbaseError, SignInRequired, TooMany, Unavailable
from modelbase.server import access
from modelbase.server.api import (
    activity,
    aliases,
    arrival,
    checkpoints,
    cli_grants,
    context,
    cost,
    diff,
    events,
    images,
    keys,
    leases,
    lineage,
    lookup,
    me,
    models,
    near,
    pip,
    policy,
    process,
    redaction,
    runs,
    series,
    session,
    shares,
    sign_in,
    site,
    storage,
    team_settings,
    tensors,
    tokens,
    trash,
    users,
    views,
    visitor,
)
from modelbase.server.api.limits import Limiter
from modelbase.server.deployment import Deployment
from modelbase.server.models import policies
from modelbase.server.ready import Readiness
from modelbase.server.signin import identify

LOG = logging.getLogger("modelbase.api")
BY_STATUS = {kind.status: code for code, (kind, _) in CODES.items() if code == kind.default_code}
NOUNS = (
    *(
        lookup,
        leases,
        models,
        activity,
        images,
        aliases,
        lineage,
        near,
        keys,
        checkpoints,
        runs,
        series,
        tensors,
        team_settings,
    ),
    *(diff, views, trash, me, tokens, session, sign_in, cli_grants, shares, users, events, policy),
    *(storage, redaction, process),
)
WITHOUT_SIGN_IN = frozenset().union(
    *(noun.WITHOUT_SIGN_IN for noun in (process, session, sign_in, cli_grants, shares)),
)
# What is asked of a route before a person is known; see visitor.let_in.
KINDS = dict.fromkeys(process.PROBES, "probe") | dict.fromkeys(sign_in.PAGES | pip.PAGES, "costly")
REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
SECURITY: dict[str, Any] = {
    "token": {"type": "http", "scheme": "bearer", "description": "An API token, mb_…"},
    "session": {"type": "apiKey", "in": "cookie", "name": "__Host-modelbase"},
}


def make_app(version: str) -> OpenAPI:
    """Return the bare Flask app that generates the OpenAPI document from its routes."""
    app = OpenAPI(
        "modelbase",
        info=Info(title="Modelbase", version=version, description="A model's name is its recipe."),
        security_schemes=SECURITY,
        doc_ui=False,
        validation_error_callback=_refuse,
        validation_error_status=400,
        static_folder=None,
    )
    app.request_class = context.StrictRequest
    app.url_map.converters["model"] = context.ModelConverter
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    for kind, handler in HANDLERS.items():
        app.register_error_handler(kind, handler)
    return app


def register(app: OpenAPI, deployment: Deployment) -> None:
    """Put routes, error handlers and the checks before every request onto the app."""
    identifier = identify.Identifier(deployment)
    settings = deployment.settings
    limits = Limiter(
        settings.requests_per_second, settings.stranger_requests_per_second, settings.guesses_per_minute
    )
    app.extensions["modelbase_policy"] = policies.InForce(deployment.db)
    app.extensions["modelbase_ready"] = Readiness(deployment)
    app.wsgi_app = arrival.placed(app.wsgi_app, settings.path)  # type: ignore[assignment,method-assign]

    @app.before_request
    def know_who() -> None:
        asking, info = context.current()
        given = asking.headers.get("X-Request-Id", "")
        info.request_id = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        info.client = context.client_named(asking)
        visitor.let_in(settings, limits, (asking, info), KINDS.get(asking.endpoint or "", ""))
        if not asking.path.startswith("/api/v1/"):
            return
        authorization = asking.headers.get("Authorization")
        by_cookie = authorization is None and session.has_cookie(asking, settings)
        identify.check_origin(settings, asking.method, asking.headers, by_cookie)
        found = visitor.who_asks(identifier, limits, session.jwt_of(asking, settings), (asking, info))
        info.who, info.renewed = visitor.known(deployment, limits, found.who, (asking, info)), found.renewed
        if info.who is None and asking.endpoint not in WITHOUT_SIGN_IN:
            raise SignInRequired(access.SIGN_IN)

    cost.install(app, settings.query_seconds)

    @app.after_request
    def finish(response: Response) -> Response:
        _, info = context.current()
        response.headers["X-Request-Id"] = info.get("request_id", "")
        visitor.count_guess(limits, response, info)
        if info.get("renewed"):
            session.set_cookies(response, settings, info.renewed)
        return response

    for noun in NOUNS:
        app.register_api(noun.api)
    app.extensions["modelbase_bodies"] = context.bodies_of(app)
    process.serve_document(app, app.api_doc, settings.path)


def _answer(error: ModelbaseError) -> Response:
    context.drain(context.current()[0])
    if request.endpoint in sign_in.PAGES:
        return sign_in.landing(error)
    body = {
        "error": {
            "code": error.code,
            "message": error.message,
            "details": error.details,
            "request_id": g.get("request_id", ""),
        }
    }
    headers = {}
    if "retry_after" in error.details or isinstance(error, (TooMany, Unavailable)):
        headers["Retry-After"] = str(int(error.details.get("retry_after", 5)))
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return context.answer(body, error.status, headers)


def _answer_http(error: HTTPException) -> Response:
    if error.response is not None:
        return error.response  # type: ignore[return-value]
    status = error.code or 500
    if status == 405 and not request.path.startswith("/api/v1/") and not _takes_any_method():
        status = 404
    code = BY_STATUS.get(status, "invalid" if status < 500 else "internal")
    kind, meaning = CODES[code]
    if status == 413:
        return _answer(cost.too_large(request.endpoint))
    messages = {404: "there is no such address", 405: "this address does not take that method"}
    response = _answer(kind(messages.get(status, meaning), code))
    response.status_code = status
    return response


def _takes_any_method() -> bool:
    """Say whether there is something at this address, for another method than the one that was asked."""
    adapter = current_app.create_url_adapter(request)
    return adapter is not None and (adapter.match(method="GET")[0] != "page" or site.is_page(request.path))


def _answer_fault(_: Exception) -> Response:
    known = {"request_id": g.get("request_id", ""), "client": g.get("client")}
    LOG.exception("request %s failed", known["request_id"], extra=known)
    return _answer(ModelbaseError("the server has a fault; its log has the details under this request id"))


def _refuse(error: ValidationError) -> Response:
    """Answer a request that does not fit its class as any Invalid, with the first field that is wrong."""
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    first: dict[str, Any] = dict(faults[0])
    field = ".".join(str(part) for part in first["loc"]) or "the body"
    reason = {
        "extra_forbidden": "is not a field here",
        "missing": "is missing",
    }.get(first["type"], first["msg"][:1].lower() + first["msg"][1:])
    return _answer(Invalid(f"{field[:200]}: {reason}", field=field[:200]))


HANDLERS: dict[type[Exception], Any] = {
    ModelbaseError: _answer,
    ValidationError: _refuse,
    HTTPException: _answer_http,
    Exception: _answer_fault,
}
