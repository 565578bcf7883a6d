"""Collections of the activity of models and of the audit log.

Imports database alone. Start reading at activity.py.
"""
