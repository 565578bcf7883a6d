"""Lightning, two lines of Modelbase: the import, and `fit` in place of `trainer.fit`."""

import argparse

import torch
from lightning import LightningModule, Trainer, seed_everything
from torch.utils.data import DataLoader, TensorDataset

from modelbase.integrations.lightning import fit

parser = argparse.ArgumentParser()
parser.add_argument("--dataset", default="blobs")
parser.add_argument("--lr", type=float, default=0.1)
parser.add_argument("--epochs", type=int, default=3)
args = parser.parse_args()


class Net(LightningModule):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(4, 1)

    def training_step(self, batch):
        loss = torch.nn.functional.mse_loss(self.layer(batch[0]), batch[1])
        self.log("loss", loss)
        return loss

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=args.lr)


seed_everything(0)
x = torch.randn(64, 4)
data = DataLoader(TensorDataset(x, x.sum(1, keepdim=True)), batch_size=16)
trainer = Trainer(max_epochs=args.epochs, accelerator="cpu", log_every_n_steps=1, logger=False)
run = fit(trainer, Net(), args, data)
print(f"{run.id} {run.state}")
