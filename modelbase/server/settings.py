"""The server's settings: the only reader of the environment on the server's side.

Each field is `MODELBASE_<FIELD>` (or `MODELBASE_<FIELD>_FILE`, a file holding the value). An unknown, missing or
unsafe one stops the start and is named. docs/settings.md has a heading for each; a test compares the two.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)

from modelbase.entities import Role
from modelbase.errors import Invalid

PREFIX = "MODELBASE_"
CLIENT_NAMES = frozenset(
    {
        "MODELBASE_TOKEN",
        "MODELBASE_TRANSFERS",
        "MODELBASE_TIMEOUT",
        "MODELBASE_DATA_DIR",
        "MODELBASE_CONFIG_DIR",
        "MODELBASE_OFFLINE",
        "MODELBASE_STATE_DIR",
        "MODELBASE_SPOOL_BYTES",
        "MODELBASE_JOB",
    }
)
TEST_PREFIXES = ("MODELBASE_E2E_", "MODELBASE_TEST_")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR", "PYTHONPATH", "VIRTUAL_ENV")
ORG = re.compile(r"[A-Za-z0-9_-]{1,100}")
TEAM = re.compile(r"[A-Za-z0-9_-]{1,100}/[A-Za-z0-9._-]{1,200}")
URL_PATH = re.compile(r"(/(?!\.{1,2}(/|$))[A-Za-z0-9._~-]+)*")
# First segments of addresses of our own. A path of MODELBASE_URL that began with one could not be told from them.
OWN_SEGMENTS = frozenset(
    {"api", "auth", "assets", "pip", "theme.js", "healthz", "readyz", "metrics"}
    | {"sign-in", "cli", "models", "diff", "near", "upload", "trash", "account", "s", "shared", "admin"}
)
WEAK_SECRET = re.compile(r"change.?me|secret|password|default|example|modelbase", re.IGNORECASE)


def _comma(value: Any) -> Any:
    if isinstance(value, str):
        parts = tuple(part.strip() for part in value.split(",") if part.strip())
        if value.strip() and not parts:
            raise ValueError("a list without an entry; leave it out instead")
        return parts
    return value


Comma = Annotated[tuple[str, ...], BeforeValidator(_comma)]


class Settings(BaseModel):
    """Everything that can be configured; secrets are `SecretStr` so that they never print."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = "http://127.0.0.1:5050"
    secret_key: SecretStr
    secret_key_old: SecretStr = SecretStr("")
    mongo_uri: SecretStr
    mongo_database: str = "modelbase"
    s3_endpoint: str
    s3_public_endpoint: str = ""
    s3_bucket: str = "modelbase"
    s3_access_key: str
    s3_secret_key: SecretStr
    s3_region: str = "us-east-1"
    store_dir: str = ""
    github_client_id: str = ""
    github_client_secret: SecretStr = SecretStr("")
    github_url: str = "https://github.com"
    github_orgs: Comma = ()
    github_team_roles: Comma = ()
    admins: Comma = ()
    default_role: Role = Role.READ_ONLY
    allow_guests: bool = False
    allow_anonymous: bool = False
    trusted_proxies: Comma = ()
    requests_per_second: float = Field(default=100.0, gt=0, le=100_000)
    stranger_requests_per_second: float = Field(default=10.0, gt=0, le=100_000)
    guesses_per_minute: float = Field(default=10.0, gt=0, le=10_000)
    trash_days: int = Field(default=30, ge=1, le=3650)
    upload_days: int = Field(default=7, ge=1, le=90)
    part_url_seconds: int = Field(default=3600, ge=60, le=43200)
    get_url_seconds: int = Field(default=900, ge=60, le=3600)
    events_days: int = Field(default=730, ge=0, le=36_500)
    scrub_days: float = Field(default=30, ge=0, le=3650)
    scrub_bytes_per_second: float = Field(default=20e6, ge=0)
    query_seconds: float = Field(default=10.0, gt=0, le=60)
    wheelhouse: str = ""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    metrics_token: SecretStr = SecretStr("")
    front: Literal["caddy", "none", ""] = ""
    connections: int = Field(default=2048, ge=64, le=100_000)
    head_seconds: float = Field(default=15.0, ge=0.1, le=300)
    body_seconds: float = Field(default=300.0, ge=0.1, le=3600)
    answer_seconds: float = Field(default=900.0, ge=0.1, le=7200)
    drain_seconds: float = Field(default=3.0, ge=0, le=300)

    @field_validator("url")
    @classmethod
    def _without_a_slash_at_the_end(cls, value: str) -> str:
        return value.rstrip("/")

    @property
    def sign_in(self) -> Literal["local", "github"]:
        """How people sign in: one person by a printed URL, or GitHub."""
        return "github" if self.github_client_id else "local"

    @property
    def secrets(self) -> tuple[str, ...]:
        """The secret key, and after it the old one while a change is under way."""
        found = (self.secret_key.get_secret_value(), self.secret_key_old.get_secret_value())
        return tuple(secret for secret in found if secret)

    @property
    def team_roles(self) -> dict[str, Role]:
        """Role by team, `org/team` in lower case."""
        pairs = (entry.rpartition("=") for entry in self.github_team_roles)
        return {team.strip().lower(): Role(role.strip().replace("-", "_")) for team, _, role in pairs}

    @property
    def public_s3(self) -> str:
        """The address by which clients reach the store."""
        return self.s3_public_endpoint or self.s3_endpoint

    @property
    def host(self) -> str:
        """Host and port of the public address, as a browser sends it."""
        return urlsplit(self.url).netloc

    @property
    def path(self) -> str:
        """The path of the public address, such as `/team/registry`; empty at the root of the host."""
        return urlsplit(self.url).path

    @property
    def origin(self) -> str:
        """Scheme and host of the public address, as a browser sends it in `Origin`."""
        return self.url.removesuffix(self.path) if self.path else self.url

    @property
    def secure(self) -> bool:
        """Whether the public address is https, so that cookies can demand it."""
        return self.url.startswith("https://")


