"""Push, commit and pull of checkpoints: declares files, signs URLs, makes a checkpoint visible.

Imports database and bucket. Start reading at push.py, then commit.py.
"""
