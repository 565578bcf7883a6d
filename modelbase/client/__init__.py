"""Talks to a Modelbase server. Prints nothing and never imports the server.

config.py    where the server is, and the token for it: the only reader of environment and config file
api.py       the only HTTP: the API with the token, the S3 store without it
given.py     training args as they were given, with their JSON
sources.py   paths on disk -> what is pushed, hashed
sending.py   the parts of an upload plan, in parallel
receiving.py one file of a checkpoint -> disk, verified
transfer.py  push and pull, put together from the above
things.py    what the SDK gives back beside the entities
sdk.py       Client;  front.py: the same with the default client
"""
