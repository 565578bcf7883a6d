"""Hugging Face Trainer: `train(trainer, args, …)` in place of `trainer.train()`; what counts is read before it.

Works with every subclass of Trainer. Checkpoints are saved as the Trainer writes them, by its own `save_strategy`. What
counts is in docs/training.md.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from modelbase.identity.args import plain
from modelbase.integrations import recipe
from modelbase.training.run import Run
from modelbase.training.run import run as start

# Fields of TrainingArguments that never count: where, how fast, how often it is said, looked at and kept.
NOISE = (
    *(
        "output_dir",
        "overwrite_output_dir",
        "run_name",
        "logging_*",
        "log_*",
        "disable_tqdm",
        "report_to",
        "project",
    ),
    *("trackio_*", "include_num_input_tokens_seen", "include_tokens_per_second", "hub_*", "push_to_hub*"),
    *("do_train", "do_eval", "do_predict", "eval_*", "evaluation_strategy", "per_device_eval_batch_size"),
    *("per_gpu_eval_batch_size", "prediction_loss_only", "include_for_metrics", "include_inputs_for_metrics"),
    *("batch_eval_metrics", "fp16_full_eval", "bf16_full_eval", "predict_with_generate", "generation_*"),
    *("save_*", "enable_jit_checkpoint", "load_best_model_at_end", "restore_callback_states_from_checkpoint"),
    *("resume_from_checkpoint", "ignore_data_skip", "local_rank", "ddp_*", "fsdp*", "deepspeed", "tpu_*"),
    *(
        "use_cpu",
        "no_cuda",
        "use_mps_device",
        "use_ipex",
        "debug",
        "skip_memory_metrics",
        "torch_empty_cache_steps",
    ),
    *(
        "dataloader_num_workers",
        "dataloader_pin_memory",
        "dataloader_persistent_workers",
        "dataloader_in_order",
    ),
    *(
        "dataloader_prefetch_factor",
        "dataloader_multiprocessing_context",
        "accelerator_config",
        "parallelism_config",
    ),
    *("remove_unused_columns", "label_names", "length_column_name", "auto_find_batch_size", "torchdynamo"),
    *(
        "torch_compile*",
        "gradient_checkpointing*",
        "activation_checkpointing*",
        "use_cache",
        "use_liger_kernel",
    ),
    *("liger_kernel_config", "average_tokens_across_devices", "full_determinism", "tf32", "jit_mode_eval"),
    *(
        "mp_parameters",
        "past_index",
        "metric_for_best_model",
        "greater_is_better",
        "use_legacy_prediction_loop",
    ),
)
# Of those, what shapes the result where training stops by a metric or the best weights are kept.
STOPPING = ("metric_for_best_model", "greater_is_better", "load_best_model_at_end")
# Of a model's config: where it is from, what wrote it, how it computes, and the answers that it is asked for.
MODEL_NOISE = (
    *("transformers_version", "_*", "name_or_path", "architectures", "use_cache", "torchscript", "auto_map"),
    *("output_attentions", "output_hidden_states", "return_dict", "attn_implementation", "tokenizer_class"),
)
# What the Trainer logs beside metrics: how long it took, and the place in the data, which the step says.
NO_METRICS = ("_runtime", "_per_second", "total_flos", "epoch")


def train(trainer: Any, args: Any = None, **words: Any) -> Run:
    """Train as `trainer.train()` does, unless these args were trained; return the run.

    `args` is any config, or several as HfArgumentParser gives them; without it the config of the model counts. The
    trainer's TrainingArguments count beside them. An interrupted training goes on from its last checkpoint. Where the
    args were trained already, nothing is trained and the trainer's model gets the trained weights. Other keywords are
    those of `modelbase.run` and of `trainer.train`. Raise as `modelbase.run` does.
    """
    options, more = recipe.options_of(words)
    tree = args_of(trainer, args)
    kind = getattr(getattr(trainer.model, "config", None), "model_type", "") or type(trainer.model).__name__
    with start(tree, **recipe.named(tree, options, kind)) as run:
        if run.trained:
            with recipe.pulled(run) as folder:
                trainer._load_from_checkpoint(str(folder))
            return run
        resumed = run.resume()
        if resumed is not None:
            more["resume_from_checkpoint"] = str(resumed)
        callback = _to_run(run)
        trainer.add_callback(callback)
        try:
            trainer.train(**more)
        finally:
            trainer.remove_callback(callback)
        if (
            callback.saved < trainer.state.global_step
        ):  # `save_strategy="no"`, or another that ends before the end
            with recipe.temporary() as folder:
                trainer.save_model(str(folder))
                trainer.state.save_to_json(str(folder / "trainer_state.json"))
                callback.save(folder, trainer.state)
    return run


def args_of(trainer: Any, args: Any = None) -> dict[str, Any]:
    """Return what counts of a training: the args (else the model's config), and the TrainingArguments beside them."""
    from transformers import TrainingArguments

    given = [one for one in _each(args) if not isinstance(one, TrainingArguments)]
    tree = recipe.tree_of(given if isinstance(args, list | tuple) else args if given else None)
    settings = recipe.without(_fields(trainer.args), _noise(trainer))
    tree = recipe.joined(tree, "training", recipe.counted(tree, settings, _defaults(type(trainer.args))))
    config = getattr(trainer.model, "config", None)
    if config is None:
        return tree
    found = _changed(config) if not given else {}
    origin = _origin(config)
    if origin and origin not in (value for _, value in recipe.leaves(tree)):
        found["name_or_path"] = origin
    return recipe.joined(tree, "model_config", found)


def _each(args: Any) -> list[Any]:
    return [] if args is None else list(args) if isinstance(args, list | tuple) else [args]


def _fields(arguments: Any) -> dict[str, Any]:
    """Return the fields of a dataclass, with what has a `to_dict` of its own as that."""
    found = {each.name: getattr(arguments, each.name) for each in dataclasses.fields(arguments)}
    return {key: value.to_dict() if hasattr(value, "to_dict") else value for key, value in found.items()}


def _noise(trainer: Any) -> list[str]:
    """Return which fields do not count of this trainer: those of stopping do where it stops by a metric."""
    stops = any(type(one).__name__ == "EarlyStoppingCallback" for one in trainer.callback_handler.callbacks)
    keep = STOPPING if stops or trainer.args.load_best_model_at_end else ()
    return [name for name in NOISE if name not in keep]


def _defaults(kind: type) -> dict[str, Any]:
    """Return the defaults of a dataclass; a field without one counts always."""
    found = {}
    for each in dataclasses.fields(kind):
        if each.default is not dataclasses.MISSING:
            found[each.name] = each.default
        elif each.default_factory is not dataclasses.MISSING:
            found[each.name] = each.default_factory()
    return found


def _changed(config: Any) -> dict[str, Any]:
    """Return what of a model's config is not the default of its class, with the kind of model."""
    told = recipe.without(plain(config.to_dict()), MODEL_NOISE)
    try:
        usual = plain(type(config)().to_dict())
    except (TypeError, ValueError):  # of a class that takes no less than everything
        usual = {}
    return {
        key: value
        for key, value in told.items()
        if key == "model_type" or key not in usual or not recipe.same(value, usual[key])
    }


def _origin(config: Any) -> str:
    """Return where the first weights are from: a name of the hub, or the last part of the path of a folder."""
    name = str(getattr(config, "_name_or_path", "") or "")
    return Path(name).name if name and (Path(name).is_dir() or Path(name).is_absolute()) else name


def _to_run(run: Run) -> Any:
    """Return the callback of a training, of the class that the Trainer takes."""
    from transformers import TrainerCallback

    class _ToRun(TrainerCallback):  # type: ignore[misc]  # transformers has no types
        """What the Trainer logs and saves, to the run, whose step is the last one done."""

        def __init__(self, run: Run) -> None:
            self.run, self.saved = run, 0
            self.last: dict[str, Any] = {}

        def on_log(
            self, _args: Any, state: Any, _control: Any, logs: Mapping[str, Any] | None = None, **_: Any
        ) -> None:
            """Log what is a number."""
            values = {
                key: value
                for key, value in recipe.numbers(logs or {}).items()
                if not key.endswith(NO_METRICS)
            }
            self.last |= values
            if values and state.is_world_process_zero:
                self.run.log(values, step=max(0, state.global_step - 1))

        def on_save(self, args: Any, state: Any, _control: Any, **_: Any) -> None:
            """Save the checkpoint that the Trainer has just written."""
            self.save(Path(args.output_dir) / f"checkpoint-{state.global_step}", state)

        def save(self, folder: Path, state: Any) -> None:
            """Save a folder as the checkpoint of the step that is done."""
            self.saved = state.global_step
            if state.is_world_process_zero:
                self.run.save(folder, step=max(0, state.global_step - 1), metrics=self.last or None)

    return _ToRun(run)
