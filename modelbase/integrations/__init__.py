"""`modelbase.run` for frameworks that own the loop: one file a framework, each with one call that replaces theirs.

Each file imports its framework, so nothing here is imported by the rest of Modelbase. Imports training, identity,
errors and the public names. Start reading at recipe.py: how a framework's settings become args.
"""
