"""Fill the data directory of a version of Modelbase and write down what that version answers about it.

    git worktree add --detach /tmp/before 0763062
    PYTHONPATH=/tmp/before:/tmp/before/cli python scripts/make_data_directory.py tests/data/data-directory-0.1

Writes NAME.tar.xz, the directory without secrets, logs and what notes paths (a server makes new ones at its next
start), and NAME.json.xz, a sample of questions with their answers, which tests/e2e/test_upgrade.py asks again of the
present server.
"""

from __future__ import annotations

import gzip
import json
import lzma
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
from pymongo import MongoClient
from safetensors.numpy import save_file

import modelbase
from modelbase.errors import ModelbaseError

RECIPES = Path(__file__).parent.parent / "tests" / "data" / "mmpretrain-recipes.jsonl.gz"
LOGIN = "ada"
LEFT_OUT = {
    "credentials.json",
    "ports.json",
    "secret_key",
    "local_token",
    "lock",
    "key",
    "s3.json",
    "server.json",
}
PATHS_INSIDE = re.compile(r"/(logs|bin|journal)/|/weed/data/m[0-9]+(/|$)")  # a clean stop needs no journal
LEFT_OUT_ENDINGS = (".toml", ".crt", ".key", ".sock", ".lock", ".pid")
LR = "args.optim_wrapper.optimizer.lr"
WHERES = [
    "", 'args.optim_wrapper.optimizer.type = "SGD"', f"{LR} < 0.1 and metrics.val.acc > 0.5", f"{LR} exists",
    f"not {LR} = 0.1", 'name contains "resnet"', 'tags = "baseline"', 'title startswith "Model 1"', '"adamw"',
    '"한국"', "args.precision in (\"fp16\", \"bf16\")", "args.clip_grad is null", "state = \"trained\"",
    'name matches "resnet.*"', "checkpoints >= 2", 'ancestor contains "resnet"', "visibility = \"public\"",
]  # fmt: skip
SORTS = ["", "-metrics.val.acc", LR, "title", "-size,name"]
FIELDS = "title,state,tags,aliases,checkpoints,size,owner,created_at,updated_at,parent"
COLUMNS = f"{FIELDS},{LR},metrics.val.acc,args.model"


def main(target: Path) -> int:
    """Write the two files of this name."""
    with tempfile.TemporaryDirectory(prefix="modelbase-", dir="/tmp") as folder:
        home = Path(folder)
        with serving(home) as client:
            fill(client, home)
            time.sleep(65)  # until the worker has put all models into the column index
            for args in more():  # and some that it has not
                client.api.call("POST", "models", args)
            wait_until_verified(client)
            asked = {path: answer(client, path) for path in questions(client)}
            found = [[body, client.api.call("POST", "lookup", body)] for body in (*bodies(), *more())]
            files = pulled(client, home)
            forget_machine(home)
        told = json.dumps({"get": asked, "lookup": found, "files": files}, ensure_ascii=False)
        Path(f"{target}.json.xz").write_bytes(lzma.compress(told.encode(), preset=9))
        pack(home / "data", Path(f"{target}.tar.xz"))
    return 0


