"""Turns what pymongo raises into our own errors, at the edge of the database folder, and limits the time of reads.

`AlreadyExists` stays inside the server: the rule that catches it decides what a taken place means. A time-out is an
unknown outcome, so callers read before they answer. Holds no queries.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import pymongo
from pymongo.errors import (
    BulkWriteError,
    ConnectionFailure,
    DocumentTooLarge,
    DuplicateKeyError,
    ExecutionTimeout,
    NetworkTimeout,
    OperationFailure,
    PyMongoError,
    WaitQueueTimeoutError,
)

from modelbase import deadline
from modelbase.errors import Invalid, TooLarge, Unavailable

LOG = logging.getLogger(__name__)
DUPLICATE = 11000
ALL_BUT = 0.9  # of a time limit that has passed: what ends then ends because of it
# AuthenticationFailed, Unauthorized, OutOfDiskSpace, WriteConcernFailed, WriteConcernTimeout, LockTimeout.
DOWN = frozenset({18, 13, 14031, 64, 100, 24})


class AlreadyExists(Exception):
    """A unique index has this place already."""


@contextmanager
def translated() -> Iterator[None]:
    """Raise AlreadyExists, Unavailable or TooLarge for what the driver raises; other faults are ours and pass."""
    try:
        yield
    except DuplicateKeyError as error:
        raise AlreadyExists from error
    except BulkWriteError as error:
        if not all(each.get("code") == DUPLICATE for each in error.details.get("writeErrors", [{}])):
            raise
        raise AlreadyExists from error
    except DocumentTooLarge as error:
        raise TooLarge(
            "this is too large for one database document (16 MiB); push fewer or shorter file paths"
        ) from error
    except PyMongoError as error:
        if not _down(error):
            raise
        LOG.warning("MongoDB: %s", type(error).__name__)
        raise Unavailable(
            "the database does not answer just now; try again in a few seconds",
            "database_unavailable",
            retry_after=2,
        ) from error


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Give all calls together a time limit: Invalid `query_limit` beyond it, else what `translated` raises.

    Database and driver stop at the same moment; whichever is first, the query took too long. A database that hangs is
    given up much earlier, by its heartbeat.
    """
    deadline.check()
    seconds = min(seconds, deadline.left())
    began = monotonic()
    with translated():
        try:
            with pymongo.timeout(seconds):
                yield
        except (ExecutionTimeout, NetworkTimeout) as error:
            if isinstance(error, NetworkTimeout) and monotonic() - began < ALL_BUT * seconds:
                raise
            raise Invalid(
                f"this took longer than {seconds:.2g} s; narrow it with an = on an arg or a name, or sort by one key",
                "query_limit",
                limit=seconds,
            ) from None


def _down(error: PyMongoError) -> bool:
    if isinstance(error, ConnectionFailure | ExecutionTimeout | WaitQueueTimeoutError):
        return True
    return isinstance(error, OperationFailure) and error.code in DOWN
