"""Make the bucket if it is not there: once at each start of compose.yaml, with the server's own settings.

Only for the store that compose.yaml starts; with another S3 service its owner makes the bucket.
"""

from __future__ import annotations

from modelbase.server import backends, settings

if __name__ == "__main__":
    backends.connect(settings.load()).bucket.create()
