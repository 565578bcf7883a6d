"""Talks to a Modelbase server: the SDK. Prints nothing and never imports the server. Start reading at sdk.py.

sdk.py  front.py        `Client`, and the same as functions with the default client
config.py  sign_in.py   where the server is, the token for it, and getting one: the only reader of the environment
api.py  connection.py   the only HTTP: the JSON API with the token, the S3 store without it; time, size and logs of it
browser.py              opens a page whose address is a secret
args.py  policy.py      training args as they were given; the server's policy as it was seen last, for IDs made offline
recipes.py              questions about args: many at once, what is nearest, what differs
history.py              metric series as columns
lease.py                hold: a lease, renewed as long as a `with` block runs
things.py  reports.py   what the SDK gives back beside the entities, and the form that every answer must have
transfer/               push and pull
Imports entities, errors, identity and comparison. More than 15 files, since each is one part of the same client.
"""
