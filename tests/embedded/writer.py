"""Starts services on the data directory it is given and writes to both, saying what was acknowledged, until killed."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import boto3
from pymongo import MongoClient

from modelbase.server.hosting import embedded

SIZE = 300_000


def main() -> None:
    said = threading.Lock()

    def say(text: str) -> None:
        with said:
            sys.stdout.write(text + "\n")
            sys.stdout.flush()

    services = embedded.start(Path(sys.argv[1]), lambda text: say(f"progress {text}"))
    say("children " + " ".join(str(child.pid) for child in services.processes))

    def write_documents() -> None:
        rows = MongoClient(services.mongo_uri, w="majority", journal=True).chaos.rows
        start = rows.count_documents({})
        for number in range(start, start + 1_000_000):
            rows.insert_one({"number": number})
            say(f"document {number}")

    threading.Thread(target=write_documents, daemon=True).start()
    store = boto3.client(
        "s3",
        endpoint_url=services.s3_endpoint,
        aws_access_key_id=services.s3_access_key,
        aws_secret_access_key=services.s3_secret_key,
        region_name=services.s3_region,
    )
    for number in range(1_000_000):
        body = number.to_bytes(4, "big") * (SIZE // 4)
        store.put_object(Bucket=services.s3_bucket, Key=f"chaos/{number}", Body=body)
        say(f"object {number}")


if __name__ == "__main__":
    main()
