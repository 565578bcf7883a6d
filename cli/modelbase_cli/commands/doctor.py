"""`modelbase doctor`: is everything here as it should be? One line a check; exit 1 if one fails."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import click

from modelbase.client import config
from modelbase.errors import ModelbaseError
from modelbase_cli.failure import DONE, FAILED
from modelbase_cli.options import Here, json_option, pass_here, server_options


@dataclass(frozen=True)
class Finding:
    """What one check found."""

    check: str
    ok: bool
    text: str


@click.command("doctor")
@click.option(
    "--secrets", is_flag=True, help="List the models whose stored args hold what looks like a credential."
)
@json_option
@server_options
@pass_here
def command(here: Here, as_json: bool, secrets: bool) -> int:
    """Check the server's settings, database and store on this machine."""
    if secrets:
        return _secrets(here, as_json=as_json)
    found = []
    for finding in (_package(), _config_file(), *_settings(), *_server(here)):
        found.append(finding)
        if not as_json:
            here.out.rows([["ok" if finding.ok else "FAILED", finding.check, finding.text]])
    if as_json:
        here.out.json([asdict(finding) for finding in found])
    return DONE if all(finding.ok for finding in found) else FAILED


def _secrets(here: Here, *, as_json: bool) -> int:
    """List what looks like a credential in stored args, and how to redact it."""
    found = list(here.client.stored_secrets())
    if as_json:
        here.out.json(found)
        return FAILED if found else DONE
    for row in found:
        for each in row["secrets"]:
            where = "in the trash" if row["trash"] else "live"
            here.out.rows([[row["id"], where, each["key"], each["kind"]]])
        here.out.say(f"Next: modelbase redact {row['id']} {' '.join(each['key'] for each in row['secrets'])}")
    if not found:
        here.out.done("no stored args hold what looks like a credential")
    return FAILED if found else DONE


def _package() -> Finding:
    import modelbase

    return Finding("package", True, f"modelbase {modelbase.__version__}, Python {platform.python_version()}")


def _config_file() -> Finding:
    path = config.config_file()
    if not path.exists():
        return Finding("config file", True, f"none yet ({path})")
    if path.stat().st_mode & 0o077:
        return Finding("config file", False, f"others can read the tokens in {path}: chmod 600 {path}")
    return Finding("config file", True, str(path))


def _settings() -> Iterator[Finding]:
    """Check the settings of a server that is configured here by MODELBASE_*."""
    try:
        from modelbase.server.hosting import doctor
    except ModuleNotFoundError as error:
        yield Finding("server packages", True, f"not installed ({error.name}); only a server needs them")
        return
    try:
        if doctor.settings_complete():
            yield Finding("settings", True, "complete and safe")
    except ModelbaseError as error:
        yield Finding("settings", False, error.message)


def _server(here: Here) -> Iterator[Finding]:
    """Check the server that commands would talk to: its address, database, store, and our token."""
    try:
        server, state = here.client.server, here.client.ready()
    except ModelbaseError as error:
        yield Finding("server", False, error.message)
        return
    yield Finding("server", True, f"{server.url}, named by {server.source}")
    for part in ("database", "store"):
        answer = str(state.get(part))
        yield Finding(part, answer == "ok", answer)
    try:
        person = here.client.whoami()
        yield Finding(
            "token", True, f"{person['login']} ({person['role']}), server {person['server']['version']}"
        )
    except ModelbaseError as error:
        yield Finding("token", False, error.message)
