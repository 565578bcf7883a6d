"""Scans the bytes of a weights file as the worker does, for the tests of every format."""

from __future__ import annotations

from modelbase.weights.report import Report
from modelbase.weights.scan import scan
from modelbase.weights.source import Source


def scanned(data: bytes) -> tuple[Report, Source]:
    """Return what is in the bytes, and how much of them had to be read."""
    source = Source(len(data), lambda start, stop: data[start:stop])
    return scan(source), source
