"""One file a verb: its options, and what it does with them.

Imports the client; commands of the server's machine import hosting. Start reading at push.py.
More than 15 files: one a verb.
"""
