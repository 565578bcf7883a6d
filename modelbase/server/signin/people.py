"""Rules of people: list them, change their role, shut them out, forget them; at least one Admin always remains.

What is changed here bites at once for browsers and within two seconds for tokens (identify.py). No Flask, no pymongo.
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
        told = f"there is no person {user_id[:80]!r}; `modelbase users ls` lists them"
        raise NotFound(told, "user_not_found")
    return found


def set_role(deployment: Deployment, who: Principal, user_id: str, role: Role) -> User:
    """Give a person a role, which teams no longer change; the same again changes nothing."""
    person = get(deployment, user_id)
    if person.role is role:
        return person
    if person.basis == "list":
        raise Conflict(f"{person.login} is Admin by MODELBASE_ADMINS; change that setting instead")
    told = {"from": person.role, "to": role}
    with (
        suppress(AlreadyExists),
        _leaving(deployment, person),
        _told(deployment, who, "user.role", person, **told),
    ):
        return users.set_role(deployment.db, user_id, role, person.role)
    return set_role(deployment, who, user_id, role)  # it was changed meanwhile


def set_disabled(deployment: Deployment, who: Principal, user_id: str, disabled: bool) -> User:
    """Shut a person out, ending all their sessions, or let them in again; the same again changes nothing."""
    person = get(deployment, user_id)
    if person.disabled is disabled:
        return person
    # AlreadyExists: another request did the same meanwhile, and that is the one record of it.
    if not disabled:
        with suppress(AlreadyExists), _told(deployment, who, "user.enable", person):
            users.set_disabled(deployment.db, user_id, False, anew=True)
    else:
        with (
            suppress(AlreadyExists),
            _leaving(deployment, person),
            _told(deployment, who, "user.disable", person),
        ):
            users.set_disabled(deployment.db, user_id, True, anew=True)
            sessions.delete_all(deployment.db, user_id)
    return get(deployment, user_id)


def delete(deployment: Deployment, who: Principal, user_id: str) -> None:
    """Forget a person with their sessions, tokens and what was shared with them; what they made stays."""
    person = get(deployment, user_id)
    with _leaving(deployment, person), _told(deployment, who, "user.delete", person):
        users.set_disabled(
            deployment.db, user_id, True
        )  # from here on nothing of theirs works, whatever comes next
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


def _told(
    deployment: Deployment, who: Principal, action: str, person: User, **details: str
) -> audit.Recorded:
    return audit.recorded(deployment.db, who, action, {"user": person.id, "login": person.login}, details)
