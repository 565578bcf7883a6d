"""How people sign in and stay signed in: GitHub, sessions, tokens, command-line grants, roles.

Imports database and history. Start reading at identify.py.
"""
