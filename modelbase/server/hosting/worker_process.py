"""The process of `modelbase worker`: settings, connections, then the loop of worker.py until a signal."""

from __future__ import annotations

from modelbase.server import backends, logs, settings
from modelbase.server.database import migrations
from modelbase.server.worker import worker


def main() -> None:
    """Verify and sweep for the server of these settings until SIGTERM or SIGINT."""
    configured = settings.load()
    logs.set_up(configured.log_level)
    deployment = backends.connect(configured)
    backends.check(deployment)
    migrations.bring_up_to_date(deployment.db)
    worker.run_until_signal(deployment)


if __name__ == "__main__":
    main()
