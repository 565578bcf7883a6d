"""What `modelbase doctor` asks of the settings of a server on this machine. Starts nothing, contacts nothing."""

from __future__ import annotations

from modelbase.server import settings


def settings_complete() -> bool:
    """Check the settings that MODELBASE_* give here for a server; False if none are. Raise `settings` at a fault."""
    if "mongo_uri" not in settings.given():
        return False
    settings.load()
    return True
