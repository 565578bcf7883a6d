"""A data directory that 0.1 has filled is served by this version: the same IDs, counts, answers and bytes.

The directory and what 0.1 answered about it are made by scripts/make_data_directory.py. Fields may be added to answers.
"""

from __future__ import annotations

import json
import lzma
import tarfile
import warnings
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

import modelbase
from tests import conftest as starting

bare_environ = starting.bare_environ

DATA = Path(__file__).parents[1] / "data"
GROWS = ("tokens", "events?limit=1000")  # by what the start itself does: a token for this machine
MOVES = {"next", "last_used_at", "last_seen_at", "seen_at", "purge_at", "expires_at"}


@pytest.fixture(scope="module")
def told() -> Any:
    return json.loads(lzma.decompress((DATA / "data-directory-0.1.json.xz").read_bytes()))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[modelbase.Client]:
    home = tmp_path_factory.mktemp("upgraded")
    with tarfile.open(DATA / "data-directory-0.1.tar.xz") as archive:
        archive.extractall(home, filter="data")
    for folder in ("services/mongod/data/journal", "services/weed/data"):
        (home / "data" / folder).mkdir(parents=True, exist_ok=True)
    settings = {
        "LOGNAME": "ada",
        "MODELBASE_TRASH_DAYS": "3650",
    }  # who filled it; the trash is as old as the fixture
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(starting, "bare_environ", lambda home: bare_environ(home) | settings)
        process, server = starting.start_server(home, home / "data")
    with modelbase.Client(server.url, server.token) as client:
        yield client
    starting.stop_server(process)


def differences(was: Any, found: Any, path: str = "") -> list[str]:
    """Return where `found` lacks something that `was` has, or has it otherwise."""
    if isinstance(was, dict) and isinstance(found, dict):
        kept = {name: value for name, value in was.items() if name not in MOVES}
        parts = [differences(value, found.get(name), f"{path}.{name}") for name, value in kept.items()]
        return [each for part in parts for each in part]
    if isinstance(was, list) and isinstance(found, list) and len(was) == len(found):
        pairs = enumerate(zip(was, found, strict=True))
        return [each for at, pair in pairs for each in differences(*pair, f"{path}[{at}]")]
    return [] if was == found else [f"{path}: was {str(was)[:100]}, is {str(found)[:100]}"]


def test_every_question_has_the_answer_that_it_had(client: modelbase.Client, told: Any) -> None:
    assert len(told["get"]) > 200
    wrong = []
    for path, was in told["get"].items():
        found = client.api.call("GET", path)
        if path in GROWS:
            ids = {row["id"] for row in was["rows"]}
            found["rows"] = [row for row in found["rows"] if row["id"] in ids]
        if path.endswith("/safety"):  # a newer scanner has looked again; what it found is compared
            was["rows"] = [
                {name: row[name] for name in row if name not in {"scanner", "at"}} for row in was["rows"]
            ]
        wrong += [f"{path}{each}" for each in differences(was, found)]
    assert wrong == []


def test_every_recipe_is_found_under_its_id(client: modelbase.Client, told: Any) -> None:
    found = [client.api.call("POST", "lookup", body) for body, _ in told["lookup"]]
    assert [each["id"] for each in found] == [was["id"] for _, was in told["lookup"]]
    assert differences([was for _, was in told["lookup"]], found) == []


def test_every_file_is_pulled_with_its_bytes(client: modelbase.Client, told: Any, tmp_path: Path) -> None:
    assert len(told["files"]) > 10
    for ref, files in told["files"].items():
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # one of the models is marked bad, and another one has it as its parent
            folder = client.pull(ref, tmp_path / ref.partition("@")[2])
        found = {path: sha256((folder / path).read_bytes()).hexdigest() for path in files}
        assert found == files, ref


def test_new_work_goes_on_where_0_1_left_off(client: modelbase.Client, told: Any, tmp_path: Path) -> None:
    body, was = told["lookup"][-1]
    (tmp_path / "later.txt").write_bytes(b"later")
    made = client.push(tmp_path, body["args"], dataset=body["dataset"], architecture=body["architecture"])
    assert made.model == was["id"]
    assert (
        client.find(body["args"], dataset=body["dataset"], architecture=body["architecture"]).id == was["id"]
    )
