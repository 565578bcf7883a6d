"""Collections of checkpoints, blobs, uploads, reports and the trash.

Imports database alone. Start reading at checkpoints.py.
"""
