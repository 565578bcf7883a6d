"""The reviewed lists: which names a pickle may import, framework by framework, how it may use them, and why.

A name is on a list if, with any arguments and any state that a pickle can give, its use runs no code but its own, opens
no file, imports nothing by a name that it is given, and calls nothing that it is given (except as machine.py says in
`CALLS_ITS_ARGUMENTS`). So left out on purpose are, among others, `getattr`, `operator.*`, `functools.partial`,
`torch.load`, `torch.storage._load_from_bytes`, `torch.hub`, `torch.jit`, `numpy.load`, `numpy.core._ufunc_reconstruct`,
`scipy.stats` (its `__setstate__` executes text), and joblib's wrappers of files beside the file.
Imports nothing. Start reading at group.py.
"""
