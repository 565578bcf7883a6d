"""What a torch training needs to go on exactly: weights, optimizer, scheduler, step and random state. Two files.

`model.safetensors` (or `model.pt` where safetensors is not installed) and `training.pt`, which holds tensors, numbers
and texts alone and is read without running anything (`weights_only`). ID, digest and step stand in both.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelbase.errors import Invalid

if TYPE_CHECKING:
    from modelbase.training.run import Run

WEIGHTS, PICKLED, TRAINING = "model.safetensors", "model.pt", "training.pt"


def save(  # noqa: PLR0913 - the words of a save, each with a default
    run: Run,
    model: Any,
    optimizer: Any = None,
    scheduler: Any = None,
    *,
    step: int | None = None,
    rng: bool = True,
    metrics: Mapping[str, Any] | None = None,
    label: str | None = None,
) -> None:
    """Save a torch module and all that its training needs to go on, as a checkpoint of the run at a step."""
    import torch

    at = run.last_step(step)
    facts = {"id": run.id, "digest": run.digest, "step": str(at)}
    state: dict[str, Any] = {"modelbase": facts, "step": at}
    state |= {
        name: thing.state_dict()
        for name, thing in (("optimizer", optimizer), ("scheduler", scheduler))
        if thing
    }
    if rng:
        state["rng"] = _random_state(torch)
    files: dict[str, Any] = {TRAINING: lambda path: torch.save(state, path)}
    files |= _weights(torch, model, facts)
    run.save(files, step=at, metrics=metrics, label=label)


def load(
    run: Run, model: Any, optimizer: Any = None, scheduler: Any = None, *, map_location: Any = None
) -> int:
    """Bring module, optimizer, scheduler and random state back to the checkpoint to go on from; return the next step.

    Without a checkpoint nothing changes and the step is 0. Raise `file_missing` if the checkpoint is none of
    `save_torch`.
    """
    import torch

    folder = run.resume()
    if folder is None:
        return run.step
    if not (folder / TRAINING).is_file():
        raise Invalid(
            f"the checkpoint to go on from has no {TRAINING}: it was not made by save_torch; read it with run.resume()",
            "file_missing",
        )
    state = torch.load(folder / TRAINING, map_location=map_location or "cpu", weights_only=True)
    model.load_state_dict(_read_weights(torch, folder, map_location))
    for name, thing in (("optimizer", optimizer), ("scheduler", scheduler)):
        if thing is not None and name in state:
            thing.load_state_dict(state[name])
    if "rng" in state:
        _set_random_state(torch, state["rng"])
    return run.step


def _weights(torch: Any, model: Any, facts: dict[str, str]) -> dict[str, Any]:
    state = model.state_dict()
    try:
        from safetensors.torch import save_model
    except ImportError:
        return {PICKLED: lambda path: torch.save(state, path)}
    if any(not isinstance(value, torch.Tensor) for value in state.values()):  # extra state of a module
        return {PICKLED: lambda path: torch.save(state, path)}
    return {WEIGHTS: lambda path: save_model(model, str(path), metadata=facts)}


def _read_weights(torch: Any, folder: Path, map_location: Any) -> Any:
    if (folder / PICKLED).is_file():
        return torch.load(folder / PICKLED, map_location=map_location or "cpu", weights_only=True)
    from safetensors.torch import load_file

    return load_file(folder / WEIGHTS, device=str(map_location or "cpu"))


def _random_state(torch: Any) -> dict[str, Any]:
    version, numbers, gauss = random.getstate()
    state: dict[str, Any] = {"torch": torch.get_rng_state(), "python": [version, list(numbers), gauss]}
    if torch.cuda.is_available() and torch.cuda.is_initialized():
        state["cuda"] = torch.cuda.get_rng_state_all()
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        name, keys, position, has_gauss, cached = numpy.random.get_state()
        state["numpy"] = [str(name), [int(key) for key in keys], int(position), int(has_gauss), float(cached)]
    return state


def _set_random_state(torch: Any, state: dict[str, Any]) -> None:
    torch.set_rng_state(state["torch"].cpu())
    version, numbers, gauss = state["python"]
    random.setstate((version, tuple(numbers), gauss))
    if "cuda" in state and torch.cuda.is_available():
        torch.cuda.set_rng_state_all([each.cpu() for each in state["cuda"]])
    if "numpy" in state:
        import numpy as np

        name, keys, position, has_gauss, cached = state["numpy"]
        np.random.set_state((name, np.array(keys, dtype=np.uint32), position, has_gauss, cached))
