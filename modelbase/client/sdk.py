"""`Client`: the requests of a script or a command to one server. The module functions of `modelbase` are its methods.

One request each, or a few: HTTP is in api.py, bytes in transfer/. What is a noun of modelbase/entities.py comes back
as that entity; reports (diff, near, family, lineage, keys, tensors) are the JSON of the API as it is.

Every method that asks the server raises `unavailable` where it cannot be reached, `sign_in_required` without a valid
token, `forbidden` where the role or the token's scope is not enough; one that takes an ID raises `id_invalid`,
`id_ambiguous` for a short one that fits several models, and `model_not_found`. The docstrings name what else.
"""

from __future__ import annotations

import os
import secrets
import socket
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from modelbase.client import config, policy, recipes, reports, said
from modelbase.client.api import Api, body_with_args, path_of
from modelbase.client.args import Args, inexact
from modelbase.client.history import History
from modelbase.client.lease import Held
from modelbase.client.reports import checked
from modelbase.client.secrets import guarded, without_ignored
from modelbase.client.things import (
    Checkpoint,
    Found,
    Kind,
    Model,
    Run,
    Share,
    Token,
    TrashEntry,
    User,
    read,
    read_checkpoint,
    read_model,
)
from modelbase.client.transfer.meter import Callback, Meter
from modelbase.client.transfer.pull import Pulled, find_checkpoint, pull
from modelbase.client.transfer.push import Pushed, push
from modelbase.entities import Alias, Event, Parent, Part, View
from modelbase.errors import Conflict, Invalid, ModelbaseError, NotFound, Unavailable
from modelbase.identity.identity import Identity, Policy, identify, parse_ref

AnyPath = str | os.PathLike[str]
PAGE = 1000  # rows that a list is asked for at once
STILL = 60  # answers to a change of the policy in which nothing moved, after which the server is not believed


