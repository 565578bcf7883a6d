"""Train a softmax classifier on generated points with numpy, in `modelbase.run`: kill it whenever, start it again.

    python examples/train_run.py --lr 0.5        trains; the second time it only prints ID and accuracy
    modelbase history ID --key loss --plot       the curve, one line however often the training was killed

Needs numpy. The server is the one of `modelbase login`, or of a running `modelbase serve`.
"""

from __future__ import annotations

import argparse

import numpy as np

import modelbase


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--dataset", default="moons")
    parser.add_argument("--arch", default="softmax")
    parser.add_argument("--lr", type=float, default=0.5)
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def points(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Make points in three noisy clouds, with their features and the number of their cloud."""
    random = np.random.default_rng(seed)
    kinds = random.integers(0, 3, count)
    at = random.normal(size=(count, 2)) + np.array([[0, 2], [2, -1], [-2, -1]])[kinds]
    return np.column_stack([at, at**2, np.ones(count)]), kinds


@modelbase.configured
def learn(weights: np.ndarray, data: tuple[np.ndarray, np.ndarray], lr: float) -> float:
    """Do one step of gradient descent in place and return the loss; `lr` comes from the args by its name."""
    features, kinds = data
    scores = features @ weights
    chances = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    loss = -np.log(chances[np.arange(len(kinds)), kinds]).mean()
    chances[np.arange(len(kinds)), kinds] -= 1
    weights -= lr * features.T @ chances / len(kinds)
    return float(loss)


def main() -> None:
    train, test = points(2_000, seed=1), points(500, seed=2)
    with modelbase.run(parse(), best="accuracy:max", keep_last=2) as run, modelbase.inject(run.args):
        if not run.trained:
            folder = run.resume()
            weights = np.load(folder / "weights.npy") if folder else np.zeros((5, 3))
            for epoch in range(run.step, run.args.epochs):
                run.log({"loss": learn(weights, train)}, step=epoch)
                accuracy = float(((test[0] @ weights).argmax(axis=1) == test[1]).mean())
                run.log({"accuracy": accuracy}, step=epoch)
                if epoch % 5 == 4:
                    np.save("weights.npy", weights)
                    run.save("weights.npy", step=epoch, metrics={"accuracy": accuracy})
    found = modelbase.get(run.id)
    print(f"{run.id}: accuracy {found.metrics['accuracy']:.4f}, {found.checkpoints} checkpoints")


if __name__ == "__main__":
    main()
