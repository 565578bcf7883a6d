"""Answers pages of the table of models, and the table folded to families. Imports index and database.

Start reading at table.py.
"""
