"""What trainers of neural networks pickle beside their weights: arguments, enumerations, loss scalers.

Source: transformers 5.24 (and the same classes since 4.30), accelerate 1.15, trl 0.24, sentence-transformers 5,
deepspeed 0.18, lightning 2.6. The constructors of arguments open files and devices: they are made, never called.
"""

from __future__ import annotations

from modelbase.weights.pickles.lists.group import Group

TRL = (
    "sft SFT", "dpo DPO", "ppo PPO", "grpo GRPO", "reward Reward", "kto KTO", "orpo ORPO", "cpo CPO", "rloo RLOO",
    "online_dpo OnlineDPO", "gkd GKD", "bco BCO", "nash_md NashMD", "xpo XPO", "prm PRM",
)  # fmt: skip
TRAINERS = (
    Group(
        "made",
        "arguments of a training: dataclasses without a __setstate__, filled without their constructor",
        {
            "transformers.training_args": "TrainingArguments",
            "transformers.training_args_seq2seq": "Seq2SeqTrainingArguments",
            "transformers.trainer_pt_utils": "AcceleratorConfig LabelSmoother",
            "transformers.trainer_callback": "TrainerState TrainerControl",
            "transformers.generation.configuration_utils": "GenerationConfig",
            "transformers.integrations.deepspeed": "HfTrainerDeepSpeedConfig HfDeepSpeedConfig",
            "transformers.deepspeed": "HfTrainerDeepSpeedConfig HfDeepSpeedConfig",
            "sentence_transformers.training_args": "SentenceTransformerTrainingArguments",
            "sentence_transformers.sentence_transformer.training_args": "SentenceTransformerTrainingArguments",
            "sentence_transformers.cross_encoder.training_args": "CrossEncoderTrainingArguments",
            "sentence_transformers.sparse_encoder.training_args": "SparseEncoderTrainingArguments",
            "setfit.training_args": "TrainingArguments",
        }
        | {f"trl.trainer.{each.split()[0]}_config": f"{each.split()[1]}Config" for each in TRL},
    ),
    Group(
        "made",
        "settings of accelerate: what they hold is their state",
        {
            "accelerate.state": "PartialState AcceleratorState GradientState",
            "accelerate.utils.dataclasses": "DeepSpeedPlugin FullyShardedDataParallelPlugin DataLoaderConfiguration "
            "GradientAccumulationPlugin TorchDynamoPlugin ProjectConfiguration MegatronLMPlugin "
            "DistributedDataParallelKwargs GradScalerKwargs AutocastKwargs InitProcessGroupKwargs FP8RecipeKwargs "
            "TorchTensorParallelPlugin",
            "accelerate.utils.deepspeed": "HfDeepSpeedConfig",
        },
    ),
    Group(
        "called",
        "members of enumerations, looked up by their value",
        {
            "transformers.trainer_utils": "IntervalStrategy SaveStrategy EvaluationStrategy HubStrategy SchedulerType "
            "FSDPOption HPSearchBackend ShardedDDPOption",
            "transformers.training_args": "OptimizerNames ParallelMode",
            "transformers.debug_utils": "DebugOption",
            "transformers.utils.generic": "PaddingStrategy TensorType",
            "transformers.file_utils": "PaddingStrategy TensorType",
            "transformers.tokenization_utils_base": "TruncationStrategy",
            "accelerate.utils.dataclasses": "DistributedType SageMakerDistributedType ComputeEnvironment DynamoBackend "
            "PrecisionType LoggerType RNGType FP8BackendType CustomDtype DDPCommunicationHookType",
            "accelerate.state": "DistributedType",
            "sentence_transformers.training_args": "BatchSamplers MultiDatasetBatchSamplers",
            "sentence_transformers.sentence_transformer.training_args": "BatchSamplers MultiDatasetBatchSamplers",
            "deepspeed.runtime.zero.config": "ZeroStageEnum",
        },
    ),
    Group(
        "made",
        "loss scalers and addresses of fragments: numbers in a dictionary",
        {
            "deepspeed.runtime.fp16.loss_scaler": "LossScaler DynamicLossScaler",
            "deepspeed.utils.tensor_fragment": "fragment_address",
        },
    ),
    Group(
        "made",
        "what a tokenizer made of a text: a dictionary of lists",
        {"transformers.tokenization_utils_base": "BatchEncoding"},
    ),
    Group(
        "value",
        "callbacks as keys of their state, as Lightning wrote them before version 1.6",
        {
            "pytorch_lightning.callbacks.model_checkpoint": "ModelCheckpoint",
            "pytorch_lightning.callbacks.early_stopping": "EarlyStopping",
        },
    ),
)
