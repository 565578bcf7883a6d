"""What gunicorn loads, in each worker after its fork: the app of the settings in the environment."""

from __future__ import annotations

from modelbase.server import logs, settings
from modelbase.server.app import create_app

_settings = settings.load()
logs.set_up(_settings.log_level)
app = create_app(_settings)
