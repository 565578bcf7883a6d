"""`Client`: what a training script says to one server. The module functions of `modelbase` are the same.

Signatures only: requests are in api.py, bytes in push.py and pull.py.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from modelbase.client import config, link, policy
from modelbase.client.api import Api, body_with_args, model_ref, path_of
from modelbase.client.lease import Held, Wanted
from modelbase.client.things import Checkpoint, Found, Model, read
from modelbase.client.transfer.given import Given, metrics_of
from modelbase.client.transfer.meter import Callback
from modelbase.client.transfer.pull import Pull, find_checkpoint, pull
from modelbase.client.transfer.push import Push, push
from modelbase.entities import Alias, Parent
from modelbase.errors import Invalid
from modelbase.identity.identity import Identity, identify

Args = Any  # a mapping, Namespace, dataclass, pydantic model, OmegaConf, ...: what `args.plain` takes
AnyPath = str | os.PathLike[str]


class Client:
    """One server and the token for it; without arguments the one that the command line would use.

    With a share link as `url` it reads the one model that the link opens, whose ID is `shared`.
    """

    def __init__(self, url: str | None = None, token: str | None = None) -> None:
        share = link.parse(url) if url and token is None and "/s/" in url else None
        self.server = share.server if share else config.resolve(url, token)

    @cached_property
    def shared(self) -> str | None:
        """The ID of the model that a share link opens; None without one."""
        return link.opened(self.api) if self.server.share else None

    @cached_property
    def api(self) -> Api:
        """The HTTP API, connected on first use."""
        return Api(self.server)

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

    def push(  # noqa: PLR0913 - the words of a push, each with a default
        self,
        paths: AnyPath | Iterable[AnyPath],
        args: Args,
        *,
        label: str | None = None,
        step: int | None = None,
        metrics: Mapping[str, Any] | None = None,
        parents: Sequence[str | Parent] = (),
        title: str | None = None,
        readme: str | None = None,
        tags: Sequence[str] = (),
        dataset: str | None = None,
        architecture: str | None = None,
        move: bool = False,
        wait: float = 30.0,
        progress: Callback | None = None,
    ) -> Checkpoint:
        """Push files as a checkpoint of the model of these args; repeating it sends only what is missing."""
        files = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
        wanted = Push(
            dataset=dataset,
            architecture=architecture,
            label=label,
            step=step,
            metrics=metrics_of(metrics),
            parents=[parent_of(parent) for parent in parents],
            title=title,
            readme=readme,
            tags=_texts(tags, "tags"),
            move=move,
            wait=wait,
        )
        return push(self.api, Given.of(args), files, wanted, progress).checkpoint

    def pull(  # noqa: PLR0913 - the words of a pull, each with a default
        self,
        ref: str,
        to: AnyPath | None = None,
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        progress: Callback | None = None,
        *,
        allow_flagged: bool = False,
    ) -> Path:  # fmt: skip
        """Bring the files of `ID`, `ID@label` or a share link into a folder, verified, and return the folder.

        Files that run code when loaded are the error `flagged`, unless `allow_flagged`.
        """
        where = Path(to) if to is not None else None
        globs = _texts(include, "include"), _texts(exclude, "exclude")
        with link.reached(ref, lambda: self.api) as (api, named):
            wanted = Pull(named, where, *globs, allow_flagged=allow_flagged)
            return pull(api, wanted, progress).folder

    def find(self, args: Args, *, dataset: str | None = None, architecture: str | None = None) -> Found:
        """Say whether these args were trained already."""
        fields = {"dataset": dataset, "architecture": architecture}
        found = read(Found, self.api.call("POST", "lookup", body_with_args(Given.of(args).text, fields)))
        policy.notice(self.api, found.policy)
        return found

    lookup = find

    def identify(
        self, args: Args, *, dataset: str | None = None, architecture: str | None = None
    ) -> Identity:
        """Return the identity of args by the server's policy as it was seen last, without asking the server."""
        seen = policy.offline(self.server.url).policy
        return identify(Given.of(args).tree, seen, dataset, architecture)

    def hold(  # noqa: PLR0913 - the words of a lease, each with a default
        self,
        args: Args,
        *,
        wait: bool | float = False,
        ttl: int = 120,
        note: str = "",
        dataset: str | None = None,
        architecture: str | None = None,
    ) -> Held:
        """Say that these args are being trained, as long as a `with` block runs; `leased` if somebody else does."""
        wanted = Wanted(dataset, architecture, wait, ttl, note)
        return Held(self.server, Given.of(args), wanted)

    def models(
        self, where: str = "", sort: str | Sequence[str] = "", columns: str | Sequence[str] = ()
    ) -> Iterator[dict[str, Any]]:
        """Walk the table: rows have `id` and the asked columns, `args.lr` or `metrics.top1` for example."""
        params = {"where": where, "sort": _comma(sort), "columns": _comma(columns), "limit": 1000}
        return self.api.rows("models", {key: value for key, value in params.items() if value})

    def get(self, ref: str) -> Model:
        """Return one model, by ID or share link, with its args and README as far as they are shared."""
        with link.reached(ref, lambda: self.api) as (api, named):
            return read(Model, api.call("GET", path_of(model_ref(named))))

    def checkpoints(self, ref: str) -> list[Checkpoint]:
        """Return a model's checkpoints, latest first."""
        return [read(Checkpoint, row) for row in self.api.rows(path_of(model_ref(ref), "checkpoints"))]

    def label(self, ref: str, label: str | None, *, move: bool = False) -> Checkpoint:
        """Point a label at the checkpoint `ID@label`; `move` takes it from another one, which then shows its hash.

        None takes the label away: the checkpoint shows its hash.
        """
        found = find_checkpoint(self.api, ref)[1]
        path = path_of(found.model, "checkpoints", found.id, "label")
        if label is None:
            return read(Checkpoint, self.api.call("DELETE", path))
        return read(Checkpoint, self.api.call("PUT", path, {"label": label, "move": move}))

    def delete_weights(self, ref: str) -> Checkpoint:
        """Delete the bytes of the checkpoint `ID@label` and return its record, which stays."""
        found = find_checkpoint(self.api, ref)[1]
        path = path_of(found.model, "checkpoints", found.id)
        self.api.call("DELETE", f"{path}/weights")
        return read(Checkpoint, self.api.call("GET", path))

    def diff(self, ids: Sequence[str], base: str | None = None) -> dict[str, Any]:
        """Return what differs between models, key by key."""
        asked: dict[str, Any] = {"id": _texts(ids, "ids")} | ({"base": base} if base else {})
        found: dict[str, Any] = self.api.ask("diff", asked)
        return found

    def near(self, ref: str, k: int = 1, limit: int = 100) -> dict[str, Any]:
        """Return the models whose args differ in 1 to k keys, with what that did to the metrics."""
        params = {"k": k, "limit": limit}
        found: dict[str, Any] = self.api.call("GET", path_of(model_ref(ref), "near"), params=params)
        return found

    def family(self, ref: str) -> dict[str, Any]:
        """Return the replicas of a model, and mean and spread of their metrics."""
        found: dict[str, Any] = self.api.call("GET", path_of(model_ref(ref), "family"))
        return found

    def lineage(self, ref: str, depth: int = 10) -> dict[str, Any]:
        """Return what a model came of and what came of it, as nodes and edges."""
        found: dict[str, Any] = self.api.call(
            "GET", path_of(model_ref(ref), "lineage"), params={"depth": depth}
        )
        return found

    def alias(self, ref: str, alias: str, *, protected: bool | None = None) -> Alias:
        """Let an alias point to a model, from wherever it pointed before."""
        body = {} if protected is None else {"protected": protected}
        return read(Alias, self.api.call("PUT", path_of(model_ref(ref), "aliases", alias), body))

    def note(self, ref: str, verdict: Literal["good", "bad"] | None, reason: str = "") -> Model:
        """Mark a model as good or bad with a reason; None takes the note away."""
        path = path_of(model_ref(ref), "note")
        if verdict is None:
            return read(Model, self.api.call("DELETE", path))
        return read(Model, self.api.call("PUT", path, {"verdict": verdict, "reason": reason}))


def parent_of(parent: str | Parent) -> dict[str, str]:
    """Return the wire form of `ID` or `ID:kind`."""
    if isinstance(parent, Parent):
        return {"id": parent.id, "kind": parent.kind}
    head, _, kind = parent.rpartition(":")
    if ":" not in head:
        head, kind = parent, "finetuned"
    kinds = Parent.model_fields["kind"].annotation.__args__  # type: ignore[union-attr]
    if kind not in kinds:
        raise Invalid(f"{kind!r} is no kind of parent; the kinds are {', '.join(kinds)}")
    return {"id": model_ref(head), "kind": kind}


def _texts(texts: Sequence[str], what: str) -> list[str]:
    if isinstance(texts, str):
        raise Invalid(f"{what} is a list of texts, not one text: give [{texts!r}]")
    return list(texts)


def _comma(keys: str | Sequence[str]) -> str:
    return keys if isinstance(keys, str) else ",".join(keys)
