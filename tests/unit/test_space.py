"""Room on the store's disk."""

from pathlib import Path

import pytest

from modelbase.errors import Unavailable
from modelbase.server.bucket import space
from tests.conftest import make_settings


def test_a_push_that_fits_is_let_through(tmp_path: Path) -> None:
    space.check(make_settings(store_dir=str(tmp_path)), 1)


def test_a_push_beyond_the_disk_is_refused_before_it_begins(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="GiB free") as caught:
        space.check(make_settings(store_dir=str(tmp_path)), 2**60)
    assert caught.value.code == "disk_full"


def test_a_store_elsewhere_is_not_asked() -> None:
    space.check(make_settings(), 2**60)
