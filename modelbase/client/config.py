"""Where the server is and which token it gets: the client's only reader of environment and config file.

The first of these that names one counts: what the caller gives, MODELBASE_URL and MODELBASE_TOKEN, the config file that
`modelbase login` writes, the file that a running `modelbase serve` of this user leaves. A share link names a server
too: its secret goes into a header of requests to that server and nowhere else. No HTTP here.
"""

from __future__ import annotations

import ipaddress
import json
import math
import os
import re
import stat
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from modelbase.errors import Invalid, Unavailable

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
DEFAULT_TRANSFERS = 8
TIMEOUT = 30.0  # seconds that one question to the server may take, with all repeats
MOST_TIMEOUT = 86_400.0
_LABEL = re.compile(r"[\w-]{1,63}")  # of a host name; letters of all languages (IDNA)
LINK = re.compile(
    r"(?P<server>\S+?)/s/(?P<secret>mbs_[A-Za-z0-9_-]{43})/?(?:@(?P<label>[A-Za-z0-9][A-Za-z0-9._-]{0,63}))?"
)


@dataclass(frozen=True)
class Server:
    """A server's address, the token for it (or None), where it was found; of a share link its secret and label."""

    url: str
    token: str | None
    source: str
    share: str | None = None
    label: str | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        return f"Server({self.url!r}, token={'set' if self.token else None}, source={self.source!r})"


def is_link(text: str) -> bool:
    """Say whether a text is meant as a share link or its secret, whole or not: no ID looks like one."""
    return "://" in text or "/s/mbs_" in text or (text.strip().startswith("mbs_") and "/" not in text)


def parse_link(text: str) -> Server | None:
    """Return the server of a share link (`https://…/s/mbs_…`, perhaps with `@label`), None if the text is none.

    Raise `invalid`, without the text, if a part of the link is missing.
    """
    if not is_link(text):
        return None
    found = LINK.fullmatch(text.strip())
    if found is None:
        raise Invalid(
            "this is no whole share link: one looks like https://models.example.com/s/mbs_… and ends after 43 letters "
            "and digits; copy it again"
        )
    return Server(clean_url(found["server"]), None, "the share link", found["secret"], found["label"])


def resolve(url: str | None = None, token: str | None = None) -> Server:
    """Return the server to talk to; `unavailable` says how to name one if there is none."""
    env_url, env_token = _env("URL"), _env("TOKEN")
    local = local_server()
    found, source = _address(url, env_url, local)
    if token is None and env_token and (not env_url or same_origin(env_url, found)):
        token = env_token  # without MODELBASE_URL it is for whichever server was asked for
    if token is None:
        token = saved(found).get("token")
    if token is None and local is not None and same_origin(local.url, found):
        token = local.token
    return Server(found, checked_token(token) if token else None, source)


def _address(url: str | None, env_url: str | None, local: Server | None) -> tuple[str, str]:
    if url:
        return clean_url(url), "--server"
    if env_url:
        return clean_url(env_url), "MODELBASE_URL"
    default = _read().get("default")
    if default:
        return clean_url(default), "the config file"
    if local:
        return local.url, "the server running on this machine"
    raise Unavailable(
        "no Modelbase server is known: start one here with `modelbase serve`, or sign in to one with "
        "`modelbase login https://your-server`"
    )


def clean_url(text: str) -> str:
    """Return a server address without its trailing slash; `invalid` if it is none."""
    given = text.strip()
    if "mbs_" in given:  # never shown: it opens the model
        raise Invalid("a share link is no server address; give it to `modelbase pull` or `modelbase show`")
    try:
        parts = urlsplit(given if "://" in given else f"https://{given}")
        valid = parts.scheme in {"http", "https"} and _is_host(parts.hostname or "") and (parts.port or 1) > 0
        more = parts.username or parts.password or parts.query or parts.fragment
    except ValueError:  # an open bracket, a port that is no number
        valid = False
    if not valid or more or not given.isprintable() or " " in given or "\\" in given or ".." in given:
        raise Invalid(
            f"{given[:200]!a} is no server address; one looks like https://models.example.com",
            parameters=["url"],
        )
    return f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/")


