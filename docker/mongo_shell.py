"""A Python prompt at the server's database, in the debug image: `python /setup/mongo_shell.py [EXPRESSION]`.

`db` is the database that the settings of this container name, as pymongo has it; the value of an expression is shown.
"""

from __future__ import annotations

import code
import sys

from modelbase.server import backends, settings

if __name__ == "__main__":
    console = code.InteractiveConsole({"db": backends.connect(settings.load()).db})
    if len(sys.argv) > 1:
        console.runsource(sys.argv[1])
    else:
        console.interact(banner="db is the server's database (pymongo); Ctrl-D ends.", exitmsg="")
