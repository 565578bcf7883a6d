"""What is inside files of weights: tensors, and what a pickle would import; nothing is ever unpickled.

`scan` (scan.py) recognises a file by its content and reads only its headers, by range. Pure: no network, no database,
no torch, no pickle; the bytes are read through a `Source`.
Imports the standard library alone. Start reading at scan.py.
"""
