"""Rules of people: read, change the role, disable, delete; at least one Admin always remains.

A change takes effect at once for browsers and within two seconds for tokens (identify.py). No Flask, no pymongo.
"""

from __future__ import annotations

from contextlib import nullcontext, suppress

from modelbase.entities import Role, User
from modelbase.errors import Conflict, NotFound
from modelbase.server.access import Principal
from modelbase.server.database.models import shares
from modelbase.server.database.people import admins, sessions, tokens, users
from modelbase.server.database.translate import AlreadyExists
from modelbase.server.deployment import Deployment
from modelbase.server.history import audit


def get(deployment: Deployment, user_id: str) -> User:
    """Return a person, or raise NotFound."""
    found = users.find(deployment.db, user_id)
    if found is None:
        raise NotFound(
            f"there is no person {user_id[:80]!r}; `modelbase users ls` lists them", "user_not_found"
        )
    return found


def set_role(deployment: Deployment, who: Principal, user_id: str, role: Role) -> User:
    """Give a person a role, which teams no longer change; repeating it changes nothing."""
    person = get(deployment, user_id)
    if person.role is role:
        return person
    if person.basis == "list":
        raise Conflict(f"{person.login} is Admin by MODELBASE_ADMINS; change that setting instead")
    with (
        suppress(AlreadyExists),
        _leaving(deployment, person),
        _recorded(deployment, who, "user.role", person, **{"from": person.role, "to": role}),
    ):
        return users.set_role(deployment.db, user_id, role, person.role)
    return set_role(deployment, who, user_id, role)  # it was changed meanwhile


def set_disabled(deployment: Deployment, who: Principal, user_id: str, disabled: bool) -> User:
    """Disable a person, ending all their sessions, or enable them; repeating it changes nothing."""
    person = get(deployment, user_id)
    if person.disabled is disabled:
        return person
    # AlreadyExists: another request did the same meanwhile, and that is the one record of it.
    if not disabled:
        with suppress(AlreadyExists), _recorded(deployment, who, "user.enable", person):
            users.set_disabled(deployment.db, user_id, False, must_change=True)
    else:
        with (
            suppress(AlreadyExists),
            _leaving(deployment, person),
            _recorded(deployment, who, "user.disable", person),
        ):
            users.set_disabled(deployment.db, user_id, True, must_change=True)
            sessions.delete_all(deployment.db, user_id)
    return get(deployment, user_id)


def delete(deployment: Deployment, who: Principal, user_id: str) -> None:
    """Delete a person with their sessions, tokens and the shares given to them; what they made stays."""
    person = get(deployment, user_id)
    with _leaving(deployment, person), _recorded(deployment, who, "user.delete", person):
        users.set_disabled(
            deployment.db, user_id, True
        )  # ends their sessions and tokens, even if a later step fails
        _forget(deployment, user_id)
        users.delete(deployment.db, user_id)
        _forget(deployment, user_id)  # again: a token may have been made in between


def _forget(deployment: Deployment, user_id: str) -> None:
    tokens.delete_all(deployment.db, user_id)
    sessions.delete_all(deployment.db, user_id)
    shares.delete_all(deployment.db, user_id=user_id)


def _leaving(deployment: Deployment, person: User) -> admins.Leaving:
    active = person.role is Role.ADMIN and not person.disabled
    return admins.leaving(deployment.db, person.id) if active else nullcontext()


def _recorded(
    deployment: Deployment, who: Principal, action: str, person: User, **details: str
) -> audit.Recorded:
    return audit.recorded(deployment.db, who, action, {"user": person.id, "login": person.login}, details)