def load(environ: Mapping[str, str] | None = None, **defaults: Any) -> Settings:
    """Read the settings from the environment over `defaults`; raise Invalid `settings` naming what is wrong."""
    given = os.environ if environ is None else environ
    values = dict(defaults) | _collect(given)
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise Invalid(_explain(error), "settings") from error
    _refuse_unsafe(settings)
    return settings


def given(environ: Mapping[str, str] | None = None) -> frozenset[str]:
    """Return the names of the settings that the environment sets."""
    return frozenset(_collect(os.environ if environ is None else environ))


def front() -> str:
    """Return what the environment says of the front, before the rest of the settings is looked at; "" without."""
    return str(_collect(os.environ).get("front", ""))


def data_dir() -> Path | None:
    """Return the data directory that the environment names, if it does."""
    named = os.environ.get("MODELBASE_DATA_DIR")
    return Path(named) if named else None


def to_environ(settings: Settings) -> dict[str, str]:
    """Return the environment by which a child process gets these very settings, and what it needs to start."""
    environ = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    for field, value in settings:
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        text = ",".join(text) if isinstance(text, tuple) else str(text)
        if text:
            environ[PREFIX + field.upper()] = text
    return environ


def _collect(environ: Mapping[str, str]) -> dict[str, str]:
    """Pick our variables, read the `_FILE` ones, refuse unknown names."""
    found: dict[str, str] = {}
    for name, value in environ.items():
        if not name.startswith(PREFIX) or name in CLIENT_NAMES or name.startswith(TEST_PREFIXES):
            continue
        field = name.removeprefix(PREFIX).lower()
        if field.endswith("_file") and field.removesuffix("_file") in Settings.model_fields:
            found[field.removesuffix("_file")] = _read(name, value)
        elif field in Settings.model_fields:
            if value:
                found[field] = value
        else:
            raise Invalid(f"{name} is no setting of Modelbase; docs/settings.md lists them", "settings")
    return found


