"""What every request works with, made once in `create_app` or by the worker. Holds no logic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pymongo.database import Database

    from modelbase.server.bucket import Bucket
    from modelbase.server.settings import Settings


@dataclass(frozen=True)
class Deployment:
    """Settings, the MongoDB database and the S3 bucket of one deployment."""

    settings: Settings
    db: Database[dict[str, Any]]
    bucket: Bucket
