"""Talks to a Modelbase server. Prints nothing and never imports the server.

config.py               where the server is, and the token for it: the only reader of the environment
api.py  store.py        the only HTTP: the JSON API with the token, the S3 store without it
given.py                training args as they were given, with their JSON
push.py                 push, put together from sources.py (read, hash) and sending.py (parts)
lease.py                hold: a lease, renewed as long as a `with` block runs
policy.py               the server's policy as it was seen last, for IDs made offline
pull.py                 pull, put together from target.py (the folder), receiving.py (one file), disk.py
meter.py                progress, threads, and how they all stop
things.py               what the SDK gives back beside the entities
link.py                 a share link as a way in
sdk.py  front.py        Client, and the same with the default client
Start reading at sdk.py.
"""
