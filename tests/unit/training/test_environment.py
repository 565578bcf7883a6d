"""Which job and which rank a process is, by the variables of schedulers and launchers."""

from __future__ import annotations

from pathlib import Path

import pytest

from modelbase.errors import ModelbaseError
from modelbase.training import environment

NAMES = (
    *("SLURM_JOB_ID", "SLURM_STEP_ID", "SLURM_CLUSTER_NAME", "SLURM_PROCID", "SLURM_STEP_NUM_TASKS"),
    *("LSB_JOBID", "LSB_JOBINDEX", "KUBERNETES_SERVICE_HOST", "TORCHELASTIC_RUN_ID", "MODELBASE_JOB"),
    *("RANK", "WORLD_SIZE", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "PMI_RANK", "PMI_SIZE"),
    *("SLURM_RESTART_COUNT", "TORCHELASTIC_RESTART_COUNT", "MASTER_ADDR", "MASTER_PORT"),
)


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    "given",
    [
        {"SLURM_JOB_ID": "7"},
        {"SLURM_JOB_ID": "7", "SLURM_STEP_ID": "0", "SLURM_CLUSTER_NAME": "c"},
        {"LSB_JOBID": "7", "LSB_JOBINDEX": "2"},
        {"KUBERNETES_SERVICE_HOST": "10.0.0.1"},
        {"TORCHELASTIC_RUN_ID": "sweep-3"},
        {"MODELBASE_JOB": "7"},
    ],
    ids=lambda given: "-".join(given),
)
def test_a_job_that_is_started_again_is_the_same_owner(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str]
) -> None:
    alone = environment.owner()
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    first = environment.owner()
    monkeypatch.setattr(environment.os, "getpid", lambda: 1)
    monkeypatch.setenv("SLURM_RESTART_COUNT", "1")
    assert environment.owner() == first != alone
    assert environment.owner(process=True) != first
    assert len(first) <= 300


def test_without_a_job_another_process_is_another_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    first = environment.owner()
    assert environment.owner() == first
    monkeypatch.setattr(environment.os, "getpid", lambda: 1)
    assert environment.owner() != first
    monkeypatch.setenv("TORCHELASTIC_RUN_ID", "none")
    assert environment.job_id() is None


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, (0, 1)),
        ({"RANK": "3", "WORLD_SIZE": "4"}, (3, 4)),
        ({"OMPI_COMM_WORLD_RANK": "1", "OMPI_COMM_WORLD_SIZE": "2"}, (1, 2)),
        ({"PMI_RANK": "1", "PMI_SIZE": "2"}, (1, 2)),
        ({"SLURM_PROCID": "5", "SLURM_STEP_NUM_TASKS": "8"}, (5, 8)),
        ({"RANK": "0", "WORLD_SIZE": "1"}, (0, 1)),
        ({"RANK": "x", "WORLD_SIZE": "4"}, (0, 1)),
        ({"SLURM_PROCID": "0"}, (0, 1)),
    ],
    ids=str,
)
def test_the_rank_is_that_of_the_launcher(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], expected: tuple[int, int]
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    found = environment.rank()
    assert (found.rank, found.size, found.leads) == (*expected, expected[0] == 0)


def test_another_launch_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RANK", "0")
    monkeypatch.setenv("WORLD_SIZE", "2")
    first = environment.rank().launch
    monkeypatch.setenv("TORCHELASTIC_RESTART_COUNT", "1")
    assert environment.rank().launch != first


def test_folders_and_limits_come_from_the_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MODELBASE_STATE_DIR", str(tmp_path))
    monkeypatch.delenv("MODELBASE_OFFLINE", raising=False)
    assert environment.spool_root() == tmp_path / "spool"
    monkeypatch.setenv("MODELBASE_OFFLINE", str(tmp_path / "runs"))
    assert environment.spool_root() == environment.offline() == tmp_path / "runs"
    monkeypatch.setenv("MODELBASE_SPOOL_BYTES", "12")
    assert environment.spool_limit() == 12
    monkeypatch.setenv("MODELBASE_SPOOL_BYTES", "a lot")
    with pytest.raises(ModelbaseError, match="it is a number of bytes"):
        environment.spool_limit()
