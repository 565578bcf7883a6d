"""Rules of a model and what belongs to it: aliases, notes, shares, leases, policy, views, pictures of the README.

Imports database, bucket, index and history. Start reading at manage.py.
"""
