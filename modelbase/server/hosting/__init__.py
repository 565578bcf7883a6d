"""Runs Modelbase on a machine: web processes, worker process, embedded services, doctor.

Imports any package of the server. Start reading at serve.py.
"""
