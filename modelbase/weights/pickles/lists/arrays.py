"""Arrays and tables: NumPy, joblib's arrays, SciPy's sparse matrices, pandas.

Source: numpy 1.26 to 2.4 (core/multiarray, random/_pickle.py, ma/core.py), joblib 1.6 numpy_pickle.py, scipy 1.17
sparse/, pandas 2.2 to 3.1 (`__reduce__` and `__setstate__` of managers, blocks, indexes and extension arrays).
"""

from __future__ import annotations

from modelbase.weights.pickles.lists.group import Group

SCALARS = (
    "bool_ bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 intc uintc longlong ulonglong float16 float32 "
    "float64 longdouble complex64 complex128 str_ bytes_ datetime64 timedelta64"
)
INDEXES = (
    "Index RangeIndex MultiIndex DatetimeIndex TimedeltaIndex PeriodIndex CategoricalIndex IntervalIndex Int64Index "
    "Float64Index UInt64Index"
)
MULTIARRAY = "_reconstruct scalar"
SPARSE = ("bsr", "coo", "csc", "csr", "dia", "dok", "lil")
ARRAYS = (
    Group(
        "called",
        "arrays, scalars and dtypes; arrays of objects hold what the pickle itself makes",
        {
            "numpy": f"ndarray dtype {SCALARS}",
            "numpy.core.multiarray": MULTIARRAY,
            "numpy._core.multiarray": MULTIARRAY,
            "numpy.core.numeric": "_frombuffer",
            "numpy._core.numeric": "_frombuffer",
            "numpy.dtypes": "Float32DType Float64DType Int32DType Int64DType BoolDType StrDType ObjectDType",
            "numpy.ma.core": "_mareconstruct MaskedArray MaskedConstant",
            "numpy.ma": "MaskedArray",
        },
    ),
    Group("made", "arrays with named fields or with the operators of matrices", {
        "numpy": "recarray matrix",
        "numpy.rec": "recarray",
        "numpy.matrixlib.defmatrix": "matrix",
    }),
    Group(
        "called",
        "random generators, made by name or by class and filled with their counters",
        {
            "numpy.random._pickle": "__generator_ctor __bit_generator_ctor __randomstate_ctor",
            "numpy.random._mt19937": "MT19937",
            "numpy.random._pcg64": "PCG64 PCG64DXSM",
            "numpy.random._philox": "Philox",
            "numpy.random._sfc64": "SFC64",
            "numpy.random.bit_generator": "SeedSequence __pyx_unpickle_SeedSequence",
            "numpy.random": "__RandomState_ctor",
        },
    ),
    Group(
        "made",
        "says where the bytes of an array stand in the same file; they are read as the array that they are",
        {"joblib.numpy_pickle": "NumpyArrayWrapper"},
    ),
    Group(
        "made",
        "sparse matrices: arrays of values and of indices",
        {f"scipy.sparse._{kind}": f"{kind}_matrix {kind}_array" for kind in SPARSE}
        | {f"scipy.sparse.{kind}": f"{kind}_matrix" for kind in SPARSE},
    ),
    Group(
        "called",
        "tables, columns and indexes, made of arrays",
        {
            "pandas._libs.internals": "_unpickle_block BlockManager",
            "pandas._libs.arrays": "__pyx_unpickle_NDArrayBacked",
            "pandas._libs.tslibs.timestamps": "_unpickle_timestamp",
            "pandas._libs.tslibs.timedeltas": "_timedelta_unpickle",
            "pandas._libs.missing": "NAType",
            "pandas.core.internals.managers": "BlockManager SingleBlockManager",
            "pandas.core.indexes.base": "_new_Index Index",
            "pandas.core.dtypes.dtypes": "CategoricalDtype DatetimeTZDtype IntervalDtype",
            "pandas.core.arrays.string_": "StringDtype",
            "pandas": "StringDtype CategoricalDtype DatetimeTZDtype IntervalDtype "
            "Int8Dtype Int16Dtype Int32Dtype Int64Dtype Float32Dtype Float64Dtype BooleanDtype",
        },
    ),
    Group(
        "made",
        "tables, columns and indexes, filled with arrays",
        {
            "pandas": f"DataFrame Series Categorical {INDEXES}",
            "pandas.core.frame": "DataFrame",
            "pandas.core.series": "Series",
            "pandas.core.indexes.numeric": "Int64Index Float64Index UInt64Index",
            "pandas.core.indexes.range": "RangeIndex",
            "pandas.core.indexes.multi": "MultiIndex",
            "pandas.core.indexes.category": "CategoricalIndex",
            "pandas.core.indexes.datetimes": "DatetimeIndex",
            "pandas.core.indexes.timedeltas": "TimedeltaIndex",
            "pandas.core.arrays.categorical": "Categorical",
            "pandas.core.arrays.datetimes": "DatetimeArray",
            "pandas.core.arrays.timedeltas": "TimedeltaArray",
            "pandas.core.arrays.string_": "StringArray",
            "pandas.core.arrays.integer": "IntegerArray",
            "pandas.core.arrays.floating": "FloatingArray",
            "pandas.core.arrays.boolean": "BooleanArray",
            "pandas.arrays": "DatetimeArray TimedeltaArray StringArray NumpyExtensionArray IntegerArray FloatingArray "
            "BooleanArray Categorical",
        },
    ),
)  # fmt: skip
