"""What every command works with: which server was asked for, the client, and the output.

The client is made on first use, so that a command without a server never loads HTTP.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import click

from modelbase_cli.output import Output

if TYPE_CHECKING:
    from modelbase.client.api import Api
    from modelbase.client.sdk import Client


@dataclass
class Here:
    """The surroundings of one command."""

    server: str | None = None
    token: str | None = None
    out: Output = field(default_factory=Output)

    @cached_property
    def client(self) -> Client:
        """The client of the server that was asked for."""
        from modelbase.client.sdk import Client

        return Client(self.server, self.token)

    @property
    def api(self) -> Api:
        """The HTTP API of that server."""
        return self.client.api


pass_here = click.make_pass_decorator(Here, ensure=True)
