"""What happened: the activity of each model and the audit log. Imports database.

Start reading at activity.py.
"""
