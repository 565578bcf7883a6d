"""Train a small CNN on generated pictures and push it to Modelbase.

    python examples/train_cnn.py             trains and pushes; the second time it prints the ID of the model
    python examples/train_cnn.py --resume    trains one epoch more, from the checkpoint that was pushed

Needs torch and safetensors. The server is the one of `modelbase login`, or of a running `modelbase serve`.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

import modelbase


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--dataset", default="stripes")
    parser.add_argument("--arch", default="small-cnn")
    parser.add_argument("--width", type=int, default=8)
    parser.add_argument("--lr", type=float, default=0.05)
    parser.add_argument("--momentum", type=float, default=0.9)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--seed", type=int, default=0)
    # These two do not count for the ID: the default policy ignores them.
    parser.add_argument("--output-dir", type=Path, default=Path("outputs/cnn"))
    parser.add_argument("--resume", action="store_true", help="train one epoch more")
    return parser.parse_args()


def pictures(count: int, seed: int) -> tuple[Tensor, Tensor]:
    """Make noisy 16x16 pictures of stripes across, down or aslant, or of squares."""
    random = torch.Generator().manual_seed(seed)
    kind = torch.randint(4, (count,), generator=random)
    start = torch.randint(4, (count, 1, 1), generator=random)
    down, right = torch.meshgrid(torch.arange(16), torch.arange(16), indexing="ij")
    across, along = (down + start) // 2 % 2, (right + start) // 2 % 2
    drawn = torch.stack([across, along, (down + right + start) // 2 % 2, across ^ along])
    clean = drawn[kind, torch.arange(count)].float()
    return (clean + 0.7 * torch.randn(clean.shape, generator=random))[:, None], kind


def make_net(width: int) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.1),
        nn.Conv2d(width, 2 * width, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(2 * width * 16, 4),
    )  # fmt: skip


def train_epoch(net: nn.Module, optimizer: torch.optim.Optimizer, batch_size: int) -> float:
    """Train one epoch over the data in a random order and return the mean loss."""
    losses, (x, y) = [], pictures(512, seed=1)
    net.train()
    for chosen in torch.randperm(len(x)).split(batch_size):
        loss = nn.functional.cross_entropy(net(x[chosen]), y[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)


@torch.inference_mode()
def outputs(net: nn.Module) -> Tensor:
    """Return what the network answers for the 256 pictures that it never trained on."""
    return net.eval()(pictures(256, seed=2)[0])


def fingerprint(answers: Tensor) -> str:
    """Return a digest in which every bit of the answers counts."""
    return hashlib.sha256(answers.numpy().tobytes()).hexdigest()


def main() -> None:
    args = parse()
    found = modelbase.find(args)  # before training: is it there already?
    if found.trained and not args.resume:
        print(f"trained already: {found.id}@{found.model.latest}, {found.model.metrics}")
        return

    torch.manual_seed(args.seed)
    net, first, epochs = make_net(args.width), 1, args.epochs
    optimizer = torch.optim.SGD(net.parameters(), lr=args.lr, momentum=args.momentum)
    if args.resume:
        folder = modelbase.pull(f"{found.id}@{found.model.latest}", args.output_dir / "resumed")
        state = torch.load(folder / "checkpoint.pt", weights_only=True)
        net.load_state_dict(state["net"])
        optimizer.load_state_dict(state["optimizer"])
        torch.set_rng_state(state["rng"])
        first = epochs = state["epoch"] + 1

    for epoch in range(first, epochs + 1):
        loss = train_epoch(net, optimizer, args.batch)
        answers = outputs(net)
        accuracy = (answers.argmax(1) == pictures(256, seed=2)[1]).float().mean().item()
        print(f"epoch {epoch}: loss {loss:.4f}, accuracy {accuracy:.4f}")

    label = f"epoch-{epochs}"
    folder = args.output_dir / label
    folder.mkdir(parents=True, exist_ok=True)
    state = {"net": net.state_dict(), "optimizer": optimizer.state_dict(), "rng": torch.get_rng_state()}
    torch.save(state | {"epoch": epochs}, folder / "checkpoint.pt")
    save_file(net.state_dict(), folder / "model.safetensors", metadata={"modelbase.id": found.id})

    metrics = {"train": {"loss": loss}, "val": {"accuracy": accuracy}}
    modelbase.push(folder, args, label=label, step=epochs, metrics=metrics, tags=["example"])
    print(f"pushed {found.id}@{label}, outputs {fingerprint(answers)}")


if __name__ == "__main__":
    main()
