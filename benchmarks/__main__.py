"""`python -m benchmarks` measures the table on a server of its own; `… recipes --server URL` runs another one.

Finds the modules beside it; the server is the one the `modelbase` command would talk to, or
`--server`. `… --list` lists them.
"""

from __future__ import annotations

import argparse
import json
import pkgutil
import sys
from importlib import import_module
from types import ModuleType

import benchmarks
from benchmarks import heavy, table, training
from modelbase.client.sdk import Client
from modelbase.errors import ModelbaseError

OWN_SERVER = {"table": table, "heavy": heavy, "training": training}  # those that need no server of others


def main() -> int:
    """List the benchmarks or run those that are named."""
    if not sys.argv[1:] or sys.argv[1] in OWN_SERVER:
        return OWN_SERVER[sys.argv[1] if sys.argv[1:] else "table"].main(sys.argv[2:])
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="which ones (default: table)")
    parser.add_argument("--list", action="store_true", help="say which there are")
    parser.add_argument("--server", help="address of the server; it is filled with data")
    parser.add_argument("--token")
    given = parser.parse_args()
    modules = found()
    unknown = [name for name in given.names if name not in modules]
    if unknown:
        parser.error(f"there is no benchmark {', '.join(unknown)}; there are {', '.join(modules)}")
    if given.list:
        for name, module in OWN_SERVER.items():
            print(f"{name}\t{str(module.__doc__).splitlines()[0]}")
        for name, module in modules.items():
            print(f"{name}\t{module.__doc__.splitlines()[0]}")
        return 0
    try:
        with Client(given.server, given.token) as client:
            for name in given.names:
                print(f"{name}: {json.dumps(modules[name].run(client), indent=2)}")
    except ModelbaseError as error:
        print(f"{error.message} ({error.code})", file=sys.stderr)
        return 1
    return 0


def found() -> dict[str, ModuleType]:
    """Return the modules that are benchmarks: those with a `run`."""
    names = sorted(
        one.name for one in pkgutil.iter_modules(benchmarks.__path__) if not one.name.startswith("_")
    )
    modules = {name: import_module(f"benchmarks.{name}") for name in names}
    return {name: module for name, module in modules.items() if hasattr(module, "run")}


if __name__ == "__main__":
    sys.exit(main())
