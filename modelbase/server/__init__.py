"""The server: rules, access, store and HTTP API. Needs the `server` extra; the client never imports it.

Start reading at app.py.
"""
