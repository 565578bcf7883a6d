"""Hugging Face Trainer, two lines of Modelbase: the import, and `train(trainer)` in place of `trainer.train()`."""

import argparse

import torch
from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments

from modelbase.integrations.transformers import train

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=1e-3)
parser.add_argument("--hidden", type=int, default=16)
args = parser.parse_args()

torch.manual_seed(0)
ids = torch.randint(5, 100, (32, 8))
data = [{"input_ids": row, "labels": int(row[0] > 50)} for row in ids]
config = BertConfig(
    vocab_size=100, hidden_size=args.hidden, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
)
training = TrainingArguments(
    "outputs",
    learning_rate=args.lr,
    num_train_epochs=2,
    logging_steps=1,
    save_strategy="epoch",
    report_to=[],
    use_cpu=True,
)
trainer = Trainer(BertForSequenceClassification(config), training, train_dataset=data)
run = train(trainer, dataset="first-token")
print(f"{run.id} {run.state}")
