"""Make the bucket if it is not there: once at each start of compose.yaml, with the server's own settings.

Only for the store that compose.yaml starts; with another S3 service the bucket is made by whoever owns it.
"""

from __future__ import annotations

import boto3
from botocore.exceptions import ClientError

from modelbase.server.settings import load


def main() -> None:
    """Make the bucket of MODELBASE_S3_BUCKET."""
    settings = load()
    client = boto3.client(
        "s3",
        endpoint_url=settings.s3_endpoint,
        aws_access_key_id=settings.s3_access_key,
        aws_secret_access_key=settings.s3_secret_key.get_secret_value(),
        region_name=settings.s3_region,
    )
    try:
        client.create_bucket(Bucket=settings.s3_bucket)
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("BucketAlreadyOwnedByYou", "BucketAlreadyExists"):
            raise


if __name__ == "__main__":
    main()
