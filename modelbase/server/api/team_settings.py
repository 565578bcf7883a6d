"""/settings: what the team decides of its server beside identity: whose weights and which imports are trusted."""

from __future__ import annotations

from flask import Response
from flask_openapi3 import APIBlueprint

from modelbase.server import access
from modelbase.server.api.context import answer, deployment, me
from modelbase.server.models import team_settings
from modelbase.server.models.team_settings import NewTeamSettings, TeamSettings

api = APIBlueprint("team_settings", __name__, url_prefix="/api/v1")


@api.get("/settings", responses={200: TeamSettings})
def read() -> Response:
    """Return the team's settings."""
    access.require(me(), "table")
    return answer(team_settings.get(deployment().db).model_dump())


@api.put("/settings", responses={200: TeamSettings})
def change(body: NewTeamSettings) -> Response:
    """Change the team's settings; what is left out stays as it is."""
    who = access.require(me(), "settings")
    return answer(team_settings.change(deployment().db, who, body).model_dump())
