"""Rules of the policy: which one is in force, and how it is changed. No Flask, no pymongo.

A model keeps the ID, digest and policy it was made with. Each policy in force gives it one more key to be found by;
they are worked out before the one write that puts the policy in force. Safe to cut off and to repeat at any point.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import Field

from modelbase.entities import Strict
from modelbase.errors import Conflict, Invalid, NotFound
from modelbase.identity.args import loads
from modelbase.identity.identity import Policy, dataset_and_architecture, digest, family
from modelbase.server.access import Principal
from modelbase.server.bucket.parallel import in_parallel
from modelbase.server.database import Database
from modelbase.server.database.models import models, policies
from modelbase.server.database.models.policies import Kept, Proposal, Recipe
from modelbase.server.database.translate import AlreadyExists
from modelbase.server.deployment import Deployment
from modelbase.server.history import audit

BITE_SECONDS = 2.0  # how long a worker may go on with the policy before
KNOWN_AFTER = BITE_SECONDS  # that a change waits, so that every process goes by it once it is answered
REQUEST_SECONDS = 10.0  # that one request works on a change; asking again goes on
BATCH = 200
LISTED = 100  # groups that fall together, of which a report names the models
NAMED = 10  # models of such a group that are named


class InForce:
    """The policy in force, asked of the database every two seconds at most; one for each process."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._policy: Policy | None = None
        self._asked = 0.0

    def policy(self) -> Policy:
        """Return the policy in force, at most two seconds old."""
        moment = time.monotonic()
        if self._policy is None:
            self._policy, self._asked = policies.latest(self._db), moment
        elif moment - self._asked >= BITE_SECONDS:
            if policies.latest_number(self._db) != self._policy.number:
                self._policy = policies.latest(self._db)
            self._asked = moment
        return self._policy

    def forget(self) -> None:
        """Ask the database at the next call."""
        self._policy = None


Keys = Annotated[list[str], Field(max_length=1_000)]


class NewPolicy(Strict):
    """A whole policy; `number` is that of the policy it was made from, to notice a change in between."""

    ignore: Keys
    seeds: Keys
    defaults: dict[str, Any]
    dataset_keys: Keys
    architecture_keys: Keys
    number: int | None = None


class PolicyChange(Strict):
    """Whether only to report, and whether models may fall together."""

    dry_run: bool = False
    accept_merge: bool = False


@dataclass(frozen=True)
class PolicyReport:
    """What a change would do, in numbers of models, and the groups that would fall together (the largest 100)."""

    models: int
    changed: int
    families: dict[str, int]
    conflicts: dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """How far a change is: `computing` (ask again), `ready` (a dry run is done), `in_force`."""

    state: Literal["computing", "ready", "in_force"]
    policy: Policy
    done: int
    total: int
    report: PolicyReport | None = None


def get(db: Database, number: int) -> Policy:
    """Return the policy of a number, or raise NotFound."""
    found = policies.find(db, number)
    if found is None:
        raise NotFound(f"there is no policy {number}; `modelbase policy ls` lists them")
    return found


def change(deployment: Deployment, who: Principal, new: NewPolicy, how: PolicyChange) -> Outcome:
    """Work out what another policy does, and unless it is a dry run, put it in force; ask again while `computing`."""
    until = time.monotonic() + REQUEST_SECONDS
    base = policies.latest(deployment.db)
    policy = Policy.from_dict({**new.model_dump(), "number": base.number + 1})
    if policy.fingerprint == base.fingerprint:
        return _in_force(deployment, base, None, until)
    if new.number not in {None, base.number}:
        raise _edited(base.number)
    work = _Work(deployment.db, base, policy)
    while work.batch():
        if time.monotonic() >= until:
            return Outcome("computing", policy, *policies.progress(deployment.db, work.of))
    report = _report(deployment.db, work.of)
    if how.dry_run:
        return Outcome("ready", policy, report.models, report.models, report)
    if report.conflicts["count"] and not how.accept_merge:
        groups = report.conflicts["count"]
        raise Conflict(
            f"by this policy {groups:,} {'group' if groups == 1 else 'groups'} of models would count as one recipe "
            "each: lookups would find the oldest of a group, the others would stay under their IDs. Nothing was "
            "changed; to accept that, say accept_merge",
            "policy_conflict",
            report=asdict(report),
        )
    with audit.recorded(deployment.db, who, "policy.change", {"policy": str(policy.number)}):
        try:
            policies.insert(deployment.db, Kept(policy, who.login, models.now()))
        except AlreadyExists as taken:
            raise _edited(policies.latest_number(deployment.db)) from taken
    outcome = _in_force(deployment, policy, report, until)
    time.sleep(KNOWN_AFTER)
    return outcome


def catch_up(deployment: Deployment, policy: Policy | None = None) -> int:
    """Give models that lack them their keys and families by the policy in force; return how many. For the worker."""
    policy = policy or policies.latest(deployment.db)
    found = policies.unsettled(deployment.db, policy.fingerprint, BATCH)
    if found:
        work = _Work(deployment.db, policy, policy)
        in_parallel(lambda each: work.settle(*each), found)
    return len(found)