class Client:
    """One server and the token for it; without arguments the one that the command line would use.

    With a share link as `url` it reads the one model that the link opens, whose ID is `shared`. Raise `unavailable`
    if no server is known, `invalid` for a text that is no address. Nothing is asked before the first call. May be used
    in a `with`, and by several threads.

    `timeout` is how many seconds one question may take in all, with looking up the name and all repeats; None is
    MODELBASE_TIMEOUT, else 30. The requests of a push and a pull have at least 120 each; the bytes have no limit.
    """

    def __init__(
        self, url: str | None = None, token: str | None = None, *, timeout: float | None = None
    ) -> None:
        share = config.parse_link(url) if url and token is None and "/s/mbs_" in url else None
        self.server = share or config.resolve(url, token)
        self.timeout = None if timeout is None else config.checked_timeout(timeout)

    @cached_property
    def shared(self) -> str | None:
        """The ID of the model that a share link opens; None without one. Raise `share_link` if it opens nothing."""
        if not self.server.share:
            return None
        rows = list(islice(self.api.rows("shares/mine"), 1))
        if not rows:
            gone = "the model of this link is not there any more; ask for a new link"
            raise NotFound(gone, "model_not_found")
        return read(Model, rows[0].get("model") if isinstance(rows[0], dict) else None).id

    @cached_property
    def api(self) -> Api:
        """The HTTP API, connected on first use."""
        return Api(self.server, self.timeout)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Client({self.server.url!r})"

    def close(self) -> None:
        """Close the connections; the client opens new ones if it is used again."""
        if "api" in self.__dict__:
            self.__dict__.pop("api").close()

    # Train

    def push(  # noqa: PLR0913 - the words of a push, each with a default
        self,
        paths: AnyPath | Iterable[AnyPath],
        args: Any,
        *,
        label: str | None = None,
        step: int | None = None,
        metrics: Mapping[str, Any] | None = None,
        parents: str | Parent | Sequence[str | Parent] = (),
        title: str | None = None,
        readme: str | None = None,
        tags: Sequence[str] = (),
        alias: str | None = None,
        public: bool = False,
        dataset: str | None = None,
        architecture: str | None = None,
        move: bool = False,
        finished: bool = True,
        redact: Sequence[str] = (),
        allow_secrets: Sequence[str] = (),
        wait: float = 30.0,
        follow_links: bool = False,
        progress: Callback | None = None,
        report: Callable[[Pushed], None] | None = None,
    ) -> Checkpoint:
        """Push files as a checkpoint of the model of these args and return it; repeating sends only what is missing.

        `redact` lists keys that the policy ignores and whose values are kept as `<redacted>`, `allow_secrets` keys
        whose values only look like secrets; other secrets in args raise `args_secret`. `follow_links` also takes what
        links of a folder lead to outside of it.
        With `finished=False` the model does not count as trained yet: this is a checkpoint on the way.
        `report` is called once with a `Pushed`: what was made, sent and left out; without it its `notes` are Python
        warnings. What is no number among the metrics is left out and said there. Parents are added to those that the
        model has. Raise `label_taken` if the label holds other files, `metrics_differ` if it holds these with another
        step or other values, unless `move`, `file_missing` and `file_changed` for files that cannot be read or change,
        `path_invalid`, `args_not_plain`, `name_missing`, `corrupt` if the server's check of the bytes fails.
        """
        step = said.step_of(step)
        said.check(label, step, alias, readme)
        given, notes = said.metrics_of(metrics)
        readme = None if readme is None else readme.removeprefix("\ufeff")  # the byte order mark of a file
        model: dict[str, Any] = {"title": title, "readme": readme, "tags": _texts(tags, "tags") or None}
        model["visibility"] = "public" if public else None
        given_parents = [parents] if isinstance(parents, str | Parent) else parents
        model["parents"] = [parent_of(parent) for parent in given_parents] or None
        checkpoint: dict[str, Any] = {"label": label, "step": step, "move": move or None}
        checkpoint["metrics"] = given or None
        checkpoint["finished"] = None if finished else self._unfinished()
        files = [paths] if isinstance(paths, str | os.PathLike) else paths
        kept, names = self._kept(args, dataset, architecture, redact, allow_secrets)
        model |= names
        pushed = push(
            self.api.for_transfer(), kept, files, model, checkpoint, wait, progress, follow_links=follow_links
        )
        pushed = replace(pushed, notes=[*notes, *pushed.notes, *inexact(given)])
        if report:
            report(pushed)
        else:
            for note in pushed.notes:
                warnings.warn(note, UserWarning, stacklevel=2)
        if alias:
            self.alias(pushed.model.id, alias)
        return pushed.checkpoint

    def _unfinished(self) -> bool:
        if not self.api.can("runs"):
            raise Invalid(
                "the server is of a version in which every checkpoint means trained: update it, or push without "
                "finished=False",
                parameters=["finished"],
            )
        return False

    def pull(  # noqa: PLR0913 - the words of a pull, each with a default
        self,
        ref: str,
        to: AnyPath | None = None,
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        progress: Callback | None = None,
        *,
        allow_flagged: bool = False,
        report: Callable[[Pulled], None] | None = None,
    ) -> Path:
        """Bring the files of `ID`, `ID@label` or a share link into a folder, verified, and return the folder.

        `report` is called once with a `Pulled`: which files were received, kept, replaced and withheld. Raise `flagged`
        for files that run code when loaded, once the others are there, unless `allow_flagged`;
        `checkpoint_not_found`, `file_not_found` if no file
        fits the globs, `weights_deleted`, `corrupt`, `path_invalid`, `disk_full`. Bad notes are Python warnings.
        """
        globs = _texts(include, "include"), _texts(exclude, "exclude")
        folder = Path(to) if to is not None else None
        with self._reached(ref) as (api, named):
            pulled = pull(
                api.for_transfer(),
                named,
                folder,
                *globs,
                progress,
                allow_flagged=allow_flagged,
                report=report,
            )
        return pulled.folder

    def safety(self, ref: str) -> dict[str, Any]:
        """Return what loading the files of `ID@label` would import, and which are not what their name promises.

        As `GET …/safety` answers. Raise `checkpoint_not_found`, `forbidden` where the files are not shared.
        """
        with self._reached(ref) as (api, named):
            model, checkpoint = find_checkpoint(api, named, files=True)
            return checked(
                reports.Safety, api.call("GET", path_of(model.id, "checkpoints", checkpoint.id, "safety"))
            )

    def find(
        self, args: Any, *, dataset: str | None = None, architecture: str | None = None, nearest: bool = False
    ) -> Found:
        """Say whether these args were trained already. Raise `args_not_plain`, `name_missing`.

        With `nearest`, new args also get the model that differs in the fewest keys (`Found.nearest`), and other seeds.
        """
        given = self._given(args)
        fields: dict[str, Any] = {"dataset": dataset, "architecture": architecture}
        fields["also"] = self.api.also(given.also(self._seen(), dataset, architecture))
        asked = without_ignored(self.api, given)
        found = self._one(Found, "POST", "lookup", body_with_args(asked.text, fields))
        policy.notice(self.api, found.policy)
        return recipes.with_nearest(self.api, found, given, (dataset, architecture)) if nearest else found

    lookup = find

    def find_all(
        self, many: Iterable[Any], *, dataset: str | None = None, architecture: str | None = None
    ) -> list[Found]:
        """Say of many args whether they were trained already, in their order: 1,000 in one request.

        Raise `args_not_plain`, `name_missing` and what else `find` raises, for the first that is refused.
        """
        given = [self._given(args) for args in many]
        found = recipes.look_up_all(self.api, given, (dataset, architecture))
        for at, each in enumerate(found):
            if isinstance(each, ModelbaseError):
                raise type(each)(f"args {at}: {each.message}", each.code, **each.details)
        policy.notice(self.api, next((each.policy for each in found if isinstance(each, Found)), None))
        return [each for each in found if isinstance(each, Found)]

    def identify(self, args: Any, *, dataset: str | None = None, architecture: str | None = None) -> Identity:
        """Return the identity of args by the server's policy as it was seen last, without asking the server.

        Raise `args_not_plain`, `name_missing`.
        """
        return identify(self._given(args).tree, self._seen(), dataset, architecture)

    def hold(  # noqa: PLR0913 - the words of a lease, each with a default
        self,
        args: Any,
        *,
        wait: bool | float = False,
        ttl: int = 120,
        note: str = "",
        dataset: str | None = None,
        architecture: str | None = None,
        redact: Sequence[str] = (),
        allow_secrets: Sequence[str] = (),
    ) -> Held:
        """Lease these args on the server while they are trained in a `with` block.

        `wait` is whether to wait while another process trains them (True, or seconds at most), `ttl` the seconds that
        the lease outlives its last heartbeat. Entering the block raises `leased` if another process trains them.
        `redact` and `allow_secrets` are as for `push`; other secrets in args raise `args_secret`.
        """
        kept, fields = self._kept(args, dataset, architecture, redact, allow_secrets)
        fields |= {"ttl_seconds": ttl, "note": note}
        return Held(self.server, kept, wait, _given(fields), self.timeout)

    def _kept(
        self,
        args: Any,
        dataset: str | None,
        architecture: str | None,
        redact: Sequence[str],
        allow_secrets: Sequence[str],
    ) -> tuple[Args, dict[str, Any]]:
        """Return args that may be stored, and what names their model beside them."""
        given, allowed = self._given(args), _texts(allow_secrets, "allow_secrets")
        names: dict[str, Any] = {"dataset": dataset, "architecture": architecture}
        names["also"] = self.api.also(given.also(self._seen(), dataset, architecture))
        kept = guarded(self.api, given, names, _texts(redact, "redact"), allowed)
        return kept, names | {"allow_secrets": allowed if allowed and self.api.can("allow_secrets") else None}

    def _seen(self) -> Policy:
        """Return the server's policy as this machine saw it last."""
        return policy.offline(self.server.url).policy

    def _given(self, args: Any) -> Args:
        return Args.of(args, self._seen())

    # Look

    def models(
        self,
        where: str = "",
        sort: str | Sequence[str] = "",
        columns: str | Sequence[str] = (),
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Walk the table: rows have `id` and the asked columns, `args.lr` or `metrics.top1` for example.

        At most `limit` rows; None is all. Raise `query_syntax`, `query_key`, `query_limit`.
        """
        asked = {"where": where, "sort": _comma(sort), "columns": _comma(columns)}
        return (checked(reports.Row, row) for row in self._rows("models", asked, limit))

    def keys(
        self, search: str = "", where: str = "", *, varying: bool = False, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Walk the keys of args and metrics (`GET /keys`): types, number of models, distinct values, range.

        `search` is a part of the key, `where` filters the models, `varying` leaves out keys with a single value. Raise
        `query_syntax`, `query_key`.
        """
        asked = {"search": search, "where": where, "varying": "true" if varying else ""}
        return (checked(reports.Key, row) for row in self._rows("keys", asked, limit))

    def get(self, ref: str) -> Model:
        """Return one model, by ID or share link, with its args and README as far as they are shared."""
        with self._reached(ref) as (api, named):
            return read_model(api.call("GET", path_of(named)), named)

    def checkpoints(self, ref: str) -> list[Checkpoint]:
        """Return the checkpoints of a model, by ID or share link, latest first, without their files."""
        with self._reached(ref) as (api, named):
            found = [read(Checkpoint, row) for row in api.rows(path_of(named, "checkpoints"))]
        if len({one.model for one in found}) > 1:
            raise Unavailable(
                "the server's list has checkpoints of several models: is it a Modelbase server?"
            )
        return found

    def checkpoint(self, ref: str) -> Checkpoint:
        """Return one checkpoint with its files, by `ID@label`, `ID` (the latest) or share link.

        Raise `checkpoint_not_found`, also for a model without checkpoints.
        """
        with self._reached(ref) as (api, named):
            label = parse_ref(named).label
            if label is None:
                return find_checkpoint(api, named)[1]
            return read_checkpoint(api.call("GET", path_of(named, "checkpoints", label)), named, label)

    def runs(self, ref: str) -> list[Run]:
        """Return the runs of a model, oldest first: each execution of its training, and how it ended."""
        return self._all(Run, path_of(ref, "runs"))

    def history(self, ref: str, key: str | Sequence[str] = (), points: int | None = None) -> History:
        """Return the metric series of a model as columns: all metrics, or those of `key`.

        With `points` about so many of each, such that no minimum, maximum or NaN is missed; else all.
        """
        keys = [key] if isinstance(key, str) else list(key)
        path = path_of(ref, "series")
        if not keys:
            there = checked(reports.SeriesKeys, self.api.call("GET", path))["rows"]
            keys = [row["key"] for row in there]
        rows: list[dict[str, Any]] = []
        for each in keys:
            asked = {"key": each} | ({} if points is None else {"points": points})
            rows += checked(reports.SeriesRows, self.api.call("GET", path, params=asked))["rows"]
        return History.of(rows)

    def log(self, ref: str, values: Mapping[str, Any], step: int | None = None) -> int:
        """Add values of metrics to the series of a model and return their step.

        They join its newest run; without `step` it is the one after the last. Raise `invalid` for what is no number.
        """
        given, notes = said.metrics_of(values)
        if notes or not given:
            raise Invalid(
                notes[0] if notes else "there is no metric: give one as a name and a number", field="values"
            )
        step = said.step_of(step)
        said.check(None, step, None, None)
        model = self.get(ref)
        flat = said.by_key(given)
        if step is None:
            there = checked(reports.SeriesKeys, self.api.call("GET", path_of(model.id, "series")))["rows"]
            step = max((row["last_step"] + 1 for row in there if row["key"] in flat), default=0)
        moment = time.time_ns()
        series = {
            key: {"step": [step], "value": [value], "time": [moment // 10**6]} for key, value in flat.items()
        }
        body = {"run": self._newest_run(model), "seq": moment // 1000, "series": series}
        self.api.call("POST", path_of(model.id, "series"), body)
        return int(step)

    def _newest_run(self, model: Model) -> str:
        """Return the id of the newest run, made and ended now where there is none."""
        runs = self.runs(model.id)
        if runs:
            return runs[-1].id
        run = secrets.token_urlsafe(16)
        path = path_of(model.id, "runs", run)
        self.api.call("PUT", path, {"host": socket.gethostname()[:200], "note": "logged by hand"})
        outcome = "finished" if model.state == "trained" else "interrupted"
        self.api.call("POST", f"{path}/end", {"outcome": outcome})
        return run

    def tensors(self, ref: str) -> dict[str, Any]:
        """Return the tensors in the files of a checkpoint (`GET …/tensors`): names, shapes, dtypes, sizes in bytes.

        Raise `checkpoint_not_found`.
        """
        return checked(reports.Tensors, self.api.call("GET", f"{self._checkpoint(ref)}/tensors"))

    def diff(  # noqa: PLR0913 - the words of a comparison, each with a default
        self,
        ids: Sequence[str],
        base: str | None = None,
        *,
        args: Any = None,
        all: bool = False,  # noqa: A002 - the word of the command line and the API
        only: Sequence[str] = (),
        ignore: Sequence[str] = (),
    ) -> dict[str, Any]:
        """Return what differs between models, key by key (`GET /diff`); `all` also has what is equal.

        `base` is what the others are compared with, by default the first; `only` and `ignore` are globs over keys.
        With `args` these are the base, and only args are compared: nothing but the models' args is asked for.
        """
        if args is not None:
            found = [self.get(each) for each in _texts(ids, "ids")]
            how = {"everything": all, "only": _texts(only, "only"), "ignore": _texts(ignore, "ignore")}
            return recipes.diff(self._given(args), found, how)
        asked: dict[str, Any] = {"id": _texts(ids, "ids")}
        asked |= {"only": _texts(only, "only"), "ignore": _texts(ignore, "ignore")}
        asked |= ({"base": base} if base else {}) | ({"all": True} if all else {})
        return checked(reports.Diff, self.api.ask("diff", asked))

    def near(
        self,
        ref: Any,
        k: int = 1,
        limit: int = 100,
        *,
        dataset: str | None = None,
        architecture: str | None = None,
    ) -> dict[str, Any]:
        """Return the models whose args differ in 1 to k keys (`GET …/near`), with what that did to the metrics.

        `ref` is an ID, or args of which there need be no model (`POST /near`).
        """
        params = {"k": k, "limit": limit}
        if not isinstance(ref, str):
            return recipes.near(self.api, self._given(ref), (dataset, architecture), params)
        return checked(reports.Near, self.api.call("GET", path_of(ref, "near"), params=params))

    def family(self, ref: str) -> dict[str, Any]:
        """Return the replicas of a model (`GET …/family`), and mean and spread of their metrics."""
        return checked(reports.Family, self.api.call("GET", path_of(ref, "family")))

    def lineage(self, ref: str, depth: int = 10) -> dict[str, Any]:
        """Return ancestors and descendants of a model as nodes and edges (`GET …/lineage`), `depth` steps each way."""
        params = {"depth": depth}
        return checked(reports.Lineage, self.api.call("GET", path_of(ref, "lineage"), params=params))

    def page(self, ref: str | None = None) -> str:
        """Return the address of a model's page in the web app, or of the app.

        The app's address signs the browser in, once, where the server is for one person.
        """
        if ref is not None:
            return f"{self.server.url}/{path_of(self.get(ref).id)}"
        if self.whoami()["server"]["sign_in"] != "local":
            return f"{self.server.url}/"
        made = checked(reports.SignInCode, self.api.call("POST", "session/codes", {}))
        return f"{self.server.url}/sign-in#code={made['code']}"

    def views(self) -> list[View]:
        """Return the saved views of the table: the team's and one's own."""
        return self._all(View, "views")

    # Change

    def rename(self, ref: str, title: str) -> Model:
        """Give a model another title and return it; its ID stays."""
        return self._model(ref, "PATCH", path_of(ref), {"title": title})

    def readme(self, ref: str, text: str, *, revision: int | None = None) -> Model:
        """Set the README of a model (Markdown) and return the model.

        With `revision`, that of the model as it was read, raise `edited_meanwhile` if it was changed since.
        """
        guard = {} if revision is None else {"If-Match": f'"{revision}"'}
        body = {"readme": text.removeprefix("\ufeff")}
        return self._model(ref, "PATCH", path_of(ref), body, headers=guard)

    def tag(self, ref: str, add: Sequence[str] = (), remove: Sequence[str] = ()) -> Model:
        """Add and remove tags of a model, and return it."""
        changes = {"add_tags": _texts(add, "add"), "remove_tags": _texts(remove, "remove")}
        model = None
        for field, tags in changes.items():
            model = self._model(ref, "PATCH", path_of(ref), {field: tags}) if tags else model
        return model or self.get(ref)

    def alias(self, ref: str, alias: str, *, protected: bool | None = None) -> Alias:
        """Point an alias at a model, also one that points at another model, and return it.

        `protected` None leaves the protection as it is. Raise `forbidden` for a protected one without the admin scope.
        """
        body = {} if protected is None else {"protected": protected}
        return self._one(Alias, "PUT", path_of(ref, "aliases", alias), body)

    def remove_alias(self, ref: str, alias: str) -> None:
        """Take an alias away. Raise `alias_not_found` if it does not point to this model."""
        self.api.call("DELETE", path_of(ref, "aliases", alias))

    def label(self, ref: str, label: str | None, *, move: bool = False) -> Checkpoint:
        """Point a label at the checkpoint `ID@label`, and return it; None takes its label away.

        `move` takes the label from another checkpoint, which then shows its hash. Raise `label_taken` without it, and
        `checkpoint_not_found`.
        """
        path = f"{self._checkpoint(ref)}/label"
        if label is None:
            return self._one(Checkpoint, "DELETE", path)
        return self._one(Checkpoint, "PUT", path, {"label": label, "move": move})

    def note(self, ref: str, verdict: Literal["good", "bad"] | None, reason: str = "") -> Model:
        """Mark a model as good or bad with a reason, and return it; None takes the note away."""
        if verdict is None:
            return self._model(ref, "DELETE", path_of(ref, "note"))
        return self._model(ref, "PUT", path_of(ref, "note"), {"verdict": verdict, "reason": reason})

    def add_parent(self, ref: str, parent: str | Parent) -> Model:
        """Add an edge to a parent, `ID` or `ID:kind`, and return the model; one that is there gets the kind, if given.

        Raise `lineage_cycle` if the model would become its own ancestor.
        """
        return self._model(ref, "POST", path_of(ref, "parents"), parent_of(parent))

    def remove_parent(self, ref: str, parent: str | Parent) -> Model:
        """Take the edge to a parent, `ID` or `ID:kind`, away; return the model. Raise `not_found` if there is none."""
        return self._model(ref, "DELETE", path_of(ref, "parents", parent_of(parent)["id"]))

    def rm(self, ref: str, *, weights_only: bool = False, force: bool = False) -> list[TrashEntry]:
        """Move a model (`ID`), or a checkpoint (`ID@label`), to the trash, and return what is there now.

        `weights_only` deletes only the bytes, of the checkpoint or of all checkpoints; an empty list says that they
        were deleted before. Raise `in_use` for a model that is aliased, public or a parent, unless `force`; one with a
        protected alias always.
        """
        if not weights_only:
            path = path_of(ref) if parse_ref(ref).label is None else self._checkpoint(ref)
            params = {"force": "true"} if force else None
            return [self._one(TrashEntry, "DELETE", path, params=params)]
        found = self.checkpoints(ref) if parse_ref(ref).label is None else [self.checkpoint(ref)]
        deleted = [
            self.api.call("DELETE", path_of(one.model, "checkpoints", one.id, "weights"))
            for one in found
            if one.state != "weights_deleted"
        ]
        return [read(TrashEntry, entry) for entry in deleted if entry is not None]

    def delete_weights(self, ref: str) -> Checkpoint:
        """Delete the bytes of one checkpoint, as `rm` with `weights_only`, and return its record, which stays."""
        found = self.checkpoint(ref)
        self.rm(f"{found.model}@{found.id}", weights_only=True)
        return self.checkpoint(f"{found.model}@{found.id}")

    def trash(self) -> list[TrashEntry]:
        """Return what is in the trash, latest first."""
        return self._all(TrashEntry, "trash")

    def trashed(self, ref: str) -> TrashEntry:
        """Return what `ref` names in the trash: `ID`, `ID@label` or an entry's id; of several the latest.

        Raise `not_found`.
        """
        found = [entry for entry in self.trash() if ref in {entry.id, entry.ref}]
        if not found:
            raise NotFound(
                f"nothing in the trash is called {ref!r}; trash() lists it", parameters=["trash()"]
            )
        return max(found, key=lambda entry: entry.deleted_at)

    def restore(self, ref: str) -> TrashEntry:
        """Restore what `ref` names in the trash, as for `trashed`, and return its entry.

        Raise `not_found`, and `conflict` if its place was taken.
        """
        entry = self.trashed(ref)
        self.api.call("POST", f"trash/{entry.id}/restore", {})
        return entry

    def delete_trash(self, ref: str) -> TrashEntry:
        """Delete for good what `ref` names in the trash, as for `trashed`, and return its entry. Raise `not_found`."""
        entry = self.trashed(ref)
        self.api.call("DELETE", f"trash/{entry.id}")
        return entry

    def redact(self, ref: str, keys: Sequence[str]) -> dict[str, Any]:
        """Put `<redacted>` in the place of stored args of a model, live or in the trash, and return what was done.

        The answer has `id`, `keys` and `places`, the number of copies that were changed; ID and digest stay. Raise
        `model_not_found`, and `key_invalid` for a key that the args do not have. For Admins.
        """
        done = self.api.call("POST", path_of(ref, "redact"), {"keys": _texts(keys, "keys")})
        return checked(reports.Redacted, done)

    def stored_secrets(self) -> Iterator[dict[str, Any]]:
        """Walk the models, live or in the trash, whose args hold what looks like a secret (`GET /secrets`).

        Rows have `id`, `trash` and `secrets`, a list of `key` and `kind`; never a value. For Admins.
        """
        return (checked(reports.Exposed, row) for row in self.api.rows("secrets", sparse=True))

    # Sign in

    def whoami(self) -> dict[str, Any]:
        """Return who the token belongs to (`GET /me`): login, role, token, server."""
        return checked(reports.Person, self.api.call("GET", "me"))

    def ready(self) -> dict[str, Any]:
        """Return the state of the server's database and store, also where they do not answer."""
        return self.api.ready()

    def tokens(self) -> list[Token]:
        """Return one's own API tokens, without their texts."""
        return self._all(Token, "tokens")

    def create_token(
        self,
        name: str,
        *,
        scopes: Sequence[Literal["read", "write", "admin"]] = (),
        only: str | None = None,
        expires_in_days: int | None = None,
    ) -> Token:
        """Make a token and return it with its text (`token`), this once; without scopes it may read and write.

        `only` limits it to models of a name, such as `imagenet/*`. Raise `forbidden` for a scope beyond one's role.
        """
        body = {
            "name": name,
            "scopes": list(scopes) or None,
            "only": only,
            "expires_in_days": expires_in_days,
        }
        return self._one(Token, "POST", "tokens", _given(body))

    def revoke_token(self, which: str) -> Token:
        """Revoke one of one's own tokens, by id or name, and return it. Raise `not_found`, `conflict` for several."""
        fitting = [one for one in self.tokens() if which in {one.id, one.name}]
        token = _single(fitting, f"token {which!r}", "tokens()")
        self.api.call("DELETE", f"tokens/{token.id}")
        return token

    def shares(self, ref: str) -> list[Share]:
        """Return what opens a model to people outside; the public switch first, if it is on. For Admins."""
        return self._all(Share, path_of(ref, "shares"))

    def share(
        self,
        ref: str,
        kind: Literal["public", "login", "link"],
        *,
        login: str | None = None,
        sees: Sequence[Part] = (),
        expires_in_hours: int | None = None,
    ) -> Share:
        """Open a model to the public, to a GitHub login, or to all who have a link, and return the share. For Admins.

        `sees` are the parts to show (`card`, `args`, `weights`), without them all. A link has its address in `url`,
        this once, and ends after 30 days unless `expires_in_hours` says otherwise.
        """
        body = {
            "kind": kind,
            "login": login,
            "sees": list(sees) or None,
            "expires_in_hours": expires_in_hours,
        }
        made = self._one(Share, "POST", path_of(ref, "shares"), _given(body))
        return made.model_copy(update={"url": f"{self.server.url}/s/{made.secret}"}) if made.secret else made

    def unshare(self, ref: str, which: str = "public") -> Share:
        """Close a share of a model, by its id or login, `public` for the public switch, and return it. For Admins.

        Raise `share_not_found`, `conflict` if several fit.
        """
        fitting = [one for one in self.shares(ref) if which in {one.id, one.login}]
        share = _single(fitting, f"share {which!r}", "shares()", "share_not_found")
        self.api.call("DELETE", path_of(ref, "shares", share.id))
        return share

    def users(self) -> list[User]:
        """Return the people of the server. For Admins."""
        return self._all(User, "users")

    def set_user(self, login: str, *, role: str | None = None, disabled: bool | None = None) -> User:
        """Give a person a role (`admin`, `read_only`, `guest`), or disable or enable them, and return them. For Admins.

        Raise `user_not_found`, `last_admin`.
        """
        path = f"users/{self._user(login).id}"
        return self._one(User, "PATCH", path, _given({"role": role, "disabled": disabled}))

    def remove_user(self, login: str) -> User:
        """Forget a person with their sessions, tokens and grants, and return who that was. For Admins.

        Raise `user_not_found`, `last_admin`.
        """
        user = self._user(login)
        self.api.call("DELETE", f"users/{user.id}")
        return user

    def team_settings(self) -> dict[str, Any]:
        """Return what the team decides of its server beside identity, as `GET /settings` answers."""
        return checked(reports.TeamSettings, self.api.call("GET", "settings"))

    def set_team_settings(
        self,
        *,
        trusted_owners: Sequence[str] | None = None,
        trusted_imports: Sequence[str] | None = None,
        own_pushes: bool | None = None,
    ) -> dict[str, Any]:
        """Change the team's settings, and return them; a list takes the place of the one before. For Admins.

        `trusted_owners` are logins whose flagged files are pulled with a note, `trusted_imports` names that pickles may
        import (`my_package.nets.Net`, `my_package.*`); with `own_pushes` people pull their own flagged files.
        """
        lists = {"trusted_owners": trusted_owners, "trusted_imports": trusted_imports}
        body = {name: None if each is None else _texts(each, name) for name, each in lists.items()}
        answer = self.api.call("PUT", "settings", _given(body | {"own_pushes": own_pushes}))
        return checked(reports.TeamSettings, answer)

    def events(  # noqa: PLR0913 - the filters of the audit log, each with a default
        self,
        *,
        action: str | None = None,
        by: str | None = None,
        target: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
    ) -> Iterator[Event]:
        """Walk the audit log, newest first. For Admins.

        `action` such as `share.create` (`share` is all that begin so), `by` a login, `target` a model, person, token
        or alias, `since` and `until` moments with a zone. Raise `invalid` for a moment that cannot be read.
        """
        asked = {"action": action, "by": by, "target": target, "since": since, "until": until}
        return (read(Event, row) for row in self._rows("events", asked, limit))

    # Rules

    def policy(self, number: int | None = None) -> Policy:
        """Return the identity rules in force, or those of an earlier number. Raise `not_found`."""
        params = {"number": number} if number else None
        return policy.parsed(self.api.call("GET", "policy", params=params))

    def policies(self) -> list[dict[str, Any]]:
        """Return the policies there have been, newest first: number, created_by, created_at."""
        return [checked(reports.Rules, row) for row in self.api.rows("policies")]

    def set_policy(
        self,
        rules: Policy | Mapping[str, Any],
        *,
        dry_run: bool = False,
        accept_merge: bool = False,
        progress: Callback | None = None,
    ) -> dict[str, Any]:
        """Change the identity rules and return `PUT /policy`'s answer: state, policy, report. For Admins.

        `dry_run` only reports. Repeats until every model has its digest; the same call continues an interrupted change.
        Raise `policy_conflict` (with `details["report"]`) if models would fall together, unless `accept_merge`, and
        `edited_meanwhile` if another policy is in force by now than the one that `rules` came from.
        """
        data = rules.to_dict() if isinstance(rules, Policy) else dict(rules)
        how = {name: "true" for name, on in (("dry_run", dry_run), ("accept_merge", accept_merge)) if on}
        status, answer = self._ruled(data, how)
        meter = Meter("policy", answer["total"], 0, progress if status == 202 else None)
        still = 0
        while status == 202:
            still = still + 1 if answer["done"] <= meter.done else 0
            if still > STILL:
                raise Unavailable(
                    "the server works out no more models; set the policy again, it goes on there"
                )
            meter.add(answer["done"] - meter.done)
            status, answer = self._ruled(data, how)
        if not dry_run:
            policy.keep(self.server.url, answer["policy"])
        return answer

    # How it is asked

    @contextmanager
    def _reached(self, ref: str) -> Iterator[tuple[Api, str]]:
        """Give the API and the reference for a text: an ID goes to this server, a link to its own, as its model."""
        link = config.parse_link(ref)
        if link is None:
            yield self.api, ref
            return
        with Client(ref, timeout=self.timeout) as other:
            yield other.api, f"{other.shared}@{link.label}" if link.label else str(other.shared)

    def _ruled(self, data: dict[str, Any], how: dict[str, str]) -> tuple[int, dict[str, Any]]:
        try:
            status, answer, _ = self.api.answer("PUT", "policy", data, params=how)
        except Conflict as conflict:
            if conflict.code == "policy_conflict":
                checked(reports.Report, conflict.details.get("report"))
            raise
        return status, checked(reports.Ruled, answer)

    def _model(self, ref: str, method: str, path: str, body: Any = None, **more: Any) -> Model:
        return read_model(self.api.call(method, path, body, **more), ref)

    def _checkpoint(self, ref: str) -> str:
        """Return the path of the checkpoint that `ID@label` names, of the latest one for `ID`."""
        label = parse_ref(ref).label
        return path_of(ref, "checkpoints", label or self.checkpoint(ref).id)

    def _one(self, kind: type[Kind], method: str, path: str, body: Any = None, **more: Any) -> Kind:
        return read(kind, self.api.call(method, path, body, **more))

    def _all(self, kind: type[Kind], path: str) -> list[Kind]:
        return [read(kind, row) for row in self.api.rows(path)]

    def _rows(self, path: str, asked: Mapping[str, Any], limit: int | None) -> Iterator[dict[str, Any]]:
        """Walk a list up to `limit` rows, asking for no more than are needed."""
        params = {key: value for key, value in asked.items() if value}
        return islice(self.api.rows(path, params | {"limit": min(limit or PAGE, PAGE)}), limit)

    def _user(self, login: str) -> User:
        fitting = [one for one in self.users() if login.lower() in {one.login.lower(), one.id}]
        return _single(fitting[:1], f"person {login!r}", "users()", "user_not_found")


def _single(fitting: list[Kind], what: str, listed: str, code: str = "not_found") -> Kind:
    """Return the only one; raise if there is none (the call `listed` has them all), or if there are several."""
    if not fitting:
        raise NotFound(f"there is no {what}; {listed} lists them", code, parameters=[listed])
    if len(fitting) > 1:
        ids = [one.id for one in fitting]  # type: ignore[attr-defined]
        raise Conflict(f"{len(fitting)} fit {what}: give the id", candidates=ids)
    return fitting[0]


def parent_of(parent: str | Parent) -> dict[str, str]:
    """Return the wire form of `ID` or `ID:kind`; without a kind the server keeps the one of an edge that is there."""
    if isinstance(parent, Parent):
        return {"id": parent.id, "kind": parent.kind}
    head, _, kind = parent.rpartition(":")
    if ":" not in head:
        ref = parse_ref(parent)
        return {"id": f"{ref.name}:{ref.tail}"}
    kinds = Parent.model_fields["kind"].annotation.__args__  # type: ignore[union-attr]
    if kind not in kinds:
        raise Invalid(f"{kind!r} is no kind of parent; the kinds are {', '.join(kinds)}")
    ref = parse_ref(head)
    return {"id": f"{ref.name}:{ref.tail}", "kind": kind}


def _given(body: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if value is not None}


def _texts(texts: Sequence[str], what: str) -> list[str]:
    if isinstance(texts, str):
        raise Invalid(f"{what} is a list of texts, not one text: give [{texts!r}]")
    return list(texts)


def _comma(keys: str | Sequence[str]) -> str:
    return keys if isinstance(keys, str) else ",".join(keys)
