"""What the driver raises becomes our own errors, without its text."""

from __future__ import annotations

import pytest
from pymongo import errors as driver

from modelbase.errors import Invalid, TooLarge, Unavailable
from modelbase.server.database import translate
from modelbase.server.database.translate import AlreadyExists, limited, translated


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (driver.DuplicateKeyError("E11000 secret"), AlreadyExists),
        (driver.BulkWriteError({"writeErrors": [{"code": 11000}]}), AlreadyExists),
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


@pytest.mark.parametrize("raised", [driver.NetworkTimeout, driver.ExecutionTimeout])
def test_whoever_stops_at_the_time_limit_the_query_took_too_long(
    raised: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translate, "monotonic", iter((100.0, 109.5)).__next__)
    with pytest.raises(Invalid) as found, limited(10):
        raise raised("secret")
    assert found.value.code == "query_limit"
    assert "10 s" in found.value.message


def test_a_database_that_is_given_up_before_the_limit_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translate, "monotonic", iter((100.0, 102.0)).__next__)
    with pytest.raises(Unavailable), limited(10):
        raise driver.NetworkTimeout("secret")
