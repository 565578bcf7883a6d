"""Named lists of keys of a framework's configs that change no trained weights, which a team's Admin may ignore.

A preset is data with a version; a policy keeps the keys that it had when it was set, so that no ID hangs on this file.
Each key names its reason. What shapes the weights (batch size, precision, steps, data) is in none. Off by default.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from modelbase.errors import Invalid
from modelbase.identity.policy import Policy


@dataclass(frozen=True)
class Preset:
    """The keys of one framework, by the reason why they do not count."""

    name: str
    version: int
    title: str
    keys: dict[str, str]

    def to_dict(self) -> dict[str, Any]:
        """Return the preset as JSON data."""
        return {"name": self.name, "version": self.version, "title": self.title, "keys": dict(self.keys)}


def _keys(**reasons: str) -> dict[str, str]:
    words = {reason.replace("_", " "): keys.split() for reason, keys in reasons.items()}
    return {key: reason for reason, keys in words.items() for key in keys}


_HF = _keys(
    version_of_the_library_that_wrote_the_config="transformers_version _attn_implementation_autoset",
    when_to_evaluate_not_how_to_train="""do_eval do_predict eval_strategy evaluation_strategy eval_steps eval_delay
        eval_on_start eval_accumulation_steps eval_do_concat_batches per_device_eval_batch_size per_gpu_eval_batch_size
        prediction_loss_only include_inputs_for_metrics include_for_metrics batch_eval_metrics""",
    what_is_reported_and_logged="""log_level_replica log_on_each_node logging_first_step logging_nan_inf_filter
        include_num_input_tokens_seen include_tokens_per_second skip_memory_metrics""",
    what_is_saved_and_kept="""save_on_each_node save_only_model save_safetensors overwrite_output_dir
        enable_jit_checkpoint restore_callback_states_from_checkpoint""",
    how_processes_find_one_another="""ddp_backend ddp_timeout ddp_bucket_cap_mb
        ddp_find_unused_parameters local_process_index no_cuda use_cpu use_mps_device""",
    speed_without_another_result="dataloader_prefetch_factor dataloader_persistent_workers torch_empty_cache_steps",
    how_a_search_is_run="ray_scope",
)
_LIGHTNING = _keys(
    where_and_on_what_it_runs="accelerator enable_model_summary barebones",
    what_is_reported_and_logged="""logger enable_progress_bar progress_bar_refresh_rate weights_summary profiler
        detect_anomaly""",
    what_is_saved_and_kept="enable_checkpointing checkpoint_callback weights_save_path ckpt_path",
    when_to_evaluate_not_how_to_train="""num_sanity_val_steps limit_val_batches limit_test_batches
        limit_predict_batches val_check_interval check_val_every_n_epoch""",
    version_of_the_library_that_wrote_the_config="pytorch-lightning_version lightning_version",
)
_HYDRA = _keys(
    the_launcher_itself="hydra hydra_logging job_logging",
    where_it_runs="original_cwd",
)
_MMENGINE = _keys(
    what_is_reported_and_logged="log_processor visualizer vis_backends log_config default_hooks.logger",
    what_is_saved_and_kept="default_hooks.checkpoint checkpoint_config",
    how_processes_find_one_another="env_cfg launcher dist_params",
    when_to_evaluate_not_how_to_train="val_evaluator test_evaluator val_dataloader test_dataloader val_cfg test_cfg",
)
_XGBOOST = _keys(
    where_and_on_what_it_runs="n_jobs nthread n_gpus gpu_platform_id gpu_device_id num_threads",
    what_is_reported_and_logged="verbosity silent verbose_eval",
    only_used_while_predicting="validate_parameters validate_features",
)
PRESETS = {
    each.name: each
    for each in (
        Preset("hf", 1, "Hugging Face Transformers: TrainingArguments and model configs", _HF),
        Preset("lightning", 1, "Lightning: Trainer and LightningCLI", _LIGHTNING),
        Preset("hydra", 1, "Hydra: its own settings beside the job's", _HYDRA),
        Preset("mmengine", 1, "MMEngine: runner configs", _MMENGINE),
        Preset("xgboost", 1, "XGBoost and LightGBM: booster parameters", _XGBOOST),
    )
}


def find(name: str) -> Preset:
    """Return a preset by its name, or raise Invalid, which lists them."""
    if name not in PRESETS:
        raise Invalid(f"there is no preset {name[:50]!r}; there are {', '.join(PRESETS)}")
    return PRESETS[name]


def applied(rules: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return rules, as JSON data, in which the keys of these presets are ignored too; their number stays."""
    policy = Policy.from_dict(rules)
    added = [key for name in names for key in find(name).keys]
    return {**policy.to_dict(), **rules, "ignore": list(dict.fromkeys([*policy.ignore, *added]))}