def _is_host(host: str) -> bool:
    """Say whether a text is an IP address or a host name."""
    if ":" in host:
        try:
            return ipaddress.ip_address(host.partition("%")[0]).version == 6
        except ValueError:
            return False
    return bool(host) and len(host) <= 253 and all(map(_LABEL.fullmatch, host.removesuffix(".").split(".")))


def same_origin(one: str, other: str) -> bool:
    """Say whether two addresses have the same scheme, host and port."""
    return _origin(one) == _origin(other)


def same_server(one: str, other: str) -> bool:
    """Say whether two addresses are of one server: the same origin and path."""
    return same_origin(one, other) and urlsplit(one).path.rstrip("/") == urlsplit(other).path.rstrip("/")


def is_loopback(url: str) -> bool:
    """Say whether an address is of this machine."""
    try:
        return urlsplit(url).hostname in LOOPBACK
    except ValueError:  # no address at all, as an answer may name one
        return False


def checked_token(text: str) -> str:
    """Return a token that can stand in a header; `invalid` if it cannot."""
    token = text.strip()
    if not token.isascii() or not token.isprintable() or not token or " " in token:
        raise Invalid("this is no token: it has spaces or characters that a token never has; copy it again")
    return token


def config_file() -> Path:
    """Return the place of the config file, which may not exist yet."""
    from platformdirs import user_config_path

    folder = _env("CONFIG_DIR")
    return (Path(folder) if folder else user_config_path("modelbase")) / "config.json"


def server_file() -> Path:
    """Return where a running `modelbase serve` of this user leaves its address."""
    from platformdirs import user_state_path

    return user_state_path("modelbase") / "server.json"


def saved(url: str) -> dict[str, Any]:
    """Return what `modelbase login` saved for this server: `token`, and `made` if it was not pasted; else {}."""
    servers = _read().get("servers", {})
    same = {address: entry for address, entry in servers.items() if same_origin(address, url)}
    return next((entry for address, entry in same.items() if same_server(address, url)), {}) or next(
        iter(same.values()), {}
    )


def has_screen() -> bool:
    """Say whether a browser that is opened on this machine would be seen by the user."""
    if os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY"):
        return False
    shown = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
    return shown or os.name == "nt" or sys.platform == "darwin"


def save_token(url: str, token: str, made: bool = False) -> Path:
    """Keep a token for a server, which becomes the default one; the file is readable by its owner only.

    `made` says that signing in made it, so that signing out may end it.
    """
    config, others = _without(url)
    return _write(config | {"default": url, "servers": others | {url: {"token": token, "made": made}}})


def forget(url: str) -> bool:
    """Drop what is saved for a server; return whether anything was."""
    config, others = _without(url)
    known = len(others) < len(config.get("servers", {}))
    if config.get("default") and same_server(config["default"], url):
        config.pop("default")
    if known:
        _write(config | {"servers": others})
    return known


def local_server() -> Server | None:
    """Return the server running on this machine for this user, if its file is ours and its process lives."""
    path = server_file()
    try:
        if not _is_private(path):
            return None
        left = json.loads(path.read_text(encoding="utf-8"))
        url, token, pid = clean_url(str(left["url"])), checked_token(str(left["token"])), int(left["pid"])
    except (OSError, ValueError, KeyError, TypeError, Invalid):
        return None  # no such server, or half a file: as if none were running
    if not is_loopback(url) or not _is_alive(pid):
        return None
    return Server(url, token, "the server running on this machine")


def transfers() -> int:
    """Return how many parts travel at once (MODELBASE_TRANSFERS, 1 to 64)."""
    text = _env("TRANSFERS")
    if not text:
        return DEFAULT_TRANSFERS
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 64:
        raise Invalid(f"MODELBASE_TRANSFERS is {text!r}; it is a number from 1 to 64")
    return int(text)


