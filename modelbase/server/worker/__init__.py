"""Work outside of requests: hashes new blobs, scans them, sweeps what is over. Imports the rules, database and bucket.

Start reading at worker.py.
"""
