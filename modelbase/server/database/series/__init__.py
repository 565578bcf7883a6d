"""Collections of series: batches as they come, chunks they are folded into, and what is known of each series in short.

Imports entities and errors of ours. Start reading at points.py.
"""