class _Work:
    """Works a policy out, model by model; `of` names a change from one policy to another."""

    def __init__(self, db: Database, base: Policy, policy: Policy) -> None:
        self.db, self.base, self.policy = db, base, policy
        self.of = base.fingerprint + policy.fingerprint
        self._made = {base.number: base}

    def batch(self) -> int:
        """Work a change out for some models that lack it, and return for how many."""
        found = policies.unproposed(self.db, self.of, BATCH)
        in_parallel(lambda each: self.propose(*each), found)
        return len(found)

    def propose(self, key: str, recipe: Recipe | None) -> None:
        """Work a change out for one model."""
        tree = _tree(recipe)
        if recipe is None or tree is None:
            return policies.pass_over(self.db, key, "", self.of)
        name, whole = self.name(recipe, tree, self.policy), digest(tree, self.policy)
        group = family(tree, self.policy)
        was = f"{self.name(recipe, tree, self.base)}:{self.before(recipe, tree)}"
        proposal = Proposal(self.of, _short(f"{name}:{whole}"), _short(was), group, group != recipe.family)
        return policies.propose(self.db, key, proposal, self.keys(recipe, name, whole))

    def settle(self, key: str, recipe: Recipe | None) -> None:
        """Give one model keys and family by the policy in force, as worked out before or now."""
        mark, tree = self.policy.fingerprint, _tree(recipe)
        if recipe is None or tree is None:
            return policies.pass_over(self.db, key, mark)
        if str(recipe.proposal.get("of", "")).endswith(mark):
            return policies.settle(self.db, key, mark, recipe.proposal["family"], ())
        name, whole = self.name(recipe, tree, self.policy), digest(tree, self.policy)
        return policies.settle(self.db, key, mark, family(tree, self.policy), self.keys(recipe, name, whole))

    def keys(self, recipe: Recipe, name: str, whole: str) -> list[str]:
        """Return what a model is found by: its own name, which a caller may give, and the one its args have now."""
        return [policy_key(self.policy, each, whole) for each in dict.fromkeys((recipe.name, name))]

    def before(self, recipe: Recipe, tree: dict[str, Any]) -> str:
        """Return the digest by the policy in force."""
        mark = self.base.fingerprint + ":"
        known = next((key for key in recipe.policy_keys if key.startswith(mark)), None)
        return known.rpartition(":")[2] if known else digest(tree, self.base)

    def name(self, recipe: Recipe, tree: dict[str, Any], policy: Policy) -> str:
        """Return the name that a model's args have by a policy; what a caller once gave stays."""
        made = self.made(recipe.policy)
        if (made.dataset_keys, made.architecture_keys) == (policy.dataset_keys, policy.architecture_keys):
            return recipe.name
        given = (recipe.dataset, recipe.architecture)
        parts = zip(given, _found(tree, made), _found(tree, policy), strict=True)
        return "/".join(now if old == part and now else part for part, old, now in parts)

    def made(self, number: int) -> Policy:
        """Return the policy that a model was made with."""
        if number not in self._made:
            self._made[number] = get(self.db, number)
        return self._made[number]


def _tree(recipe: Recipe | None) -> dict[str, Any] | None:
    """Return the args of a recipe; None if they cannot be read."""
    try:
        return None if recipe is None else loads(recipe.args)
    except Invalid:
        return None


def policy_key(policy: Policy, name: str, whole: str) -> str:
    """Return the key under which a policy finds a digest of a name."""
    return f"{policy.fingerprint}:{name}:{whole}"


def _found(tree: dict[str, Any], policy: Policy) -> tuple[str | None, str | None]:
    """Return the dataset and the architecture that args say by themselves, each None if they do not."""
    return _part(tree, policy, 0), _part(tree, policy, 1)


def _part(tree: dict[str, Any], policy: Policy, at: int) -> str | None:
    try:
        return dataset_and_architecture(tree, policy, *((None, "x"), ("x", None))[at])[at]
    except Invalid:
        return None  # no arg says it, so the caller did


def _in_force(deployment: Deployment, policy: Policy, report: PolicyReport | None, until: float) -> Outcome:
    while catch_up(deployment, policy):
        if time.monotonic() >= until:
            break  # the worker goes on
    total = policies.progress(deployment.db, "")[1]
    return Outcome("in_force", policy, total, total, report)


def _report(db: Database, of: str) -> PolicyReport:
    count = policies.counts(db, of)
    groups, largest = policies.merges(db, of, LISTED)
    named = [(policies.merged(db, of, key, NAMED + 1), size) for key, size in largest]
    rows = [{"id": ids[0], "others": ids[1:], "models": size} for ids, size in named if ids]
    return PolicyReport(
        policies.progress(db, of)[0], count.pop("changed"), count, {"count": groups, "rows": rows}
    )


def _edited(number: int) -> Conflict:
    return Conflict(
        f"policy {number} is in force by now; look at it (`modelbase policy show`), then repeat your change on it",
        "edited_meanwhile",
        number=number,
    )


def _short(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
