"""create_app: everything is wired here, and nothing else happens here."""

from __future__ import annotations

from flask_openapi3 import OpenAPI

from modelbase.server import api, backends
from modelbase.server.api import docs, site
from modelbase.server.deployment import House
from modelbase.server.settings import Settings


def create_app(settings: Settings, house: House | None = None) -> OpenAPI:
    """Return the WSGI app of these settings; `house` replaces the real MongoDB and store, for tests."""
    app = api.make_app(site.version())
    app.extensions["modelbase"] = house or backends.connect(settings)
    api.register(app, app.extensions["modelbase"])
    docs.register(app)
    site.register(app, settings)
    return app
