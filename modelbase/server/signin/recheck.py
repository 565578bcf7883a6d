"""The hourly check, by the worker, whether people are still members of the teams that their roles come from.

Without the provider's answer no role is raised, and after a day (roles.GRACE) a role that depends on it ends. If the
provider no longer accepts a token, its person has to sign in again.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from threading import Event

from modelbase.entities import User
from modelbase.errors import Forbidden, ModelbaseError, SignInRequired
from modelbase.server.database.models.models import now
from modelbase.server.database.people import users
from modelbase.server.deployment import Deployment
from modelbase.server.signin import admit, github, roles
from modelbase.server.signin.encryption import decrypt
from modelbase.server.signin.roles import Person, Standing

LOG = logging.getLogger(__name__)
ROUND = 30.0  # seconds between rounds
PAUSE = timedelta(minutes=5)  # until the next try for a person whom the provider did not answer about


def run(deployment: Deployment, stop: Event) -> None:
    """Check everyone who is due, every ROUND seconds, until `stop` is set; an outage is retried."""
    while not stop.wait(ROUND):
        try:
            while not stop.is_set() and look(deployment):
                pass
        except ModelbaseError as error:
            LOG.warning("roles wait: %s", error.message)
        except Exception:  # if this thread ended, every role from a team would end after a day
            LOG.exception("a check of a role failed")


def look(deployment: Deployment) -> bool:
    """Check one person who is due; return whether there was one. Raise Unavailable in an outage."""
    due = users.claim_due(deployment.db, PAUSE)
    if due is None:
        return False
    kept = decrypt(deployment.settings, admit.TOKEN, due.token) if due.token else None
    token = str(kept["token"]) if kept else None
    try:
        if roles.needs_membership(deployment.settings) and token is None:
            _without_asking(deployment, due.user)
        else:
            person, standing = _ask(deployment, due.user, token)
            admit.settle(deployment, person, standing, None)
    except Forbidden:
        LOG.warning("%s (%s) may not come in any more", due.user.login, due.user.id)
    except SignInRequired:
        LOG.warning("%s (%s) has to sign in again", due.user.login, due.user.id)
        users.set_checked(deployment.db, due.user.id, now() - 2 * roles.GRACE)
        token = None
    if token is None:
        users.plan(deployment.db, due.user.id, now() + admit.EVERY, forget=True)
    else:
        admit.keep_token(
            deployment, due.user.id, token, due.token
        )  # encrypted again, so that an old key can go
    return True


def _ask(deployment: Deployment, user: User, token: str | None) -> tuple[Person, Standing]:
    """Return who the token's person is today and where they belong."""
    if token is None:
        return Person(user.id, user.login, user.name), Standing()
    with github.connect(deployment.settings) as provider:
        person = provider.person(token)
        if person.id != user.id:
            raise SignInRequired("the token is another person's", "sign_in_failed")
        return person, provider.standing(token)


def _without_asking(deployment: Deployment, user: User) -> None:
    """Settle what needs no provider; what needs it ends a day after it was last confirmed."""
    person = Person(user.id, user.login, user.name)
    decision = roles.decide(deployment.db, deployment.settings, person, Standing(), user)
    if decision is not None and decision.role is user.role and not decision.confirmed:
        admit.settle(deployment, person, Standing(), None)
    elif user.checked_at is None:
        raise SignInRequired("this person cannot be looked up at GitHub", "sign_in_failed")
