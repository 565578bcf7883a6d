"""One file a verb: its options, and what it does with them by one call of the SDK.

Imports the SDK; commands of the server's machine import hosting. Start reading at push.py.
More than 15 files, since group.py imports a command by the name of its file when it is called and no other:
`modelbase id` starts without the modules of the others, and a verb is found by its name.
"""
