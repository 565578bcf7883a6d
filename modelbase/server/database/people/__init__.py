"""Collections of users, tokens, sessions and command-line grants.

Imports database alone. Start reading at users.py.
"""
