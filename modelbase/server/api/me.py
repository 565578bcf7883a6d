"""GET /me: who is asking, and of which server."""

from __future__ import annotations

from flask import Response
from flask_openapi3 import APIBlueprint

from modelbase.errors import SignInRequired
from modelbase.installed import version
from modelbase.server import access
from modelbase.server.api.context import answer, deployment, me
from modelbase.server.database.people import tokens, users

api = APIBlueprint("me", __name__, url_prefix="/api/v1")


@api.get("/me")
def read() -> Response:
    """Return the person who is asking and how they signed in."""
    here = deployment()
    who = access.known(me())
    user = users.find(here.db, who.user_id)
    if user is None:
        raise SignInRequired(access.SIGN_IN)
    token = next((held for held in tokens.page(here.db, who.user_id) if held.id == who.token_id), None)
    settings = here.settings
    open_to = {"anonymous": settings.allow_anonymous, "guests": settings.allow_guests}
    server = {"version": version(), "url": settings.url, "sign_in": settings.sign_in} | open_to
    person = {"login": user.login, "name": user.name, "role": user.role, "via": who.via}
    return answer({**person, "token": token, "server": server})
