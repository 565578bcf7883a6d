"""/models/<id>/redact and /secrets: credentials that are stored in args, found and redacted, for Admins."""

from __future__ import annotations

from flask import Response
from flask_openapi3 import APIBlueprint

from modelbase.server import access
from modelbase.server.api.context import ModelPath, answer, deployment, me, policy
from modelbase.server.models import redact

api = APIBlueprint("redaction", __name__, url_prefix="/api/v1")


@api.post("/models/<model:ref>/redact")
def replace(path: ModelPath, body: redact.Redaction) -> Response:
    """Put `<redacted>` in the place of args of a model, live or in the trash; its digest and ID stay."""
    return answer(redact.redact(deployment().db, access.known(me()), path.ref, body, policy()))


@api.get("/secrets")
def page(query: redact.SecretsRequest) -> Response:
    """List models whose args hold what looks like a credential, with the keys; walk it until `next` is null."""
    access.require(me(), "secrets")
    found, after = redact.scan(deployment().db, query)
    return answer({"rows": found, "next": after})
