"""Part plans for every size up to 5 TiB stay within what S3 allows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelbase.server.bucket.parts import MAX_PARTS, MAX_SIZE, MIB, SMALL, plan

GIB, TIB = 2**30, 2**40
SIZES = [0, 1, SMALL, SMALL + 1, 5 * MIB - 1, 5 * GIB + 1, 79 * GIB, 300 * GIB, TIB, MAX_SIZE]


def check(size: int) -> None:
    cut = plan(size)
    assert 1 <= cut.parts <= MAX_PARTS
    assert sum_of_parts(cut) == size
    if cut.parts > 1:
        assert 5 * MIB <= cut.part_size <= 5 * GIB
        assert 0 < cut.length(cut.parts) <= cut.part_size


def sum_of_parts(cut: object) -> int:
    return (cut.parts - 1) * cut.length(1) + cut.length(cut.parts) if cut.parts > 1 else cut.length(1)


@pytest.mark.parametrize("size", SIZES)
def test_a_plan_covers_the_size_within_the_limits_of_s3(size: int) -> None:
    check(size)


@given(st.integers(min_value=0, max_value=MAX_SIZE))
def test_a_plan_of_any_size_covers_it(size: int) -> None:
    check(size)


def test_a_small_blob_is_one_part() -> None:
    assert plan(SMALL).parts == 1


def test_a_checkpoint_of_one_gigabyte_has_parts_of_16_mib() -> None:
    assert plan(10**9).part_size == 16 * MIB


def test_parts_of_a_large_blob_stay_at_64_mib_as_long_as_10_000_do() -> None:
    assert plan(300 * GIB).part_size == 64 * MIB


def test_a_blob_of_5_tib_takes_larger_parts() -> None:
    assert 64 * MIB < plan(MAX_SIZE).part_size < GIB
