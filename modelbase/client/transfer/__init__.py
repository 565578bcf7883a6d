"""Push and pull: hashes, sends and receives files in parallel and resumes. Prints nothing. Start reading at push.py.

push.py is put together from sources.py (read, hash) and sending.py (parts), pull.py from target.py (the folder) and
receiving.py (one file); meter.py has progress, threads, and how they all stop.
Imports the client and identity.
"""
