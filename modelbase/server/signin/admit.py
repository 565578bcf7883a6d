"""Admission: asks the provider who a person is and where they belong, and stores the role that follows.

Used at each sign-in and, hourly, by the worker (recheck.py). The provider's token is kept, encrypted, only where a role
depends on organisations or teams, and is used for that hourly check alone.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from modelbase.entities import User
from modelbase.errors import Conflict, Forbidden
from modelbase.server.access import Principal
from modelbase.server.database.models import shares
from modelbase.server.database.models.models import now
from modelbase.server.database.people import admins, sessions, users
from modelbase.server.database.translate import AlreadyExists
from modelbase.server.deployment import Deployment
from modelbase.server.history import audit
from modelbase.server.signin import github, roles
from modelbase.server.signin.encryption import encrypt
from modelbase.server.signin.github import Gate
from modelbase.server.signin.roles import Person, Standing
from modelbase.server.signin.sessions import Origin
from modelbase.server.signin.tokens import text_hash

LOG = logging.getLogger(__name__)
GATE = Gate()
EVERY = timedelta(hours=1)
TOKEN = "provider token"  # noqa: S105 - what the key that encrypts it is for
TRIES = 10


def through(deployment: Deployment, code: str, verifier: str, origin: Origin, first: str | None) -> User:
    """Return the person whom the provider's `code` stands for, with the role of today, or raise why not.

    `first` is the code for the first Admin, if the browser has one.
    """
    with GATE.through(), github.connect(deployment.settings) as provider:
        token = provider.exchange(code, verifier)
        person = provider.person(token)
        standing = provider.standing(token) if roles.needs_membership(deployment.settings) else Standing()
    known = users.find(deployment.db, person.id)
    if known is not None and known.disabled:
        raise roles.refusal("disabled")
    if first is not None:
        _claim_first(deployment, person, first)
    user = settle(deployment, person, standing, origin)
    keep_token(deployment, user.id, token)
    return user


def settle(deployment: Deployment, person: Person, standing: Standing, origin: Origin | None) -> User:
    """Store the role that the rules give a person, and return them; raise Forbidden where they give none.

    `origin` is their sign-in, None where the server looks by itself.
    """
    for _ in range(TRIES):
        known = users.find(deployment.db, person.id)
        if known is not None and known.disabled:
            raise roles.refusal("disabled")
        decision = roles.decide(deployment.db, deployment.settings, person, standing, known)
        if decision is None:
            _turn_away(deployment, known, standing, origin)
        else:
            stored = _store(deployment, _user(person, decision, known, origin), known, origin)
            if stored is not None:
                shares.bind(deployment.db, person.id, person.login)
                users.take_login(deployment.db, person.id, person.login)
                return stored
    raise Conflict("this person's role is being changed at this moment; try again")


def keep_token(deployment: Deployment, user_id: str, token: str, instead: str | None = None) -> None:
    """Plan the next check of a person's standing and store the encrypted token for it, replacing `instead` if given."""
    if roles.needs_membership(deployment.settings):
        encrypted = encrypt(deployment.settings, TOKEN, {"token": token})
        users.keep_token(deployment.db, user_id, encrypted, now() + EVERY, instead)
    else:
        users.plan(deployment.db, user_id, now() + EVERY, forget=True)


def _claim_first(deployment: Deployment, person: Person, code: str) -> None:
    """Make a person the first Admin if the code is valid; one atomic insert decides."""
    good = not deployment.settings.admins and sessions.use_code(deployment.db, text_hash(code)) == roles.FIRST
    if good and admins.claim(deployment.db, roles.FIRST, person.id) == person.id:
        LOG.warning("%s (%s) is the first Admin", person.login, person.id)


def _store(deployment: Deployment, user: User, known: User | None, origin: Origin | None) -> User | None:
    """Store a person as they are now, with a record if that is a change; None if they were changed meanwhile."""
    action, details = _change(user, known)
    if action is None:
        return users.arrive(deployment.db, user, known)
    try:
        target = {"user": user.id, "login": user.login}
        with audit.recorded(deployment.db, _actor(user, origin), action, target, details):
            stored = users.arrive(deployment.db, user, known)
            if stored is None:
                raise AlreadyExists
            return stored
    except AlreadyExists:
        return None


def _change(user: User, known: User | None) -> tuple[str | None, dict[str, str]]:
    """Return what the audit log calls the difference between a person before and now, if it is one of rights."""
    if known is None:
        return "user.join", {"role": user.role, "basis": user.basis}
    if known.admitted != user.admitted:
        return "user.admit" if user.admitted else "user.refuse", {"role": user.role, "basis": user.basis}
    if known.role is not user.role:
        return "user.role", {"from": known.role, "to": user.role, "basis": user.basis}
    return None, {}


def _actor(user: User, origin: Origin | None) -> Principal:
    """Return who the audit log says did it: the person by signing in, or the server itself."""
    if origin is None:
        return Principal("", "", None, "server")
    return Principal(
        user.id, user.login, user.role, "session", address=origin.address, request_id=origin.request_id
    )


def _turn_away(deployment: Deployment, known: User | None, standing: Standing, origin: Origin | None) -> None:
    """Refuse a known person until the rules admit them again, and raise why; an unknown person leaves no record."""
    if known is not None:
        if _store(deployment, known.model_copy(update={"admitted": False}), known, origin) is None:
            return  # changed meanwhile: decide again
        users.end_sessions(deployment.db, known.id)
        sessions.delete_all(deployment.db, known.id)
    if not standing.complete:
        raise Forbidden(
            "GitHub was not allowed to say which organisations you are in; sign in again and leave that allowed",
            "sign_in_scope",
        )
    raise roles.refusal("not_admitted")


def _user(person: Person, decision: roles.Decision, known: User | None, origin: Origin | None) -> User:
    moment = now()
    fields: dict[str, Any] = {
        "login": person.login,
        "name": person.name,
        "role": decision.role,
        "basis": decision.basis,
        "admitted": True,
        "checked_at": moment if decision.confirmed else None,
    } | ({"signed_in_at": moment} if origin else {})
    if known is not None:
        return known.model_copy(update=fields)
    return User(id=person.id, created_at=moment, **fields)
