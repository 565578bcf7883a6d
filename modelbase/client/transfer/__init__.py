"""Push and pull:
hashes, sends and receives files in parallel and resumes. Prints nothing. Start reading at push.py and pull.py.
Imports the client and identity.
"""
