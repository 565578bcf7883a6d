"""Which role a person has, and whether they may come in at all. Pure but for claims.

The order: on the list of admins, the first Admin, a role given by hand, team, organisation, guest; else refused.
Logins are only looked up in the list of admins, and there each belongs to the first identity that came with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from modelbase.entities import Basis, Role, User
from modelbase.errors import Forbidden, ModelbaseError, SignInRequired
from modelbase.server.database import Database
from modelbase.server.database.people import admins
from modelbase.server.settings import Settings

GRACE = timedelta(hours=24)  # how long a role outlives the last time that the provider confirmed it
FIRST = "first admin"
STRENGTH = tuple(Role)  # strongest first
Shut = Literal["disabled", "not_admitted", "membership_stale"]
MESSAGES: dict[Shut, str] = {
    "disabled": "an Admin has disabled you on this server; ask one",
    "not_admitted": "you are in none of the organisations and teams that may use this server; ask to be added "
    "there (an organisation may also have to approve this app), then sign in again",
    "membership_stale": "for a day it could not be checked that you are still a member; sign in again in the "
    "browser, and everything works as before",
}


@dataclass(frozen=True)
class Person:
    """A person at the provider: `id` never changes (`github:583231`), `login` may and is only shown."""

    id: str
    login: str
    name: str = ""


@dataclass(frozen=True)
class Standing:
    """Which organisations and teams (`org/team`) a person is an active member of, in lower case.

    `complete` is False where the token may not read organisations, so that an absence proves nothing.
    """

    orgs: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    complete: bool = True


@dataclass(frozen=True)
class Decision:
    """A role, why, and whether the provider has to go on confirming it."""

    role: Role
    basis: Basis
    confirmed: bool  # by organisation or team


def decide(
    db: Database, settings: Settings, person: Person, standing: Standing, known: User | None
) -> Decision | None:
    """Return the role of a person by the rules in force, or None where they may not come in."""
    if listed(db, settings, person):
        return Decision(Role.ADMIN, "list", confirmed=False)
    first = not settings.admins and admins.owner(db, FIRST) == person.id
    by_rules = Decision(Role.ADMIN, "first", confirmed=False) if first else by_membership(settings, standing)
    if by_rules is not None and known is not None and known.basis == "manual":
        return Decision(known.role, "manual", by_rules.confirmed)
    return by_rules


def by_membership(settings: Settings, standing: Standing) -> Decision | None:
    """Return what teams, organisations and the setting for guests give, the strongest team first."""
    teams = [role for team, role in settings.team_roles.items() if team in standing.teams]
    if teams:
        return Decision(min(teams, key=STRENGTH.index), "team", confirmed=True)
    if {org.lower() for org in settings.github_orgs} & standing.orgs:
        return Decision(settings.default_role, "organisation", confirmed=True)
    if settings.allow_guests:
        return Decision(Role.GUEST, "guest", confirmed=False)
    return None


def listed(db: Database, settings: Settings, person: Person) -> bool:
    """Say whether a person is on the list of admins, by id or as the first who came with a login on it."""
    entries = {entry.lower() for entry in settings.admins}
    if person.id.rpartition(":")[2] in entries:
        return True
    logins = {entry for entry in entries if not entry.isdigit()}
    if person.login.lower() in logins:
        admins.claim(db, _claim(person.login), person.id)
    mine = admins.claims_of(db, person.id) if logins else []
    return any(_claim(login) in mine for login in logins)


def needs_membership(settings: Settings) -> bool:
    """Say whether any role depends on organisations or teams, so that the provider must be asked about them."""
    return bool(settings.github_orgs or settings.github_team_roles)


def shut(user: User, moment: datetime) -> Shut | None:
    """Return why a person may not come in just now, or None if they may."""
    if user.disabled:
        return "disabled"
    if not user.admitted:
        return "not_admitted"
    stale = user.checked_at is not None and moment - user.checked_at > GRACE
    return "membership_stale" if stale else None


def refusal(why: Shut) -> ModelbaseError:
    """Return the error for a person who may not sign in."""
    kind = SignInRequired if why == "membership_stale" else Forbidden
    return kind(MESSAGES[why], why)


def _claim(login: str) -> str:
    return f"admin {login.lower()}"
