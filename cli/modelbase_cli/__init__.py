"""The command line of Modelbase: click and rich over the client.

__main__.py   one call: errors become messages and exit codes
group.py      which commands there are, each loaded when it is called
commands/     one file a verb: its options, and `run`, which does it
options.py    options that several commands share;  recipe.py: args from a file and KEY=VALUE
here.py       what every command works with: the client and the output
output.py     the only print;  tables.py, pages.py, progress.py: what it looks like
Imports the client, and for commands of the server's machine the server. Start reading at group.py.
"""
