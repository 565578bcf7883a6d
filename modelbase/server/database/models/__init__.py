"""Collections of models and of what belongs to a model:
aliases, edges, policies, views, shares, leases, pictures.
"""
