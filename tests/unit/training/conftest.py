"""A training without a server: everything stays in a folder of the test."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which runs are kept."""
    monkeypatch.setenv("MODELBASE_OFFLINE", str(tmp_path / "runs"))
    monkeypatch.setenv("MODELBASE_STATE_DIR", str(tmp_path / "state"))
    for name in ("SLURM_JOB_ID", "RANK", "WORLD_SIZE", "MODELBASE_JOB"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "runs"
