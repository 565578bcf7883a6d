"""Args of any kind become plain data, canonical JSON, digest, family and ID; policy; reading JSON and YAML. Pure.

Imports no other package of ours but errors. Start reading at identity.py.
More than 15 files, since each is one rule that stands for itself, and the web app's files have the same borders.
"""
