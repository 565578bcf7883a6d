"""What every command works with: which server was asked for, its API, and the output.

Server and API are looked for on first use, so that a command without a server never loads HTTP.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import click

from modelbase_cli.output import Output

if TYPE_CHECKING:
    from modelbase.client.api import Api
    from modelbase.client.config import Server


@dataclass
class Here:
    """The surroundings of one command."""

    server: str | None = None
    token: str | None = None
    out: Output = field(default_factory=Output)

    @cached_property
    def place(self) -> Server:
        """The server that was asked for, or that is found."""
        from modelbase.client import config

        return config.resolve(self.server, self.token)

    @cached_property
    def api(self) -> Api:
        """The HTTP API of that server."""
        from modelbase.client.api import Api

        return Api(self.place)


pass_here = click.make_pass_decorator(Here, ensure=True)
