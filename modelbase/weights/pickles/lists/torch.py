"""What torch writes: tensors, storages, dtypes, the metadata of distributed checkpoints.

Source: torch 2.13: torch/_utils.py, torch/_tensor.py, torch/storage.py, torch/serialization.py,
torch/distributed/checkpoint/metadata.py and filesystem.py, and the list by which torch itself loads weights only.
"""

from __future__ import annotations

from modelbase.weights.pickles.lists.group import Group

STORAGES = (
    "Float", "Double", "Half", "BFloat16", "Int", "Long", "Short", "Char", "Byte", "Bool", "ComplexFloat",
    "ComplexDouble", "QInt8", "QUInt8", "QInt32", "QUInt4x2", "QUInt2x4",
)  # fmt: skip
DTYPES = (
    "bool uint8 int8 int16 int32 int64 uint16 uint32 uint64 float16 bfloat16 float32 float64 half float double short "
    "int long complex32 complex64 complex128 float8_e4m3fn float8_e5m2 float8_e4m3fnuz float8_e5m2fnuz float8_e8m0fnu "
    "float4_e2m1fn_x2 qint8 quint8 qint32 quint4x2 quint2x4 "
    + " ".join(f"{sign}int{bits}" for sign in ("", "u") for bits in range(1, 8))
    + " "
    + " ".join(f"bits{each}" for each in ("8", "16", "1x8", "2x4", "4x2"))
)
TORCH = (
    Group(
        "called",
        "rebuild a tensor as a view of a storage of the same file",
        {
            "torch._utils": "_rebuild_tensor _rebuild_tensor_v2 _rebuild_tensor_v3 _rebuild_parameter "
            "_rebuild_parameter_with_state _rebuild_qtensor _rebuild_sparse_tensor _rebuild_sparse_csr_tensor "
            "_rebuild_nested_tensor _rebuild_meta_tensor_no_storage _rebuild_device_tensor_from_numpy "
            "_rebuild_device_tensor_from_cpu_tensor _rebuild_wrapper_subclass",
            "torch._tensor": "_rebuild_from_type_v2",
            "torch.serialization": "_get_layout",
        },
    ),
    Group(
        "called",
        "values: sizes, devices, versions, tensors without content",
        {
            "torch": "Size device Tensor",
            "torch.torch_version": "TorchVersion",
            "torch.nn.parameter": "Parameter Buffer",
        },
    ),
    Group(
        "value",
        "dtypes, layouts and kinds of storage, which a tensor refers to",
        {
            "torch": f"{DTYPES} strided sparse_coo sparse_csr contiguous_format preserve_format channels_last "
            "channels_last_3d per_tensor_affine per_channel_affine per_tensor_symmetric per_channel_symmetric "
            + " ".join(f"{name}Storage" for name in STORAGES),
            "torch.storage": "TypedStorage UntypedStorage",
        },
    ),
    Group(
        "made",
        "metadata of a distributed checkpoint: dataclasses that hold names, sizes and offsets",
        {
            "torch.distributed.checkpoint.metadata": "Metadata TensorStorageMetadata BytesStorageMetadata "
            "TensorProperties ChunkStorageMetadata MetadataIndex StorageMeta",
            "torch.distributed.checkpoint.filesystem": "_StorageInfo _StoragePrefix",
            "torch.distributed._shard.sharded_tensor.metadata": "TensorProperties ShardedTensorMetadata",
            "torch.distributed._shard.metadata": "ShardMetadata",
        },
    ),
    Group(
        "called",
        "members of enumerations, looked up by their value",
        {
            "torch.distributed.checkpoint.metadata": "_MEM_FORMAT_ENCODING",
            "torch.distributed._shard.sharded_tensor.metadata": "MEM_FORMAT_ENCODING",
            "torch.amp.grad_scaler": "OptState",
            "torch.cuda.amp.grad_scaler": "OptState",
        },
    ),
)
