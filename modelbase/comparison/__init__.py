"""What differs between the args of N models: alignment, rows, Markdown. Pure; imports identity and query alone.

Start reading at compare.py.
"""
