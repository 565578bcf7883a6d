"""Rules of runs and of the series that they log. Imports access, database, models and transfer/measured.

Start reading at run.py.
"""
