"""What the driver raises becomes our own errors, without its text."""

from __future__ import annotations

import pytest
from pymongo import errors as driver

from modelbase.errors import TooLarge, Unavailable
from modelbase.server.store.translate import Taken, translated


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (driver.DuplicateKeyError("E11000 secret"), Taken),
        (driver.BulkWriteError({"writeErrors": [{"code": 11000}]}), Taken),
        (driver.AutoReconnect("secret"), Unavailable),
        (driver.ServerSelectionTimeoutError("secret"), Unavailable),
        (driver.NetworkTimeout("secret"), Unavailable),
        (driver.ExecutionTimeout("secret"), Unavailable),
        (driver.OperationFailure("secret", 18), Unavailable),
        (driver.DocumentTooLarge("secret"), TooLarge),
    ],
)
def test_a_driver_error_becomes_ours(raised: Exception, expected: type[Exception]) -> None:
    with pytest.raises(expected) as found, translated():
        raise raised
    assert "secret" not in str(found.value)


@pytest.mark.parametrize(
    "raised",
    [
        driver.OperationFailure("bad operator", 2),
        driver.BulkWriteError({"writeErrors": [{"code": 11000}, {"code": 121}]}),
        ValueError("ours"),
    ],
)
def test_a_fault_of_ours_passes(raised: Exception) -> None:
    with pytest.raises(type(raised)), translated():
        raise raised
