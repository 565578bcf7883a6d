"""What the environment says of a training: its job, its rank, where to spool. The only reader of it in this package.

Job and rank come from the variables of SLURM, LSF, torchrun and MPI; `MODELBASE_JOB` names a job of any other kind.
"""

from __future__ import annotations

import getpass
import os
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from modelbase.errors import Invalid

# Variables that hold the rank and the number of processes of one training, by launcher.
RANKS = (
    ("RANK", "WORLD_SIZE"),  # torchrun
    ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"),
    ("PMI_RANK", "PMI_SIZE"),
    ("SLURM_PROCID", "SLURM_STEP_NUM_TASKS"),
)
RESTARTS = ("TORCHELASTIC_RESTART_COUNT", "SLURM_RESTART_COUNT")


@dataclass(frozen=True)
class Rank:
    """Which process of a training this is, of how many, and a text that the processes of one launch share."""

    rank: int
    size: int
    launch: str

    @property
    def leads(self) -> bool:
        """Say whether this process decides and speaks for all."""
        return self.rank == 0


def offline() -> Path | None:
    """Return the folder of MODELBASE_OFFLINE, in which runs are kept to be sent later; None where it is not set."""
    folder = os.environ.get("MODELBASE_OFFLINE", "").strip()
    return Path(folder).expanduser().absolute() if folder else None


def state_folder() -> Path:
    """Return the folder for spools and decisions: MODELBASE_STATE_DIR, else the user's state folder."""
    from platformdirs import user_state_path

    folder = os.environ.get("MODELBASE_STATE_DIR", "").strip()
    return Path(folder).expanduser().absolute() if folder else user_state_path("modelbase")


def spool_root() -> Path:
    """Return the folder in which the spools of all runs are."""
    return offline() or state_folder() / "spool"


def spool_limit() -> int:
    """Return how many bytes of files a run may spool (MODELBASE_SPOOL_BYTES); 0 is without limit."""
    text = os.environ.get("MODELBASE_SPOOL_BYTES", "").strip()
    if text and not (text.isascii() and text.isdigit()):
        raise Invalid(f"MODELBASE_SPOOL_BYTES is {text[:60]!a}; it is a number of bytes", "settings")
    return int(text or 0)


def owner(*, process: bool = False) -> str:
    """Return who holds a lease: equal for a job that was requeued, different for two processes side by side.

    A job of a scheduler keeps its owner on another machine; without one, or with `process`, it is this very process.
    """
    job = None if process else job_id()
    place = f"{socket.gethostname()} {_boot_id()}"
    return f"{_user()} {job}" if job else f"{_user()} {place} {os.getpid()} {_started()}"[:300]


def job_id() -> str | None:
    """Return the name of the job that a scheduler would start again under the same name; None without one."""
    given = os.environ.get("MODELBASE_JOB", "").strip()
    if given:
        return f"job {given}"[:200]
    slurm = os.environ.get("SLURM_JOB_ID")
    if slurm:
        cluster, step = os.environ.get("SLURM_CLUSTER_NAME", ""), os.environ.get("SLURM_STEP_ID", "")
        return f"slurm {cluster} {slurm} {step}"[:200]
    lsf = os.environ.get("LSB_JOBID")
    if lsf:
        return f"lsf {lsf} {os.environ.get('LSB_JOBINDEX', '')}"[:200]
    if os.environ.get(
        "KUBERNETES_SERVICE_HOST"
    ):  # the name of the pod: the same when a container is restarted
        return f"kubernetes {socket.gethostname()}"[:200]
    elastic = os.environ.get("TORCHELASTIC_RUN_ID", "none")
    return f"torchrun {elastic}"[:200] if elastic != "none" else None


def rank() -> Rank:
    """Return the rank of this process by the launcher's variables; a process of its own is rank 0 of 1."""
    restarts = " ".join(os.environ.get(name, "0") for name in RESTARTS)
    for at, of in RANKS:
        number, size = os.environ.get(at, ""), os.environ.get(of, "")
        if number.isdigit() and size.isdigit() and int(size) > 1:
            return Rank(int(number), int(size), f"{_launch()} {restarts}")
    return Rank(0, 1, restarts)


def _launch() -> str:
    """Return a text that is the same in all processes of one launch, and another one in the next launch."""
    job = job_id()
    if job:
        return f"{job} {os.environ.get('MASTER_PORT', '')}"
    address = f"{os.environ.get('MASTER_ADDR', '')}:{os.environ.get('MASTER_PORT', '')}"
    return f"{socket.gethostname()} {_boot_id()} {os.getppid()} {address}"


def _user() -> str:
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return str(os.getuid()) if hasattr(os, "getuid") else "unknown"


@cache
def _boot_id() -> str:
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return ""


def _started() -> str:
    """Return when this process began, in the system's own count, so that a number used again is another process."""
    if sys.platform == "linux":
        with suppress(OSError, IndexError):
            return Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19]
    return ""
