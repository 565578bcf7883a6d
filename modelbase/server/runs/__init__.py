"""Rules of runs, the executions of a model's training. Imports access, database and transfer/measured.

Start reading at run.py.
"""