@contextmanager
def serving(home: Path) -> Iterator[modelbase.Client]:
    """Run `modelbase serve` of this version on an empty directory, and stop it cleanly."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MODELBASE_", "XDG_"))}
    command = [sys.executable, "-m", "modelbase", "serve", "--port", "0", "--data-dir", str(home / "data")]
    with (home / "serve.log").open("w") as log:
        process = subprocess.Popen(
            command,
            env=kept | {"HOME": str(home), "LOGNAME": LOGIN},
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=home,
        )
    state = home / ".local" / "state" / "modelbase" / "server.json"
    try:
        deadline = time.monotonic() + 180
        while not state.exists():
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit((home / "serve.log").read_text())
            time.sleep(0.1)
        reached = json.loads(state.read_text())
        with modelbase.Client(reached["url"], reached["token"]) as client:
            yield client
    finally:
        process.terminate()
        process.wait(timeout=120)


def bodies() -> list[dict[str, Any]]:
    """Return a dozen real recipes, each with the name of its model."""
    with gzip.open(RECIPES, "rt") as lines:
        read = [json.loads(line) for line in lines][::45]
    found = []
    for at, each in enumerate(read[:12]):
        args = each["args"] | {"precision": ("fp32", "fp16", "bf16")[at % 3], "seed": at, "num_workers": at}
        args |= {"clip_grad": None} if at % 4 == 0 else {}
        args |= {"class names": ["고양이", "한국 개"], "a.b": {"": 2**70, "$x": 1e-7}} if at % 5 == 0 else {}
        found.append(
            {
                "args": args,
                "dataset": (each["dataset"] or "cifar").lower().replace(" ", "-"),
                "architecture": "net",
            }
        )
    for each in found[:4]:
        each["architecture"] = "resnet"
    twin = json.loads(json.dumps(found[0]))
    twin["args"]["seed"] = 77
    return [*found, twin]


def more() -> list[dict[str, Any]]:
    """Return recipes that are pushed last."""
    return [
        {"args": {"lr": 0.1 * at, "late": True, "num_workers": 3}, "dataset": "late", "architecture": "mlp"}
        for at in range(3)
    ]


def fill(client: modelbase.Client, home: Path) -> None:
    """Do one of each thing that is stored."""
    ids: list[str] = []
    for at, body in enumerate(bodies()):
        for step in range(1 + at % 3):
            made = client.push(
                weights(home, at, step),
                body["args"],
                dataset=body["dataset"],
                architecture=body["architecture"],
                label=f"step-{step}",
                step=step * 10,
                metrics={"val": {"acc": 0.4 + 0.05 * at + 0.01 * step}, "loss": 1 / (at + 1)},
                title=f"Model {at}",
                readme=f"# Model {at}\n\nText of **model** {at}.",
                tags=["baseline"] if at % 2 else ["한국어"],
                parents=[f"{ids[at - 1]}:finetuned"] if at in (2, 3, 5) else [],
            )
        ids.append(made.model)
    client.alias(ids[0], "prod", protected=True)
    client.alias(ids[1], "demo")
    client.note(ids[2], "bad", "the data had a leak")
    client.note(ids[1], "good")
    open_up(client.api.call, ids)
    wait_until_verified(client)
    client.delete_weights(f"{ids[8]}@step-0")
    change_policy(client)


def open_up(call: Any, ids: list[str]) -> None:
    """Make shares, tokens and views, and delete a model and a checkpoint."""
    for sees in (["card", "args"], ["weights"]):
        login = {"kind": "login", "login": "grace" if "card" in sees else "barbara", "sees": sees}
        call("POST", f"models/{quote(ids[1])}/shares", login)
    call("POST", f"models/{quote(ids[3])}/shares", {"kind": "link"})
    call("PATCH", f"models/{quote(ids[4])}", {"visibility": "public", "add_tags": ["open"]})
    call("POST", "tokens", {"name": "reads", "scopes": ["read"]})
    call("POST", "tokens", {"name": "of late", "scopes": ["read", "write"], "only": "late/*"})
    for scope in ("personal", "team"):
        view = {"columns": ["title", LR], "where": 'tags = "baseline"', "sort": f"-{LR}", "pinned": ["title"]}
        call("POST", "views", {"name": f"{scope} view", "scope": scope, "state": view})
    call("DELETE", f"models/{quote(ids[11])}")
    call("DELETE", f"models/{quote(ids[5])}/checkpoints/step-0")


def change_policy(client: modelbase.Client) -> None:
    """Put a second policy in force, which the worker computes."""
    policy = {
        "ignore": ["num_workers"],
        "seeds": ["seed"],
        "defaults": {"dropout": 0.0},
        "dataset_keys": [],
        "architecture_keys": [],
    }
    deadline = time.monotonic() + 60
    while client.api.answer("PUT", "policy", policy)[0] == 202 and time.monotonic() < deadline:
        time.sleep(0.5)


def weights(home: Path, at: int, step: int) -> list[Path]:
    """Return the files of a checkpoint, the same ones in every run."""
    folder = home / f"weights-{at}-{step}"
    folder.mkdir()
    dice = np.random.default_rng(at * 10 + step)
    tensors = {
        "layer.weight": dice.standard_normal((8, 16)).astype(np.float32),
        "layer.bias": np.zeros(8, np.float16),
    }
    save_file(tensors, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps({"model": at, "note": "same in all steps"}))
    (folder / "empty").touch()
    return [folder / "model.safetensors", folder / "config.json", folder / "empty"]


def wait_until_verified(client: modelbase.Client) -> None:
    """Wait for the worker; a minute at most."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        ids = [row["id"] for row in client.models()]
        if all(one.state != "uploaded" for each in ids for one in client.checkpoints(each)):
            time.sleep(3)  # the scan for code and the tensors come after it
            return
        time.sleep(0.5)
    raise SystemExit("the worker did not verify in time")


