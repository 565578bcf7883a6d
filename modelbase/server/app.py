"""create_app: everything is wired here, and nothing else happens here."""

from __future__ import annotations

from flask_openapi3 import OpenAPI

from modelbase import installed
from modelbase.server import api, backends
from modelbase.server.api import docs, pip, site
from modelbase.server.deployment import Deployment
from modelbase.server.settings import Settings


def create_app(settings: Settings, deployment: Deployment | None = None) -> OpenAPI:
    """Return the WSGI app of these settings; `deployment` replaces the real MongoDB and store, for tests."""
    app = api.make_app(installed.version())
    app.extensions["modelbase"] = deployment or backends.connect(settings)
    api.register(app, app.extensions["modelbase"])
    docs.register(app)
    pip.register(app)
    site.register(app, settings)
    return app
