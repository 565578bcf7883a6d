"""The command's first step: is the package `modelbase` ours? Then __main__.py runs it.

A package of others, for metabolic models, is called `modelbase` too. Installed after ours into the same environment it
replaces `modelbase/__init__.py`, and importing that fails or runs their code: so it is read before it is imported.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

from modelbase_cli.output import Output

OURS = '"""Modelbase: '  # how the first line of modelbase/__init__.py begins
FAULT = (
    "The package `modelbase` in this environment is not Modelbase but one of others, for metabolic models, which has "
    "replaced files of ours."
)
NEXT = "pip uninstall modelbase modelbase-registry, then install Modelbase again from your server's /pip/ or your clone"


def main() -> int:
    """Run one command and return its exit code; 1 if the package `modelbase` is another one."""
    if not _is_ours():
        Output().error(FAULT, NEXT)
        return 1
    from modelbase_cli.__main__ import main as run

    return run()


def _is_ours() -> bool:
    """Tell whether modelbase/__init__.py is the one that belongs to this command; reads it and does not import it."""
    spec = find_spec("modelbase")
    if spec is None or spec.origin is None:
        return False
    return Path(spec.origin).read_text(encoding="utf-8").startswith(OURS)


if __name__ == "__main__":
    sys.exit(main())
