"""`modelbase doctor`: is everything here as it should be? One line a check, with the next step; exit 1 at a fault."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import click

import modelbase
from modelbase import installed
from modelbase.client import config
from modelbase.errors import ModelbaseError
from modelbase_cli.failure import DONE, FAILED
from modelbase_cli.failure import following as next_step
from modelbase_cli.options import Here, json_option, pass_here, server_options
from modelbase_cli.tables import size_text


@dataclass(frozen=True)
class Finding:
    """What one check found, and the next command to try if it is not well."""

    check: str
    state: Literal["ok", "warning", "fault"]
    text: str
    next: str = ""


@click.command("doctor")
@click.option(
    "--secrets",
    is_flag=True,
    help="List the models whose stored args hold what looks like a credential; for Admins.",
)
@click.option(
    "--data-dir",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The data directory to look at.",
)
@json_option
@server_options
@pass_here
def command(here: Here, as_json: bool, secrets: bool, data_dir: Path | None) -> int:
    """Check the packages, the machine and the server: programs, disk, ports, versions."""
    if secrets:
        return _secrets(here, as_json=as_json)
    found = []
    for finding in (_package(), _config_file(), *_spools(), *_machine(data_dir), *_server(here)):
        found.append(finding)
        if not as_json:
            following = f"Next: {finding.next}" if finding.next else ""
            here.out.rows([[finding.state, finding.check, finding.text, following]])
    if as_json:
        here.out.json([asdict(finding) for finding in found])
    return FAILED if any(finding.state == "fault" for finding in found) else DONE


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
    about = f"{installed.NAME} {installed.version()}, Python {platform.python_version()}"
    other = installed.same_files()
    if other is None:
        return Finding("package", "ok", about)
    what, _, following = other.partition(": run ")
    return Finding("package", "fault", f"{about}; {what}", following)


def _config_file() -> Finding:
    path = config.config_file()
    if not path.exists():
        return Finding("config file", "ok", f"none yet ({path})")
    if path.stat().st_mode & 0o077:
        return Finding("config file", "fault", f"others can read the tokens in {path}", f"chmod 600 {path}")
    return Finding("config file", "ok", str(path))


def _spools() -> Iterator[Finding]:
    """List the runs of trainings on this machine that are not on the server yet."""
    found = modelbase.spooled()
    if not found:
        yield Finding("spool", "ok", "no run waits to be sent")
    for one in found:
        text = f"{one.id}, run {one.run} of {one.started_at}, {size_text(one.size)}: {one.text}"
        following = {"waiting": "modelbase sync", "refused": "modelbase sync --prune"}.get(one.state, "")
        yield Finding("spool", "warning" if following else "ok", text, following)


def _machine(data_dir: Path | None) -> Iterator[Finding]:
    """Check what a server on this machine needs."""
    try:
        from modelbase.server.hosting import doctor
    except ModuleNotFoundError as error:
        yield Finding(
            "server packages", "ok", f"not installed ({error.name}); only a server's machine needs them"
        )
        return
    for line in doctor.look(data_dir):
        yield Finding(*line)


def _server(here: Here) -> Iterator[Finding]:
    """Check the server that commands would talk to: its address, version, database, store, and our token."""
    try:
        server = here.client.server
    except ModelbaseError as error:
        yield Finding(
            "server", "warning", "none is known", "modelbase serve, or modelbase login https://your-server"
        )
        if error.code != "unavailable":
            yield _refused("server", error)
        return
    try:
        state, about = here.client.ready(), here.client.api.call("GET", "")
    except ModelbaseError as error:
        yield _refused("server", error)
        return
    yield Finding("server", "ok", f"{server.url}, named by {server.source}")
    yield _versions(server.url, about if isinstance(about, dict) else {})
    for part in ("database", "store"):
        answer = str(state.get(part))
        well = answer == "ok"
        yield Finding(
            part, "ok" if well else "fault", answer, "" if well else "look at the server's log on its machine"
        )
    try:
        person = here.client.whoami()
    except ModelbaseError as error:
        yield _refused("token", error)
    else:
        yield Finding("token", "ok", f"{person['login']} ({person['role']})")


def _refused(check: str, error: ModelbaseError) -> Finding:
    return Finding(check, "fault", error.message, next_step(error))


def _versions(url: str, about: dict[str, Any]) -> Finding:
    """Compare our version with the server's; what it says of itself is shown only in the form of a version."""
    theirs, ours = str(about.get("version")), installed.version()
    if not re.fullmatch(r"[0-9][\w.+-]{0,63}", theirs):
        return Finding("version", "fault", "the server tells no version that is one", "check its address")
    if theirs == ours:
        return Finding("version", "ok", f"{ours}, as the server")
    text = f"{ours} here, {theirs} on the server"
    client = str(about.get("client") or "")
    form = rf"{re.escape(url)}/pip/modelbase_registry-[\w.+-]+-py3-none-any\.whl#sha256=[0-9a-f]{{64}}"
    if re.fullmatch(form, client):
        return Finding("version", "warning", text, f"pip install {client}")
    return Finding("version", "warning", text, f"install the client of {theirs} from {url}/pip/")
