"""`modelbase.run` for frameworks that own the loop: one file a framework, each with one call that replaces theirs.

A framework is imported by the call, not by the file, and nothing here is imported by the rest of Modelbase. Imports
training, identity and errors. Start reading at recipe.py: how a framework's settings become args.
"""
