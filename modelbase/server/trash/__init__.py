"""Deletes and restores models and the weights of checkpoints. Imports database, bucket and history.

Start reading at trash.py.
"""
