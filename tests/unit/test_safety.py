"""Files that would run code when loaded are never said to be harmless, and harmless ones are not flagged."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hostile_pickles import corpus

from modelbase.weights.limited import Scanner
from modelbase.weights.report import Report
from modelbase.weights.scan import scan
from modelbase.weights.source import Source

NAMES = sorted(corpus(Path("canary")))


def scanned(data: bytes) -> Report:
    return scan(Source(len(data), lambda start, stop: data[start:stop]))


def saved(value: Any, zip_form: bool = True) -> bytes:
    into = io.BytesIO()
    torch.save(value, into, _use_new_zipfile_serialization=zip_form)
    return into.getvalue()


def training() -> dict[str, Any]:
    net = torch.nn.Sequential(torch.nn.Conv2d(3, 8, 3), torch.nn.BatchNorm2d(8))
    adam = torch.optim.Adam(net.parameters())
    net(torch.zeros(1, 3, 4, 4)).sum().backward()
    adam.step()
    return {"state_dict": net.state_dict(), "optimizer": adam.state_dict(), "epoch": 3, "args": {"lr": 0.1}}


@pytest.mark.parametrize("name", NAMES)
def test_nothing_hostile_is_said_to_be_harmless(name: str, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    found = scanned(corpus(canary)[name])
    assert found.state in {"flagged", "not_scanned"}
    assert found.reason
    assert not canary.exists()


@pytest.mark.parametrize(
    "name", [name for name in NAMES if name.startswith(("exec", "os.", "torch zip", "posix"))]
)
def test_a_hostile_pickle_that_can_be_read_names_what_it_imports(name: str, tmp_path: Path) -> None:
    found = scanned(corpus(tmp_path / "canary")[name])
    if found.state == "flagged":
        assert any(each.risk == "dangerous" for each in found.imports)


def test_the_plainest_attacks_are_flagged_by_name(tmp_path: Path) -> None:
    files = corpus(tmp_path / "canary")
    for name in ("exec, protocol 2", "os.system by GLOBAL", "torch zip", "torch legacy"):
        found = scanned(files[name])
        assert found.state == "flagged"
        assert {each.name for each in found.imports if each.risk == "dangerous"} & {
            "builtins.exec",
            "os.system",
            "__builtin__.exec",
        }


@pytest.mark.parametrize("zip_form", [True, False])
def test_a_training_checkpoint_is_harmless(zip_form: bool) -> None:
    found = scanned(saved(training(), zip_form))
    assert (found.state, found.reason) == ("nothing_found", "")
    assert "collections.OrderedDict" in {each.name for each in found.imports}


def test_a_whole_pickled_module_is_flagged_as_unknown_and_not_as_dangerous() -> None:
    found = scanned(saved(torch.nn.Linear(2, 2)))
    assert found.state == "flagged"
    assert {each.risk for each in found.imports} == {"known", "unknown"}


def test_plain_arrays_texts_and_json_are_harmless() -> None:
    into = io.BytesIO()
    np.savez(into, a=np.zeros(3), b=np.array(["x"]))
    assert (scanned(into.getvalue()).format, scanned(into.getvalue()).state) == ("numpy", "nothing_found")
    assert scanned(b"# README\n\nA model.\n").format == "text"
    assert scanned(b'{"lr": 0.1}').format == "json"
    assert scanned(b"").format == "empty"


def test_what_nobody_knows_is_not_said_to_be_harmless() -> None:
    assert scanned(bytes(range(1, 255)) * 10).state == "not_scanned"
    assert scanned(b"\0" * (33 * 2**20)).state == "not_scanned"


def test_a_process_that_dies_costs_one_file_its_verdict_and_no_other() -> None:
    good = saved(training())
    with Scanner() as scanner:

        def die(start: int, stop: int) -> bytes:
            scanner._process.kill()  # type: ignore[union-attr]
            return good[start:stop]

        assert scanner.scan(len(good), die) is None
        assert scanner.scan(len(good), lambda start, stop: good[start:stop]).state == "nothing_found"


def test_a_process_that_waits_too_long_is_ended() -> None:
    good = saved(training())
    with Scanner(seconds=60) as scanner:
        # It runs and has scanned before: how long it takes to start is not in question.
        assert scanner.scan(len(good), lambda start, stop: good[start:stop]).state == "nothing_found"
        scanner._seconds = 2
        asked: list[int] = []

        def wait(start: int, stop: int) -> bytes:
            asked.append(start)
            scanner._process.wait(120)  # type: ignore[union-attr]
            return good[start:stop]

        assert scanner.scan(len(good), wait) is None
        assert asked


def test_the_scanning_process_can_open_nothing() -> None:
    with Scanner() as scanner:
        scanner.scan(2, lambda start, stop: b"{}"[start:stop])
        pid = scanner._process.pid  # type: ignore[union-attr]
        limits = Path(f"/proc/{pid}/limits").read_text()
        assert "Max open files            0                    0" in limits
        assert len(list(Path(f"/proc/{pid}/fd").iterdir())) == 3
        assert Path(f"/proc/{pid}/environ").read_bytes() == b""
