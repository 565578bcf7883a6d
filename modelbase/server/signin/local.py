"""The single-user server: its person, the token that only this user can read, and the printed sign-in URL.

Writes two files with mode 0600: `local_token` in the data directory, and `server.json` in the user's state
directory, by which the CLI finds a server that runs on this machine for this user.
"""

from __future__ import annotations

import getpass
import json
import os
from pathlib import Path

from modelbase.entities import User
from modelbase.server.access import Principal
from modelbase.server.database.people import tokens as stored
from modelbase.server.deployment import Deployment
from modelbase.server.signin import sign_in, tokens


def person(deployment: Deployment) -> User:
    """Return the one person, named as the operating system names them."""
    try:
        login = getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in some containers
        login = "local"
    return sign_in.local_person(deployment.db, login)


def token(deployment: Deployment, data_dir: Path) -> str:
    """Return the token of the CLI on this machine, made at the first start and kept for the next."""
    path = data_dir / "local_token"
    if path.exists():
        text = path.read_text(encoding="utf-8").strip()
        if tokens.well_formed(text) and stored.find(deployment.db, tokens.text_hash(text)):
            return text
    user = person(deployment)
    who = Principal(user.id, user.login, user.role, "session")
    made = tokens.create(
        deployment.db, who, tokens.NewToken(name="this machine", scopes=("read", "write", "admin"))
    )
    write_private(path, str(made.token))
    return str(made.token)


def sign_in_url(deployment: Deployment) -> str:
    """Return a URL that signs one browser in, once, within ten minutes."""
    code = sign_in.make_code(deployment.db, person(deployment).id)
    return f"{deployment.settings.url}/sign-in#code={code}"


def announce(path: Path, url: str, text: str) -> None:
    """Leave address and token where the CLI of this user finds them."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_private(path, json.dumps({"url": url, "token": text, "pid": os.getpid()}))


def withdraw(path: Path) -> None:
    """Remove what `announce` left, if it is this process's."""
    if path.exists() and json.loads(path.read_text(encoding="utf-8")).get("pid") == os.getpid():
        path.unlink()


def write_private(path: Path, text: str) -> None:
    """Write a file whole or not at all, readable by this user alone."""
    half = path.with_name(f".{path.name}.half")
    half.unlink(missing_ok=True)
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    half.replace(path)
