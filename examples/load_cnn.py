"""Bring a model of train_cnn.py to this machine and use it.

    python examples/load_cnn.py stripes/small-cnn:3c70

The args come with the model, so nothing but its ID has to be known.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from safetensors.torch import load_file
from train_cnn import fingerprint, make_net, outputs

import modelbase


def main() -> None:
    parser = argparse.ArgumentParser(description="pull a model of train_cnn.py and use it")
    parser.add_argument("id", help="ID or ID@label")
    parser.add_argument("--output-dir", type=Path, default=Path("pulled"))
    given = parser.parse_args()

    model = modelbase.get(given.id)
    folder = modelbase.pull(given.id, given.output_dir)
    weights = {
        "checkpoint.pt": torch.load(folder / "checkpoint.pt", weights_only=True)["net"],
        "model.safetensors": load_file(folder / "model.safetensors"),
    }
    print(f"{model.id}: width {model.args['width']}, lr {model.args['lr']}, {model.metrics}")
    for name, tensors in weights.items():
        net = make_net(model.args["width"])
        net.load_state_dict(tensors)
        print(f"outputs {fingerprint(outputs(net))} from {name}")


if __name__ == "__main__":
    main()
