"""The command line of Modelbase: click and rich over the SDK, `modelbase.Client`, and nothing below it.

start.py      whether the package `modelbase` is ours, then __main__.py
__main__.py   one call: errors become messages and exit codes (failure.py)
group.py      which commands there are, each loaded when it is called
commands/     one file a verb: its options, and `command`, which calls the SDK
options.py    what commands share: the client, options, args from a file and KEY=VALUE;  serving.py: of serve and demo
output.py     the only print;  tables.py, pages.py, progress.py: what it looks like
Imports the client, and for commands of the server's machine the server. Start reading at group.py.
"""
