"""Rules of the team's settings: what is not identity and is decided for all, such as whose weights are trusted.

Two Admins who change different settings at once do not undo each other where they send only what they change.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from modelbase.entities import Entity, Moment, Strict
from modelbase.errors import Invalid
from modelbase.server.access import Principal
from modelbase.server.database import Database
from modelbase.server.database.models import models, settings
from modelbase.server.history import audit

IMPORT = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*(\.\*)?")
MOST = 500
Names = Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(max_length=MOST)]


class TeamSettings(Entity):
    """The settings in force; `updated_by` and `updated_at` are null before the first change."""

    trusted_owners: list[str] = Field(default_factory=list)
    trusted_imports: list[str] = Field(default_factory=list)
    own_pushes: bool = False
    updated_by: str | None = None
    updated_at: Moment | None = None


class NewTeamSettings(Strict):
    """What to change; what is left out stays as it is.

    `trusted_owners` are logins whose flagged files are pulled with a note; `trusted_imports` are names that pickles may
    import, whole (`my_package.nets.Net`) or by module (`my_package.*`); `own_pushes` lets people pull flagged files
    that
    they pushed themselves.
    """

    trusted_owners: Names | None = None
    trusted_imports: Names | None = None
    own_pushes: bool | None = None


def get(db: Database) -> TeamSettings:
    """Return the settings in force."""
    return TeamSettings(**settings.get(db))


def change(db: Database, who: Principal, new: NewTeamSettings) -> TeamSettings:
    """Change settings, with a record in the audit log; raise Invalid for an import that is none."""
    bad = next((name for name in new.trusted_imports or () if not IMPORT.fullmatch(name)), None)
    if bad is not None:
        raise Invalid(
            f"{bad[:80]!r} is no name of an import; one looks like my_package.nets.Net, or my_package.* for all of it",
            parameters=["trusted_imports"],
        )
    changed: dict[str, Any] = {
        name: sorted(set(value)) if isinstance(value, list) else value
        for name, value in new.model_dump(exclude_none=True).items()
    }
    stamp: dict[str, str | datetime] = {"updated_by": who.login, "updated_at": models.now()}
    with audit.recorded(db, who, "settings.change", {"settings": "team"}, changed):
        settings.put(db, settings.get(db) | changed | stamp)
    return get(db)
