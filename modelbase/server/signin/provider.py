"""The seam behind which a sign-in provider sits: who somebody is, and which groups they are in.

GitHub is one (github.py); a generic OpenID Connect provider would be another, with groups for organisations and
teams. Nothing here knows roles, sessions or HTTP.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Person:
    """Somebody at the provider: `id` never changes (`github:583231`), `login` may and is only shown."""

    id: str
    login: str
    name: str = ""


@dataclass(frozen=True)
class Standing:
    """Which organisations and teams (`org/team`) somebody is an active member of, in lower case.

    `complete` is False where the provider was not allowed to tell, so that an absence proves nothing.
    """

    orgs: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    complete: bool = True


class Provider(Protocol):
    """One sign-in provider. Every call may raise Unavailable `provider_unavailable`."""

    def address(self, state: str, verifier: str) -> str:
        """Return where the browser goes to sign in."""

    def exchange(self, code: str, verifier: str) -> str:
        """Return the provider's token for the code that came back; raise SignInRequired `sign_in_failed`."""

    def person(self, token: str) -> Person:
        """Return whose token this is; raise SignInRequired `sign_in_failed` if it is dead."""

    def standing(self, token: str) -> Standing:
        """Return which groups that matter here the token's person is in."""