def _read(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise Invalid(f"{name} names {path}, which cannot be read: {error.strerror}", "settings") from error


def _explain(error: ValidationError) -> str:
    first = error.errors()[0]
    field = str(first["loc"][0]) if first["loc"] else "?"
    name = PREFIX + field.upper()
    if first["type"] == "missing":
        return f"{name} is not set; set it, or {name}_FILE to a file that holds it"
    return f"{name} is wrong: {first['msg']}"


def _refuse_unsafe(settings: Settings) -> None:
    _refuse_wrong_url(settings.url)
    if settings.metrics_token.get_secret_value():
        _refuse_weak("MODELBASE_METRICS_TOKEN", settings.metrics_token)
    _refuse_weak("MODELBASE_SECRET_KEY", settings.secret_key)
    if settings.secret_key_old.get_secret_value():
        _refuse_weak("MODELBASE_SECRET_KEY_OLD", settings.secret_key_old)
    if bool(settings.github_client_id) != bool(settings.github_client_secret.get_secret_value()):
        raise Invalid(
            "MODELBASE_GITHUB_CLIENT_ID and MODELBASE_GITHUB_CLIENT_SECRET belong together; set both or none",
            "settings",
        )
    if settings.wheelhouse and not Path(settings.wheelhouse).is_dir():
        raise Invalid(f"MODELBASE_WHEELHOUSE names {settings.wheelhouse}, which is no folder", "settings")
    _refuse_wrong_proxies(settings.trusted_proxies)
    if settings.sign_in == "github":
        _refuse_loose_sign_in(settings)


def _refuse_wrong_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        well = parts.scheme in {"http", "https"} and parts.hostname and (parts.port or 1)
    except ValueError:
        well = False
    if (
        not well
        or parts.username is not None
        or "?" in url
        or "#" in url
        or not URL_PATH.fullmatch(parts.path)
    ):
        raise Invalid(
            f"MODELBASE_URL has {url!r}; write http:// or https://, a host, and at most a port and a plain path, "
            "such as https://models.example.org or https://example.org/team/registry",
            "settings",
        )
    first = parts.path.split("/")[1] if parts.path else ""
    if first.lower() in OWN_SEGMENTS:
        raise Invalid(
            f"MODELBASE_URL has the path {parts.path}, but /{first} is an address of Modelbase itself; "
            f"put another word first, such as /modelbase{parts.path}",
            "settings",
        )


def _refuse_wrong_proxies(proxies: tuple[str, ...]) -> None:
    for text in proxies:
        try:
            ip_network(text, strict=False)
        except ValueError as error:
            raise Invalid(
                f"MODELBASE_TRUSTED_PROXIES has {text!r}; write addresses or networks, such as 10.0.0.0/8",
                "settings",
            ) from error


def _refuse_weak(name: str, given: SecretStr) -> None:
    secret = given.get_secret_value()
    if len(secret.encode()) < 32:
        raise Invalid(f"{name} is shorter than 32 bytes; make one with `openssl rand -hex 32`", "settings")
    if WEAK_SECRET.search(secret) or len(set(secret)) < 10:
        raise Invalid(f"{name} looks like a placeholder; make one with `openssl rand -hex 32`", "settings")


def _refuse_loose_sign_in(settings: Settings) -> None:
    """Refuse a sign-in that admits no person, or that sends the client secret in the clear."""
    teams = [entry.rpartition("=") for entry in settings.github_team_roles]
    for team, _, role in teams:
        if not TEAM.fullmatch(team.strip()) or role.strip().replace("-", "_") not in set(Role):
            raise Invalid(
                f"MODELBASE_GITHUB_TEAM_ROLES has {team + '=' + role!r}; write org/team=admin, "
                "org/team=read_only or org/team=guest, comma-separated",
                "settings",
            )
    if len(settings.team_roles) < len(teams):
        raise Invalid("MODELBASE_GITHUB_TEAM_ROLES names a team twice; keep one", "settings")
    wrong = next((org for org in settings.github_orgs if not ORG.fullmatch(org)), None)
    if wrong is not None:
        raise Invalid(f"MODELBASE_GITHUB_ORGS has {wrong!r}, which is no organisation's login", "settings")
    if not (settings.github_orgs or teams or settings.admins or settings.allow_guests):
        raise Invalid(
            "no person could sign in: set MODELBASE_GITHUB_ORGS, MODELBASE_GITHUB_TEAM_ROLES or MODELBASE_ADMINS",
            "settings",
        )
    github = urlsplit(settings.github_url)
    if not github.hostname or (github.scheme != "https" and github.hostname not in LOOPBACK):
        raise Invalid("MODELBASE_GITHUB_URL is no https:// address", "settings")