def timeout() -> float | None:
    """Return the seconds that MODELBASE_TIMEOUT gives to one question, None where it is not set."""
    text = _env("TIMEOUT")
    if not text:
        return None
    try:
        return checked_timeout(float(text))
    except (ValueError, Invalid):
        raise Invalid(
            f"MODELBASE_TIMEOUT is {text[:60]!a}; it is a number of seconds from 1 to {MOST_TIMEOUT:.0f}",
            "settings",
        ) from None


def checked_timeout(seconds: float) -> float:
    """Return a time limit in seconds; raise `invalid` if it is no number from 1 to 86400."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not math.isfinite(seconds):
        raise Invalid(f"timeout= is {ascii(seconds)[:60]}; it is a number of seconds", parameters=["timeout"])
    if not 1 <= seconds <= MOST_TIMEOUT:
        raise Invalid(
            f"timeout= is {seconds:g}; it is from 1 to {MOST_TIMEOUT:.0f} seconds", parameters=["timeout"]
        )
    return float(seconds)


def check_writable() -> None:
    """Raise `settings` if no token can be kept here, before a person is asked for one."""
    folder = config_file().parent
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            return
    except OSError as error:
        raise _unwritable(folder, error) from None


def _unwritable(folder: Path, error: OSError) -> Invalid:
    return Invalid(
        f"the config folder {folder} cannot be written ({error.strerror or error}): let MODELBASE_CONFIG_DIR name "
        "another, or give the token by MODELBASE_TOKEN",
        "settings",
    )


def _env(name: str) -> str | None:
    path = os.environ.get(f"MODELBASE_{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip() or None
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is no text"
            raise Invalid(f"MODELBASE_{name}_FILE names {path}, which cannot be read: {why}") from None
    return os.environ.get(f"MODELBASE_{name}", "").strip() or None


def _origin(url: str) -> tuple[str, str, int]:
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:  # no address at all: the same as itself alone
        return "", url, 0


def _is_private(path: Path) -> bool:
    """Say whether a file is a plain one of this user that no other user can read or write."""
    seen = path.lstat()
    mine = not hasattr(os, "getuid") or seen.st_uid == os.getuid()
    return mine and stat.S_ISREG(seen.st_mode) and (os.name == "nt" or not seen.st_mode & 0o077)


def _is_alive(pid: int) -> bool:
    if pid <= 0 or os.name == "nt":  # there, asking would end the process
        return pid > 0
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _without(url: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the configuration, and what it has for other servers than this one."""
    config = _read()
    servers = config.get("servers", {})
    return config, {address: entry for address, entry in servers.items() if not same_server(address, url)}


def _read() -> dict[str, Any]:
    path = config_file()
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise Invalid(
            f"the config file {path} cannot be read ({error}); correct it, or delete it and sign in"
        ) from None
    if not _is_whole(config):
        raise Invalid(f"the config file {path} is not of Modelbase's form; delete it and sign in again")
    return dict(config)


def _is_whole(config: Any) -> bool:
    """Say whether a config file has the form that `login` writes."""
    if not isinstance(config, dict) or not isinstance(config.get("default", ""), str | None):
        return False
    servers = config.get("servers", {})
    return isinstance(servers, dict) and all(
        isinstance(entry, dict) and isinstance(entry.get("token", ""), str | None)
        for entry in servers.values()
    )


def _write(config: dict[str, Any]) -> Path:
    path = config_file()
    try:
        return write_private(path, config)
    except OSError as error:
        raise _unwritable(path.parent, error) from None


def write_private(path: Path, data: dict[str, Any]) -> Path:
    """Replace a JSON file, readable by its owner only, in one step and return its path; raise OSError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-")  # mode 0600 from the start
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(data, file, indent=2)
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path
