"""Logging of the server: one JSON object a line on stderr, never two, whatever the text holds.

No secrets pass here: routes log paths without queries, headers are never logged.
"""

from __future__ import annotations

import json
import logging
import sys

FIELDS = ("request_id", "client", "method", "path", "status", "ms", "login")
MAX_TEXT = 8000  # characters


class JsonLine(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage()[:MAX_TEXT],
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)[-MAX_TEXT:]
        return json.dumps(line, ensure_ascii=True, default=str)


def set_up(level: str) -> None:
    """Send everything of this process to stderr as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.getLogger("botocore").setLevel(logging.WARNING)
    logging.getLogger("pymongo").setLevel(logging.WARNING)
