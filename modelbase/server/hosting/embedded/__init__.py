"""MongoDB and an S3 store as children of `modelbase serve`, so that nothing has to be installed first.

    binaries.py     where mongod and weed are
    directory.py    lock, secrets and ports, in <data dir>/services
    children.py     one child process
    mongod.py       MongoDB: a one-node replica set with authentication
    weed.py         SeaweedFS, and the certificate of its parts
    supervise.py    start, watch, stop

The rest of the server sees addresses and keys only: nothing outside this package knows which store it is.
Imports errors alone. Start reading at supervise.py.
"""

from modelbase.server.hosting.embedded.supervise import Services, start

__all__ = ["Services", "start"]
