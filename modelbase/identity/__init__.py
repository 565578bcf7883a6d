"""Args of any kind become plain data, canonical JSON, digest, family and ID; policy; reading JSON and YAML. Pure.

Imports no other package of ours but errors. Start reading at identity.py.
"""
