"""A training in the loop: `modelbase.run`, which spools first and never waits for the registry, and what delivers it.

The training process writes to a spool on its own disk; a courier process (or `modelbase sync`) sends it. Imports
client, identity, entities and errors, never the server. Start reading at run.py.
"""
