"""/users: the people of this server, for Admins."""

from __future__ import annotations

from typing import Annotated, Any

from flask import Response
from flask_openapi3 import APIBlueprint
from pydantic import Field, StrictBool

from modelbase.entities import Role, Strict, User, wire
from modelbase.errors import Invalid
from modelbase.server import access
from modelbase.server.api.context import PageRequest, answer, deployment, me
from modelbase.server.database.people import users
from modelbase.server.signin import people

api = APIBlueprint("users", __name__, url_prefix="/api/v1")

HIDDEN = ("session_version",)


class PersonChange(Strict):
    """The fields to set, one at a time; absent ones stay."""

    role: Role | None = None
    disabled: StrictBool | None = None


class UserPath(Strict):
    """One person, by the identity that the sign-in provider gives them."""

    user: Annotated[str, Field(max_length=200)]


@api.get("/users")
def page(query: PageRequest) -> Response:
    """List the people of this server."""
    access.require(me(), "users")
    found = users.page(deployment().db, query.after, query.limit + 1)
    shown = found[: query.limit]
    after = shown[-1].id if len(found) > query.limit else None
    return answer({"rows": [_shown(user) for user in shown], "next": after})


@api.patch("/users/<user>", responses={200: User})
def change(path: UserPath, body: PersonChange) -> Response:
    """Change a person's role, or disable them, or enable them again."""
    here, who = deployment(), access.require(me(), "users")
    if (body.role is None) == (body.disabled is None):
        raise Invalid("give role or disabled: one of them at a time")
    if body.role is not None:
        return answer(_shown(people.set_role(here, who, path.user, body.role)))
    return answer(_shown(people.set_disabled(here, who, path.user, bool(body.disabled))))


@api.delete("/users/<user>")
def delete(path: UserPath) -> Response:
    """Forget a person with their sessions and tokens."""
    people.delete(deployment(), access.require(me(), "users"), path.user)
    return answer(None, 204)


def _shown(user: User) -> dict[str, Any]:
    return {name: value for name, value in wire(user).items() if name not in HIDDEN}