def answer(client: modelbase.Client, path: str) -> Any:
    """Return the answer to a question, of a refusal its code."""
    try:
        return client.api.call("GET", path)
    except ModelbaseError as error:
        return {"refused": error.code}


def questions(client: modelbase.Client) -> Iterator[str]:
    """Yield the paths that are asked."""
    for where in WHERES:
        yield f"models?limit=100&total=true&sort=name&columns={quote(COLUMNS)}&where={quote(where)}"
        yield f"keys?limit=10000&where={quote(where)}"
    for sort in SORTS:
        yield f"models?limit=5&offset=2&sort={quote(sort)}"
    for key in (LR, "args.precision", "tags", "metrics.val.acc"):
        yield f"keys/{key}/values"
    yield from (
        "aliases",
        "shares",
        "tokens",
        "trash",
        "views",
        "policy",
        "policies",
        "families",
        "storage",
        "users",
    )
    yield from ("events?limit=1000", "leases", "keys?varying=true&limit=10000")
    ids = [row["id"] for row in client.models(sort="name")]
    yield "diff?" + "&".join(f"id={quote(each)}" for each in ids[:4])
    for each in ids:
        path = f"models/{quote(each)}"
        yield from (
            path,
            *(
                f"{path}/{part}"
                for part in ("checkpoints", "activity", "lineage", "family", "near?k=2", "shares")
            ),
        )
        for one in client.checkpoints(each):
            of_one = f"{path}/checkpoints/{one.id}"
            yield from (of_one, f"{of_one}/tensors", f"{of_one}/safety")


def pulled(client: modelbase.Client, home: Path) -> dict[str, dict[str, str]]:
    """Return the SHA-256 of each file of each checkpoint by `ID@checkpoint`, as a pull brings it."""
    found = {}
    for row in client.models():
        for one in client.checkpoints(row["id"]):
            ref = f"{row['id']}@{one.id}"
            try:
                folder = client.pull(ref, home / "pulled" / one.id)
            except ModelbaseError:  # its weights were deleted
                continue
            paths = sorted(
                path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")
            )
            found[ref] = {
                path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in paths
            }
    return found


def forget_machine(home: Path) -> None:
    """Remove what MongoDB itself notes about the machine and its command line."""
    services = home / "data" / "services"
    secrets = json.loads((services / "credentials.json").read_text())
    port = json.loads((services / "ports.json").read_text())["mongod"]
    with MongoClient(
        "127.0.0.1", port, username="__system", password=secrets["mongo_keyfile"], authSource="local",
        authMechanism="SCRAM-SHA-256", directConnection=True,
    ) as mongo:  # fmt: skip
        mongo.local.startup_log.drop()
        mongo.admin.command("fsync")


def pack(data: Path, target: Path) -> None:
    """Pack the directory without what holds secrets or paths."""

    def kept(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
        name = Path(entry.name).name
        if name in LEFT_OUT or name.endswith(LEFT_OUT_ENDINGS) or PATHS_INSIDE.search(entry.name):
            return None
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        return entry if entry.isfile() or entry.isdir() else None

    with tarfile.open(target, "w:xz", preset=9) as archive:
        archive.add(data, "data", filter=kept)


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
