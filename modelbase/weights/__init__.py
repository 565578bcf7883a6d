"""What is inside files of weights: tensors, and what a pickle would import; nothing is ever unpickled.

`scan` (scan.py) tells a file by its content and reads only its headers, by range. Pure: no network, no database,
no torch, no pickle; what reads the bytes is handed in as a `Source`.
Imports the standard library alone. Start reading at look.py.
"""
