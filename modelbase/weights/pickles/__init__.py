"""Pickles: followed without being obeyed, and judged by reviewed lists of the classes that they import.

Imports the standard library and the values of `modelbase.weights` alone. Start reading at machine.py, then verdict.py.
"""
