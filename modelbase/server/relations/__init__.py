"""How models relate: lineage, families, near models, comparisons. Imports database and index.

Start reading at lineage.py.
"""
