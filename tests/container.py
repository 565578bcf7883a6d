"""Runs a service of docker/compose.yaml without an engine: its command, user, environment, tmpfs and read-only root.

A mount namespace takes the container's place: a root of its own with this machine's system and interpreter, read-only
like the image, the service's tmpfs, and its secrets. It shares the machine's loopback network. Needs root and Linux.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[1]
SYSTEM = ("/bin", "/etc", "/lib", "/lib64", "/sbin", "/usr")
USER = re.compile(r"^RUN useradd --uid (\d+) .*?--create-home .* (\w+)$", re.MULTILINE)


@dataclass(frozen=True)
class Container:
    """One service: what compose.yaml says, where its secrets are here, and which words are replaced."""

    service: Mapping[str, Any]
    folder: Path
    secrets: Path
    values: Mapping[str, str]  # of ${NAME} in the compose file
    places: Mapping[str, str]  # words of the containers' network, and the addresses here

    def environment(self) -> dict[str, str]:
        """Return the environment of the service, with the values of .env."""
        found = {name: self._here(value) for name, value in self.service["environment"].items()}
        return {name: value for name, value in found.items() if value}

    def command(self) -> list[str]:
        """Return the command of the service."""
        return [self.places.get(word, word) for word in self.service["command"]]

    @contextmanager
    def running(self, log: Path) -> Iterator[subprocess.Popen[bytes]]:
        """Run it as the image's user, and end it; its output goes to `log`."""
        with log.open("wb") as out:
            process = subprocess.Popen(self._launch(self.command()), stdout=out, stderr=subprocess.STDOUT)
        try:
            yield process
        finally:
            inside = psutil.Process(process.pid).children()  # `unshare` itself passes no signal on
            for each in inside:
                each.terminate()
            psutil.wait_procs(inside, timeout=60)
            for each in inside:
                if each.is_running():
                    each.kill()  # the first process of a namespace, with which all others in it end
            process.wait(30)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run another command in it, to its end."""
        return subprocess.run(
            self._launch([*command]), capture_output=True, text=True, check=False, timeout=60
        )

    def _here(self, value: str) -> str:
        def filled(found: re.Match[str]) -> str:
            return self.values.get(found[1], (found[2] or "").removeprefix("-"))

        text = re.sub(r"\$\{(\w+):?(-[^}]*|\?[^}]*)?\}", filled, value)
        for word, here in self.places.items():
            text = text.replace(word, here)
        return text

    def _launch(self, command: list[str]) -> list[str]:
        """Return the command that makes the namespaces and runs a command in them."""
        assert self.service["read_only"] is True
        assert self.service["cap_drop"] == ["ALL"]
        assert self.service["security_opt"] == ["no-new-privileges:true"]
        (user,) = USER.findall((ROOT / "docker" / "Dockerfile").read_text())
        root = self.folder / "root"
        script = [
            "set -e",
            f"mkdir -p {root}",
            f"mount -t tmpfs -o mode=0755 none {root}",
            *self._mounts(root),
            f"mount -o remount,ro {root}",
        ]
        drop = ["setpriv", f"--reuid={user[0]}", f"--regid={user[0]}", "--clear-groups", "--no-new-privs"]
        drop += ["--bounding-set=-all", "--inh-caps=-all"]
        given = {
            "PATH": f"{Path(sys.prefix) / 'bin'}:/usr/local/bin:/usr/bin:/bin",
            "HOME": f"/home/{user[1]}",
        }
        given |= {"PYTHONPATH": f"{ROOT}:{ROOT / 'cli'}", "PYTHONDONTWRITEBYTECODE": "1"} | self.environment()
        inside = ["env", "-i", *(f"{name}={value}" for name, value in given.items()), *drop, *command]
        script.append(f"cd {root} && exec chroot {root} {shlex.join(inside)}")
        return ["unshare", "--mount", "--pid", "--fork", "--kill-child=TERM", "sh", "-c", "\n".join(script)]

    def _mounts(self, root: Path) -> Iterator[str]:
        """Yield the commands that fill the root: the system, the code, and what compose.yaml mounts."""
        for path in SYSTEM:
            yield f"if [ -L {path} ]; then cp -P {path} {root}{path}; elif [ -d {path} ]; then {_bound(path, root)}; fi"
        yield f"mkdir -p {root}/proc {root}/dev {root}/home/modelbase && mount -t proc none {root}/proc"
        yield f"mount --rbind /dev {root}/dev"
        for each in self.service["tmpfs"]:
            path, _, options = each.partition(":")
            yield f"mkdir -p {root}{path} && mount -t tmpfs -o {options or 'mode=1777'} none {root}{path}"
        code = {str(Path(place).resolve()) for place in (ROOT, sys.prefix, sys.base_prefix)}
        for path in sorted(code | {sys.prefix}):
            if not path.startswith(SYSTEM):
                yield _bound(path, root)
        (secrets,) = [each for each in self.service["volumes"] if each.startswith("server-secrets:")]
        target = secrets.split(":")[1]
        yield f"mkdir -p {root}{target} && mount --bind {self.secrets} {root}{target}"
        if secrets.endswith(":ro"):
            yield f"mount -o remount,bind,ro {root}{target}"


def _bound(path: str, root: Path) -> str:
    """Return the command that shows a folder of this machine in the root, read-only."""
    return (
        f"mkdir -p {root}{path} && mount --bind {path} {root}{path} && mount -o remount,bind,ro {root}{path}"
    )


def possible() -> bool:
    """Tell whether this machine lets us make such a container."""
    return sys.platform == "linux" and os.geteuid() == 0
