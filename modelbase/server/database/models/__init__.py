"""Collections of models and of what belongs to a model:
aliases, edges, policies, views, shares, leases, pictures.
Imports database and query. Start reading at models.py.
"""
